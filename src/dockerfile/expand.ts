/**
 * Variables and quotes in a word, as BuildKit's shell lexer replaces them. Only what can be known from the text is
 * replaced. Source: moby/buildkit frontend/dockerfile/shell/lex.go.
 */

/** The value of a variable: null when it is known at build time only, undefined when it is certainly not set. */
export type Lookup = (name: string) => string | null | undefined;

/** The word with variables replaced and quotes removed; null when a part is known at build time only. */
export function expandWord(word: string, lookup: Lookup, escape: string): string | null {
  if (PLAIN.test(word)) return word;
  const reader = new Reader(word, lookup, escape, false);
  return reader.read('');
}

/** As `expandWord`, but what is not known or not set stays as it is written: `node:${MAJOR}`. */
export function expandKnown(word: string, lookup: Lookup, escape: string): string {
  if (PLAIN.test(word)) return word;
  return new Reader(word, lookup, escape, true).read('') ?? word;
}

const PLAIN = /^[^$'"\\`]*$/;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

class Reader {
  private at = 0;
  private readonly word: string;
  private readonly lookup: Lookup;
  private readonly escape: string;
  private readonly keepsUnknown: boolean;

  constructor(word: string, lookup: Lookup, escape: string, keepsUnknown: boolean) {
    this.word = word;
    this.lookup = lookup;
    this.escape = escape;
    this.keepsUnknown = keepsUnknown;
  }

  /** Up to the unquoted character `stop`, which stays unread; to the end for `''`. */
  read(stop: string): string | null {
    let out = '';
    while (this.at < this.word.length) {
      const char = this.word[this.at]!;
      if (char === stop) return out;
      const piece = char === "'" ? this.singleQuoted() : char === '"' ? this.doubleQuoted() : this.plain(char);
      if (piece === null) return null;
      out += piece;
    }
    return stop === '' ? out : null;
  }

  private plain(char: string): string | null {
    if (char === '$') return this.dollar();
    this.at++;
    if (char !== this.escape) return char;
    return this.word[this.at++] ?? '';
  }

  private singleQuoted(): string | null {
    const close = this.word.indexOf("'", this.at + 1);
    if (close < 0) return null;
    const inner = this.word.slice(this.at + 1, close);
    this.at = close + 1;
    return inner;
  }

  private doubleQuoted(): string | null {
    let out = '';
    this.at++;
    while (this.at < this.word.length) {
      const char = this.word[this.at]!;
      if (char === '"') {
        this.at++;
        return out;
      }
      if (char === '$') {
        const piece = this.dollar();
        if (piece === null) return null;
        out += piece;
        continue;
      }
      this.at++;
      const next = this.word[this.at];
      const isEscaped = char === this.escape && (next === '"' || next === '$' || next === this.escape);
      if (isEscaped) this.at++;
      out += isEscaped ? next : char;
    }
    return null;
  }

  private dollar(): string | null {
    const start = this.at;
    const braced = this.word[start + 1] === '{';
    NAME.lastIndex = start + (braced ? 2 : 1);
    const name = NAME.exec(this.word)?.[0];
    // A lone `$` is itself; `$1`, `$?` and `${!x}` are not for us.
    if (name === undefined) return braced || /[0-9@*#?!-]/.test(this.word[start + 1] ?? '') ? null : this.lone();
    this.at = NAME.lastIndex;
    if (!braced) return this.valueOf(name, start);
    const modifier = /^(?:\}|:[-+])/.exec(this.word.slice(this.at, this.at + 2))?.[0];
    if (modifier === undefined) return null;
    this.at += modifier.length;
    if (modifier === '}') return this.valueOf(name, start);
    const other = this.read('}');
    this.at++;
    const value = this.lookup(name);
    if (value === null) return this.unknown(start);
    const isSet = value !== undefined && value !== '';
    if (modifier === ':+') return isSet ? other : '';
    return isSet ? value : other;
  }

  private lone(): string {
    this.at++;
    return '$';
  }

  private valueOf(name: string, start: number): string | null {
    const value = this.lookup(name);
    if (value === null || (value === undefined && this.keepsUnknown)) return this.unknown(start);
    return value ?? '';
  }

  private unknown(start: number): string | null {
    return this.keepsUnknown ? this.word.slice(start, this.at) : null;
  }
}
