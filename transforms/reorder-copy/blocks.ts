/** Instructions as blocks of whole lines, and the blank lines between them. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import type { LineComment } from '../../src/dockerfile/lines.ts';

/** An instruction with the comments that go with it, whole lines but for the last line end. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

export function blockOf(doc: Document, { startLine, span }: Instruction, leading: readonly LineComment[]): Block {
  const line = leading[0]?.line ?? startLine;
  // A byte order mark stands in front of the first line, and a FROM stands there too.
  return { start: doc.lines[line - 1]!.start, end: span.end };
}

/** A line end, and a blank line if there is one. */
export function separator(doc: Document, from: number, to: number): string {
  const lines = doc.text.slice(from, to).split('\n');
  return lines.slice(1, -1).some((line) => line.trim() === '') ? doc.eol + doc.eol : doc.eol;
}

export function hasCommentIn(doc: Document, from: number, to: number): boolean {
  return doc.text
    .slice(from, to)
    .split('\n')
    .some((line) => line.trim().startsWith('#'));
}

/** As `separator`, of what follows an instruction. */
export function spaceAfter(doc: Document, { index, span }: Instruction): string {
  const next = doc.instructions[index + 1];
  return next === undefined ? doc.eol : separator(doc, span.end, blockOf(doc, next, next.leading).start);
}

export function gapBefore(doc: Document, { start }: Block): string {
  const above = doc.lines.findLast((line) => line.next <= start);
  const isBlank = above !== undefined && doc.text.slice(above.start, above.end).trim() === '';
  return isBlank ? doc.eol + doc.eol : doc.eol;
}

export function leadsWithComment(doc: Document, { start }: Block): boolean {
  return /^\s*#/.test(doc.text.slice(start, start + 200));
}

/**
 * Takes a block away. One blank line stays where some were on either side; what comes in its place brings its own.
 * @param isSwapped take the blank lines in front of it.
 */
export function removal(doc: Document, block: Block, isReplaced: boolean, isSwapped: boolean): Edit {
  const { start, end } = block;
  const takesBlank = isReplaced || (!isSwapped && gapBefore(doc, block) !== doc.eol);
  const behind = takesBlank ? /^[^\S\n]*\n(?:[^\S\n]*\n)*/ : /^[^\S\n]*\n/;
  const rest = behind.exec(doc.text.slice(end))?.[0].length ?? 0;
  const blank = isSwapped ? (/\n((?:[^\S\n]*\n)+)$/.exec(doc.text.slice(0, start))?.[1]?.length ?? 0) : 0;
  return { span: { start: start - blank, end: end + rest }, text: '' };
}

/** The blocks as they stood, and where something stood between them a line end. */
export function movedText(doc: Document, blocks: readonly Block[]): string {
  return blocks
    .map(({ start, end }, i) => {
      const next = blocks[i + 1];
      const own = doc.text.slice(start, end);
      if (next === undefined) return own;
      const between = doc.text.slice(end, next.start);
      return own + (between.trim() === '' ? between : doc.eol);
    })
    .join('');
}

/** Blanks in front of the keyword. */
export function indentOf(doc: Document, { startLine, keywordSpan }: Instruction): string {
  return /^[ \t]*$/.exec(doc.text.slice(doc.lines[startLine - 1]!.start, keywordSpan.start))?.[0] ?? '';
}
