/** Where functions are called in a source file, and by which names. */

import { type Aliases, aliasesOf, realName } from './aliases.ts';
import type { Language } from './languages.ts';
import type { Lexed } from './lexer.ts';
import { closing, listItems, type Range } from './ranges.ts';

export interface Site {
  /** The last part of the name. */
  readonly id: string;
  /** The code in front of the arguments, long enough for a chain of builder calls. */
  readonly name: string;
  /** The name by what it was imported as; null when it was not. */
  readonly real: string | null;
  /** Where the name begins. */
  readonly start: number;
  /** Of the bracket behind the name; of the first argument where there is none. */
  readonly open: number;
  readonly args: readonly Range[];
  readonly end: number;
  /** `value |> call()`: the first argument stands in front. */
  readonly isPiped: boolean;
}

/** Longer than a chain of builder calls in front of the one that opens the file. */
const MAX_NAME = 240;

/** Whatever a method is called on, a call included: in front of a name that `nameAt` looks for. */
export const ANY = '(?:[\\w$]+\\??\\.)*';

/**
 * Every call that is worth a look.
 * @param words of the name, with 40 characters in front of it.
 * @param names what the name alone may match instead, its bracket included.
 */
export function* callSites(lexed: Lexed, language: Language, words: RegExp, names: RegExp = /(?!)/): Generator<Site> {
  const { code } = lexed;
  const aliases = aliasesOf(lexed, language);
  const isWorth = (from: number, to: number) => {
    const before = code.slice(Math.max(0, from - 40), from);
    const name = code.slice(from, to);
    return words.test(before + name) || names.test(name) || hasAlias(aliases, before, name);
  };
  for (const match of code.matchAll(/(?<![\w$!?])[\w$!?]+(?:<[\w, ]*>)?[ \t]*[({]/g)) {
    const open = match.index + match[0].length - 1;
    if (!isWorth(match.index, open + 1)) continue;
    const end = closing(code, open);
    yield siteOf(code, language, aliases, open, listItems(code, open + 1, end), end);
  }
  if (language !== 'ruby' && language !== 'elixir') return;
  if (language === 'ruby')
    for (const { 0: name, index } of code.matchAll(/\.(?:mkpath|mkdir|touch)(?=[ \t]*(?:\n|$|;|if\b|unless\b))/g))
      yield siteOf(code, language, aliases, index + name.length, [], index + name.length);
  for (const match of code.matchAll(/[\w!?]+[ \t]+(?=["\w:@~])(?!(?:do|if|unless|and|or|in|when|then)\b)/g)) {
    const open = match.index + match[0].length;
    if (!isWorth(match.index, open)) continue;
    const end = lineEnd(code, open);
    yield siteOf(code, language, aliases, open, listItems(code, open, end), end);
  }
}

function hasAlias(aliases: Aliases, before: string, name: string): boolean {
  if (aliases.size === 0) return false;
  const owner = /(?:\.|::)$/.test(before.slice(-2)) ? /([\w$]+)(?:\.|::)$/.exec(before)?.[1] : undefined;
  return aliases.has(owner ?? /^[\w$]+/.exec(name)?.[0] ?? '');
}

function siteOf(
  code: string,
  language: Language,
  aliases: Aliases,
  open: number,
  args: readonly Range[],
  end: number,
): Site {
  const name = code.slice(nameStart(code, open), open);
  const tail = /(?<![\w$.:>)\]])[\w$]+(?:(?:\.|::|\?\.)[\w$]+)*[!?]?(?=(?:<[\w, ]*>)?\s*$)/.exec(name);
  const id = /([\w$]+[!?]?)(?:<[\w, ]*>)?\s*$/.exec(name)?.[1] ?? '';
  const start = tail === null ? open - id.length : open - name.length + tail.index;
  const isPiped = language === 'elixir' && /\|>\s*$/.test(code.slice(Math.max(0, start - 40), start));
  return { id, name, real: tail === null ? null : realName(aliases, tail[0]), start, open, args, end, isPiped };
}

/** Back to where the statement or the argument begins; a chain may go on over lines. */
function nameStart(code: string, open: number): number {
  const from = Math.max(0, open - MAX_NAME);
  for (let at = open - 1; at > from; at--) {
    const char = code[at]!;
    if (char === ';' || char === '{' || char === '}' || char === '"' || (char === ',' && code[open - 1] !== '>'))
      return at + 1;
    if (char === '\n' && !/^\s*(?:\.|\?\.|->|::)/.test(code.slice(at, Math.min(open, at + 60)))) return at + 1;
  }
  return from;
}

/** A call without brackets goes to the end of the line, and over it behind a comma. */
function lineEnd(code: string, from: number): number {
  const stop = /(?<!,[ \t]*)\n|[ \t]do\b|[ \t](?:if|unless)\b|;|\{/g;
  stop.lastIndex = from;
  return Math.min(stop.exec(code)?.index ?? code.length, from + 600);
}

const patterns = new Map<string, RegExp>();

/** Where in the code in front of a call its name begins; null when the name is another one. */
export function nameAt(site: Site, name: string, isMethod = false): number | null {
  const pattern = patternOf(name, isMethod);
  const match = pattern.exec(site.name);
  if (match !== null) return site.open - site.name.length + match.index;
  return site.real !== null && pattern.test(site.real) ? site.start : null;
}

function patternOf(name: string, isMethod: boolean): RegExp {
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
