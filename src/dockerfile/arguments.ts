/**
 * What stands behind a keyword, as BuildKit reads it: flags, JSON form, words, key=value pairs.
 * Source: moby/buildkit frontend/dockerfile/parser/line_parsers.go and split_command.go.
 */
import type { Span } from './edit.ts';
import { type RawInstruction, type Segment, spanToSource } from './lines.ts';

export interface Flag {
  /** Without the leading dashes: `mount`, `from`, `chown`. */
  readonly name: string;
  /** Quotes and escapes removed; null for a flag without `=`. */
  readonly value: string | null;
  /** The whole flag in the text. */
  readonly span: Span;
}

export interface Pair {
  readonly key: string;
  /** As written, quotes kept: expansion and unquoting come later, with the environment. */
  readonly value: string;
  /** `legacy` is the form with a blank: `ENV key the value`. */
  readonly form: 'pair' | 'legacy' | 'name';
}

export interface Arguments {
  readonly flags: readonly Flag[];
  /** Everything behind the flags, trimmed. */
  readonly rest: string;
  /** `rest` in the text; an empty span behind the last token when there is none. */
  readonly restSpan: Span;
  /** The strings of a JSON (exec) form, or null for shell form. */
  readonly json: readonly string[] | null;
  /** Words of a word list, the two halves of a health check, or the one string of the rest. As BuildKit's `args`. */
  readonly words: readonly string[];
  /** ENV, LABEL and ARG only. */
  readonly pairs: readonly Pair[];
}

export type ArgumentsResult =
  | { readonly ok: true; readonly arguments: Arguments }
  | { readonly ok: false; readonly message: string };

/** Every instruction that BuildKit knows. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
const JSON_KEYWORDS = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'ADD', 'COPY', 'VOLUME']);
const WORD_KEYWORDS = new Set(['FROM', 'EXPOSE', 'ADD', 'COPY', 'VOLUME']);
const PAIR_KEYWORDS = new Set(['ENV', 'LABEL']);

/** Reads the arguments of an instruction, or says what BuildKit would call an error in them. */
export function readArguments(raw: RawInstruction, escape: string): ArgumentsResult {
  return readCommand(raw.keyword, raw.logical, raw.segments, 0, escape);
}

/** An instruction held back by ONBUILD. */
export interface Onbuild {
  readonly keyword: string;
  readonly arguments: Arguments;
  /** ONBUILD ONBUILD parses, and is refused later. */
  readonly inner: Onbuild | null;
}

/** Reads the instruction inside an ONBUILD; null when nothing stands behind ONBUILD or it cannot be read. */
export function readOnbuild(raw: RawInstruction, escape: string, from = 0): Onbuild | null {
  const match = /^[^\t\v\f\r ]+[\t\v\f\r ]+/.exec(raw.logical.slice(from));
  if (match === null) return null;
  const offset = from + match[0].length;
  const keyword = /^[^\t\v\f\r ]+/.exec(raw.logical.slice(offset))?.[0]?.toUpperCase();
  if (keyword === undefined) return null;
  const result = readCommand(keyword, raw.logical, raw.segments, offset, escape);
  if (!result.ok) return null;
  const inner = keyword === 'ONBUILD' ? readOnbuild(raw, escape, offset) : null;
  return { keyword, arguments: result.arguments, inner };
}

function readCommand(
  keyword: string,
  logical: string,
  segments: readonly Segment[],
  from: number,
  escape: string,
): ArgumentsResult {
  const gap = /^[^\t\v\f\r ]+[\t\v\f\r ]*/.exec(logical.slice(from))?.[0].length ?? 0;
  const { flags, rest: restOffset } = readFlags(logical, segments, from + gap);
  const rest = logical.slice(restOffset).trim();
  const start = restOffset + (logical.slice(restOffset).length - logical.slice(restOffset).trimStart().length);
  const restSpan = spanToSource(segments, start, start + rest.length);
  const base = { flags, rest, restSpan };

  if (!KEYWORDS.has(keyword)) return done({ ...base, json: null, words: [''], pairs: [] });
  if (keyword === 'ONBUILD') return done({ ...base, json: null, words: [], pairs: [] });
  if (keyword === 'HEALTHCHECK') return healthcheck(base);
  if (JSON_KEYWORDS.has(keyword)) {
    const json = readJson(rest);
    if (json === 'not-strings') {
      return { ok: false, message: 'when using JSON array syntax, arrays must be comprised of strings only' };
    }
    if (json !== null) return done({ ...base, json, words: json, pairs: [] });
  }
  if (WORD_KEYWORDS.has(keyword))
    return done({ ...base, json: null, words: rest === '' ? [] : rest.split(/[\t\v\f\r ]+/), pairs: [] });
  if (PAIR_KEYWORDS.has(keyword)) return pairs(keyword, base, escape);
  if (keyword === 'ARG') {
    const words = splitWords(rest, escape);
    return done({ ...base, json: null, words, pairs: words.map(nameOrPair) });
  }
  return done({ ...base, json: null, words: [rest], pairs: [] });
}

function done(value: Arguments): ArgumentsResult {
  return { ok: true, arguments: value };
}

type Base = Pick<Arguments, 'flags' | 'rest' | 'restSpan'>;

function healthcheck(base: Base): ArgumentsResult {
  const match = /^(\S+)\s*([\s\S]*)$/.exec(base.rest);
  if (match === null) return done({ ...base, json: null, words: [], pairs: [] });
  const [, type = '', command = ''] = match;
  const json = command === '' ? null : readJson(command);
  if (json === 'not-strings') {
    return { ok: false, message: 'when using JSON array syntax, arrays must be comprised of strings only' };
  }
  const tail = json ?? (command === '' ? [] : [command]);
  return done({ ...base, json, words: [type, ...tail], pairs: [] });
}

function pairs(keyword: string, base: Base, escape: string): ArgumentsResult {
  const words = splitWords(base.rest, escape);
  const first = words[0];
  if (first === undefined) return done({ ...base, json: null, words: [], pairs: [] });
  if (!first.includes('=')) {
    const match = /^(\S+)\s+([\s\S]+)$/.exec(base.rest);
    if (match === null) return { ok: false, message: `${keyword} must have two arguments` };
    const [, key = '', value = ''] = match;
    return done({ ...base, json: null, words: [key, value, ''], pairs: [{ key, value, form: 'legacy' }] });
  }
  const found: Pair[] = [];
  for (const word of words) {
    if (!word.includes('=')) {
      return {
        ok: false,
        message: `Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`,
      };
    }
    found.push(nameOrPair(word));
  }
  return done({ ...base, json: null, words: found.flatMap(({ key, value }) => [key, value, '=']), pairs: found });
}

function nameOrPair(word: string): Pair {
  const equals = word.indexOf('=');
  if (equals < 0) return { key: word, value: '', form: 'name' };
  return { key: word.slice(0, equals), value: word.slice(equals + 1), form: 'pair' };
}

/** JSON form is what a JSON parser takes as an array of strings, whole; anything else is shell form. */
function readJson(rest: string): readonly string[] | 'not-strings' | null {
  if (!rest.startsWith('[')) return null;
  let value: unknown;
  try {
    value = JSON.parse(rest);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  return value.every((item) => typeof item === 'string') ? value : 'not-strings';
}

/** Reads `--name=value` words up to the first other word; `--` ends them. */
function readFlags(logical: string, segments: readonly Segment[], from: number): { flags: Flag[]; rest: number } {
  const flags: Flag[] = [];
  let at = from;
  while (true) {
    while (at < logical.length && /\s/u.test(logical[at]!)) at++;
    if (!logical.startsWith('--', at)) return { flags, rest: at };
    const start = at;
    let word = '';
    let quote = '';
    for (; at < logical.length; at++) {
      const char = logical[at]!;
      if (quote === '' && /\s/u.test(char)) break;
      if (char === '\\') {
        if (at + 1 < logical.length) word += logical[++at]!;
      } else if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
      else word += char;
    }
    if (word === '--') return { flags, rest: at };
    const equals = word.indexOf('=');
    flags.push({
      name: equals < 0 ? word.slice(2) : word.slice(2, equals),
      value: equals < 0 ? null : word.slice(equals + 1),
      span: spanToSource(segments, start, at),
    });
  }
}

/** Splits at blanks outside quotes; quotes and escapes stay. BuildKit's parseWords. */
export function splitWords(rest: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < rest.length; at++) {
    const char = rest[at]!;
    if (quote === '' && /\s/u.test(char)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (char === escape && quote !== "'") {
      if (at + 1 < rest.length) word += char + rest[++at]!;
      continue;
    }
    if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    word += char;
  }
  if (word !== '') words.push(word);
  return words;
}
