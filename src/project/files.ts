/** A read-only view of a folder of files. It says nothing of where they lie. */
import { applyPatch, createPatch, type Edit } from '../dockerfile/edit.ts';

/** Edits to a file beside the Dockerfile, against the text shown; a file that is not there yet has the text ''. */
export interface FileEdit {
  /** Relative to the root of the build context, with forward slashes. */
  readonly path: string;
  readonly edits: readonly Edit[];
}

export interface FileStat {
  /** `other`: a link that leads nowhere or outside, a socket, a device. */
  readonly kind: 'file' | 'folder' | 'other';
  /** Permission bits: 0o644. */
  readonly mode: number;
  /** In bytes; 0 for a folder. */
  readonly size: number;
  /** The path is a symbolic link to it: a COPY of the folder above brings the link. */
  readonly isLink?: true;
}

/** Paths are relative to the root, with forward slashes; '' is the root itself. */
export interface Files {
  /** The text of a file. @returns null when there is none, or when it is not readable text (binary, not UTF-8, huge). */
  readText(path: string): string | null;
  /** What lies at a path, links followed; null for nothing. */
  statOf(path: string): FileStat | null;
  /** Names of what lies in a folder, sorted; empty when there is no such folder. */
  list(folder: string): readonly string[];
}

export const noFiles: Files = { readText: () => null, statOf: () => null, list: () => [] };

/** A part that is none: most paths have none of them. */
const EMPTY_PART = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Without `.`, `..` and doubled slashes: '' for the root, null for what leaves it. */
export function cleanRelative(path: string): string | null {
  if (!EMPTY_PART.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** Files in memory, by path. Folders are there when something lies in them. */
export function memoryFiles(
  texts: Readonly<Record<string, string>>,
  modes: Readonly<Record<string, number>> = {},
): Files {
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of Object.keys(texts)) {
    const parts = path.split('/');
    for (const [i, name] of parts.entries()) {
      const folder = parts.slice(0, i).join('/');
      const names = folders.get(folder) ?? new Set();
      folders.set(folder, names.add(name));
    }
  }
  const textAt = (path: string): string | null => {
    const clean = cleanRelative(path);
    return clean !== null && Object.hasOwn(texts, clean) ? texts[clean]! : null;
  };
  return {
    readText: textAt,
    statOf(path) {
      const text = textAt(path);
      const clean = cleanRelative(path) ?? '..';
      if (text !== null) return { kind: 'file', mode: modes[clean] ?? 0o644, size: byteLength(text) };
      return folders.has(clean) ? { kind: 'folder', mode: modes[clean] ?? 0o755, size: 0 } : null;
    },
    list: (folder) => [...(folders.get(cleanRelative(folder) ?? '..') ?? [])].sort(),
  };
}

/** The files with some of them replaced or added: what later steps and rounds see. */
export function overlayFiles(files: Files, written: ReadonlyMap<string, string>): Files {
  if (written.size === 0) return files;
  const over = memoryFiles(Object.fromEntries(written));
  return {
    readText: (path) => over.readText(path) ?? files.readText(path),
    statOf(path) {
      const [stat, text] = [files.statOf(path), over.readText(path)];
      if (stat === null) return over.statOf(path);
      // What is written over keeps its permissions.
      return text === null ? stat : { ...stat, size: over.statOf(path)!.size };
    },
    list: (folder) => [...new Set([...files.list(folder), ...over.list(folder)])].sort(),
  };
}

/** Which paths are left out, and whether something in a folder that is left out may be taken in again. */
export interface Filter {
  isIgnored(path: string): boolean;
  mayTakeInBelow(folder: string): boolean;
}

/** Names looked at to find out whether a folder that is left out has something in it that is not. */
const MAX_LOOKED_AT = 5000;

/** The files that a filter lets through, and the folders that hold one of them. */
export function filterFiles(files: Files, filter: Filter): Files {
  const known = new Map<string, boolean>();
  const isThere = (path: string): boolean => {
    let answer = known.get(path);
    if (answer === undefined) {
      answer = path === '' || !filter.isIgnored(path) || holdsSome(files, filter, path);
      known.set(path, answer);
    }
    return answer;
  };
  const whenThere = <T>(path: string, look: (clean: string) => T, none: T): T => {
    const clean = cleanRelative(path);
    return clean !== null && isThere(clean) ? look(clean) : none;
  };
  return {
    readText: (path) => whenThere(path, files.readText, null),
    statOf: (path) => whenThere(path, files.statOf, null),
    list: (folder) =>
      whenThere(
        folder,
        (clean) => files.list(clean).filter((name) => isThere(clean === '' ? name : `${clean}/${name}`)),
        [],
      ),
  };
}

/** Whether a folder that is left out holds something that is taken in. Of a very large one that is taken for granted. */
function holdsSome(files: Files, filter: Filter, folder: string): boolean {
  const waiting = [folder];
  let lookedAt = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (!filter.mayTakeInBelow(at) || files.statOf(at)?.kind !== 'folder') continue;
    for (const name of files.list(at)) {
      const path = `${at}/${name}`;
      if (!filter.isIgnored(path) || ++lookedAt > MAX_LOOKED_AT) return true;
      waiting.push(path);
    }
  }
  return false;
}

/**
 * The text of the files once the edits are made.
 * @returns null when edits of one file overlap or reach outside its text, and when what is there is no text.
 */
export function applyFileEdits(files: Files, edits: readonly FileEdit[]): ReadonlyMap<string, string> | null {
  const written = new Map<string, string>();
  for (const { path, edits: own } of edits) {
    const clean = cleanRelative(path);
    if (clean === null || clean === '') return null;
    const text = written.get(clean) ?? files.readText(clean);
    // What is there and cannot be read is not written over.
    if (text === null && files.statOf(clean) !== null) return null;
    const patch = createPatch(text ?? '', own);
    if (patch === null) return null;
    written.set(clean, applyPatch(text ?? '', patch));
  }
  return written;
}

/** In UTF-8. */
function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
