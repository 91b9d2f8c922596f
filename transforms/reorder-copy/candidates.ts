/** The COPYs of a stage that bring sources in front of an install step. */

import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { stateBefore } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Risk } from '../../src/engine/transform.ts';
import type { Copied } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import {
  copiesOf,
  finalPathOf,
  instructionsBefore,
  isCopy,
  overlap,
  type Placed,
  parentFolder,
  placedBy,
} from '../../src/project/placed.ts';
import type { Project } from '../../src/project/project.ts';
import type { Need } from './recipe.ts';
import { type Asked, type Call, isInstall, isNeed, isRefusal, type RunReading, readRun } from './run.ts';
import { isSourceCopy } from './sources.ts';
import { guessesIn, installsOf } from './text-only.ts';

export interface Candidate {
  /** The first COPY that brings more than the install steps read. */
  readonly copy: Instruction;
  /** The RUNs behind it with install steps, in order, each with the COPYs in front of it. */
  readonly installs: readonly { readonly last: RunReading; readonly placed: readonly Placed[] }[];
  readonly readings: ReadonlyMap<Instruction, RunReading>;
}

export interface Refused {
  /** The COPY that brings the sources; what installs, when that COPY stands in another stage. */
  readonly at: Instruction;
  readonly refused: SkipReason;
  readonly risk?: Risk;
}

export function* findCandidates(asked: Asked, stage: Stage): Generator<Candidate | Refused> {
  const readings = readAll(asked, stage);
  const found = [...findRead(asked, stage, readings)];
  yield* found;
  if (found.length === 0) yield* findGuessed(asked, stage, readings);
}

function readAll(asked: Asked, stage: Stage): ReadonlyMap<Instruction, RunReading> {
  const found = new Map<Instruction, RunReading>();
  for (const run of stage.instructions.filter(({ keyword }) => keyword === 'RUN')) {
    const reading = readRun(asked, run, copiedBefore(asked, stage, run));
    if (reading !== null) found.set(run, reading);
  }
  return found;
}

function copiedBefore({ doc, project }: Asked, stage: Stage, run: Instruction): readonly Copied[] {
  return placedBy(doc, project, instructionsBefore(doc, stage, run)).flatMap(({ copied }) => copied);
}

function* findRead(
  asked: Asked,
  stage: Stage,
  readings: ReadonlyMap<Instruction, RunReading>,
): Generator<Candidate | Refused> {
  const { doc, project } = asked;
  const runs = stage.instructions.filter(({ keyword }) => keyword === 'RUN');
  const seen = new Set<Instruction>();
  for (const [i, run] of runs.entries()) {
    const placed = placedBy(doc, project, instructionsBefore(doc, stage, run));
    const reading = readings.get(run);
    const copy = reading === undefined ? null : sourceOf(asked, stage, reading, placed);
    if (copy === null || seen.has(copy)) {
      const unread = unreadCandidate(doc, project, stage, run, reading, placed);
      if (unread !== null && !seen.has(unread.at)) {
        seen.add(unread.at);
        yield unread;
      }
      continue;
    }
    if (isDone(asked, stage, copy, reading!)) continue;
    seen.add(copy);
    if (run.arguments.flags.some(({ name, value }) => name === 'network' && value === 'none')) {
      // What it installs comes from the sources.
      yield { at: copy, refused: { code: 'network-none' } };
      continue;
    }
    const refusal = firstStep(reading!.calls)?.answer ?? null;
    if (isRefusal(refusal)) {
      yield { at: copy, refused: refusal.refused, ...(refusal.risk === undefined ? {} : { risk: refusal.risk }) };
      continue;
    }
    const installs = runs.slice(i).flatMap((each) => {
      const own = readings.get(each);
      if (own === undefined || !own.calls.some(({ answer }) => isInstall(answer))) return [];
      return [{ last: own, placed: placedBy(doc, project, instructionsBefore(doc, stage, each)) }];
    });
    yield { copy, installs, readings };
  }
}

/** The COPY of this stage that brings sources to where the RUN installs something. */
function sourceOf(
  { project }: Asked,
  stage: Stage,
  { calls }: RunReading,
  placed: readonly Placed[],
): Instruction | null {
  const first = firstStep(calls);
  if (first === undefined) return null;
  const copied = placed.flatMap((each) => each.copied);
  const reads = isNeed(first.answer) ? calls.flatMap(({ answer }) => (isNeed(answer) ? answer.reads : [])) : [];
  const place = reads.map((path) => finalPathOf(project, copied, path)).find((path) => path !== null) ?? null;
  if (place === null && isNeed(first.answer)) return null;
  const home = place === null ? first.folder : parentFolder(place);
  const own = placed.filter(({ copy }) => copy.stage === stage.index);
  const found = own.find(
    (each) => isSourceCopy(project, each.copied, reads, home) && (place !== null || coversHome(each, home)),
  );
  return found?.copy ?? null;
}

/** The first program that a recipe knows as an install step, be it refused. */
function firstStep(calls: readonly Call[]): Call | undefined {
  return calls.find(({ answer }) => isInstall(answer) || isRefusal(answer));
}

/** For a step that was refused nobody knows what it reads: a COPY of the folder that it runs in will be it. */
function coversHome({ copied }: Placed, home: string | null): boolean {
  return home !== null && copied.some(({ kind, to }) => kind === 'folder' && isBelow(home, to));
}

/** Whether the tool has had its turn in front of the COPY: then the file is in cache order already. */
function isDone(asked: Asked, stage: Stage, copy: Instruction, { calls }: RunReading): boolean {
  const { doc } = asked;
  const earlier = instructionsBefore(doc, stage, copy).filter(({ keyword }) => keyword === 'RUN');
  if (earlier.length === 0) return false;
  const done: Call[] = earlier.flatMap((run) => {
    return readRun(asked, run, copiedBefore(asked, doc.stages[run.stage!]!, run))?.calls ?? [];
  });
  return calls.every(({ answer, call }) => {
    if (answer === null) return true;
    if (isRefusal(answer)) return done.some((each) => each.answer !== null && each.call.name === call.name);
    return done.some((each) => isNeed(each.answer) && covers(each.answer, answer)) || ranAlready(done, answer);
  });
}

function covers(earlier: Need, later: Need): boolean {
  return earlier.tool === later.tool && later.reads.every((path) => earlier.reads.includes(path));
}

/** Whether the command that would be added stands there, with whatever options. */
function ranAlready(done: readonly Call[], { added }: Need): boolean {
  const words = added?.split(/\s+/).filter((word) => !/^-|^\w+=/.test(word)) ?? [];
  const [program, verb] = words;
  if (program === undefined || verb === undefined) return false;
  const name = program.slice(program.lastIndexOf('/') + 1);
  return done.some(({ call }) => {
    const first = call.args.find(({ value }) => value !== null && !value.startsWith('-'))?.value;
    return call.name === name && first?.split(':')[0] === verb.split(':')[0];
  });
}

/** An install step behind a COPY, one of which cannot be read. */
function unreadCandidate(
  doc: Document,
  project: Project,
  stage: Stage,
  run: Instruction,
  reading: RunReading | undefined,
  placed: readonly Placed[],
): Refused | null {
  if (installsOf(doc, run).length === 0) return null;
  const copies = stage.instructions.filter((each) => isCopy(each) && each.index < run.index);
  if (reading === undefined) {
    const source = placed.find(
      ({ copy, copied }) =>
        copy.stage === stage.index && copied.some(({ kind, from }) => kind === 'folder' && from === ''),
    );
    if (source === undefined) return null;
    const { shellKind, shell } = stateBefore(doc, run);
    if (shellKind === 'other') return { at: source.copy, refused: { code: 'shell-not-posix', shell: shell.join(' ') } };
    return {
      at: source.copy,
      refused: { code: 'opaque', why: run.arguments.json === null ? 'heredoc' : 'exec-form' },
    };
  }
  for (const copy of copies) {
    const read = copiesOf(doc, project, copy);
    if (
      !read.ok &&
      /^(?:variable|flags)$/.test(read.why) &&
      copy.arguments.words.slice(0, -1).some((word) => /^\.?\/?$/.test(word))
    )
      return { at: copy, refused: { code: 'copy-not-read', why: read.why, word: read.word } };
  }
  return null;
}

/** What looks like an install behind sources, and no recipe has had a word on it. */
function* findGuessed(
  { doc, project }: Asked,
  stage: Stage,
  readings: ReadonlyMap<Instruction, RunReading>,
): Generator<Refused> {
  for (const { run, copy, command } of guessesIn(doc, stage)) {
    const isJudged = readings.get(run)?.calls.some(({ answer }) => answer !== null) === true;
    const read = copiesOf(doc, project, copy);
    const isOwn = copy.stage === stage.index;
    if (!read.ok) {
      if (isOwn) yield { at: copy, refused: { code: 'copy-not-read', why: read.why, word: read.word } };
    } else if (!isAround(read.copied, stateBefore(doc, run).workdir)) continue;
    else if (!isOwn) {
      const parent = doc.stages[copy.stage!];
      yield { at: run, refused: { code: 'copied-in-parent', stage: parent?.name ?? String(copy.stage) } };
    } else if (!isJudged) yield { at: copy, refused: { code: 'nothing-to-install', command } };
  }
}

/** Whether a folder is copied to where a RUN works, or into it. */
function isAround(copied: readonly Copied[], workdir: string | null): boolean {
  return copied.some(
    ({ kind, to }) => kind === 'folder' && workdir !== null && (workdir === '/' ? to === '/' : overlap(to, workdir)),
  );
}
