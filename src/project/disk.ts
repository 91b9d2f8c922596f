/** A folder on disk as Files: read-only, lazy, each file read once. Nothing outside it can be reached. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { cleanRelative, type FileStat, type Files } from './files.ts';

/** A lockfile of a large workspace; what is larger is no text that a transform reads. */
const MAX_BYTES = 16 * 1024 * 1024;

/** @param root the folder, links resolved. */
export function diskFiles(root: string): Files {
  const texts = new Map<string, string | null>();
  const stats = new Map<string, FileStat | null>();
  const lists = new Map<string, readonly string[]>();
  const remember = <T>(memory: Map<string, T>, file: string, none: T, look: (clean: string) => T): T => {
    const clean = cleanRelative(file);
    if (clean === null || path.isAbsolute(file)) return none;
    let known = memory.get(clean);
    if (known === undefined) {
      known = look(clean);
      memory.set(clean, known);
    }
    return known;
  };
  return {
    readText: (file) => remember(texts, file, null, (clean) => readText(root, clean)),
    statOf: (file) => remember(stats, file, null, (clean) => statOf(root, clean)),
    list: (folder) => remember(lists, folder, [], (clean) => list(root, clean)),
  };
}

/** What lies behind a path, unless it leads outside. Null for nothing. */
function inside(root: string, file: string): { readonly real: string; readonly stats: Stats } | null {
  try {
    const real = realpathSync(path.join(root, file));
    const isInside = real === root || real.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
    return isInside ? { real, stats: statSync(real) } : null;
  } catch {
    return null;
  }
}

function readText(root: string, file: string): string | null {
  const found = inside(root, file);
  if (found === null || !found.stats.isFile() || found.stats.size > MAX_BYTES) return null;
  try {
    const bytes = readFileSync(found.real);
    return bytes.includes(0) || !isUtf8(bytes) ? null : bytes.toString('utf8');
  } catch {
    return null;
  }
}

function statOf(root: string, file: string): FileStat | null {
  const found = inside(root, file);
  if (found === null) {
    const names = list(root, path.posix.dirname(file));
    return names.includes(path.posix.basename(file)) ? { kind: 'other', mode: 0, size: 0 } : null;
  }
  const { stats } = found;
  const mode = stats.mode & 0o7777;
  if (stats.isDirectory()) return { kind: 'folder', mode, size: 0 };
  return { kind: stats.isFile() ? 'file' : 'other', mode, size: stats.size };
}

function list(root: string, folder: string): readonly string[] {
  const found = inside(root, folder);
  if (found === null || !found.stats.isDirectory()) return [];
  try {
    return readdirSync(found.real).sort();
  } catch {
    return [];
  }
}
