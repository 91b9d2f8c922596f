/**
 * Splits a line into words as BuildKit's own shell lexer does, quotes and escapes kept. BuildKit asks it one thing
 * here: which words open a heredoc. Source: moby/buildkit frontend/dockerfile/shell/lex.go and parser/parser.go.
 */

const SPACE = /\s/u;
const NAME = /[A-Za-z0-9_]/;

/** Thrown inside the lexer only; `lexWords` turns it into null. */
class LexError extends Error {}

/** The words of a line, quotes and escapes kept, or null when BuildKit's lexer gives an error on it. */
export function lexWords(line: string): readonly string[] | null {
  try {
    return new Lexer(line).words();
  } catch (error) {
    if (error instanceof LexError) return null;
    throw error;
  }
}

class Lexer {
  private at = 0;
  constructor(private readonly text: string) {}

  words(): string[] {
    const words: string[] = [];
    let word = '';
    let inWord = false;
    while (this.at < this.text.length) {
      const char = this.text[this.at]!;
      if (SPACE.test(char)) {
        if (inWord) words.push(word);
        word = '';
        inWord = false;
        this.at++;
        continue;
      }
      inWord = true;
      if (char === "'") word += this.singleQuoted();
      else if (char === '"') word += this.doubleQuoted();
      else if (char === '$') word += this.dollar();
      else if (char === '\\') word += this.escaped();
      else if (this.text.startsWith('<<', this.at)) word += this.heredocOperator();
      else {
        word += char;
        this.at++;
      }
    }
    if (inWord) words.push(word);
    return words;
  }

  /** `<<` takes the blanks behind it along, so that `<< EOF` is one word. */
  private heredocOperator(): string {
    const start = this.at;
    this.at += 2;
    while (this.at < this.text.length && SPACE.test(this.text[this.at]!)) this.at++;
    return this.text.slice(start, this.at);
  }

  private escaped(): string {
    const start = this.at;
    this.at += 2;
    return this.text.slice(start, this.at);
  }

  private singleQuoted(): string {
    const close = this.text.indexOf("'", this.at + 1);
    if (close < 0) throw new LexError('unexpected end of statement while looking for matching single-quote');
    const quoted = this.text.slice(this.at, close + 1);
    this.at = close + 1;
    return quoted;
  }

  private doubleQuoted(): string {
    let out = '"';
    this.at++;
    while (true) {
      const char = this.text[this.at];
      if (char === undefined) throw new LexError('unexpected end of statement while looking for matching double-quote');
      if (char === '"') {
        this.at++;
        return `${out}"`;
      }
      if (char === '$') out += this.dollar();
      else if (char === '\\') out += this.escaped();
      else {
        out += char;
        this.at++;
      }
    }
  }

  /** `$name` and `${...}` are looked up in an empty environment, and kept as written; an unknown modifier is an error. */
  private dollar(): string {
    const start = this.at;
    this.at++;
    if (this.text[this.at] !== '{') {
      const first = this.text[this.at];
      if (first !== undefined && /[0-9@*#?!-]/.test(first)) this.at++;
      else while (this.at < this.text.length && NAME.test(this.text[this.at]!)) this.at++;
      return this.text.slice(start, this.at);
    }
    this.at++;
    const name = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!-])/.exec(this.text.slice(this.at))?.[0];
    if (name === undefined) throw new LexError('bad substitution');
    this.at += name.length;
    const modifier = this.text[this.at];
    if (modifier === '}') {
      this.at++;
      return this.text.slice(start, this.at);
    }
    if (modifier === ':') this.at++;
    const operator = this.text[this.at];
    if (operator === undefined || !(modifier === ':' ? '+-?' : '+-?#%/').includes(operator)) {
      throw new LexError('unsupported modifier in substitution');
    }
    this.at++;
    this.untilBrace();
    return this.text.slice(start, this.at);
  }

  private untilBrace(): void {
    while (true) {
      const char = this.text[this.at];
      if (char === undefined) throw new LexError('syntax error: missing }');
      if (char === '}') {
        this.at++;
        return;
      }
      if (char === "'") this.singleQuoted();
      else if (char === '"') this.doubleQuoted();
      else if (char === '$') this.dollar();
      else if (char === '\\') this.escaped();
      else this.at++;
    }
  }
}

/** A heredoc that a line opens; its body follows on the lines after it. */
export interface HeredocMark {
  readonly name: string;
  /** File descriptor written before `<<`; 0 when none is. */
  readonly fd: number;
  /** `<<-`: leading tabs are stripped from the body and the terminator. */
  readonly chomp: boolean;
  /** False when the name is quoted, so that variables in the body stay as they are. */
  readonly expand: boolean;
}

/** The heredocs that a logical line opens, in order; none when BuildKit's lexer fails on it. */
export function heredocMarks(line: string): readonly HeredocMark[] {
  const marks: HeredocMark[] = [];
  for (const word of lexWords(line) ?? []) {
    const match = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word);
    if (match === null) continue;
    const [, fd = '', dash, rest = ''] = match;
    const inner = lexWords(rest);
    if (inner?.length !== 1) continue;
    const name = unquote(inner[0]!);
    if (name === '') continue;
    marks.push({ name, fd: Number(fd), chomp: dash === '-', expand: !/['"]/.test(rest) });
  }
  return marks;
}

/** A word without its quotes and escapes; variables stay as they are written. */
function unquote(word: string): string {
  let out = '';
  let quote = '';
  for (let i = 0; i < word.length; i++) {
    const char = word[i]!;
    if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else if (char === '\\' && quote !== "'" && i + 1 < word.length) out += word[++i]!;
    else out += char;
  }
  return out;
}
