/** What one step leaves behind. */
import type { Step } from '../app.ts';
import type { Carry } from '../recipe.ts';

export type Effect =
  /** Nothing that the runtime stage would lack. */
  | { readonly kind: 'none' }
  /** A file or folder that may be needed, and can be copied out of the builder. `isOver`: a COPY brings its older self. */
  | { readonly kind: 'carry'; readonly carry: Carry; readonly brings?: string; readonly isOver?: true }
  /** An empty folder. */
  | { readonly kind: 'folder'; readonly path: string }
  /**
   * What no COPY brings along: owner and mode of a folder, links. `isOwner`: it means nothing where all is root's.
   * `packages`: what the runtime image lacks for it.
   */
  | { readonly kind: 'again'; readonly path: string; readonly isOwner?: true; readonly packages?: readonly string[] }
  /** One command, done again in a RUN of its own behind all COPYs. */
  | { readonly kind: 'command'; readonly command: string; readonly path: string; readonly packages: readonly string[] }
  | { readonly kind: 'user' }
  | { readonly kind: 'install' }
  /** Packages may come from elsewhere from here on. */
  | { readonly kind: 'repository' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'several'; readonly effects: readonly Effect[] };

export interface Judged {
  readonly step: Step;
  readonly effect: Effect;
}

export const NONE: Effect = { kind: 'none' };
export const UNKNOWN: Effect = { kind: 'unknown' };

/** Unknown when one of them is. */
export function together(effects: readonly Effect[]): Effect {
  const left = effects.filter(({ kind }) => kind !== 'none');
  if (left.some(({ kind }) => kind === 'unknown')) return UNKNOWN;
  return left.length > 1 ? { kind: 'several', effects: left } : (left[0] ?? NONE);
}

/** One by one. */
export function partsOf(effect: Effect): readonly Effect[] {
  return effect.kind === 'several' ? effect.effects.flatMap(partsOf) : [effect];
}
