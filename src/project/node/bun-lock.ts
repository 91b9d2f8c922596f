/** bun.lock, and bun.lockb, of which only the existence can be told. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';

/** Both lockfiles of a folder that are there, the one that bun reads first. */
export function bunLockPaths(files: Files, folder: string): readonly string[] {
  return ['bun.lock', 'bun.lockb']
    .map((name) => inFolder(folder, name))
    .filter((path) => files.statOf(path)?.kind === 'file');
}
