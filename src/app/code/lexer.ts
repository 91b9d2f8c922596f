/**
 * Source text with comments blanked and strings hidden, so that what is searched for is code. It knows each language's
 * comments and strings and nothing else. Offsets stay those of the text.
 */
import type { Syntax } from './languages.ts';

/** A part of a string: text, or the code of an expression put into it. */
export type Piece = string | { readonly code: string };

export interface Literal {
  readonly start: number;
  /** Behind the closing quote. */
  readonly end: number;
  readonly pieces: readonly Piece[];
}

export interface Lexed {
  /** As long as the text. A string is `"`, fillers, `"`; each comment is blanks. */
  readonly code: string;
  readonly text: string;
  /** By the offset of their first quote. */
  readonly literals: ReadonlyMap<number, Literal>;
  /** A string or comment goes on to the end: somewhere this was not read as its language does. */
  readonly isCut: boolean;
}

export const FILLER = '\u0002';
/** What means nothing in any string: no quote, no escape, no end of a line, nothing put in. */
const PLAIN_TEXT = /[^"'`\\\n$#{]+/y;
const OPENERS: Readonly<Record<string, string>> = { '${': '}', '#{': '}', '{': '}', '{$': '}' };

/** Parts a source into code, strings and comments, offsets kept. */
export function lex(text: string, syntax: Syntax): Lexed {
  return new Lexer(text, syntax).run();
}

class Lexer {
  private at = 0;
  /** The code up to `done`. */
  private readonly out: string[] = [];
  private done = 0;
  private readonly plain: RegExp;
  private readonly literals = new Map<number, Literal>();
  private readonly text: string;
  private readonly syntax: Syntax;
  /** The last character of code that was no blank: says whether a slash begins a regular expression. */
  private before = '';
  private isCut = false;
  /** Where lines begin with a word that may end a here-document. */
  private ends: Map<string, number[]> | null = null;

  constructor(text: string, syntax: Syntax) {
    this.text = text;
    this.syntax = syntax;
    this.plain = plainOf(syntax);
  }

  run(): Lexed {
    const { syntax, text } = this;
    if (syntax.outside !== undefined) this.skipOutside();
    while (this.at < text.length) {
      this.plain.lastIndex = this.at;
      const skipped = this.plain.exec(text)?.[0] ?? '';
      if (skipped !== '') {
        this.at += skipped.length;
        this.before = skipped.slice(-80).trimEnd().at(-1) ?? this.before;
        continue;
      }
      if (this.comment() || this.heredoc() || this.string() || this.regex() || this.sigil()) continue;
      const char = text[this.at]!;
      if (char > ' ') this.before = char;
      this.at++;
      if (syntax.outside !== undefined && text.startsWith('?>', this.at - 1)) {
        this.at++;
        this.skipOutside();
      }
    }
    this.out.push(text.slice(this.done));
    return { code: this.out.join(''), text, literals: this.literals, isCut: this.isCut };
  }

  /** PHP: what stands outside of its tags is sent as it is. */
  private skipOutside(): void {
    const open = /<\?(?:php|=)/g;
    open.lastIndex = this.at;
    const found = open.exec(this.text);
    const end = found === null ? this.text.length : open.lastIndex;
    this.blank(this.at, end, ' ');
    this.at = end;
  }

  private comment(): boolean {
    const { text, syntax, at } = this;
    for (const mark of syntax.line) {
      if (!text.startsWith(mark, at)) continue;
      const end = text.indexOf('\n', at);
      this.skip(end < 0 ? text.length : end);
      return true;
    }
    for (const [open, close] of syntax.block) {
      if (!text.startsWith(open, at)) continue;
      if (open.startsWith('=') && at > 0 && text[at - 1] !== '\n') continue;
      const end = text.indexOf(close, at + open.length);
      this.isCut ||= end < 0;
      this.skip(end < 0 ? text.length : end + close.length);
      return true;
    }
    return false;
  }

  private heredoc(): boolean {
    const { syntax, text, at } = this;
    if (syntax.heredoc === undefined || text[at] !== '<') return false;
    const open = new RegExp(syntax.heredoc, 'y');
    open.lastIndex = at;
    const name = open.exec(text)?.[1];
    if (name === undefined) return false;
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? undefined : this.endsOf(name).find((one) => one > lineEnd);
    if (end === undefined) return false;
    // What follows the name on its line is code, which hardly matters.
    this.blank(at, end, ' ');
    this.at = end;
    return true;
  }

  private endsOf(name: string): readonly number[] {
    if (this.ends === null) {
      this.ends = new Map();
      for (const { 0: head, 1: word = '', index } of this.text.matchAll(/^[ \t]*([A-Za-z_]\w*)\b/gm)) {
        const own = this.ends.get(word);
        if (own === undefined) this.ends.set(word, [index + head.length - word.length]);
        else own.push(index + head.length - word.length);
      }
    }
    // Found ones are behind for good.
    const own = this.ends.get(name) ?? [];
    while (own[0] !== undefined && own[0] < this.at) own.shift();
    return own;
  }

  private string(): boolean {
    const { text, at } = this;
    const form = this.syntax.strings.find(({ open }) => text.startsWith(open, at));
    if (form === undefined) return false;
    const prefix = /[A-Za-z@$]*$/.exec(text.slice(Math.max(0, at - 3), at))?.[0] ?? '';
    if (form.isChar === true && !/^'(?:\\.[^']*|[^'\\\n])'/.test(text.slice(at, at + 12))) return false;
    const isRaw = form.isRaw === true || (this.syntax.rawPrefix?.test(prefix) ?? false);
    const isDoubled = form.open === '"' && prefix.includes('@');
    const marks = form.marks?.filter((mark) => mark !== '{' || /[f$]/i.test(prefix)) ?? [];
    const pieces: Piece[] = [];
    let piece = '';
    let here = at + form.open.length;
    while (here < text.length) {
      PLAIN_TEXT.lastIndex = here;
      const plain = PLAIN_TEXT.exec(text)?.[0] ?? '';
      piece += plain;
      here += plain.length;
      if (here >= text.length || text.startsWith(form.close, here)) break;
      const char = text[here]!;
      if (char === '\n' && form.isOneLine === true) break;
      if (char === '\\' && !isDoubled && (!isRaw || this.syntax.hasRawEscapes === true)) {
        piece += isRaw ? `\\${text[here + 1] ?? ''}` : unescape(text[here + 1] ?? '');
        here += 2;
        continue;
      }
      const mark = marks.find((one) => text.startsWith(one, here) && !text.startsWith('{{', here));
      const inner = mark === undefined ? this.variable(here, form.hasVariables === true) : this.inserted(here, mark);
      if (inner !== null) {
        if (piece !== '') pieces.push(piece);
        pieces.push({ code: inner.code });
        piece = '';
        here = inner.end;
        continue;
      }
      piece += char;
      here++;
    }
    if (piece !== '' || pieces.length === 0) pieces.push(piece);
    const isClosed = text.startsWith(form.close, here);
    const end = Math.min(text.length, isClosed ? here + form.close.length : here);
    this.isCut ||= !isClosed && end === text.length;
    this.literals.set(at, { start: at, end, pieces });
    this.replace(at, at + 1, '"');
    const last = end - 1;
    if (last > at) {
      this.blank(at + 1, last, FILLER);
      // One that is cut off may end with a line.
      this.replace(last, end, text[last] === '\n' ? '\n' : '"');
    }
    this.at = end;
    this.before = '"';
    return true;
  }

  private inserted(here: number, mark: string): { readonly code: string; readonly end: number } {
    const close = OPENERS[mark]!;
    let depth = 1;
    let end = here + mark.length;
    for (; end < this.text.length && depth > 0; end++) {
      if (this.text[end] === '{') depth++;
      else if (this.text[end] === close) depth--;
    }
    const start = mark === '{$' ? here + 1 : here + mark.length;
    return { code: this.text.slice(start, end - 1), end };
  }

  /** `"$name/x"` in PHP and Kotlin. */
  private variable(here: number, isOn: boolean): { readonly code: string; readonly end: number } | null {
    if (!isOn || this.text[here] !== '$') return null;
    const name = /^\$([A-Za-z_]\w*)/.exec(this.text.slice(here, here + 80));
    if (name === null) return null;
    return { code: this.syntax.outside === undefined ? name[1]! : name[0], end: here + name[0].length };
  }

  private regex(): boolean {
    const { text, at } = this;
    if (this.syntax.hasRegex !== true || text[at] !== '/' || !this.mayBegin()) return false;
    const found = /^\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/.exec(text.slice(at, at + 1000));
    if (found === null) return false;
    this.blank(at, at + found[0].length, FILLER);
    this.at += found[0].length;
    this.before = '"';
    return true;
  }

  /** Whether an expression may begin here; else a slash divides. */
  private mayBegin(): boolean {
    if (/[(,=:[!&|?{};+\n~<>]|^$/.test(this.before)) return true;
    return /\b(?:return|typeof|case|in|of|if|and|or|when|unless|not|split|match|scan|gsub|sub)\s*$/.test(
      this.text.slice(Math.max(0, this.at - 12), this.at),
    );
  }

  /** Ruby's `%w[it's]` and Elixir's `~s(it's)`: strings with other ends. */
  private sigil(): boolean {
    const { text, at, syntax } = this;
    if (syntax.sigil === undefined) return false;
    if (text[at] === '?' && /^\?["'`](?!\w)/.test(text.slice(at, at + 3)) && !/[\w)\]]/.test(text[at - 1] ?? '')) {
      this.blank(at, at + 2, FILLER);
      this.at += 2;
      return true;
    }
    const open = syntax.sigil.exec(text.slice(at, at + 5));
    if (open === null || /[\w)\]]/.test(text[at - 1] ?? '')) return false;
    const first = open[0].at(-1)!;
    const last = { '(': ')', '[': ']', '{': '}', '<': '>' }[first] ?? first;
    let depth = 1;
    let end = at + open[0].length;
    for (; end < text.length && depth > 0; end++) {
      if (text[end] === '\\') end++;
      else if (text[end] === last) depth--;
      else if (text[end] === first) depth++;
    }
    this.isCut ||= depth > 0;
    this.blank(at, Math.min(end, text.length), FILLER);
    this.at = Math.min(end, text.length);
    this.before = '"';
    return true;
  }

  private skip(end: number): void {
    this.blank(this.at, end, ' ');
    this.at = end;
  }

  private blank(from: number, to: number, filler: string): void {
    if (to <= from) return;
    const lines = this.text.slice(from, to).split('\n');
    this.replace(from, to, lines.map((line) => filler.repeat(line.length)).join('\n'));
  }

  private replace(from: number, to: number, by: string): void {
    this.out.push(this.text.slice(this.done, from), by);
    this.done = to;
  }
}

const plains = new Map<Syntax, RegExp>();

/** What can begin neither a comment nor a string. */
function plainOf(syntax: Syntax): RegExp {
  let plain = plains.get(syntax);
  if (plain === undefined) {
    const openers = [...syntax.line, ...syntax.block.map(([open]) => open), ...syntax.strings.map(({ open }) => open)];
    const firsts = new Set(openers.map((open) => open[0]!));
    if (syntax.heredoc !== undefined) firsts.add('<');
    if (syntax.hasRegex === true) firsts.add('/');
    if (syntax.outside !== undefined) firsts.add('?');
    if (syntax.sigil !== undefined) for (const first of '%~?') firsts.add(first);
    plain = new RegExp(
      `[^${[...firsts]
        .map((first) => `\\${first}`)
        .join('')
        .replaceAll('\\r', 'r')}]+`,
      'y',
    );
    plains.set(syntax, plain);
  }
  return plain;
}

function unescape(char: string): string {
  return { n: '\n', t: '\t', r: '\r', '\n': '' }[char] ?? char;
}
