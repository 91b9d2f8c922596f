/** Paths of the build context: relative to its root, with forward slashes, '' for the root. */
import { cleanRelative } from './files.ts';

/** A path as a file in `folder` names it. @returns null when it is absolute or leads out of the context. */
export function resolvePath(folder: string, path: string): string | null {
  return path.startsWith('/') ? null : cleanRelative(`${folder}/${path}`);
}

/** The folder that a file lies in. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The last part of a path, of whatever kind: `server` for `/usr/bin/server`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A name in a folder of the context. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The folder and those that it lies in, up to the root of the context. */
export function foldersUp(folder: string): readonly string[] {
  const found = [folder];
  for (let at = folder; at !== ''; ) {
    at = folderOf(at);
    found.push(at);
  }
  return found;
}

/** Whether a path is a folder or lies in it; of the context, or absolute and of the image. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' || folder === '' ? folder : `${folder}/`);
}

/** Whether an absolute path lies in a folder, and is not the folder itself. */
export function isIn(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
