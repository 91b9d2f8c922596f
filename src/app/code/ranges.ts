/** Finding one's way in lexed code: brackets, arguments, operators outside of brackets, lines. */
import { FILLER, type Lexed } from './lexer.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The closing brackets of the code that was asked about last, by their opening ones: asking for each anew takes too long. */
let brackets: { readonly code: string; readonly closers: ReadonlyMap<number, number> } = {
  code: '',
  closers: new Map(),
};

/** The offset of the bracket that closes the one at `open`; the end of the code when there is none. */
export function closing(code: string, open: number): number {
  // What is put into a string: not worth to be kept.
  if (code.length < 400) return closersOf(code).get(open) ?? code.length;
  if (brackets.code !== code) brackets = { code, closers: closersOf(code) };
  return brackets.closers.get(open) ?? code.length;
}

function closersOf(code: string): ReadonlyMap<number, number> {
  const closers = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: char, index } of code.matchAll(/[()[\]{}]/g)) {
    if (CLOSERS[char] !== undefined) open.push(index);
    else if (open.length > 0 && CLOSERS[code[open.at(-1)!]!] === char) closers.set(open.pop()!, index);
  }
  return closers;
}

/** The ranges between commas outside of brackets, trimmed; none for nothing. */
export function listItems(code: string, start: number, end: number): readonly Range[] {
  return splitAt(code, start, end, /,/y).filter((range) => range.end > range.start);
}

/** The ranges between operators outside of brackets and strings, trimmed. */
export function splitAt(code: string, start: number, end: number, operator: RegExp): readonly Range[] {
  const found: Range[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    const char = code[at]!;
    if (CLOSERS[char] !== undefined) {
      at = closing(code, at);
      continue;
    }
    if (char === FILLER) continue;
    operator.lastIndex = at;
    const match = operator.exec(code);
    if (match === null || at + match[0].length > end) continue;
    found.push(trim(code, from, at));
    from = at + match[0].length;
    at = from - 1;
  }
  found.push(trim(code, from, end));
  return found;
}

/** The range without the white space at its ends; empty rather than turned round. */
export function trim(code: string, start: number, end: number): Range {
  let from = start;
  let to = Math.max(start, end);
  while (from < to && code[from]! <= ' ' && code[from] !== FILLER) from++;
  while (to > from && code[to - 1]! <= ' ' && code[to - 1] !== FILLER) to--;
  return { start: from, end: to };
}

/** Longer than what paths are put together with. */
const MAX_RECEIVER = 600;

/** Where the expression begins that a method at `dot` is called on: `a.b(c)[d]` in front of it. */
export function receiverStart(code: string, dot: number): number {
  let at = dot;
  while (at > 0 && dot - at < MAX_RECEIVER) {
    const char = code[at - 1]!;
    if (char === ')' || char === ']') {
      const open = opening(code, at - 1);
      if (open === null) return at;
      at = open;
    } else if (/[\w$.@:?!]/.test(char)) at--;
    else if (char === '"') {
      const open = code.lastIndexOf('"', at - 2);
      if (open < 0) return at;
      at = open;
    } else break;
  }
  return at;
}

/** The offset of the bracket that opens the one at `close`; null when it is too far off. */
export function opening(code: string, close: number): number | null {
  const stack: string[] = [];
  for (let at = close; at >= 0 && close - at < 400; at--) {
    const char = code[at]!;
    if (char === ')' || char === ']' || char === '}') stack.push(char);
    else if (CLOSERS[char] !== undefined) {
      if (stack.pop() !== CLOSERS[char]) return null;
      if (stack.length === 0) return at;
    }
  }
  return null;
}

const starts = new WeakMap<Lexed, readonly number[]>();

/** 1-based. */
export function lineOf(lexed: Lexed, offset: number): number {
  let lines = starts.get(lexed);
  if (lines === undefined) {
    lines = [...lexed.text.matchAll(/\n/g)].map(({ index }) => index);
    starts.set(lexed, lines);
  }
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}
