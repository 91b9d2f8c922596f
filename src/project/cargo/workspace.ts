/** The folders of a workspace's members. Source: doc.rust-lang.org/cargo/reference/workspaces.html. */
import { globToRegex } from '../dockerignore.ts';
import type { Files } from '../files.ts';
import { inFolder, resolvePath } from '../paths.ts';
import type { CargoWorkspace } from './manifest.ts';

/** @returns folders that hold a Cargo.toml, for globs those that are there; null when a member leads out of the context. */
export function memberFolders(
  files: Files,
  root: string,
  { members, exclude }: CargoWorkspace,
): readonly string[] | null {
  const left = exclude.map((path) => resolvePath(root, path));
  const found: string[] = [];
  for (const member of members) {
    const path = resolvePath(root, member);
    if (path === null) return null;
    found.push(...(/[*?[]/.test(path) ? glob(files, path) : [path]));
  }
  return [...new Set(found)].filter((folder) => !left.some((out) => out !== null && isIn(folder, out)));
}

function glob(files: Files, pattern: string): readonly string[] {
  let folders = [''];
  for (const part of pattern.split('/')) {
    const matches = globToRegex(part);
    folders = folders.flatMap((folder) =>
      files
        .list(folder)
        .filter((name) => matches.test(name))
        .map((name) => inFolder(folder, name)),
    );
  }
  return folders.filter((folder) => files.statOf(inFolder(folder, 'Cargo.toml'))?.kind === 'file');
}

function isIn(folder: string, out: string): boolean {
  return folder === out || folder.startsWith(`${out}/`);
}
