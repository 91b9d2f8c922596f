/** How compose, bake and skaffold files build a Dockerfile: with which arguments, up to which stage, with what else. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Use } from '../../../project/project.ts';

export interface DeclaredBuild {
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string>;
  /** The one that all this is from; null for none. */
  readonly use: Use | null;
  /** That its paths are relative to: absolute, links followed. */
  readonly base: string;
}

/**
 * Of several, the first that builds the last stage: it holds most of the file.
 * @param context links followed; what builds it from another folder builds something else.
 * @param root that the uses' paths are relative to.
 */
export function declaredBuild(uses: readonly Use[], context: string, root: string): DeclaredBuild {
  const base = realpathSync(root);
  const declared = uses
    .filter((use) => use.kind !== 'command' && (use.context === null || real(path.join(base, use.context)) === context))
    .map((use) => ({ ...use, target: use.target === '' ? null : use.target }));
  // A stage that is known at build time only stands there as a variable.
  const known = declared.filter(({ target }) => target === null || !target.includes('$'));
  const use = known.find(({ target }) => target === null) ?? known[0] ?? declared[0];
  if (use === undefined) return { target: null, args: new Map(), use: null, base };
  // What is known at build time only is left to the default that the Dockerfile has.
  const args = [...use.args].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return { target: known.includes(use) ? use.target : null, args: new Map(args), use, base };
}

function real(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
