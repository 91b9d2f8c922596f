/** What the files of a repository in memory say of a Dockerfile. */
import { memoryFiles } from '../../../src/project/files.ts';
import type { Use } from '../../../src/project/project.ts';
import { findUses } from '../../../src/project/uses/find.ts';

type Files = Readonly<Record<string, string>>;

export function usesOf(files: Files, dockerfile = 'Dockerfile'): readonly Use[] {
  return findUses(memoryFiles(files), dockerfile);
}

/** The only use that there is. */
export function useOf(files: Files, dockerfile = 'Dockerfile'): Use {
  const uses = usesOf(files, dockerfile);
  if (uses.length !== 1) throw new Error(`${uses.length} uses`);
  return uses[0]!;
}

/** File, context and target of each use. */
export function placesOf(files: Files, dockerfile = 'Dockerfile'): readonly (readonly (string | null)[])[] {
  return usesOf(files, dockerfile).map(({ file, context, target }) => [file, context, target]);
}
