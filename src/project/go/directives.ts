/** The lines of go.mod and go.work. Source: golang.org/x/mod/modfile (read.go): one grammar, different verbs. */
import { brokenAt, type Reading, readAs } from '../reading.ts';

export interface Directive {
  /** `require`, `replace`, `use`; that of the block for a line in one. */
  readonly verb: string;
  readonly words: readonly string[];
  /** What stands behind `//` on the line, without it; '' for none. */
  readonly comment: string;
  readonly line: number;
}

/** A word: in double quotes, in backquotes, or up to a blank, a bracket, a comma or a comment. */
const WORD = /"(?:[^"\\]|\\.)*"|`[^`]*`|=>|[()]|(?:(?!\/\/)[^\s()"`,])+/y;

export function readDirectives(path: string, text: string): Reading<readonly Directive[]> {
  const found: Directive[] = [];
  let block: string | null = null;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [i, raw] of lines.entries()) {
    const line = i + 1;
    const read = readLine(raw);
    if (read === null) return brokenAt(path, line, 'a quote is not closed');
    const { words, comment } = read;
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (block !== null) {
      if (first === ')') block = null;
      else found.push({ verb: block, words, comment, line });
    } else if (rest[0] === '(') {
      // `require ()` on one line is an empty block.
      if (rest[1] !== ')') block = first;
    } else found.push({ verb: first, words: rest, comment, line });
  }
  return block === null ? readAs(found) : brokenAt(path, lines.length, `the block of ${block} is not closed`);
}

/** @returns null for a quote that is not closed. */
function readLine(raw: string): { readonly words: readonly string[]; readonly comment: string } | null {
  const words: string[] = [];
  let at = 0;
  while (true) {
    while (/[\s,]/.test(raw[at] ?? '')) at++;
    if (at >= raw.length) return { words, comment: '' };
    if (raw.startsWith('//', at)) return { words, comment: raw.slice(at + 2).trim() };
    WORD.lastIndex = at;
    const word = WORD.exec(raw)?.[0];
    if (word === undefined) return null;
    at += word.length;
    const isQuoted = /^["`]/.test(word);
    words.push(isQuoted ? word.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : word);
  }
}
