/** Requirements files of pip: what they include and what they name on disk. */
import type { Files } from '../files.ts';
import { folderOf, resolvePath } from '../paths.ts';
import { type Broken, brokenAt } from '../reading.ts';

/** Something of the context that the file names: a folder to build, a wheel, an archive. */
export interface LocalRequirement {
  /** In the context; null when it lies outside. */
  readonly path: string | null;
  readonly isEditable: boolean;
  /** The file that names it, and its 1-based line. */
  readonly file: string;
  readonly line: number;
  /** As written. */
  readonly text: string;
}

/** A package of an index or of a repository. */
export interface RequiredPackage {
  /** In small letters, with dashes: `my-package`; empty for a URL that does not say it. */
  readonly name: string;
  readonly extras: readonly string[];
  /** The version behind `==`; null when more than one would do. */
  readonly pinned: string | null;
}

export interface Requirements {
  /** What it and the files that it includes name, those of constraints as well, but for what is for another system or PyPy only. */
  readonly packages: readonly RequiredPackage[];
  /** The file itself and all that it includes, each once, in the order in which they are read. */
  readonly files: readonly string[];
  readonly locals: readonly LocalRequirement[];
  /** Folders and pages of the context that `--find-links` names. */
  readonly links: readonly string[];
  /** Names in small letters of what is cloned to be edited: `-e git+https://example.org/x#egg=x`. */
  readonly clones: readonly string[];
  /** Included files that are not there. */
  readonly missing: readonly string[];
  /** Paths that are known at build time only (`${NAME}`), or a line of a kind that we do not know. */
  readonly unknown: readonly { readonly file: string; readonly line: number; readonly text: string }[];
  readonly broken: Broken | null;
}

interface Growing {
  readonly packages: RequiredPackage[];
  readonly files: string[];
  readonly locals: LocalRequirement[];
  readonly links: string[];
  readonly clones: string[];
  readonly missing: string[];
  readonly unknown: { file: string; line: number; text: string }[];
  broken: Broken | null;
}

interface Line {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Long options of a line, by the short ones. Source: pip's _internal/req/req_file.py, SUPPORTED_OPTIONS. */
const SHORT: Readonly<Record<string, string>> = {
  '-r': '--requirement',
  '-c': '--constraint',
  '-e': '--editable',
  '-f': '--find-links',
  '-i': '--index-url',
};
const HARMLESS: ReadonlySet<string> = new Set([
  '--pypi-url',
  '--no-index',
  '--pre',
  '--prefer-binary',
  '--only-binary',
  '--no-binary',
  '--require-hashes',
  '--trusted-host',
  '--use-feature',
  '--hash',
  '--global-option',
  '--config-settings',
  '--config-setting',
  '--uploaded-prior-to',
]);
const INDEXES: ReadonlySet<string> = new Set(['--index-url', '--extra-index-url']);
/** Source: pip's _internal/utils/filetypes.py, ARCHIVE_EXTENSIONS. */
const ARCHIVE = /\.(?:zip|whl|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;
const URL = /^[a-z][a-z0-9+.-]*:/i;
/** Source: pip's req_file.py, ENV_VAR_RE. */
const VARIABLE = /\$\{[A-Z0-9_]+\}/;

/**
 * Reads a requirements or constraints file and all that it includes.
 * @param path in the context.
 * @param cwd the folder that pip runs in: `-e ./x`, `./x` and `x.whl` are relative to it, `-r` and `-c` to their file.
 */
export function readRequirements(files: Files, path: string, cwd: string): Requirements {
  return follow(files, [path], cwd, nothing());
}

/** As `readRequirements`, for lines that stand in another file: the pip section of conda's environment.yml. */
export function readRequirementLines(files: Files, file: string, text: string, cwd: string): Requirements {
  const found = nothing();
  const included = logicalLines(file, text).flatMap((line) => readLine(files, line, cwd, found));
  return follow(files, included, cwd, found);
}

function nothing(): Growing {
  return { packages: [], files: [], locals: [], links: [], clones: [], missing: [], unknown: [], broken: null };
}

function follow(files: Files, paths: readonly string[], cwd: string, found: Growing): Requirements {
  const waiting = [...paths];
  while (waiting.length > 0) {
    const file = waiting.shift()!;
    if (found.files.includes(file) || found.missing.includes(file)) continue;
    const text = readOne(files, file, found);
    if (text === null) continue;
    found.files.push(file);
    // In the order in which pip reads them: an include stands in for its line.
    waiting.unshift(...logicalLines(file, text).flatMap((line) => readLine(files, line, cwd, found)));
  }
  return found;
}

function readOne(files: Files, file: string, found: Growing): string | null {
  const text = files.readText(file);
  if (text !== null) return text.replace(/^\uFEFF/, '');
  if (files.statOf(file)?.kind === 'file') found.broken ??= brokenAt(file, null, 'it is not UTF-8 text').broken;
  else found.missing.push(file);
  return null;
}

/** Lines with continuations joined and comments removed, as pip reads them: a comment line ends a continuation. */
function logicalLines(file: string, text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  let joined = '';
  for (const [i, raw] of `${text}\n`.split(/\r\n|\n|\r/).entries()) {
    if (joined === '') start = i + 1;
    const isComment = /^\s*#/.test(raw);
    if (!isComment && raw.endsWith('\\')) {
      joined += raw.slice(0, -1);
      continue;
    }
    // Blanks are made single, so that no pattern below has to look at a row of them twice.
    const whole = `${joined}${isComment ? '' : raw}`
      .replaceAll(/\s+/g, ' ')
      .replace(/(?:^| )#.*$/, '')
      .trim();
    if (whole !== '') lines.push({ file, line: start, text: whole });
    joined = '';
  }
  return lines;
}

/** @returns the files that the line includes. */
function readLine(files: Files, line: Line, cwd: string, found: Growing): readonly string[] {
  if (!line.text.startsWith('-')) {
    readRequirement(files, line, cwd, found);
    return [];
  }
  const match = /^(--[\w-]+|-\w)(?:\s*=\s*|\s*)([\s\S]*)$/.exec(line.text);
  const option = match === null ? '' : (SHORT[match[1]!] ?? match[1]!);
  const value = unquoted(match?.[2] ?? '');
  const unknown = () => void found.unknown.push(line);
  switch (option) {
    case '--requirement':
    case '--constraint': {
      if (isRemote(value)) return [];
      const path = VARIABLE.test(value) ? null : resolvePath(folderOf(line.file), value);
      if (path === null) unknown();
      return path === null ? [] : [path];
    }
    case '--editable':
      readEditable(line, value, cwd, found);
      return [];
    case '--find-links':
      readLinks(files, line, value, cwd, found);
      return [];
    default:
      if (INDEXES.has(option)) {
        if (!/^(?:https?:|\$\{)/i.test(value)) unknown();
      } else if (!HARMLESS.has(option)) unknown();
      return [];
  }
}

function readEditable(line: Line, value: string, cwd: string, found: Growing): void {
  const clone = cloneOf(value);
  if (clone !== null) found.clones.push(clone);
  if (isRemote(value)) found.packages.push({ name: clone ?? '', extras: [], pinned: null });
  const text = value.replace(/\[[^\]]*\]$/, '').replace(/\s*;.*$/, '');
  if (VARIABLE.test(text)) found.unknown.push(line);
  else if (!isRemote(text)) addLocal(line, text.replace(/[#@].*$/, ''), true, cwd, found);
}

/** The name of what is cloned to be edited; null when it is no clone, or has no name. */
export function cloneOf(editable: string): string | null {
  const name = /^[a-z]+\+[a-z]+:.*#(?:.*&)?egg=([\w.-]+)/i.exec(editable)?.[1];
  return name === undefined ? null : name.toLowerCase();
}

function readRequirement(files: Files, line: Line, cwd: string, found: Growing): void {
  const local = localPathOf(files, line.text, cwd);
  if (local === undefined) {
    const required = requiredPackage(line.text);
    if (required !== null) found.packages.push(required);
    return;
  }
  if (local === null) found.unknown.push(line);
  else addLocal(line, local, false, cwd, found);
}

/** Markers that no CPython on Linux fulfils. Source: packaging.python.org, "Dependency specifiers". */
const ELSEWHERE =
  /^[^;]*;\s*\(?\s*(?:sys_platform|platform_system|os_name|implementation_name|platform_python_implementation)\s*==\s*["'](?:win32|cygwin|windows|nt|darwin|pypy)["']\s*\)?\s*$/i;

/** The package that a requirement names; null for what is installed elsewhere only. */
export function requiredPackage(requirement: string): RequiredPackage | null {
  const text = unquoted(requirement.replace(/\s+--[a-z][\s\S]*$/, ''));
  if (ELSEWHERE.test(text)) return null;
  if (isRemote(text)) {
    const egg = /#(?:.*&)?egg=([\w.-]+)/.exec(text)?.[1];
    return { name: egg === undefined ? '' : canonicalName(egg), extras: [], pinned: null };
  }
  const match = /^([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*(?:===?\s*([\w.!+-]+)\s*(?:;|$))?/.exec(text);
  if (match === null) return null;
  const extras = (match[2] ?? '').split(',').map((extra) => extra.trim().toLowerCase());
  return { name: canonicalName(match[1]!), extras: extras.filter((extra) => extra !== ''), pinned: match[3] ?? null };
}

/** As indexes compare names. Source: packaging.python.org, "Names and normalization". */
export function canonicalName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/**
 * The path that a requirement names: `./lib`, `wheels/x-1.0-py3-none-any.whl`, `x @ file:///app/x`.
 * @returns undefined for a package or a URL, null for a path that is known at build time only.
 */
export function localPathOf(files: Files, requirement: string, cwd: string): string | null | undefined {
  // Options of a requirement and its marker.
  const text = unquoted(
    requirement
      .replace(/\s+--[a-z][\s\S]*$/, '')
      .replace(/\s*;\s[\s\S]*$/, '')
      .trim(),
  );
  const reference = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(\S+)/.exec(text)?.[1];
  const place = reference ?? text;
  if (isRemote(place)) return undefined;
  const bare = place.replace(/\[[^\]]*\]$/, '').replace(/#.*$/, '');
  const isFile = /^file:/i.test(bare);
  const looksLikePath = isFile || bare.startsWith('.') || bare.includes('/');
  if (!looksLikePath && !ARCHIVE.test(bare)) return undefined;
  if (VARIABLE.test(bare) || bare.includes('$')) return null;
  if (isFile || bare.startsWith('.') || bare.startsWith('/') || ARCHIVE.test(bare)) return bare;
  // `a/b` is a path only when it is there; else pip refuses it.
  const path = resolvePath(cwd, bare);
  return path !== null && files.statOf(path) !== null ? bare : null;
}

function addLocal({ file, line, text }: Line, written: string, isEditable: boolean, cwd: string, found: Growing): void {
  const bare = written.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, '');
  found.locals.push({ path: resolvePath(cwd, bare), isEditable, file, line, text });
}

/** Relative to the file when it is there, else to pip's folder. Source: pip's req_file.py. */
function readLinks(files: Files, line: Line, value: string, cwd: string, found: Growing): void {
  if (isRemote(value)) return;
  const bare = value.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, '');
  const places = VARIABLE.test(value) ? [] : [resolvePath(folderOf(line.file), bare), resolvePath(cwd, bare)];
  const path = places.find((place) => place !== null && files.statOf(place) !== null) ?? null;
  if (path === null) found.unknown.push(line);
  else found.links.push(path);
}

/** A URL, but not that of a file. */
function isRemote(text: string): boolean {
  return (URL.test(text) && !/^file:/i.test(text) && !/^[a-z]:[\\/]/i.test(text)) || /^(?:git|ssh)@/.test(text);
}

function unquoted(text: string): string {
  const whole = text.trim();
  return /^(["']).*\1$/.test(whole) ? whole.slice(1, -1) : whole;
}
