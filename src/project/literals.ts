/** What is code and what is text in a Ruby or Elixir file: enough to see which names the code uses. */

export interface CodeText {
  /** As long as the source; comments and what stands in quotes are blanks, the quotes and the code in `#{...}` stay. */
  readonly code: string;
  /** Strings in the order of the text. */
  readonly strings: readonly CodeString[];
  /** It holds something that is not read: a heredoc, a regular expression over several lines, a quote that does not end. */
  readonly isUnsure: boolean;
}

export interface CodeString {
  /** Offset of the opening quote. */
  readonly start: number;
  readonly end: number;
  /** Null when a part of it is code. */
  readonly value: string | null;
}

/** The string that begins at an offset and is the whole value there: not the first part of `"a" + b`. */
export function wholeStringAt({ code, strings }: CodeText, at: number): CodeString | null {
  const string = strings.find(({ start }) => start === at);
  const isWhole =
    string !== undefined &&
    /^[ \t]*(?:[),\]}\n;]|\|>|(?:do|if|unless)\b|$)/.test(code.slice(string.end, string.end + 200));
  return isWhole ? string : null;
}

interface Scan {
  readonly text: string;
  readonly blank: { from: number; to: number }[];
  readonly strings: CodeString[];
  isUnsure: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
/** `%w[a b]`, `%i(a)`, `%q{}` of Ruby; `~w(a)`, `~s[]`, `~r/x/` of Elixir. */
const SIGIL = /(?:%[wWiIqQ]?|~[a-zA-Z])([([{<|/!"'])/y;
/** Deeper than any file that people write. */
const MAX_DEPTH = 20;

/** Reads the text of a Ruby or Elixir file. Never throws. */
export function readLiterals(text: string): CodeText {
  const scan: Scan = { text, blank: [], strings: [], isUnsure: false };
  readCode(scan, 0, '', 0);
  const pieces: string[] = [];
  let at = 0;
  for (const { from, to } of scan.blank.toSorted((a, b) => a.from - b.from)) {
    pieces.push(text.slice(at, from), text.slice(from, to).replaceAll(/[^\n]/g, ' '));
    at = to;
  }
  pieces.push(text.slice(at));
  return {
    code: pieces.join(''),
    strings: scan.strings.toSorted((a, b) => a.start - b.start),
    isUnsure: scan.isUnsure,
  };
}

/** @returns the offset of the brace that closes an interpolation, or the end. */
function readCode(scan: Scan, from: number, stop: string, depth: number): number {
  const { text } = scan;
  let open = 0;
  if (depth > MAX_DEPTH) scan.isUnsure = true;
  for (let at = from; at < text.length && !scan.isUnsure; at++) {
    const char = text[at]!;
    if (stop !== '' && char === '{') open++;
    if (stop !== '' && char === '}' && open-- === 0) return at;
    if (char === '#') at = comment(scan, at);
    else if (char === '?' && /[\s,(]\?["'#]/.test(text.slice(at - 1, at + 2))) at++;
    else if (text.startsWith('"""', at) || text.startsWith("'''", at))
      at = quoted(scan, at, text.slice(at, at + 3), depth);
    else if (char === '"' || char === "'" || char === '`') at = quoted(scan, at, char, depth);
    else if (/<<[~-]?["'A-Z]/.test(text.slice(at, at + 4)) && char === '<') scan.isUnsure = true;
    else if (char === '%' || char === '~') at = sigil(scan, at, depth);
  }
  return text.length;
}

function comment(scan: Scan, at: number): number {
  const line = scan.text.indexOf('\n', at);
  const to = line < 0 ? scan.text.length : line;
  scan.blank.push({ from: at, to });
  return to;
}

function sigil(scan: Scan, at: number, depth: number): number {
  SIGIL.lastIndex = at;
  const match = SIGIL.exec(scan.text);
  // `a % b`, `~> 1.0` behind an operator, `%{map}` of Elixir.
  if (match === null || match[0] === '%{' || /[\w)\]]\s*$/.test(scan.text.slice(Math.max(at - 20, 0), at))) return at;
  const quote = match[1]!;
  return quoted(scan, at + match[0].length - 1, quote, depth, CLOSING[quote] ?? quote);
}

/** @returns the offset of the last character of the closing quote. */
function quoted(scan: Scan, start: number, quote: string, depth: number, closing = quote): number {
  const { text } = scan;
  let isPlain = true;
  let from = start + quote.length;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(closing, at)) {
      scan.blank.push({ from, to: at });
      const value = text.slice(start + quote.length, at);
      scan.strings.push({ start, end: at + closing.length, value: isPlain && !value.includes('\\') ? value : null });
      return at + closing.length - 1;
    } else if (text.startsWith('#{', at) && quote !== "'") {
      scan.blank.push({ from, to: at });
      isPlain = false;
      at = readCode(scan, at + 2, '}', depth + 1);
      from = Math.min(at + 1, text.length);
      if (scan.isUnsure) return text.length;
    }
  }
  scan.isUnsure = true;
  return text.length;
}
