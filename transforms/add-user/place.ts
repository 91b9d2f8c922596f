/** Where the new lines stand, and how they look beside their neighbours. */
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import type { Edit } from '../../src/dockerfile/edit.ts';
import { stateBefore } from '../../src/dockerfile/state.ts';
import type { Owner } from './owner.ts';
import type { Ownership } from './ownership.ts';

/** They run as root, make folders that belong to root, or say who runs what follows. */
const NEEDS_ROOT: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR', 'USER', 'SHELL', 'ONBUILD']);
const HOLDS_BACK =
  /^#\s*(?:slimify-ignore\b(?!-)(?:\s*(?::|$)|[^:]*\badd-user\b)|hadolint\s+ignore\s*=[\s\w,]*\bDL3002\b)/i;
const STARTS: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT']);

/** The last instruction of a stage that needs root; its FROM when none does. */
export function lastRootStep(stage: Stage): Instruction {
  return stage.instructions.findLast(({ keyword }) => NEEDS_ROOT.has(keyword)) ?? stage.from;
}

/** The instruction that USER is put in front of; null when it goes behind the last step that needs root. */
export function startBehind(stage: Stage): Instruction | null {
  const last = lastRootStep(stage);
  return stage.instructions.find(({ index, keyword }) => index > last.index && STARTS.has(keyword)) ?? null;
}

/** The comment above an instruction by which its author says that root is meant; null for none. */
export function heldBy({ leading }: Instruction): string | null {
  return leading.find(({ text }) => HOLDS_BACK.test(text))?.text ?? null;
}

/** The edits for the user, and the shell that its RUNs would run in is taken for granted. */
export function placeUser(doc: Document, stage: Stage, owner: Owner, ownership: Ownership): readonly Edit[] {
  const early = ownership.copies[0];
  const own = ownership.there.length + ownership.made.length > 0 ? giveAway(owner, ownership) : [];
  const chowns = ownership.copies.map((copy) => chown(copy, owner));
  const user = [...(owner.comment === null ? [] : [owner.comment]), `USER ${owner.user}`];
  if (owner.create.length === 0) return [...chowns, atUser(doc, stage, [...run(doc, own), user])];
  if (early === undefined) return [atUser(doc, stage, [...run(doc, [...owner.create, ...own]), user])];
  // The names of --chown are looked up where the COPY stands.
  const workdir = stateBefore(doc, early).workdir;
  // The folder is there already, and no RUN behind the COPY has to come first.
  const canJoin = ownership.made.length === 0 && ownership.there.every((path) => workdir !== null && path === workdir);
  const first = run(doc, canJoin ? [...owner.create, ...own] : owner.create);
  const rest = canJoin ? [] : run(doc, own);
  return [inFront(doc, stage, early, first), ...chowns, atUser(doc, stage, [...rest, user])];
}

function giveAway(owner: Owner, { there, made }: Ownership): readonly string[] {
  const make = made.length === 0 ? [] : [`mkdir -p ${made.join(' ')}`];
  return [...make, `chown ${owner.owner} ${[...there, ...made].join(' ')}`];
}

/** One RUN as lines; none for no commands. */
function run(doc: Document, commands: readonly string[]): readonly (readonly string[])[] {
  if (commands.length === 0) return [];
  // Short ones fit on a line.
  const line = `RUN ${commands.join(' && ')}`;
  if (line.length <= 80) return [[line]];
  return [
    commands.map(
      (command, i) => `${i === 0 ? 'RUN ' : '    && '}${command}${i < commands.length - 1 ? ` ${doc.escape}` : ''}`,
    ),
  ];
}

function chown(copy: Instruction, owner: Owner): Edit {
  const { flags } = copy.arguments;
  const at = flags.at(-1)?.span.end ?? copy.keywordSpan.end;
  // With --link the files are laid into an empty folder, which has no passwd file.
  const isLinked = flags.some(({ name, value }) => name === 'link' && value !== 'false');
  return { span: { start: at, end: at }, text: ` --chown=${isLinked ? owner.ids : owner.owner}` };
}

function atUser(doc: Document, stage: Stage, blocks: readonly (readonly string[])[]): Edit {
  const start = startBehind(stage);
  if (start !== null) return inFront(doc, stage, start, blocks);
  const last = lastRootStep(stage);
  const at = last.span.end;
  const isApart = isBehindBlank(doc, last);
  return {
    span: { start: at, end: at },
    text: doc.eol.repeat(isApart ? 2 : 1) + joined(doc, last, blocks, isApart ? gap(doc, stage) : doc.eol),
  };
}

function inFront(doc: Document, stage: Stage, next: Instruction, blocks: readonly (readonly string[])[]): Edit {
  // Behind a comment that holds this back, so that it does.
  const isHeld = heldBy(next) !== null;
  const line = (isHeld ? undefined : next.leading[0]?.line) ?? next.startLine;
  const at = doc.lines[line - 1]!.start;
  const isApart = !isHeld && isBehindBlank(doc, next);
  return {
    span: { start: at, end: at },
    text: joined(doc, next, blocks, isApart ? gap(doc, stage) : doc.eol) + doc.eol.repeat(isApart ? 2 : 1),
  };
}

/** Whether a blank line sets an instruction, with its comments, apart from the one above. */
function isBehindBlank(doc: Document, { index, leading, startLine }: Instruction): boolean {
  const above = doc.instructions[index - 1];
  return above !== undefined && (leading[0]?.line ?? startLine) > above.endLine + 1;
}

/** With the indentation of a neighbour, and keywords in its case. */
function joined(doc: Document, beside: Instruction, blocks: readonly (readonly string[])[], between: string): string {
  const { start } = doc.lines[beside.startLine - 1]!;
  const indent = /^[ \t]*/.exec(doc.text.slice(start, beside.keywordSpan.start))![0];
  const written = doc.text.slice(beside.keywordSpan.start, beside.keywordSpan.end);
  const isLower = written === written.toLowerCase();
  const texts = blocks.map((lines) =>
    lines
      .map((line) => indent + (isLower ? line.replace(/^(?:RUN|USER) /, (word) => word.toLowerCase()) : line))
      .join(doc.eol),
  );
  return texts.join(between);
}

/** What stands between two instructions: a blank line where most are set apart by one. */
function gap(doc: Document, stage: Stage): string {
  const all = [stage.from, ...stage.instructions];
  const blanks = all
    .slice(1)
    .filter((next, i) => (next.leading[0]?.line ?? next.startLine) > all[i]!.endLine + 1).length;
  return blanks * 2 > all.length - 1 ? doc.eol + doc.eol : doc.eol;
}
