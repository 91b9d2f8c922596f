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
