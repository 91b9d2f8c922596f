/** The edits of a plan. Instructions move with the comments above them, and blank lines part what they parted. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import type { LineComment } from '../../src/dockerfile/lines.ts';
import { areArgumentsBetween, argumentsAbove } from './arguments-above.ts';
import {
  type Block,
  blockOf,
  gapBefore,
  hasCommentIn,
  indentOf,
  leadsWithComment,
  movedText,
  removal,
  separator,
  spaceAfter,
} from './blocks.ts';
import type { Plan } from './plan.ts';

/** Comments that speak of installing belong to what is installed, not to the sources. */
const ABOUT_INSTALL = /\b(?:install|dependenc|requirements|restore|download|manifests?|lock ?files?|package\.json)/i;
const ABOUT_SOURCES = /\b(?:sources?|code|src|everything|the rest)\b/i;
/** Comments that a tool reads stay with their instruction. */
const PRAGMA = /^#\s*(?:hadolint|slimify|checkov|trivy|kics|nosemgrep|shellcheck)/i;

export function planEdits(doc: Document, plan: Plan): readonly Edit[] {
  const layout = layoutOf(doc, plan);
  const { lines, runs, isRow, blocks } = layout;
  const added = [...lines, ...runs];
  const isOwnRun = runs.length > 0 && plan.firstRun === plan.last.run;
  if (isOwnRun && (isRow || areArgumentsBetween(doc, plan, added))) return inFrontOfAll(doc, plan, layout);
  // What stands apart from both, a section's name, keeps what is in its section.
  const next = doc.instructions[plan.carried.at(-1)!.index + 1]!;
  const isParted = hasCommentIn(doc, blocks.at(-1)!.end, blockOf(doc, next, next.leading).start);
  const isThere = lines.length > 0 && (isParted || (plan.isInPlace && !isRow));
  return isThere && runs.length === 0 ? inSections(doc, plan, layout) : aroundRun(doc, plan, layout);
}

interface Layout {
  /** New COPYs. */
  readonly lines: readonly string[];
  /** New RUNs. */
  readonly runs: readonly string[];
  /** Nothing but comments and blank lines stands between the COPYs and the first RUN. */
  readonly isRow: boolean;
  readonly blocks: readonly Block[];
  readonly runStart: number;
  /** What parts the COPYs from the RUN. */
  readonly gap: string;
  /** The COPYs that go behind. */
  readonly moved: string;
}

function layoutOf(doc: Document, plan: Plan): Layout {
  const { carried, firstRun } = plan;
  const isRow = isAdjacent(carried, firstRun);
  const staying = isHeading(doc, plan, isRow);
  const blocks = carried.map((copy, i) => blockOf(doc, copy, i === 0 && staying ? [] : copy.leading));
  const runStart = blockOf(doc, firstRun, firstRun.leading).start;
  return {
    lines: plan.lines.map((line) => indentOf(doc, carried[0]!) + line),
    runs: addedRuns(doc, plan),
    isRow,
    blocks,
    runStart,
    gap: isRow ? separator(doc, blocks.at(-1)!.end, runStart) : doc.eol,
    moved: withDetour(doc, plan, movedText(doc, blocks)),
  };
}

/** The COPYs stay where they are, and all that is new stands above them. */
function inFrontOfAll(doc: Document, plan: Plan, { lines, runs, blocks, runStart }: Layout): readonly Edit[] {
  const added = [...lines, ...runs];
  const above = argumentsAbove(doc, plan, added);
  const at = above === null ? blocks[0]!.start : blockOf(doc, above, above.leading).start;
  const space = separator(doc, doc.instructions[plan.firstRun.index - 1]!.span.end, runStart);
  return [insert(at, added.join(doc.eol) + space)];
}

/** The new COPYs take the place of the old ones, and what stands between them and the RUN stays between. */
function inSections(doc: Document, plan: Plan, { lines, isRow, blocks, gap, moved }: Layout): readonly Edit[] {
  const [first, ...others] = blocks as [Block, ...Block[]];
  const behind = isRow ? gap : spaceBehind(doc, plan, first);
  const removals = others.map((block) => removal(doc, block, false, false));
  return joined([{ span: first, text: lines.join(doc.eol) }, ...removals, tailOf(doc, plan, behind, moved)]);
}

/** The new COPYs go right above the first RUN, and the old ones right behind the last. */
function aroundRun(doc: Document, plan: Plan, layout: Layout): readonly Edit[] {
  const { firstRun, last, isInPlace } = plan;
  const { lines, runs, isRow, blocks, gap, moved } = layout;
  const [first] = blocks as [Block];
  const before = gapBefore(doc, first);
  // Without new COPYs the install step takes the place of the sources, and they take its place.
  const isSwapped = isRow && lines.length === 0 && before.length > gap.length;
  const removals = blocks.map((block, i) => removal(doc, block, isRow && lines.length > 0, i === 0 && isSwapped));
  // A comment on the install step alone comes to stand above what it reads, too.
  const target = blockOf(doc, firstRun, !isRow && isAboutInstall(firstRun.leading) ? [] : firstRun.leading).start;
  const head = insert(isInPlace && !isRow ? first.start : target, lines.map((line) => line + doc.eol).join(''));
  if (runs.length > 0) {
    const place = firstRun === last.run ? target : blockOf(doc, last.run, last.run.leading).start;
    return joined([...removals, head, insert(place, `${runs.join(doc.eol)}${gap}${moved}${gap}`)]);
  }
  const behind = isRow ? (isSwapped ? before : gap) : spaceBehind(doc, plan, first);
  const blank = isRow && lines.length > 0 ? gap.slice(doc.eol.length) : '';
  return joined([...removals, { ...head, text: head.text + blank }, tailOf(doc, plan, behind, moved)]);
}

function tailOf(doc: Document, plan: Plan, behind: string, moved: string): Edit {
  return plan.front.kind === 'split' ? cut(doc, plan, behind, moved) : insert(plan.last.run.span.end, behind + moved);
}

/** What parts the last RUN from the COPYs that came from further up. */
function spaceBehind(doc: Document, { detour, last: { run } }: Plan, first: Block): string {
  if (detour !== null) return spaceAfter(doc, run);
  return gapBefore(doc, leadsWithComment(doc, first) ? first : blockOf(doc, run, run.leading));
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

/** Whether only comments and blank lines stand between the COPYs, and between them and the RUN. */
function isAdjacent(carried: readonly Instruction[], run: Instruction): boolean {
  return carried.every(({ index }, i) => index === run.index - carried.length + i);
}

/** A relative destination needs the working directory that it was written for. */
function withDetour(doc: Document, { detour, carried }: Plan, moved: string): string {
  if (detour === null) return moved;
  const indent = indentOf(doc, carried[0]!);
  const keyword = indent + (isLowerCase(doc, carried[0]!) ? 'workdir' : 'WORKDIR');
  return `${keyword} ${detour.to}${doc.eol}${moved}${doc.eol}${keyword} ${detour.back}`;
}

function isLowerCase(doc: Document, { keywordSpan }: Instruction): boolean {
  const keyword = doc.text.slice(keywordSpan.start, keywordSpan.end);
  return keyword === keyword.toLowerCase();
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
