import { lineAt } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import type { Run } from './run.ts';

/**
 * What to do with the `#` comment at the end of a RUN when a command goes on a new line in front of it: it becomes a
 * comment line above the command that it was written for.
 * @param at where the command is inserted.
 */
export function tailAbove({ doc, body, instruction }: Run, at: number): readonly Edit[] {
  const { tail } = body;
  if (tail === null || doc.text.slice(at, tail.span.start).trim() !== '') return [];
  const line = doc.lines[lineAt(doc, at) - 1]!;
  // The first line of an instruction starts with its keyword: the comment goes above it, as deep as it is.
  const indentEnd = line.number === instruction.startLine ? instruction.span.start : null;
  const indent =
    indentEnd === null ? /^[\t ]*/.exec(doc.text.slice(line.start))![0] : doc.text.slice(line.start, indentEnd);
  return [
    { span: { start: line.start, end: line.start }, text: indent + tail.text + doc.eol },
    { span: { start: at, end: tail.span.end }, text: '' },
  ];
}
