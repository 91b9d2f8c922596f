/** Patterns of workspaces against the files. */
import type { Files } from '../files.ts';
import { cleanRelative } from '../files.ts';
import { inFolder } from '../paths.ts';

/** More folders than any project has; a pattern that is not done by then is not expanded. */
const MAX_FOLDERS = 20_000;

/** What no package manager looks into. Source: @npmcli/map-workspaces, yarn, pnpm's find-packages. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', 'bower_components']);

/**
 * The folders below `root` that a pattern names: `packages/*`, `apps/**`, `libs/{a,b}`. A star does not match a name that
 * begins with a dot. Symbolic links to folders are followed.
 * @returns null when it cannot be said exactly: unusual syntax, a path out of the root, too many folders.
 */
export function expandFolders(files: Files, root: string, pattern: string): readonly string[] | null {
  const found: string[] = [];
  const budget = { left: MAX_FOLDERS };
  for (const plain of expandBraces(pattern) ?? [null]) {
    const clean = plain === null ? null : cleanRelative(plain.replace(/^\/+/, ''));
    if (clean === null || /[()\\]/.test(clean)) return null;
    const parts = clean === '' ? [] : clean.split('/');
    found.push(...walk(files, root, parts, budget));
    if (budget.left <= 0) return null;
  }
  return [...new Set(found)];
}

/** Whether a folder, relative to the root, is named by a pattern; null when it cannot be said. */
export function matchesFolder(pattern: string, folder: string): boolean | null {
  const regexes = (expandBraces(pattern) ?? []).map((plain) => cleanRelative(plain.replace(/^\/+/, '')));
  if (regexes.length === 0 || regexes.some((clean) => clean === null || /[()\\]/.test(clean))) return null;
  return regexes.some((clean) => matchParts(clean!.split('/'), folder.split('/')));
}

function matchParts(pattern: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return parts.length === 0;
  if (first === '**') return matchParts(rest, parts) || (parts.length > 0 && matchParts(pattern, parts.slice(1)));
  return parts.length > 0 && nameMatcher(first).test(parts[0]!) && matchParts(rest, parts.slice(1));
}

interface Budget {
  left: number;
}

function walk(files: Files, folder: string, parts: readonly string[], budget: Budget): readonly string[] {
  budget.left--;
  const [part, ...rest] = parts;
  if (part === undefined) return [folder];
  if (budget.left <= 0) return [];
  const isWild = /[*?[]/.test(part);
  if (!isWild) {
    const next = inFolder(folder, part);
    return files.statOf(next)?.kind === 'folder' ? walk(files, next, rest, budget) : [];
  }
  const matches = part === '**' ? ANY : nameMatcher(part);
  const here = part === '**' ? walk(files, folder, rest, budget) : [];
  const below = foldersIn(files, folder)
    .filter((name) => matches.test(name) && (!name.startsWith('.') || part.startsWith('.')))
    .flatMap((name) => walk(files, inFolder(folder, name), part === '**' ? parts : rest, budget));
  return [...here, ...below];
}

const ANY = /^/;

function foldersIn(files: Files, folder: string): readonly string[] {
  return files
    .list(folder)
    .filter((name) => !LEFT_OUT.has(name) && files.statOf(inFolder(folder, name))?.kind === 'folder');
}

function nameMatcher(part: string): RegExp {
  let source = '';
  for (let at = 0; at < part.length; at++) {
    const char = part[at]!;
    const close = char === '[' ? part.indexOf(']', at + 2) : -1;
    if (char === '*') source += source.endsWith('.*') ? '' : '.*';
    else if (char === '?') source += '.';
    else if (close > 0) {
      source += `[${part
        .slice(at + 1, close)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`;
      at = close;
    } else source += char.replace(/[.+^${}()|[\]\\]/, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return /^(?!)/;
  }
}

/** `a/{b,c}` as `a/b` and `a/c`. @returns null for braces that do not close, ranges and too many of them. */
function expandBraces(pattern: string): readonly string[] | null {
  let waiting = [pattern];
  for (let round = 0; round < 5; round++) {
    if (waiting.every((each) => !/[{}]/.test(each))) return waiting;
    const next: string[] = [];
    for (const each of waiting) {
      const inner = /\{([^{}]*)\}/.exec(each);
      if (inner === null) {
        if (/[{}]/.test(each)) return null;
        next.push(each);
        continue;
      }
      if (!inner[1]!.includes(',')) return null;
      for (const choice of inner[1]!.split(','))
        next.push(each.slice(0, inner.index) + choice + each.slice(inner.index + inner[0].length));
    }
    if (next.length > 200) return null;
    waiting = next;
  }
  return null;
}
