/** The edits of a plan. Instructions move with the comments above them, and blank lines part what they parted. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import type { LineComment } from '../../src/dockerfile/lines.ts';
import { areArgumentsBetween, argumentsAbove } from './arguments-above.ts';
import type { Plan } from './plan.ts';

/** Comments that speak of installing belong to what is installed, not to the sources. */
const ABOUT_INSTALL = /\b(?:install|dependenc|requirements|restore|download|manifests?|lock ?files?|package\.json)/i;
const ABOUT_SOURCES = /\b(?:sources?|code|src|everything|the rest)\b/i;
/** Comments that a tool reads stay with their instruction. */
const PRAGMA = /^#\s*(?:hadolint|slimify|checkov|trivy|kics|nosemgrep|shellcheck)/i;

/** An instruction with the comments that go with it, whole lines but for the last line end. */
interface Block {
  readonly start: number;
  readonly end: number;
}

export function planEdits(doc: Document, plan: Plan): readonly Edit[] {
  const { carried, front, last, firstRun } = plan;
  const lines = plan.lines.map((line) => indentOf(doc, carried[0]!) + line);
  const isRow = isAdjacent(carried, firstRun);
  const staying = isHeading(doc, plan, isRow);
  const blocks = carried.map((copy, i) => blockOf(doc, copy, i === 0 && staying ? [] : copy.leading));
  const [first] = blocks as [Block];
  const runStart = blockOf(doc, firstRun, firstRun.leading).start;
  const gap = isRow ? separator(doc, blocks.at(-1)!.end, runStart) : doc.eol;
  const moved = movedText(doc, blocks);
  const runs = addedRuns(doc, plan);
  if (runs.length > 0 && firstRun === last.run && (isRow || areArgumentsBetween(doc, plan, [...lines, ...runs]))) {
    const above = argumentsAbove(doc, plan, [...lines, ...runs]);
    const at = above === null ? first.start : blockOf(doc, above, above.leading).start;
    const space = separator(doc, doc.instructions[firstRun.index - 1]!.span.end, runStart);
    return [insert(at, [...lines, ...runs].join(doc.eol) + space)];
  }

  const before = gapBefore(doc, first);
  // Without new COPYs the install step takes the place of the sources, and they take its place.
  const isSwapped = isRow && lines.length === 0 && before.length > gap.length;
  // What stands apart from both, a section's name, keeps what is in its section.
  const isParted = isRow && lines.length > 0 && hasCommentIn(doc, blocks.at(-1)!.end, runStart);
  if (isParted) {
    const [, ...others] = blocks.map((block) => removal(doc, block, false, false));
    const inPlace = { span: first, text: lines.join(doc.eol) };
    const end = front.kind === 'split' ? cut(doc, plan, gap, moved) : insert(last.run.span.end, gap + moved);
    if (runs.length === 0) return joined([inPlace, ...others, end]);
  }
  const removals = blocks.map((block, i) => removal(doc, block, isRow && lines.length > 0, i === 0 && isSwapped));
  // A comment on the install step alone comes to stand above what it reads, too.
  const target = blockOf(doc, firstRun, !isRow && isAboutInstall(firstRun.leading) ? [] : firstRun.leading).start;
  const head = insert(plan.isInPlace && !isRow ? first.start : target, lines.map((line) => line + doc.eol).join(''));
  if (runs.length > 0) {
    const place = firstRun === last.run ? target : blockOf(doc, last.run, last.run.leading).start;
    return joined([...removals, head, insert(place, `${runs.join(doc.eol)}${gap}${moved}${gap}`)]);
  }
  const behind = isRow ? (isSwapped ? before : gap) : leadsWithComment(doc, first) ? before : doc.eol;
  const tail = front.kind === 'split' ? cut(doc, plan, behind, moved) : insert(last.run.span.end, behind + moved);
  const blank = isRow && lines.length > 0 ? gap.slice(doc.eol.length) : '';
  return joined([...removals, { ...head, text: head.text + blank }, tail]);
}

/** Insertions at one place are one edit, and those of nothing none. */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const found: Edit[] = [];
  for (const edit of edits.filter(({ span, text }) => span.end > span.start || text !== '')) {
    const twin = found.findIndex(({ span }) => span.start === edit.span.start && span.end === edit.span.end);
    if (twin < 0) found.push(edit);
    else found[twin] = { ...edit, text: found[twin]!.text + edit.text };
  }
  return found;
}

/** Whether the comment above the sources is one on what takes their place. */
function isHeading(doc: Document, { carried, firstRun }: Plan, isRow: boolean): boolean {
  const next = doc.instructions[carried[0]!.index + 1];
  const isFollowed = isRow ? firstRun.leading.length === 0 : next?.keyword === 'COPY' && !carried.includes(next);
  return isFollowed && isAboutInstall(carried[0]!.leading);
}

function insert(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

function isAboutInstall(comments: readonly LineComment[]): boolean {
  return (
    comments.some(({ text }) => ABOUT_INSTALL.test(text)) &&
    comments.every(({ text }) => !PRAGMA.test(text) && !ABOUT_SOURCES.test(text))
  );
}

function blockOf(doc: Document, { startLine, span }: Instruction, leading: readonly LineComment[]): Block {
  const line = leading[0]?.line ?? startLine;
  // A byte order mark stands in front of the first line, and a FROM stands there too.
  return { start: doc.lines[line - 1]!.start, end: span.end };
}

/** Whether only comments and blank lines stand between the COPYs, and between them and the RUN. */
function isAdjacent(carried: readonly Instruction[], run: Instruction): boolean {
  return carried.every(({ index }, i) => index === run.index - carried.length + i);
}

/** A line end, and a blank line if there is one. */
function separator(doc: Document, from: number, to: number): string {
  const lines = doc.text.slice(from, to).split('\n');
  return lines.slice(1, -1).some((line) => line.trim() === '') ? doc.eol + doc.eol : doc.eol;
}

function hasCommentIn(doc: Document, from: number, to: number): boolean {
  return doc.text
    .slice(from, to)
    .split('\n')
    .some((line) => line.trim().startsWith('#'));
}

function gapBefore(doc: Document, { start }: Block): string {
  const above = doc.lines.findLast((line) => line.next <= start);
  const isBlank = above !== undefined && doc.text.slice(above.start, above.end).trim() === '';
  return isBlank ? doc.eol + doc.eol : doc.eol;
}

function leadsWithComment(doc: Document, { start }: Block): boolean {
  return /^\s*#/.test(doc.text.slice(start, start + 200));
}

/**
 * Takes a block away. One blank line stays where some were on either side; what comes in its place brings its own.
 * @param isSwapped take the blank lines in front of it.
 */
function removal(doc: Document, block: Block, isReplaced: boolean, isSwapped: boolean): Edit {
  const { start, end } = block;
  const takesBlank = isReplaced || (!isSwapped && gapBefore(doc, block) !== doc.eol);
  const behind = takesBlank ? /^[^\S\n]*\n(?:[^\S\n]*\n)*/ : /^[^\S\n]*\n/;
  const rest = behind.exec(doc.text.slice(end))?.[0].length ?? 0;
  const blank = isSwapped ? (/\n((?:[^\S\n]*\n)+)$/.exec(doc.text.slice(0, start))?.[1]?.length ?? 0) : 0;
  return { span: { start: start - blank, end: end + rest }, text: '' };
}

/** The blocks as they stood, and where something stood between them a line end. */
function movedText(doc: Document, blocks: readonly Block[]): string {
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
function indentOf(doc: Document, { startLine, keywordSpan }: Instruction): string {
  return /^[ \t]*$/.exec(doc.text.slice(doc.lines[startLine - 1]!.start, keywordSpan.start))?.[0] ?? '';
}

function flagsOf(doc: Document, { arguments: { flags } }: Instruction): string {
  return flags.map(({ span }) => `${doc.text.slice(span.start, span.end)} `).join('');
}

function addedRuns(doc: Document, { front, last: { run } }: Plan): readonly string[] {
  const keyword = doc.text.slice(run.keywordSpan.start, run.keywordSpan.end);
  const commands = front.kind === 'added' ? front.commands : [];
  return commands.map((command) => `${indentOf(doc, run)}${keyword} ${flagsOf(doc, run)}${command}`);
}

/** What a tool is told of a RUN goes for both halves of it. */
export function repeatedPragmas({ front, last: { run } }: Plan): readonly string[] {
  return front.kind === 'split' ? run.leading.map(({ text }) => text).filter((text) => PRAGMA.test(text)) : [];
}

/** Ends the RUN behind its install step, and starts another one behind the COPYs. */
function cut(doc: Document, plan: Plan, behind: string, moved: string): Edit {
  const { front, last } = plan;
  const { run, parts } = last;
  const at = front.kind === 'split' ? front.at : 0;
  const span = { start: parts[at - 1]!.span.end, end: parts[at]!.span.start };
  const comments = run.comments.filter((comment) => comment.span.start >= span.start && comment.span.end <= span.end);
  const keyword = doc.text.slice(run.keywordSpan.start, run.keywordSpan.end);
  const setup = front.kind === 'split' ? front.setup.map((text) => `${text} && `).join('') : '';
  const indent = indentOf(doc, run);
  const above = [...repeatedPragmas(plan), ...comments.map(({ text }) => text)]
    .map((text) => indent + text + doc.eol)
    .join('');
  const joint = comments.length === 0 ? doc.text.slice(span.start, span.end) : ' && ';
  const added = front.kind === 'split' ? front.commands.map((command) => joint + command).join('') : '';
  return { span, text: `${added}${behind}${moved}${behind}${above}${indent}${keyword} ${flagsOf(doc, run)}${setup}` };
}
