/** A folder on disk as Files: read-only, lazy, each file read once. Nothing outside it can be reached. */
import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { cleanRelative, type FileStat, type Files } from './files.ts';

/** A lockfile of a large workspace; what is larger is no text that a transform reads. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What lies behind a path, links followed. */
interface Found {
  readonly real: string;
  readonly stats: Stats;
  readonly isLink: boolean;
}

/** There is something, and it cannot be looked at: a link that leads nowhere, outside or in a circle, no permission. */
const UNREACHABLE = 'unreachable';
const OTHER: FileStat = { kind: 'other', mode: 0, size: 0 };

/** @param root the folder, links resolved. */
export function diskFiles(root: string): Files {
  const texts = new Map<string, string | null>();
  const stats = new Map<string, FileStat | null>();
  const lists = new Map<string, readonly string[]>();
  const find = finder(root);
  const remember = <T>(
    memory: Map<string, T>,
    file: string,
    none: T,
    look: (found: Found | null, clean: string) => T,
  ): T => {
    // Nothing is called like that, and Node throws.
    const clean = file.includes('\0') || path.isAbsolute(file) ? null : cleanRelative(file);
    if (clean === null) return none;
    const known = memory.get(clean);
    if (known !== undefined) return known;
    const found = find(clean);
    const fresh = look(found === UNREACHABLE ? null : found, clean);
    memory.set(clean, fresh);
    return fresh;
  };
  return {
    readText: (file) => remember(texts, file, null, readText),
    statOf: (file) =>
      remember(stats, file, null, (found, clean) =>
        found === null ? (find(clean) === UNREACHABLE ? OTHER : null) : statOf(found),
      ),
    list: (folder) => remember(lists, folder, [], list),
  };
}

/** Finds what lies behind a path. The way to a folder is looked up once for all that lies in it. */
function finder(root: string): (file: string) => Found | null | typeof UNREACHABLE {
  const folders = new Map<string, string | null>();
  const isInside = (real: string): boolean =>
    real === root || real.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
  const realFolder = (folder: string): string | null => {
    let real = folders.get(folder);
    if (real === undefined) {
      real = resolve(path.join(root, folder));
      folders.set(folder, real);
    }
    return real;
  };
  return (file) => {
    const home = realFolder(file === '' ? '' : path.posix.dirname(file));
    if (home === null || !isInside(home)) return null;
    const place = file === '' ? home : path.join(home, path.posix.basename(file));
    try {
      const own = lstatSync(place, { throwIfNoEntry: false });
      if (own === undefined) return null;
      if (!own.isSymbolicLink()) return { real: place, stats: own, isLink: false };
    } catch {
      return UNREACHABLE;
    }
    const real = resolve(place);
    if (real === null || !isInside(real)) return UNREACHABLE;
    try {
      return { real, stats: statSync(real), isLink: true };
    } catch {
      return UNREACHABLE;
    }
  };
}

/** Null for what is not there, a circle of links, and what may not be looked at. */
function resolve(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch {
    return null;
  }
}

function readText(found: Found | null): string | null {
  if (found === null || !found.stats.isFile() || found.stats.size > MAX_BYTES) return null;
  try {
    const bytes = readFileSync(found.real);
    return bytes.includes(0) || !isUtf8(bytes) ? null : bytes.toString('utf8');
  } catch {
    return null;
  }
}

function statOf({ stats, isLink }: Found): FileStat {
  const mode = stats.mode & 0o7777;
  const link = isLink ? ({ isLink } as const) : {};
  if (stats.isDirectory()) return { kind: 'folder', mode, size: 0, ...link };
  return { kind: stats.isFile() ? 'file' : 'other', mode, size: stats.size, ...link };
}

function list(found: Found | null): readonly string[] {
  if (found === null || !found.stats.isDirectory()) return [];
  try {
    return readdirSync(found.real).sort();
  } catch {
    return [];
  }
}

/** The way from a folder to what lies below it, with forward slashes; null when it is not below. */
export function pathBelow(folder: string, file: string): string | null {
  const way = path.relative(folder, file);
  const isOutside = way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
  return isOutside ? null : way.split(path.sep).join('/');
}
