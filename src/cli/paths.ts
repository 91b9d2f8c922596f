/** Paths as the reader sees them. The path library is a parameter so that both kinds of separator are tested everywhere. */
import path from 'node:path';

export type PathLibrary = Pick<typeof path, 'sep' | 'relative' | 'resolve' | 'normalize' | 'isAbsolute'>;

/** With forward slashes, whatever the system. */
export function toSlashes(file: string, library: PathLibrary = path): string {
  return library.sep === '/' ? file : file.replaceAll(library.sep, '/');
}

/** A path as it is printed: as given, tidied, with forward slashes. */
export function shownPath(given: string, library: PathLibrary = path): string {
  return toSlashes(library.normalize(given), library);
}

/** Whether a file lies in a folder or below it. Both absolute, symbolic links already followed. */
export function isInside(folder: string, file: string, library: PathLibrary = path): boolean {
  const way = library.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${library.sep}`) && !library.isAbsolute(way);
}

/** The way from a folder to a file, as patches have it. */
export function pathFrom(folder: string, file: string, library: PathLibrary = path): string {
  return toSlashes(library.relative(folder, file), library);
}

/** Whether the way that `pathFrom` gave leads down only. */
export function isBelow(way: string, library: PathLibrary = path): boolean {
  return way !== '..' && !way.startsWith('../') && !library.isAbsolute(way);
}
