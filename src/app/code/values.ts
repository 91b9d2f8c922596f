/** What a path in source code is, when it can be told from the text: literals, joins, named constants, variables of the environment. */
import { absolute } from '../../project/copies.ts';
import { declarationsOf, isCommon, isParameter } from './declared.ts';
import { callKind, type Known, methodKind, NAMED } from './functions.ts';
import { type Language, SYNTAX } from './languages.ts';
import { type Lexed, lex } from './lexer.ts';
import { closing, listItems, type Range, splitAt, trim } from './ranges.ts';

/**
 * `isOpen`: something not known follows the text. `unset`: a variable that the image does not set. Null: not known.
 * Relative to the working directory unless it begins with a slash.
 */
export type Value = { readonly text: string; readonly isOpen: boolean } | 'unset' | null;

/** What is known around an expression. */
export interface Scope {
  readonly lexed: Lexed;
  readonly language: Language;
  /** Where the source file lies in the image. */
  readonly file: string | null;
  /** What the image sets; null is a value not known. */
  readonly env: ReadonlyMap<string, string | null>;
  /** A constant by its name in capitals, from any file of the app. */
  readonly constant: (name: string) => Value;
}

const MAX_DEPTH = 12;
/** Longer than any path is written. */
const MAX_LENGTH = 2000;
/** Open: what is asked for may be the folder or a new file in it. */
const TMP: Value = { text: '/tmp/', isOpen: true };

/**
 * The text that an expression stands for, as far as it goes; null when it is not known.
 * @param depth of names that lead to names.
 */
export function evaluate(scope: Scope, range: Range, depth = 0): Value {
  const { code } = scope.lexed;
  const { start, end } = trim(code, range.start, range.end);
  if (start >= end || end - start > MAX_LENGTH || depth > MAX_DEPTH) return null;
  // Which of two it is depends on what happens at run time.
  if (/^[^?"]*\?(?![.?:])[^:]*:/.test(code.slice(start, end)) || / if .* else /.test(code.slice(start, end)))
    return null;
  const choices = splitAt(code, start, end, /\|\||\?\?|\?:|\bor\b/y);
  if (choices.length > 1) {
    for (const choice of choices) {
      const value = evaluate(scope, choice, depth + 1);
      if (value !== 'unset') return value;
    }
    return null;
  }
  const parts = splitAt(code, start, end, PLUS[scope.language] ?? /\+/y);
  if (parts.length > 1) {
    const isPath = scope.language === 'python' && splitAt(code, start, end, /\//y).length > 1;
    const values = parts.map((part) => evaluate(scope, part, depth + 1));
    return isPath ? join(values, true) : concatenate(values);
  }
  return term(scope, start, end, depth);
}

const PLUS: Partial<Readonly<Record<Language, RegExp>>> = {
  php: /\.(?=\s*["$A-Za-z_(])/y,
  python: /\+|\/(?!\/)/y,
  elixir: /<>/y,
  js: /\+/y,
};

function term(scope: Scope, start: number, end: number, depth: number): Value {
  const { code, literals } = scope.lexed;
  const from = start + (/^(?:new\s+|await\s+|&mut\s+|[&*]\s*|const\s+)+/.exec(code.slice(start, end))?.[0].length ?? 0);
  const prefix = /^[A-Za-z@$]{0,2}(?=")/.exec(code.slice(from, from + 3))?.[0].length ?? 0;
  const literal = literals.get(from + prefix);
  let value: Value;
  let at: number;
  if (literal !== undefined && code[from + prefix] === '"') {
    value = concatenate(
      literal.pieces.map((piece) => (typeof piece === 'string' ? closed(piece) : inserted(scope, piece.code, depth))),
    );
    at = literal.end;
  } else if (code[from] === '(') {
    at = closing(code, from) + 1;
    value = evaluate(scope, { start: from + 1, end: at - 1 }, depth + 1);
  } else {
    const name = /^[$@\\]?[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.|\\)[A-Za-z_$][\w$]*)*!?/.exec(code.slice(from, end))?.[0];
    if (name === undefined) return null;
    at = from + name.length;
    const found = named(scope, name, at, depth);
    value = found.value;
    at = found.end;
  }
  return chain(scope, value, at, end, depth);
}

/** `.parent`, `.resolve()`, `.unwrap_or("x")` and their like behind a value. */
function chain(scope: Scope, first: Value, from: number, end: number, depth: number): Value {
  const { code } = scope.lexed;
  let value = first;
  let at = from;
  while (at < end) {
    const link = /^(?:\s*(?:\?\.|\.|->|!!?\.?|\?)\s*([A-Za-z_]\w*)?|\s*\[|\s*as\s+\w+)/.exec(code.slice(at, end));
    if (link === null) return /^\s*$/.test(code.slice(at, end)) ? value : null;
    at += link[0].length;
    const method = link[1];
    if (link[0].trim() === '[') {
      const close = closing(code, at - 1);
      // `.parents[1]` was seen with its name.
      if (close >= end) return null;
      at = close + 1;
      value = null;
      continue;
    }
    if (method === undefined) continue;
    let args: readonly Range[] = [];
    if (code[at] === '(' || code[at] === '[') {
      const close = closing(code, at);
      args = listItems(code, at + 1, close);
      at = close + 1;
    }
    value = applyMethod(scope, value, method, args, depth);
  }
  return value;
}

function applyMethod(scope: Scope, value: Value, method: string, args: readonly Range[], depth: number): Value {
  const kind = methodKind(scope.language, method, args.length);
  switch (kind) {
    case 'same':
      return value;
    case 'parent':
      return parent(value, method === 'parents' ? 1 + Number(text(scope, args[0])) : 1);
    case 'join':
      return join([value, ...args.map((arg) => evaluate(scope, arg, depth + 1))], true);
    case 'default':
      return value === 'unset' ? evaluate(scope, withoutClosure(scope, args[0]), depth + 1) : value;
    default:
      return null;
  }
}

/** `|_| "x".into()` */
function withoutClosure({ lexed: { code } }: Scope, range: Range | undefined): Range {
  if (range === undefined) return { start: 0, end: 0 };
  const head = /^\s*(?:move\s*)?\|[^|]*\|/.exec(code.slice(range.start, range.end))?.[0].length ?? 0;
  return { start: range.start + head, end: range.end };
}

interface Found {
  readonly value: Value;
  readonly end: number;
}

/** A name, with the call or the index behind it. Methods at the end of a dotted name are applied to what is before them. */
function named(scope: Scope, name: string, end: number, depth: number): Found {
  const { code } = scope.lexed;
  const isCall = code[end] === '(' || (code[end] === '[' && /environ|env|ENV|_SERVER|parents$/.test(name));
  const close = isCall ? closing(code, end) : end - 1;
  const args = isCall ? listItems(code, end + 1, close) : [];
  const known: Known | null = callKind(scope.language, name, isCall);
  if (known !== null) return { value: applyKnown(scope, known, name, args, depth), end: close + 1 };
  if (code[end] === '[' && !isCall) {
    // `app.config["UPLOAD_FOLDER"]`
    const inner = closing(code, end);
    const key = text(scope, trim(code, end + 1, inner));
    const isName = key !== null && /^[A-Z][A-Z0-9_]+$/.test(key);
    return { value: isName ? scope.constant(key) : null, end: inner + 1 };
  }
  const dot = Math.max(name.lastIndexOf('.'), name.lastIndexOf('->'));
  if (isCall && dot <= 0) return { value: null, end: close + 1 };
  const whole = isCall ? null : lookUp(scope, name, depth);
  if (whole !== null || dot <= 0) return { value: whole, end: close + 1 };
  const method = /\w+$/.exec(name)?.[0] ?? '';
  return { value: applyMethod(scope, bare(scope, name.slice(0, dot), depth), method, args, depth), end: close + 1 };
}

/** A dotted name that is not called itself. */
function bare(scope: Scope, name: string, depth: number): Value {
  const known = callKind(scope.language, name, false);
  if (known !== null) return applyKnown(scope, known, name, [], depth);
  const value = lookUp(scope, name, depth);
  const dot = name.lastIndexOf('.');
  if (value !== null || dot <= 0) return value;
  return applyMethod(scope, bare(scope, name.slice(0, dot), depth), name.slice(dot + 1), [], depth);
}

function applyKnown(scope: Scope, known: Known, name: string, args: readonly Range[], depth: number): Value {
  const values = () => args.map((arg) => evaluate(scope, arg, depth + 1));
  switch (known) {
    case 'tmp':
      return TMP;
    case 'cwd':
      return closed('.');
    case 'file':
      return scope.file === null ? null : closed(scope.file);
    case 'folder':
      return scope.file === null ? null : parent(closed(scope.file), 1);
    case 'join':
      return join(values(), false);
    case 'resolve':
      return join(values(), true);
    case 'expand':
      return join([...values()].reverse(), true);
    case 'parent':
      return parent(evaluate(scope, args[0] ?? { start: 0, end: 0 }, depth + 1), 1);
    case 'same':
      return args.length === 0 ? null : (values()[0] ?? null);
    case 'format':
      return format(values()[0] ?? null);
    case 'env':
      return environment(scope, name, args, depth);
    case 'property': {
      const key = text(scope, args[0]);
      return key === 'java.io.tmpdir' ? TMP : key === 'user.dir' ? closed('.') : null;
    }
  }
}

function environment(scope: Scope, name: string, args: readonly Range[], depth: number): Value {
  const key = NAMED.exec(name)?.[1] ?? text(scope, args[0]);
  if (key === null) return null;
  const value = scope.env.get(key);
  if (value !== undefined) return value === null ? null : closed(value);
  return args[1] === undefined ? 'unset' : evaluate(scope, args[1], depth + 1);
}

const values = new WeakMap<Lexed, Map<string, Value>>();

/** A constant: what it is set to, if that is the same wherever it is set. */
function lookUp(scope: Scope, name: string, depth: number): Value {
  if (depth > MAX_DEPTH) return null;
  let known = values.get(scope.lexed);
  if (known === undefined) {
    known = new Map();
    values.set(scope.lexed, known);
  }
  let value = known.get(name);
  if (value === undefined) {
    // While it is looked up it is not known: names may be set to each other in a circle.
    known.set(name, null);
    value = valueOfName(scope, name, depth);
    known.set(name, value);
  }
  return value;
}

function valueOfName(scope: Scope, name: string, depth: number): Value {
  const capitals = /[.>:]([A-Z][A-Z0-9_]+)$/.exec(name)?.[1];
  if (capitals !== undefined) return scope.constant(capitals);
  const own = name.replace(/^(?:self|this|cls|Self|[A-Z]\w*)(?:\.|::|->)(?=\w+$)/, '');
  if (!/^[$@]?\w+$/.test(own)) return null;
  const found = declarationsOf(scope.lexed, own, scope.language);
  if (found.length === 0) return /^[A-Z][A-Z0-9_]+$/.test(own) ? scope.constant(own) : null;
  if (!/^[A-Z][A-Z0-9_]+$/.test(own) && isParameter(scope.lexed, own)) return null;
  if (isCommon(found)) return null;
  const all = found.map((range) => evaluate(scope, range, depth + 1));
  const [first = null] = all;
  const isOne = all.every((value) => value === first || JSON.stringify(value) === JSON.stringify(first));
  // Settings classes take a variable of the environment with the same name instead.
  const set = scope.env.get(own.replace(/^[$@]/, '').toUpperCase());
  if (set !== undefined && (first === null || first === 'unset' || set !== first.text)) return null;
  return isOne ? first : null;
}

function inserted(scope: Scope, code: string, depth: number): Value {
  if (depth > MAX_DEPTH || code.length > 300) return null;
  const inner = lex(scope.language === 'php' ? `<?php ${code}` : code, SYNTAX[scope.language]);
  const start = scope.language === 'php' ? 6 : 0;
  const simple = /^[$@]?[A-Za-z_]\w*$/.exec(code.trim())?.[0];
  if (simple !== undefined) return lookUp(scope, simple, depth + 1);
  return evaluate({ ...scope, lexed: inner }, { start, end: inner.code.length }, depth + 1);
}

/** The string that a range holds and nothing else. */
export function text(scope: Scope, range: Range | undefined): string | null {
  if (range === undefined) return null;
  const { code, literals } = scope.lexed;
  const quote = code.indexOf('"', range.start);
  const literal = quote < 0 || quote >= range.end ? undefined : literals.get(quote);
  if (literal === undefined || literal.end < range.end)
    return /^\d+$/.exec(code.slice(range.start, range.end))?.[0] ?? null;
  const [piece] = literal.pieces;
  return literal.pieces.length === 1 && typeof piece === 'string' ? piece : null;
}

/** A text of which nothing is missing at its end. */
export function closed(path: string): Value {
  return { text: path, isOpen: false };
}

function concatenate(values: readonly Value[]): Value {
  let out = '';
  for (const value of values) {
    if (value === null || value === 'unset') return out === '' ? null : { text: out, isOpen: true };
    out += value.text;
    if (value.isOpen) return { text: out, isOpen: true };
  }
  return closed(out);
}

/** @param doesReset an absolute part replaces what is in front of it. */
function join(values: readonly Value[], doesReset: boolean): Value {
  let out: { readonly text: string; readonly isOpen: boolean } | null = null;
  for (const [i, value] of values.entries()) {
    if (value === null || value === 'unset') {
      if (out !== null && !out.isOpen) out = { text: `${out.text}/`, isOpen: true };
      continue;
    }
    if (i === 0 || (doesReset && value.text.startsWith('/'))) out = value;
    else if (out !== null && !out.isOpen) out = { text: `${out.text}/${value.text}`, isOpen: value.isOpen };
  }
  return out;
}

function parent(value: Value, levels: number): Value {
  if (value === null || value === 'unset' || Number.isNaN(levels)) return null;
  if (value.isOpen) return value.text.startsWith('/tmp/') ? TMP : null;
  let path = value.text;
  for (let i = 0; i < levels; i++) path = path.includes('/') ? path.replace(/\/+[^/]*\/*$/, '') : '.';
  return closed(path === '' && value.text.startsWith('/') ? '/' : path);
}

/** `%s`, `{}`: what stands in front of the first is known. */
function format(value: Value): Value {
  if (value === null || value === 'unset') return null;
  const hole = /%[^%\s]|\{[^}]*\}/.exec(value.text)?.index;
  if (hole === undefined) return value;
  return hole === 0 ? null : { text: value.text.slice(0, hole), isOpen: true };
}

/** The folder that a written path lies in, or that is made; absolute when the working directory is known. Null: not known. */
export function folderOf(value: Value, isFolder: boolean, workdir: string | null): string | null {
  if (value === null || value === 'unset' || value.text === '' || /^~|[\0$<>|\n]|^\w+:\/\//.test(value.text))
    return null;
  const isWhole = isFolder && !value.isOpen;
  const slash = value.text.lastIndexOf('/');
  const path = isWhole ? value.text : slash > 0 ? value.text.slice(0, slash) : slash === 0 ? '/' : '.';
  if (path.startsWith('/')) return absolute(path);
  return workdir === null ? null : absolute(`${workdir}/${path}`);
}
