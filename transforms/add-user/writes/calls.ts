/** The writes in one source file: calls of the tables, and databases named in strings. */
import { callbackValues, keyed, positional } from '../../../src/app/code/arguments.ts';
import type { Language } from '../../../src/app/code/languages.ts';
import { lineOf, type Range, receiverStart } from '../../../src/app/code/ranges.ts';
import { callSites, nameAt, type Site } from '../../../src/app/code/sites.ts';
import { closed, evaluate, folderOf, type Scope, text, type Value } from '../../../src/app/code/values.ts';
import { dotnet } from './calls/dotnet.ts';
import { elixir } from './calls/elixir.ts';
import { go } from './calls/go.ts';
import { js } from './calls/js.ts';
import { jvm } from './calls/jvm.ts';
import { native } from './calls/native.ts';
import { php } from './calls/php.ts';
import { python } from './calls/python.ts';
import type { CallRow, Calls } from './calls/row.ts';
import { ruby } from './calls/ruby.ts';
import { rust } from './calls/rust.ts';
import { connectedFile } from './database.ts';
import { LIKELY, likelyValues } from './likely-calls.ts';
import { literalWrites } from './literals.ts';
import { isMemory, isReader, isReaderText } from './streams.ts';

/** A write; the folder is null when the path is not to be told. */
export interface FoundWrite {
  readonly folder: string | null;
  readonly line: number;
}

const CALLS: Readonly<Record<Language, Calls>> = { js, python, go, jvm, rust, ruby, php, dotnet, native, elixir };

/** Words of the settings and of the names of databases that are looked for. */
const SETTINGS =
  /[Ss][Qq][Ll]ite|jdbc:|Data Source|\.db\b|MEDIA_ROOT|accesslog|errorlog|pidfile|logfile|FileBasedCache|SESSION_FILE_DIR|\.(?:log|pid)["'`]/;

/** Whether a file is worth a look: it has a word of the tables, or names a database. */
export function mayWrite(source: string, language: Language): boolean {
  return CALLS[language].words.test(source) || SETTINGS.test(source) || LIKELY.test(source);
}

/** Calls in one file that are looked at closely. No file that somebody wrote has so many, and each takes its time. */
const MAX_SITES = 5000;

/** @param workdir what relative paths are relative to. */
export function findCalls(scope: Scope, workdir: string | null): readonly FoundWrite[] {
  const found: FoundWrite[] = [];
  const add = (offset: number, value: Value, isFolder: boolean) => {
    if (isNoFile(value)) return;
    found.push({ folder: folderOf(value, isFolder, workdir), line: lineOf(scope.lexed, offset) });
  };
  const { words, rows, processes } = CALLS[scope.language];
  const covered: Range[] = [];
  let looked = 0;
  for (const site of callSites(scope.lexed, scope.language, words, LIKELY)) {
    if (++looked > MAX_SITES) {
      add(site.start, null, false);
      break;
    }
    if (isDefinition(scope, site)) continue;
    let isKnown = false;
    for (const row of rows) {
      const start = nameAt(site, row.name, row.path === 'receiver');
      if (start === null) continue;
      covered.push({ start: site.open - 1, end: site.end });
      const values = valuesOf(scope, row, site);
      isKnown ||= values.length > 0 || row.path !== 'receiver';
      for (const value of values) add(start, value, row.isFolder === true);
    }
    if (processes.some((one) => nameAt(site, one) !== null) && !isReader(scope, site.open + 1))
      found.push({ folder: null, line: lineOf(scope.lexed, site.open) });
    else if (!isKnown) for (const value of likelyValues(scope, site)) add(site.start, value, false);
  }
  for (const { start, value } of literalWrites(scope, covered)) add(start, value, false);
  for (const at of shellStrings(scope)) add(at, null, false);
  // Where its strings end was misread, calls may be hidden in them.
  if (scope.lexed.isCut) add(scope.lexed.text.length, null, false);
  return found;
}

/** `level(label, number) {`: a method of that name is declared. */
function isDefinition({ lexed: { code }, language }: Scope, { name, end }: Site): boolean {
  return language === 'js' && /^\)\s*\{/.test(code.slice(end, end + 20)) && /(?:^|[\s,])(?<!new\s+)\w+\s*$/.test(name);
}

/** Ruby and PHP run what stands in backticks. */
function* shellStrings({ lexed, language }: Scope): Generator<number> {
  if (language !== 'ruby' && language !== 'php') return;
  for (const { start, pieces } of lexed.literals.values())
    if (lexed.text[start] === '`' && !isReaderText(pieces)) yield start;
}

function valuesOf(scope: Scope, row: CallRow, site: Site): readonly Value[] {
  const { code } = scope.lexed;
  const { args } = site;
  const at = (place: number) => (site.isPiped ? place - 1 : place);
  if (row.mode !== undefined && !isWriting(scope, row.mode, args, at(row.mode.at))) return [];
  if (row.path === 'receiver') return receiverValue(scope, site, row.isStream === true);
  const named = keyed(scope, args, row.keys ?? []);
  if (named === null && at(row.path) < 0) return [null];
  const range = named ?? positional(scope, args, at(row.path));
  // What is handed on whole is not told here; a stream may be in it as well.
  if (range === 'more') return row.isStream === true ? [] : [null];
  if (range === null) return row.otherwise === undefined ? [] : [closed(row.otherwise)];
  const callback = /^(?:async\s+)?(?:function\b|\(|\w+\s*=>)/.test(code.slice(range.start, range.end));
  if (named !== null && callback) return callbackValues(scope, range);
  const value = evaluate(scope, range);
  if (value === null || value === 'unset') return isMemory(scope, range, row.isStream === true) ? [] : [null];
  if (row.isDatabase === true) return databaseValues(value);
  const folder = row.within === undefined ? null : keyed(scope, args, [row.within]);
  if (folder === null || value.text.startsWith('/')) return [value];
  const base = evaluate(scope, folder);
  return [
    base === null || base === 'unset'
      ? null
      : { text: `${base.text}/${value.text}`, isOpen: base.isOpen || value.isOpen },
  ];
}

/** None for a database that is in memory or elsewhere. */
function databaseValues(value: Exclude<Value, null | 'unset'>): readonly Value[] {
  const path = connectedFile(value.text);
  if (path === null) return /^\w{2,}(?:\+\w+)?:/.test(value.text) ? [] : [value];
  if (path === '') return value.isOpen ? [null] : [];
  return [{ ...value, text: path }];
}

/** `Path("x").mkdir()`: what stands in front of the last dot. */
function receiverValue(scope: Scope, { open }: Site, isStream: boolean): readonly Value[] {
  const { code } = scope.lexed;
  const dot = code.lastIndexOf('.', open);
  const start = receiverStart(code, dot);
  if (dot <= 0 || start >= dot) return [null];
  const value = evaluate(scope, { start, end: dot });
  if (value === null && isStream && !/path|file|dir|folder|dest/i.test(code.slice(start, dot))) return [];
  return [value === 'unset' ? null : value];
}

function isWriting(scope: Scope, mode: NonNullable<CallRow['mode']>, args: readonly Range[], at: number): boolean {
  const { text: whole } = scope.lexed;
  const range = (mode.key === undefined ? null : keyed(scope, args, [mode.key])) ?? positional(scope, args, at);
  if (range === 'more') return true;
  if (range === null) return mode.none;
  const value = evaluate(scope, range);
  const literal = text(scope, range) ?? (value === null || value === 'unset' ? null : value.text);
  const content = literal ?? whole.slice(range.start, range.end);
  if (mode.writes.test(content)) return true;
  if (literal !== null || mode.reads?.test(content) === true) return false;
  // A mode that is not written out may be any; other arguments than a mode are not one.
  return /^[\w.]*(?:mode|flag|driver|dialect)\w*$/i.test(content.trim());
}

/** A stream, a device, or a URL: no file. */
function isNoFile(value: Value): boolean {
  if (value === null || value === 'unset') return false;
  if (value.text === '' && !value.isOpen) return true;
  return value.text === ':memory:' || /^\/dev\/|^\/proc\/|^php:\/\/|^https?:|^s3:|mode=memory/.test(value.text);
}
