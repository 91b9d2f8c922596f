/** Putting an answer together. */
import type { SkipReason } from '../../../src/engine/skips.ts';
import type { Project } from '../../../src/project/project.ts';
import type { Broken } from '../../../src/project/reading.ts';
import { type Need, type Refusal, refuse } from '../recipe.ts';

export interface Found {
  readonly tool: string;
  readonly reads: readonly string[];
  readonly writes?: readonly (string | null)[];
  readonly added?: string;
  /** What has to be assumed: two are one too many. */
  readonly assumptions?: readonly string[];
  readonly changes?: boolean;
}

/** A Need of what was found, as risky as what it assumes. */
export function needOf({ tool, reads, writes = [], added, assumptions = [], changes = false }: Found): Need | Refusal {
  const [assumption, another] = assumptions;
  const need = {
    tool,
    reads: [...new Set(reads)],
    // The copied tree itself is no output.
    writes: [...new Set(writes)].filter(
      (path): path is string => path !== null && path !== '' && !path.startsWith('..'),
    ),
    added: added ?? null,
  };
  if (changes) return { ...need, risk: 'changes' };
  if (another !== undefined) return refuse({ code: 'unproven', assumptions }, 'assumes');
  return assumption === undefined ? { ...need, risk: 'safe' } : { ...need, risk: 'assumes', assumption };
}

export function brokenManifest(broken: Broken): SkipReason {
  return { code: 'broken-manifest', ...broken };
}

/**
 * Why nothing may be installed to a path of the context, or null. What the project itself has there the later COPY would lay
 * over it, and it cannot be left out of the build.
 */
export function laidOver({ statOf }: Project, path: string): SkipReason | null {
  return statOf(path) === null ? null : { code: 'overwrites-output', path, why: 'used-elsewhere' };
}
