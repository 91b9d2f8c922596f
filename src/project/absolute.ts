/** Absolute paths of an image, with forward slashes. */

/** A part that is none: most paths have none of them. */
const EMPTY_PART = /\/\.{0,2}(?:\/|$)/;

/** An absolute path without `.`, `..` and doubled slashes. */
export function absolute(path: string): string {
  if (path.startsWith('/') && !EMPTY_PART.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/**
 * What a path names that is read in a folder, such as a working directory.
 * @param folder not looked at for an absolute path; for others the caller sees to it that it is known.
 */
export function absoluteFrom(folder: string | null, path: string): string {
  return absolute(path.startsWith('/') ? path : `${folder}/${path}`);
}

/** A folder of the image and those that it lies in, nearest first, up to `/`. */
export function upwards(folder: string): readonly string[] {
  const found = [absolute(folder)];
  while (found.at(-1) !== '/') found.push(absolute(`${found.at(-1)!}/..`));
  return found;
}
