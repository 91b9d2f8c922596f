/**
 * The plain part of a bake file in HCL: blocks with attributes that are literal strings, lists and maps of them. All else
 * (variables, functions, conditions) is null; a text that this reader does not understand gives nothing at all.
 * Source: the HCL native syntax specification.
 */

export type HclValue = string | readonly HclValue[] | ReadonlyMap<string, HclValue> | null;

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** 1-based. */
  readonly line: number;
  readonly attributes: ReadonlyMap<string, HclValue>;
}

interface Token {
  readonly kind: 'name' | 'string' | 'mark' | 'newline' | 'other';
  /** Null for a string with a variable in it. */
  readonly text: string | null;
  readonly line: number;
}

const TOKEN =
  /(?<blank>[ \t\r]+)|(?<comment>#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<newline>\n)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<name>[A-Za-z_][\w-]*)|(?<mark>[{}[\]=,:])|(?<other>[^"\n])/y;

/** The blocks at the top of the file. */
export function readHcl(text: string): readonly HclBlock[] {
  const tokens = tokenise(text);
  if (tokens === null) return [];
  return new Parser(tokens).blocks();
}

/** @returns null for a heredoc, a string over several lines, and what else is not plain. */
function tokenise(text: string): Token[] | null {
  const tokens: Token[] = [];
  let line = 1;
  TOKEN.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  while (TOKEN.lastIndex < text.length) {
    if (text.startsWith('<<', TOKEN.lastIndex)) return null;
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const { comment, newline, string, name, mark, other } = match.groups!;
    if (newline !== undefined) tokens.push({ kind: 'newline', text: '\n', line });
    if (string !== undefined) tokens.push({ kind: 'string', text: literal(string), line });
    if (name !== undefined) tokens.push({ kind: 'name', text: name, line });
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, line });
    if (other !== undefined) tokens.push({ kind: 'other', text: other, line });
    line += (newline ?? comment ?? '').split('\n').length - 1;
  }
  return tokens;
}

function literal(quoted: string): string | null {
  if (/[$%]\{/.test(quoted)) return null;
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

class Parser {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  blocks(): readonly HclBlock[] {
    const found: HclBlock[] = [];
    while (this.at < this.tokens.length) {
      const { kind, text, line } = this.tokens[this.at++]!;
      if (kind !== 'name') continue;
      if (this.takes('=')) {
        this.value(0);
        continue;
      }
      const labels: string[] = [];
      for (let next = this.tokens[this.at]; isLabel(next); next = this.tokens[++this.at]) labels.push(next.text ?? '');
      if (!this.takes('{')) return found;
      found.push({ type: text!, labels, line, attributes: this.body() });
    }
    return found;
  }

  /** Behind the brace, to the one that closes it. Blocks inside are passed over. */
  private body(): ReadonlyMap<string, HclValue> {
    const attributes = new Map<string, HclValue>();
    while (this.at < this.tokens.length) {
      const { kind, text } = this.tokens[this.at++]!;
      if (text === '}' && kind === 'mark') break;
      if (text === '{' && kind === 'mark') this.skip('}');
      if ((kind === 'name' || kind === 'string') && this.takes('=')) attributes.set(text ?? '', this.value(0));
    }
    return attributes;
  }

  /** An expression: what is not plain is null, and passed over to its end. */
  private value(depth: number): HclValue {
    const start = this.at;
    const value = depth > 8 ? null : this.plain(depth);
    const next = this.tokens[this.at];
    const isWhole =
      next === undefined || next.kind === 'newline' || (next.kind === 'mark' && /[\]},]/.test(next.text!));
    if (isWhole && this.at > start) return value;
    this.toEnd();
    return null;
  }

  private plain(depth: number): HclValue {
    const token = this.tokens[this.at];
    if (token?.kind === 'string') return this.tokens[this.at++]!.text;
    if (this.takes('[')) return this.list(depth);
    if (this.takes('{')) return this.map(depth);
    return null;
  }

  private list(depth: number): HclValue {
    const values: HclValue[] = [];
    while (this.at < this.tokens.length) {
      this.blank();
      if (this.takes(']')) break;
      values.push(this.value(depth + 1));
      this.blank();
      this.takes(',');
    }
    return values;
  }

  private map(depth: number): HclValue {
    const values = new Map<string, HclValue>();
    while (this.at < this.tokens.length) {
      this.blank();
      if (this.takes('}')) break;
      const { kind, text } = this.tokens[this.at++]!;
      const isNamed = (kind === 'name' || kind === 'string') && (this.takes('=') || this.takes(':'));
      const value = this.value(depth + 1);
      if (isNamed && text !== null) values.set(text, value);
      this.blank();
      this.takes(',');
    }
    return values;
  }

  /** To the end of the expression: brackets inside it are closed first. */
  private toEnd(): void {
    for (; this.at < this.tokens.length; this.at++) {
      const { kind, text } = this.tokens[this.at]!;
      if (kind === 'newline' || (kind === 'mark' && /[\]},]/.test(text!))) return;
      if (kind === 'mark' && (text === '{' || text === '[')) {
        this.at++;
        this.skip(text === '{' ? '}' : ']');
        this.at--;
      }
      if (kind === 'other' && text === '(') {
        this.at++;
        this.skip(')');
        this.at--;
      }
    }
  }

  /** Behind the mark that closes what has just been opened. */
  private skip(close: string): void {
    const open = close === '}' ? '{' : close === ']' ? '[' : '(';
    for (let depth = 1; this.at < this.tokens.length && depth > 0; this.at++) {
      const { kind, text } = this.tokens[this.at]!;
      if (kind === 'string') continue;
      if (text === open) depth++;
      if (text === close) depth--;
    }
  }

  private blank(): void {
    while (this.tokens[this.at]?.kind === 'newline') this.at++;
  }

  private takes(mark: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.at++;
    return true;
  }
}

function isLabel(token: Token | undefined): token is Token {
  return token !== undefined && (token.kind === 'string' || token.kind === 'name');
}
