/** Writes a plan into the text: the edits that make one RUN of several. */
import { type Document, lineAt } from '../../src/dockerfile/document.ts';
import type { Edit, Span } from '../../src/dockerfile/edit.ts';
import type { Node } from '../../src/dockerfile/shell.ts';
import { droppedParts } from './duplicates.ts';
import { topParts } from './member.ts';
import type { Unit } from './plan.ts';
import { isInstall, isUpdate } from './policy.ts';
import { type Style, shallowest, styleFor } from './style.ts';

/** A line that holds update and install together stays within this. */
const MAX_COLUMNS = 100;

/** What of a unit's body stays. */
interface Kept extends Span {
  readonly unit: Unit;
  readonly last: Node;
}

/** The edits that join the units into the first one's RUN. */
export function joinEdits(doc: Document, units: readonly Unit[]): Edit[] {
  const kept = units.map((unit, i) => keptOf(unit, units[i + 1]));
  const members = units.map(({ member }) => member);
  const edits: Edit[] = [];
  for (const [i, after] of kept.entries()) {
    const before = kept[i - 1];
    const tail = i === kept.length - 1 && !after.unit.isBraced ? null : movedTail(doc, after);
    if (tail?.edit !== undefined) edits.push(tail.edit);
    const own = tail?.above === undefined ? [] : [tail.above];
    if (before === undefined) {
      if (own.length > 0) edits.push(lineAbove(doc, after.unit, own[0]!));
      if (after.unit.isWrapped) edits.push({ span: { start: after.start, end: after.start }, text: '( ' });
      continue;
    }
    const comments = [...commentsIn(doc, before.end, after.start), ...own];
    // As its neighbours have it; what breaks no line itself goes by the others.
    const style = styleFor(doc, [before.unit.member, after.unit.member, ...members]);
    const glue = glueOf(doc, before, after, style, comments, kept.length === 2);
    const span = { start: before.end, end: after.start };
    edits.push({ span, text: closing(before.unit) + glue + opening(after.unit) });
    if (!glue.includes('\n')) continue;
    edits.push(...reindented(doc, after.unit, style));
  }
  const last = kept.at(-1)!;
  if (last.unit.isBraced) edits.push(closeLast(last));
  return edits;
}

function keptOf(unit: Unit, next: Unit | undefined): Kept {
  const { body, instruction } = unit.member;
  const parts = topParts(body.list);
  const start = unit.dropsHead ? parts[1]!.span.start : instruction.arguments.restSpan.start;
  const dropped = next === undefined ? 0 : droppedParts(unit, next);
  const last = parts[parts.length - 1 - dropped]!;
  return { unit, start, end: last.span.end, last };
}

function opening({ isWrapped, isBraced }: Unit): string {
  return isWrapped ? '( ' : isBraced ? '{ ' : '';
}

function closing({ isWrapped, isBraced }: Unit): string {
  return isWrapped ? ' )' : isBraced ? '; }' : '';
}

/** The brace behind the last unit; a comment there has been moved up. */
function closeLast({ unit, end }: Kept): Edit {
  const { body } = unit.member;
  const terminator = body.list.items.at(-1)!.terminator;
  const to = body.tail?.span.end ?? terminator?.end ?? end;
  return { span: { start: end, end: to }, text: '; }' };
}

function glueOf(
  doc: Document,
  before: Kept,
  after: Kept,
  { placement, indent }: Style,
  comments: readonly string[],
  isPair: boolean,
): string {
  const operator = after.unit.operator!;
  if (isPair && comments.length === 0 && fitsOnOneLine(doc, before, after)) return ' && ';
  const lines = comments.map((comment) => indent + comment + doc.eol).join('');
  if (operator === ';') return `; \\${doc.eol}${lines}${indent}`;
  if (placement === 'end' && !linesUpWithArguments(doc, before, indent)) return ` && \\${doc.eol}${lines}${indent}`;
  return ` \\${doc.eol}${lines}${indent}&& `;
}

/** Whether a command on a line of its own would look like one more argument of the one before. */
function linesUpWithArguments(doc: Document, { unit, last }: Kept, indent: string): boolean {
  const { instruction, body } = unit.member;
  const isOneCommand = topParts(body.list).length === 1 && last.kind === 'command';
  return isOneCommand && shallowest(doc, instruction) === indent;
}

/** `apt-get update` and the install that uses it, on one line as everybody writes it. */
function fitsOnOneLine(doc: Document, before: Kept, after: Kept): boolean {
  const [update, ...more] = before.unit.member.invocations;
  const install = after.unit.member.invocations[0];
  if (update === undefined || more.length > 0 || install === undefined || !isUpdate(update)) return false;
  if (after.unit.operator !== '&&' || opening(before.unit) + opening(after.unit) !== '') return false;
  if (install.name !== update.name || !isInstall(install) || install.path.item > 0 || install.path.part > 0)
    return false;
  const start = doc.lines[before.unit.member.instruction.startLine - 1]!.start;
  const line = doc.text.slice(start, before.end);
  const rest = doc.text.slice(after.start, doc.lines[lineAt(doc, after.start) - 1]!.end);
  return !line.includes('\n') && line.length + ' && '.length + rest.length <= MAX_COLUMNS;
}

/** The comment lines of a stretch of text that is about to go, in order; a `#` tail is not one of them. */
function commentsIn(doc: Document, start: number, end: number): string[] {
  const inside = doc.instructions.flatMap(({ span, comments }) =>
    span.end < start || span.start > end ? [] : comments,
  );
  return [...inside, ...doc.comments]
    .filter(({ span }) => span.start >= start && span.end <= end)
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ text }) => text);
}

/** A `#` tail becomes a comment line above its command: by an edit inside the body, or above the body's first line. */
function movedTail(doc: Document, { unit, start, last }: Kept): { edit?: Edit; above?: string } | null {
  const { tail } = unit.member.body;
  if (tail === null) return null;
  const line = doc.lines[lineAt(doc, last.span.start) - 1]!;
  const isInside = unit.operator === null ? line.start > unit.member.instruction.span.start : line.start >= start;
  if (!isInside) return { above: tail.text };
  const indent = /^[\t ]*/.exec(doc.text.slice(line.start))![0];
  return { edit: { span: { start: line.start, end: line.start }, text: indent + tail.text + doc.eol } };
}

function lineAbove(doc: Document, { member }: Unit, comment: string): Edit {
  const { start } = doc.lines[member.instruction.startLine - 1]!;
  const indent = doc.text.slice(start, member.instruction.span.start);
  return { span: { start, end: start }, text: indent + comment + doc.eol };
}

/**
 * Lines of arguments that were deeper than their RUN are to be deeper than its new place in the chain. Lines of a
 * body that has commands on lines of their own stay: their place is the chain's.
 */
function reindented(doc: Document, { member }: Unit, { indent }: Style): Edit[] {
  const { instruction, body } = member;
  const now = shallowest(doc, instruction);
  if (now === null || now.length > indent.length || !isBlankLike(now, indent)) return [];
  const startLine = lineAt(doc, instruction.arguments.restSpan.start);
  const hasOwnLines = topParts(body.list).some(({ span }) => lineAt(doc, span.start) > startLine);
  if (hasOwnLines || body.list.items.length > 1 || hasMultilineQuote(doc, body.list.span)) return [];
  const unit = indent.includes('\t') ? '\t' : '    ';
  const extra = indent.slice(now.length) + unit;
  return doc.lines
    .slice(startLine, instruction.endLine)
    .filter((line) => doc.text.slice(line.start, line.end).trim() !== '')
    .map(({ start }) => ({ span: { start, end: start }, text: extra }));
}

function isBlankLike(now: string, indent: string): boolean {
  return indent.startsWith(now);
}

/** Whether a quoted string goes on over a line end: text in it is data. */
function hasMultilineQuote(doc: Document, { start, end }: Span): boolean {
  return /["'][^"']*\n[^"']*["']/.test(doc.text.slice(start, end));
}
