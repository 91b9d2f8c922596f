/** The writes in one source file: calls of the tables, and databases named in strings. */
import { dotnet } from './calls/dotnet.ts';
import { elixir } from './calls/elixir.ts';
import { go } from './calls/go.ts';
import { js } from './calls/js.ts';
import { jvm } from './calls/jvm.ts';
import { native } from './calls/native.ts';
import { php } from './calls/php.ts';
import { python } from './calls/python.ts';
import { ANY, type CallRow, type Calls } from './calls/row.ts';
import { ruby } from './calls/ruby.ts';
import { rust } from './calls/rust.ts';
import { closing, lineOf, listItems, type Range, receiverStart, splitAt, trim } from './code.ts';
import { declarationsOf, expressionEnd } from './declared.ts';
import type { Language } from './languages.ts';
import { literalWrites } from './literals.ts';
import { closed, evaluate, folderOf, type Scope, text, type Value } from './values.ts';

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
  return CALLS[language].words.test(source) || SETTINGS.test(source);
}

/** @param workdir what relative paths are relative to. */
export function findCalls(scope: Scope, workdir: string | null): readonly FoundWrite[] {
  const { code } = scope.lexed;
  const found: FoundWrite[] = [];
  const add = (offset: number, value: Value, isFolder: boolean) => {
    if (isNoFile(value)) return;
    found.push({ folder: folderOf(value, isFolder, workdir), line: lineOf(scope.lexed, offset) });
  };
  const covered: Range[] = [];
  for (const { open, name } of callSites(code, CALLS[scope.language].words)) {
    for (const row of CALLS[scope.language].rows) {
      const match = patternOf(row.name, row.path === 'receiver').exec(name);
      if (match === null) continue;
      const start = open - name.length + match.index;
      const end = closing(code, open);
      const call: Call = { start, open, args: listItems(code, open + 1, end) };
      covered.push({ start: open, end });
      for (const value of valuesOf(scope, row, call)) add(start, value, row.isFolder === true);
    }
    if (CALLS[scope.language].processes.some((one) => patternOf(one).test(name)) && !isReader(scope, open + 1))
      found.push({ folder: null, line: lineOf(scope.lexed, open) });
  }
  for (const { start, value } of literalWrites(scope, covered)) add(start, value, false);
  return found;
}

interface Site {
  /** Of the bracket behind the name. */
  readonly open: number;
  /** The code in front of it. */
  readonly name: string;
}

/** Longer than a chain of builder calls in front of the one that opens the file. */
const MAX_NAME = 240;

/** Every call whose name has one of the words. */
function* callSites(code: string, words: RegExp): Generator<Site> {
  for (const match of code.matchAll(/[\w$!?]+(?:<[\w, ]*>)?[ \t]*[({]/g)) {
    if (!words.test(code.slice(Math.max(0, match.index - 40), match.index + match[0].length))) continue;
    const open = match.index + match[0].length - 1;
    yield { open, name: code.slice(Math.max(0, open - MAX_NAME), open) };
  }
}

const patterns = new Map<string, RegExp>();

function patternOf(name: string, isMethod = false): RegExp {
  const key = isMethod ? `.${name}` : name;
  let pattern = patterns.get(key);
  if (pattern === undefined) {
    const whole = '(?<![\\w$.:>]|\\b(?:def|function|func|fn|fun)\\s+)';
    // `sharp(x).toFile(`: what it is called on may be a call.
    const start = isMethod ? '\\.\\s*' : name.startsWith(ANY) ? `(?:${whole}|(?<=[)\\]]\\s*\\??\\.))` : whole;
    pattern = new RegExp(`${start}(?:${name})\\s*(?:<[\\w, ]*>)?\\s*$`);
    patterns.set(key, pattern);
  }
  return pattern;
}

interface Call {
  readonly start: number;
  readonly open: number;
  readonly args: readonly Range[];
}

function valuesOf(scope: Scope, row: CallRow, call: Call): readonly Value[] {
  const { code } = scope.lexed;
  if (row.mode !== undefined && !isWriting(scope, row.mode, call.args)) return [];
  if (row.path === 'receiver') return receiverValue(scope, call, row.isStream === true);
  const named = keyed(scope, call.args, row.keys ?? []);
  const range = named ?? positional(code, call.args, row.path);
  if (range === null) return row.otherwise === undefined ? [] : [closed(row.otherwise)];
  const callback = /^(?:async\s+)?(?:function\b|\(|\w+\s*=>)/.test(code.slice(range.start, range.end));
  if (named !== null && callback) return callbackValues(scope, range);
  const value = evaluate(scope, range);
  if (value === null || value === 'unset') return isMemory(scope, range, row.isStream === true) ? [] : [null];
  const folder = row.within === undefined ? null : keyed(scope, call.args, [row.within]);
  if (folder === null || value.text.startsWith('/')) return [value];
  const base = evaluate(scope, folder);
  return [
    base === null || base === 'unset'
      ? null
      : { text: `${base.text}/${value.text}`, isOpen: base.isOpen || value.isOpen },
  ];
}

/** `Path("x").mkdir()`: what stands in front of the last dot. */
function receiverValue(scope: Scope, { open }: Call, isStream: boolean): readonly Value[] {
  const { code } = scope.lexed;
  const dot = code.lastIndexOf('.', open);
  const start = receiverStart(code, dot);
  if (dot <= 0 || start >= dot) return [null];
  const value = evaluate(scope, { start, end: dot });
  if (value === null && isStream && !/path|file|dir|folder|dest/i.test(code.slice(start, dot))) return [];
  return [value === 'unset' ? null : value];
}

/** The argument of that name, as a keyword (`name=`) or as the key of an object (`name:`). */
function keyed(scope: Scope, args: readonly Range[], keys: readonly string[]): Range | null {
  const { code } = scope.lexed;
  for (const key of keys) {
    const head = new RegExp(`^"?${key}"?\\s*(?::|=(?!=))\\s*`);
    for (const arg of args) {
      const own = head.exec(code.slice(arg.start, arg.end));
      if (own !== null) return { start: arg.start + own[0].length, end: arg.end };
      if (code[arg.start] !== '{') continue;
      for (const item of listItems(code, arg.start + 1, closing(code, arg.start))) {
        const inner = head.exec(code.slice(item.start, item.end));
        if (inner !== null) return { start: item.start + inner[0].length, end: item.end };
        // `{ filename }` and `destination(req, file, cb) {}`
        if (new RegExp(`^(?:async\\s+)?${key}\\b`).test(code.slice(item.start, item.end)))
          return { start: item.start + key.length * Number(code[item.start + key.length] === '('), end: item.end };
      }
    }
  }
  return null;
}

function positional(code: string, args: readonly Range[], at: number): Range | null {
  const range = args[at];
  if (range === undefined) return null;
  const content = code.slice(range.start, range.end);
  // A keyword argument is none of the positional ones, and what is spread is not known.
  return /^\w+\s*=(?!=)|^\*|^\w+:\s/.test(content) || content.startsWith('{') ? null : range;
}

/** Folders that a callback of multer hands on: `cb(null, 'uploads')`. */
function callbackValues(scope: Scope, range: Range): readonly Value[] {
  const { code } = scope.lexed;
  const found: Value[] = [];
  for (const match of code.slice(range.start, range.end).matchAll(/\b\w+\(\s*(?:null|undefined)\s*,\s*/g)) {
    const start = range.start + match.index + match[0].length;
    const [first] = splitAt(code, start, closing(code, code.indexOf('(', range.start + match.index)), /,/y);
    const value = first === undefined ? null : evaluate(scope, first);
    found.push(value === 'unset' ? null : value);
  }
  return found.length === 0 ? [null] : found;
}

function isWriting(scope: Scope, mode: NonNullable<CallRow['mode']>, args: readonly Range[]): boolean {
  const { code, text: whole } = scope.lexed;
  const range = (mode.key === undefined ? null : keyed(scope, args, [mode.key])) ?? positional(code, args, mode.at);
  if (range === null) return mode.none;
  const literal = text(scope, range);
  const content = literal ?? whole.slice(range.start, range.end);
  if (mode.writes.test(content)) return true;
  if (literal !== null || mode.reads?.test(content) === true) return false;
  // A mode that is not written out may be any; other arguments than a mode are not one.
  return /^[\w.]*(?:mode|flag)\w*$/i.test(content.trim());
}

/** Streams, buffers and answers are written to as well. */
function isMemory(scope: Scope, range: Range, isStream: boolean): boolean {
  const { code } = scope.lexed;
  const content = code.slice(range.start, range.end);
  if (
    /BytesIO|StringIO|StringWriter|ByteArray|MemoryStream|response|Response|STDOUT|STDERR|stdout|stderr|System\.(?:out|err)/.test(
      content,
    )
  )
    return true;
  const name = /^[$@]?\w+$/.exec(content)?.[0];
  const made = name === undefined ? [] : declarationsOf(scope.lexed, name, scope.language);
  const MEMORY = /BytesIO|StringIO|StringWriter|ByteArray|MemoryStream|io\.Buffer|getWriter|socket|Socket|HttpResponse/;
  if (
    made.some(({ start, end }) =>
      MEMORY.test(code.slice(start, Math.min(end, expressionEnd(code, start, scope.language)))),
    )
  )
    return true;
  // What a call takes besides paths counts only when its name says that it is one.
  return isStream && !/path|file|dir|folder|dest|name|location|root|db|storage|"/i.test(content);
}

/** Programs that only look. Source: their manual pages. */
const READERS =
  /^(?:ls|cat|uname|hostname|ps|df|du|whoami|id|nproc|free|uptime|date|which|echo|env|head|tail|grep|ping|nslookup|dig|ip|stat|file|lscpu|lsof|netstat|pgrep|kill|true|sleep)$/;

function isReader(scope: Scope, start: number): boolean {
  const { code } = scope.lexed;
  const range = trim(code, start, closing(code, start - 1));
  const quote = code.indexOf('"', range.start);
  if (quote < 0 || /[A-Za-z]/.test(code.slice(range.start, quote))) return false;
  const [head] = scope.lexed.literals.get(quote)?.pieces ?? [];
  if (typeof head !== 'string' || /[|;&>`$]/.test(head)) return false;
  const program = head.trim().split(/\s+/)[0] ?? '';
  return READERS.test(program.slice(program.lastIndexOf('/') + 1));
}

/** A stream, a device, or a URL: no file. */
function isNoFile(value: Value): boolean {
  if (value === null || value === 'unset') return false;
  if (value.text === '' && !value.isOpen) return true;
  return value.text === ':memory:' || /^\/dev\/|^\/proc\/|^php:\/\/|^https?:|^s3:|mode=memory/.test(value.text);
}
