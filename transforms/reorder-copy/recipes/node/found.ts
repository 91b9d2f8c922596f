/** Finds the project that a command of a package manager means. */
import { type Manifest, readManifest } from '../../../../src/project/node/manifest.ts';
import { type Negation, readMembers } from '../../../../src/project/node/workspaces.ts';
import { foldersUp, inFolder } from '../../../../src/project/paths.ts';
import type { Refusal, Step } from '../../recipe.ts';
import type { ImageFiles } from './image.ts';
import { refuseBroken, refuseMissing } from './plan.ts';

/** A project as its manager finds it. */
export interface Found {
  readonly root: Manifest;
  /** Null when it has no workspaces. */
  readonly patterns: readonly string[] | null;
}

/**
 * The project that a command in a folder means: that of the nearest package.json, or the workspace around it that has it
 * as a member. `patternsOf` says what the patterns of a root are; null for no workspace.
 */
export function findProject(
  step: Step,
  files: ImageFiles,
  folder: string,
  patternsOf: (root: Manifest) => readonly string[] | null,
  negation: Negation,
): Found | Refusal {
  let nearest: Manifest | null = null;
  for (const each of foldersUp(folder)) {
    const read = readManifest(files, each);
    if (read === null) continue;
    if (!read.ok) return refuseBroken(files, read.broken);
    const patterns = patternsOf(read.value);
    if (nearest === null) nearest = read.value;
    else if (patterns !== null) {
      const around = readMembers(files, read.value, patterns, negation);
      if (!around.ok || around.members.some((member) => member.folder === nearest!.folder))
        return { root: read.value, patterns };
    }
  }
  if (nearest === null) return refuseMissing(files, step.project.isIgnored, inFolder(folder, 'package.json'));
  return { root: nearest, patterns: patternsOf(nearest) };
}

/** As `findProject`, for an option that names the folder: then it is not looked for further up. */
export function projectAt(
  step: Step,
  files: ImageFiles,
  folder: string,
  patternsOf: (root: Manifest) => readonly string[] | null,
): Found | Refusal {
  const read = readManifest(files, folder);
  if (read === null) return refuseMissing(files, step.project.isIgnored, inFolder(folder, 'package.json'));
  return read.ok ? { root: read.value, patterns: patternsOf(read.value) } : refuseBroken(files, read.broken);
}
