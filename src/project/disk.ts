/** A folder on disk as Files: read-only, lazy, each file read once. Nothing outside it can be reached. */
import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { cleanRelative, type FileStat, type Files } from './files.ts';
import { folderOf } from './paths.ts';

/** A lockfile of a large workspace; what is larger is no text that a transform reads. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What lies behind a path, links followed. */
interface Found {
  readonly real: string;
  readonly stat: FileStat;
}

/** There is something, and it cannot be looked at: a link that leads nowhere, outside or in a circle, no permission. */
const UNREACHABLE = 'unreachable';
const OTHER: FileStat = { kind: 'other', mode: 0, size: 0 };

/** @param root the folder, links resolved. */
export function diskFiles(root: string): Files {
  const texts = new Map<string, string | null>();
  const lists = new Map<string, readonly string[]>();
  const find = finder(root);
  const remember = <T>(memory: Map<string, T>, file: string, none: T, look: (found: Found) => T): T => {
    const clean = cleanPath(file);
    if (clean === null) return none;
    const known = memory.get(clean);
    if (known !== undefined) return known;
    const found = find(clean);
    const fresh = found === null || found === UNREACHABLE ? none : look(found);
    memory.set(clean, fresh);
    return fresh;
  };
  return {
    readText: (file) => remember(texts, file, null, readText),
    statOf(file) {
      const clean = cleanPath(file);
      const found = clean === null ? null : find(clean);
      return found === UNREACHABLE ? OTHER : (found?.stat ?? null);
    },
    list: (folder) => remember(lists, folder, [], list),
  };
}

function cleanPath(file: string): string | null {
  // Nothing is called like that, and Node throws.
  return file.includes('\0') || path.isAbsolute(file) ? null : cleanRelative(file);
}

type Answer = Found | null | typeof UNREACHABLE;

/** No system takes a longer one. */
const MAX_PATH = 4096;

/** Finds what lies behind a path. Each folder is looked up once for all that lies in it. */
function finder(root: string): (file: string) => Answer {
  const known = new Map<string, Answer>();
  const isInside = (real: string): boolean =>
    real === root || real.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
  const find = (file: string): Answer => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const found = look(file);
    known.set(file, found);
    return found;
  };
  const look = (file: string): Answer => {
    const folder = folderOf(file);
    if (folder.length > MAX_PATH) return null;
    const home = file === '' ? root : find(folder);
    if (home === null || home === UNREACHABLE) return null;
    const place = typeof home === 'string' ? home : path.join(home.real, path.posix.basename(file));
    try {
      const own = lstatSync(place, { throwIfNoEntry: false });
      if (own === undefined) return null;
      if (!own.isSymbolicLink()) return { real: place, stat: toStat(own, false) };
    } catch {
      return UNREACHABLE;
    }
    const real = resolve(place);
    if (real === null || !isInside(real)) return UNREACHABLE;
    try {
      return { real, stat: toStat(statSync(real), true) };
    } catch {
      return UNREACHABLE;
    }
  };
  return find;
}

/** Null for what is not there, a circle of links, and what may not be looked at. */
function resolve(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch {
    return null;
  }
}

function readText({ real, stat }: Found): string | null {
  if (stat.kind !== 'file' || stat.size > MAX_BYTES) return null;
  try {
    const bytes = readFileSync(real);
    return bytes.includes(0) || !isUtf8(bytes) ? null : bytes.toString('utf8');
  } catch {
    return null;
  }
}

function toStat(stats: Stats, isLink: boolean): FileStat {
  const mode = stats.mode & 0o7777;
  const link = isLink ? ({ isLink } as const) : {};
  if (stats.isDirectory()) return { kind: 'folder', mode, size: 0, ...link };
  return { kind: stats.isFile() ? 'file' : 'other', mode, size: stats.size, ...link };
}

function list({ real, stat }: Found): readonly string[] {
  if (stat.kind !== 'folder') return [];
  try {
    return readdirSync(real).sort();
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
