/**
 * Where instructions start and end, exactly as BuildKit's parser reads them: directives, continuations, comments
 * inside them, heredocs. Source: moby/buildkit frontend/dockerfile/parser; test/grammar holds its answers to 120 cases.
 */
import type { Span } from './edit.ts';
import { type HeredocMark, heredocMarks } from './lexer.ts';

/** The longest physical line that BuildKit's scanner takes, in bytes. */
const MAX_LINE_BYTES = 65_535;

export interface PhysicalLine {
  /** 1-based. */
  readonly number: number;
  readonly start: number;
  /** End of the content: before CR and LF. */
  readonly end: number;
  /** Start of the next line. */
  readonly next: number;
}

/** A piece of a logical line and where it stands in the text: `length` characters from `source` on. */
export interface Segment {
  readonly logical: number;
  readonly source: number;
  readonly length: number;
}

export interface Heredoc extends HeredocMark {
  /** The body, without the terminator line. */
  readonly body: Span;
}

export interface LineComment {
  /** From the `#` to the end of the line, without line end. */
  readonly span: Span;
  readonly line: number;
  /** As written, trailing blanks removed. */
  readonly text: string;
}

/** One instruction as lines: nothing is said yet about its arguments. */
export interface RawInstruction {
  /** First token: upper case, but an unknown one as written. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword to the end of the last physical line, heredoc bodies included, without the line end. */
  readonly span: Span;
  readonly startLine: number;
  readonly endLine: number;
  /** The logical line: continuations joined, comments and blank lines inside dropped, blanks in front cut. */
  readonly logical: string;
  /** Maps offsets of `logical` to the text. */
  readonly segments: readonly Segment[];
  readonly heredocs: readonly Heredoc[];
  /** Comment lines inside the continuation. */
  readonly comments: readonly LineComment[];
  /** Whether a blank line stands inside the continuation. */
  readonly hasBlankLine: boolean;
}

export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly line: number;
}

export interface Lines {
  readonly physical: readonly PhysicalLine[];
  readonly directives: readonly Directive[];
  readonly escape: '\\' | '`';
  readonly instructions: readonly RawInstruction[];
  /** Comment lines outside instructions, directives not among them. */
  readonly comments: readonly LineComment[];
}

export interface LineProblem {
  readonly code: 'line-too-long' | 'duplicate-directive' | 'bad-escape-directive' | 'unterminated-heredoc';
  readonly line: number;
  readonly message: string;
}

export type LinesResult =
  | { readonly ok: true; readonly lines: Lines }
  | { readonly ok: false; readonly problem: LineProblem };

const DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
const HEREDOC_KEYWORDS = new Set(['RUN', 'COPY', 'ADD']);
const BLANKS = /[\t\v\f\r ]+/;

/**
 * Reads a Dockerfile's text into instructions by line. A BOM, if any, is part of the text and of no instruction.
 * @returns the lines, or the first problem that BuildKit would stop at.
 */
export function readLines(text: string): LinesResult {
  const physical = physicalLines(text);
  for (const line of physical) {
    // A UTF-16 unit is at most three bytes of UTF-8, so short lines need no count.
    if (line.end - line.start > MAX_LINE_BYTES / 3 && byteLength(text.slice(line.start, line.end)) > MAX_LINE_BYTES) {
      return problem('line-too-long', line.number, `line longer than the ${MAX_LINE_BYTES} bytes that BuildKit reads`);
    }
  }
  const head = readDirectives(text, physical);
  if ('problem' in head) return { ok: false, problem: head.problem };

  const { directives, escape } = head;
  const instructions: RawInstruction[] = [];
  const comments: LineComment[] = [];
  const directiveLines = new Set(directives.map((d) => d.line));
  let index = 0;
  while (index < physical.length) {
    const line = physical[index]!;
    const comment = commentOf(text, line);
    if (comment !== null) {
      if (!directiveLines.has(line.number)) comments.push(comment);
      index++;
      continue;
    }
    if (isBlank(text, line)) {
      index++;
      continue;
    }
    const read = readInstruction(text, physical, index, escape);
    if ('problem' in read) return { ok: false, problem: read.problem };
    if (read.instruction !== null) instructions.push(read.instruction);
    index = read.next;
  }
  return { ok: true, lines: { physical, directives, escape, instructions, comments } };
}

function physicalLines(text: string): PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const lf = text.indexOf('\n', start);
    const next = lf < 0 ? text.length : lf + 1;
    let end = lf < 0 ? text.length : lf;
    while (end > start && text[end - 1] === '\r') end--;
    lines.push({ number: lines.length + 1, start, end, next });
    start = next;
  }
  return lines;
}

function readDirectives(text: string, physical: readonly PhysicalLine[]) {
  const directives: Directive[] = [];
  let escape: '\\' | '`' = '\\';
  for (const line of physical) {
    const match = DIRECTIVE.exec(text.slice(line.start, line.end));
    const name = match?.[1]?.toLowerCase();
    if (name !== 'syntax' && name !== 'escape' && name !== 'check') break;
    const value = match?.[2] ?? '';
    if (directives.some((d) => d.name === name)) {
      return {
        problem: lineProblem('duplicate-directive', line.number, `only one ${name} parser directive can be used`),
      };
    }
    if (name === 'escape') {
      if (value !== '\\' && value !== '`') {
        return {
          problem: lineProblem(
            'bad-escape-directive',
            line.number,
            `invalid escape character ${JSON.stringify(value)}`,
          ),
        };
      }
      escape = value;
    }
    directives.push({ name, value, line: line.number });
  }
  return { directives, escape };
}

/** Reads the instruction that starts on line `index`; null when it joins to nothing. */
function readInstruction(text: string, physical: readonly PhysicalLine[], index: number, escape: string) {
  const first = physical[index]!;
  const pieces: { start: number; end: number }[] = [];
  const comments: LineComment[] = [];
  let hasBlankLine = false;
  let last = first;
  let next = index + 1;
  let start = first.start;
  while (start < first.end && isSpace(text[start]!)) start++;
  let cut = continuationCut(text, start, first.end, escape);
  pieces.push({ start, end: cut ?? first.end });
  while (cut !== null && next < physical.length) {
    const line = physical[next++]!;
    last = line;
    const comment = commentOf(text, line);
    if (comment !== null) {
      comments.push(comment);
      continue;
    }
    if (isBlank(text, line)) {
      hasBlankLine = true;
      continue;
    }
    cut = continuationCut(text, line.start, line.end, escape);
    pieces.push({ start: line.start, end: cut ?? line.end });
  }
  const { logical, segments } = join(text, pieces);
  if (logical === '') return { instruction: null, next };

  const keyword = logical.split(BLANKS, 1)[0]!;
  const keywordStart = toSource(segments, 0);
  const heredocs: Heredoc[] = [];
  if (logical.includes('<<') && canHoldHeredoc(logical)) {
    for (const mark of heredocMarks(logical)) {
      const bodyStart = physical[next]?.start ?? text.length;
      let terminator: PhysicalLine | undefined;
      while (next < physical.length) {
        const line = physical[next++]!;
        last = line;
        let content = text.slice(line.start, line.end);
        if (mark.chomp) content = content.replace(/^\t+/, '');
        if (content === mark.name) {
          terminator = line;
          break;
        }
      }
      if (terminator === undefined) {
        return { problem: lineProblem('unterminated-heredoc', first.number, `heredoc ${mark.name} has no end line`) };
      }
      heredocs.push({ ...mark, body: { start: bodyStart, end: terminator.start } });
    }
  }
  const instruction: RawInstruction = {
    keyword: keyword.toUpperCase(),
    keywordSpan: { start: keywordStart, end: toSource(segments, keyword.length - 1) + 1 },
    span: { start: keywordStart, end: last.end },
    startLine: first.number,
    endLine: last.number,
    logical,
    segments,
    heredocs,
    comments,
    hasBlankLine,
  };
  return { instruction, next };
}

/** Where the continuation character starts, or null when the line does not continue. */
function continuationCut(text: string, start: number, end: number, escape: string): number | null {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  if (at === start || text[at - 1] !== escape) return null;
  return at - 1 > start && text[at - 2] === escape ? null : at - 1;
}

function join(text: string, pieces: readonly Span[]): { logical: string; segments: Segment[] } {
  let joined = '';
  const raw: Segment[] = [];
  for (const piece of pieces) {
    const length = piece.end - piece.start;
    if (length > 0) raw.push({ logical: joined.length, source: piece.start, length });
    joined += text.slice(piece.start, piece.end);
  }
  const logical = joined.trimStart();
  const front = joined.length - joined.trimStart().length;
  const segments: Segment[] = [];
  for (const segment of raw) {
    const from = Math.max(segment.logical, front);
    const to = Math.min(segment.logical + segment.length, front + logical.length);
    if (to > from)
      segments.push({ logical: from - front, source: segment.source + from - segment.logical, length: to - from });
  }
  return { logical, segments };
}

/**
 * The offset in the text of the character at `offset` of a logical line.
 * @throws RangeError for an offset that the line does not have: our bug.
 */
export function toSource(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle]!;
    if (offset < segment.logical) high = middle - 1;
    else if (offset >= segment.logical + segment.length) low = middle + 1;
    else return segment.source + offset - segment.logical;
  }
  throw new RangeError(`offset ${offset} lies outside the logical line`);
}

/** The span in the text of the characters [start, end) of a logical line; it may hold continuations and comments. */
export function spanToSource(segments: readonly Segment[], start: number, end: number): Span {
  if (end <= start) {
    const at = start === 0 ? toSource(segments, 0) : toSource(segments, start - 1) + 1;
    return { start: at, end: at };
  }
  return { start: toSource(segments, start), end: toSource(segments, end - 1) + 1 };
}

function canHoldHeredoc(logical: string): boolean {
  let rest = logical;
  while (/^onbuild[\t\v\f\r ]/i.test(rest)) rest = rest.replace(/^\S+\s+/, '');
  const [keyword = '', ...more] = rest.split(BLANKS);
  if (!HEREDOC_KEYWORDS.has(keyword.toUpperCase())) return false;
  const firstArgument = more.find((word) => !word.startsWith('--'));
  if (firstArgument?.startsWith('[') !== true) return true;
  const body = rest.slice(rest.indexOf(firstArgument));
  try {
    return !Array.isArray(JSON.parse(body));
  } catch {
    return true;
  }
}

function commentOf(text: string, line: PhysicalLine): LineComment | null {
  let at = line.start;
  while (at < line.end && isSpace(text[at]!)) at++;
  if (text[at] !== '#' || at >= line.end) return null;
  return { span: { start: at, end: line.end }, line: line.number, text: text.slice(at, line.end).trimEnd() };
}

function isBlank(text: string, line: PhysicalLine): boolean {
  for (let at = line.start; at < line.end; at++) if (!isSpace(text[at]!)) return false;
  return true;
}

/** Blank as Go's unicode.IsSpace sees it. */
function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || (char !== '\uFEFF' && /\s/u.test(char));
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function lineProblem(code: LineProblem['code'], line: number, message: string): LineProblem {
  return { code, line, message };
}

function problem(code: LineProblem['code'], line: number, message: string): LinesResult {
  return { ok: false, problem: lineProblem(code, line, message) };
}
