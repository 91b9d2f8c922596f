/** A small script that a package manager runs during an install: which files of the project does it read? */
import type { Files } from '../files.ts';
import { folderOf, foldersUp, inFolder, resolvePath } from '../paths.ts';
import { readLiterals } from './literals.ts';

export type ScriptReading =
  | {
      readonly ok: true;
      /** The script itself and the files that it names, those of its own modules too. */
      readonly files: readonly string[];
      /** It reads or writes files, so the list rests on the names that are written in it. */
      readonly touchesFiles: boolean;
    }
  | { readonly ok: false; readonly why: string };

export interface ScriptPlace {
  /** The package whose script it is: where it runs. */
  readonly folder: string;
  /** Words behind the script's name. */
  readonly args: readonly string[];
}

const MAX_BYTES = 100_000;
const MAX_FILES = 20;

/** Modules of Node.js that can start other programs or code. */
const STARTERS = /^(?:node:)?(?:child_process|cluster|worker_threads|vm|module|repl|inspector)$/;
const BUILTINS =
  /^(?:node:[\w/]+|assert|buffer|console|constants|crypto|dns|events|fs|fs\/promises|http|https|net|os|path|path\/posix|perf_hooks|process|punycode|querystring|readline|stream|string_decoder|timers|timers\/promises|tls|tty|url|util|zlib)$/;
const FILE_MODULES = /^(?:(?:node:)?fs(?:\/promises)?|fs-extra|graceful-fs)$/;
/** Packages that read nothing by themselves. */
const PLAIN_PACKAGES =
  /^(?:chalk|kleur|picocolors|ansi-colors|colors|semver|is-ci|ci-info|fs-extra|graceful-fs|minimist|yargs-parser|debug|ms|mkdirp|node-fetch|axios|got)$/;
/** What looks through folders, goes to another one, or runs text as code. */
const WANDERERS =
  /\b(?:readdir|opendir|execFile|exec|spawn)Sync\b|\b(?:readdir|opendir|execFile|spawn|createRequire|dlopen|chdir)\b|\b(?:glob|globSync|cp|cpSync|copy|copySync|move|moveSync|watch|watchFile|eval)\s*\(|\bnew\s+Function\b|\bBun\b|\bDeno\b/;
const WANDERING_NAME = /^(?:readdir|opendir|cp|glob)(?:Sync)?$/;
/** What changes files: a file of the project that is changed would be put back by the COPY. */
const WRITERS =
  /\b(?:write\w*|append\w*|output\w*|truncate\w*|rename\w*|unlink\w*|rm|rmSync|rmdir\w*|remove|removeSync|copyFile\w*|createWriteStream|symlink\w*|chmod\w*|utimes\w*|open|openSync|ensure\w*|empty\w*)\s*\(/;

/** @param path the script; a name without its ending is looked up as Node.js does. */
export function readNodeScript(files: Files, path: string, place: ScriptPlace): ScriptReading {
  const found = new Set<string>();
  const named = new Set<string>();
  let touchesFiles = false;
  let isWriting = false;
  const waiting = [path];
  while (waiting.length > 0) {
    const wanted = waiting.pop()!;
    const file = resolveModule(files, wanted);
    if (file === null) return { ok: false, why: `${wanted} is not in the build` };
    if (found.has(file)) continue;
    found.add(file);
    if (found.size > MAX_FILES) return { ok: false, why: 'it has many modules' };
    if (!/\.[cm]?js$/.test(file)) {
      if (/\.json$/.test(file)) continue;
      return { ok: false, why: `${file} is no JavaScript` };
    }
    const text = files.readText(file);
    if (text === null || text.length > MAX_BYTES) return { ok: false, why: `${file} cannot be read` };
    const read = readCode(files, text, file, place);
    if (!read.ok) return read;
    touchesFiles ||= read.touchesFiles;
    for (const each of read.modules) waiting.push(each);
    isWriting ||= read.isWriting;
    for (const each of read.named) named.add(each);
  }
  const [changed] = named;
  if (isWriting && changed !== undefined) return { ok: false, why: `it may change ${changed}` };
  return { ok: true, files: [...new Set([...found, ...named])], touchesFiles };
}

/** As `readNodeScript`, of the text behind `node -e`. */
export function readNodeText(files: Files, text: string, place: ScriptPlace): ScriptReading {
  const read = readCode(files, text, inFolder(place.folder, '[eval]'), place);
  if (!read.ok) return read;
  const found = new Set(read.named);
  let { touchesFiles } = read;
  if (read.isWriting && read.named.length > 0) return { ok: false, why: `it may change ${read.named[0]!}` };
  for (const each of read.modules) {
    const inner = readNodeScript(files, each, place);
    if (!inner.ok) return inner;
    touchesFiles ||= inner.touchesFiles;
    for (const file of inner.files) found.add(file);
  }
  return { ok: true, files: [...found], touchesFiles };
}

type Code =
  | {
      readonly ok: true;
      readonly modules: readonly string[];
      readonly named: readonly string[];
      readonly touchesFiles: boolean;
      readonly isWriting: boolean;
    }
  | { readonly ok: false; readonly why: string };

function readCode(files: Files, text: string, file: string, place: ScriptPlace): Code {
  const literals = readLiterals(text);
  if (literals === null) return { ok: false, why: `${file} cannot be read` };
  const { code, strings } = literals;
  const wanderer = WANDERERS.exec(code)?.[0] ?? strings.find((each) => WANDERING_NAME.test(each));
  if (wanderer !== undefined) return { ok: false, why: `it calls ${wanderer.replace(/\s*\($/, '')}` };
  const specifiers = readSpecifiers(code, strings);
  if (specifiers === null) return { ok: false, why: 'it loads a module by a name that is made up while it runs' };
  const modules: string[] = [];
  for (const name of specifiers.names) {
    if (STARTERS.test(name)) return { ok: false, why: `it uses ${name}` };
    if (/^\.{1,2}(?:\/|$)/.test(name)) {
      const path = resolvePath(folderOf(file), name);
      if (path === null) return { ok: false, why: `it loads ${name}` };
      modules.push(path);
    } else if (!BUILTINS.test(name) && !PLAIN_PACKAGES.test(name)) return { ok: false, why: `it uses ${name}` };
  }
  const words = strings.filter((_, i) => !specifiers.indexes.has(i));
  const named = namedFiles(files, [...words, ...place.args], [folderOf(file), ...foldersUp(place.folder)]);
  if (!named.ok) return named;
  const touchesFiles = specifiers.names.some((name) => FILE_MODULES.test(name));
  return { ok: true, modules, named: named.files, touchesFiles, isWriting: touchesFiles && WRITERS.test(code) };
}

interface Specifiers {
  readonly names: readonly string[];
  readonly indexes: ReadonlySet<number>;
}

/** What is required and imported; null when one of them is no plain string. */
function readSpecifiers(code: string, strings: readonly string[]): Specifiers | null {
  const indexes = new Set<number>();
  for (const match of code.matchAll(/\b(?:require(?:\.resolve)?|import)\s*\(\s*("\d+"\s*\)|)/g)) {
    const index = /\d+/.exec(match[1]!)?.[0];
    if (index === undefined) return null;
    indexes.add(Number(index));
  }
  for (const match of code.matchAll(/\b(?:from|import)\s*"(\d+)"/g)) indexes.add(Number(match[1]));
  // `const load = require;` hides what is loaded.
  if (/\brequire\b(?!\s*\(|\.resolve\s*\(|\.main\b)/.test(code)) return null;
  return { names: [...indexes].map((i) => strings[i]!), indexes };
}

type Named = { readonly ok: true; readonly files: readonly string[] } | { readonly ok: false; readonly why: string };

/**
 * The files of the project that words may mean, however the script puts them together: a word whose first part is there
 * in one of the folders means it. A folder cannot be followed.
 */
function namedFiles(files: Files, words: readonly string[], folders: readonly string[]): Named {
  const found = new Set<string>();
  for (const word of words) {
    if (/\s/.test(word) || word.length > 200) continue;
    const parts = word.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
    const [first] = parts;
    if (first === undefined || first === 'node_modules') continue;
    for (const folder of new Set(folders)) {
      if (files.statOf(inFolder(folder, first)) === null) continue;
      const path = inFolder(folder, parts.join('/'));
      if (files.statOf(path)?.kind !== 'file') return { ok: false, why: `it names ${word}` };
      found.add(path);
    }
  }
  return { ok: true, files: [...found] };
}

/** Source: nodejs.org/api/modules.html, "All together". A package.json in the folder may say that it is another file. */
function resolveModule(files: Files, path: string): string | null {
  if (files.statOf(path)?.kind === 'folder' && files.statOf(inFolder(path, 'package.json')) !== null) return null;
  const endings = ['', '.js', '.json', '.cjs', '.mjs', '/index.js'];
  return endings.map((ending) => path + ending).find((file) => files.statOf(file)?.kind === 'file') ?? null;
}
