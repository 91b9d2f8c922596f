/** What goes in front of the sources, what goes behind, and why not. */
import type { Instruction, Stage } from '../../src/dockerfile/document.ts';
import { baseOf, stateBefore } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { type Risk, riskier } from '../../src/engine/transform.ts';
import { imagePathOf } from '../../src/project/copies.ts';
import { contextAt } from '../../src/project/placed.ts';
import { type Detour, detourOf, hasSameFolder, makesFolder, mayStayInFront } from './between.ts';
import { type Front, readFront, textOf } from './front.ts';
import type { Output } from './ignore-line.ts';
import { placeFor } from './keep-away.ts';
import { copyLines, type Manifest } from './manifests.ts';
import { findMountTrap } from './mount-trap.ts';
import type { Need } from './recipe.ts';
import { isInstall, isNeed, type RunReading } from './run.ts';
import { type Copying, type Survey, surveyOf } from './survey.ts';
import { findTrap } from './traps.ts';

type Installing = Extract<Front, { kind: 'whole' | 'split' | 'added' }>;

export interface Plan {
  /** COPYs that go behind the install steps, in order. */
  readonly carried: readonly Instruction[];
  /** New COPYs in front of the first install step, without line end. */
  readonly lines: readonly string[];
  /** The files and folders that the new COPYs bring. */
  readonly manifests: readonly string[];
  /** The RUN that the new COPYs go in front of: the first one that reads what they bring. */
  readonly firstRun: Instruction;
  /** The new COPYs take the place of the first one that goes behind, and not that in front of the RUN. */
  readonly isInPlace: boolean;
  /** The COPYs go behind a change of the working directory that their destination needs: there and back again. */
  readonly detour: Detour | null;
  /** The RUN of the last install step: what is carried goes behind it, into it, or in front of it. */
  readonly last: RunReading;
  readonly front: Installing;
  /** The first install command, for the message. */
  readonly command: string;
  readonly outputs: readonly Output[];
  readonly risk: Risk;
  readonly assumptions: readonly string[];
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly reason: SkipReason; readonly risk?: Risk };

export interface Setting extends Copying {
  readonly stage: Stage;
  /** RUNs of the stage that could be read. */
  readonly readings: ReadonlyMap<Instruction, RunReading>;
}

/** A RUN that goes in front, at least in part. */
interface Moved {
  readonly reading: RunReading;
  readonly front: Installing;
}

/** Plans for the install steps up to and with the one in `last`. */
export function planUntil(setting: Setting, last: RunReading): Planned {
  const { stage, first } = setting;
  const between = stage.instructions.filter(({ index }) => index > first.index && index < last.run.index);
  const needs = [...between, last.run].flatMap((run) => needsIn(setting.readings.get(run)));
  const survey = surveyOf(setting, needs, between);
  if ('keyword' in survey) return standsBetween(survey);
  const moved: Moved[] = [];
  let firstRun: Instruction | null = null;
  for (const instruction of [...between, last.run]) {
    if (survey.carried.includes(instruction) || survey.kept.includes(instruction)) continue;
    if (instruction.keyword !== 'RUN') {
      if (!mayStayInFront(instruction, survey.carried, survey.places)) return standsBetween(instruction);
      continue;
    }
    const reading = setting.readings.get(instruction);
    if (reading === undefined) return standsBetween(instruction);
    const { front, readsSettings } = frontOf(setting, survey, reading);
    if (front.kind === 'refused')
      return { ok: false, reason: front.reason, ...(front.risk ? { risk: front.risk } : {}) };
    if (front.kind === 'other') return standsBetween(instruction);
    if (readsSettings || front.kind !== 'inert') firstRun ??= instruction;
    if (front.kind === 'inert') continue;
    // Only the last one can stay behind, or have a rest that does.
    if (instruction !== last.run && front.kind !== 'whole') return standsBetween(instruction);
    moved.push({ reading, front });
  }
  if (firstRun === null || moved.length === 0) return standsBetween(last.run);
  return finish(setting, survey, firstRun, moved, between);
}

/** How much of a RUN goes in front, and whether it is inert only behind the settings of its tool. */
function frontOf(
  { doc, project }: Setting,
  survey: Survey,
  reading: RunReading,
): { front: Front; readsSettings: boolean } {
  const frontWith = (known: readonly string[]): Front =>
    readFront(doc, reading, (call) => placeFor(project, survey, call, reading, known));
  const front = frontWith(needsIn(reading).flatMap(({ reads }) => reads));
  if (front.kind !== 'other') return { front, readsSettings: false };
  return { front: frontWith(survey.reads.map(({ path }) => path)), readsSettings: true };
}

function standsBetween(instruction: Instruction): Planned {
  return { ok: false, reason: { code: 'stands-between', line: instruction.startLine, text: instruction.logical } };
}

function needsIn(reading: RunReading | undefined): readonly Need[] {
  return reading === undefined ? [] : reading.calls.map(({ answer }) => answer).filter(isNeed);
}

function finish(
  setting: Setting,
  survey: Survey,
  firstRun: Instruction,
  moved: readonly Moved[],
  between: readonly Instruction[],
): Planned {
  const { doc, project, stage } = setting;
  const { reading: last, front } = moved.at(-1)!;
  const call = moved[0]!.reading.calls.find(({ answer }) => isInstall(answer))!.call;
  const stays = survey.carried.every(
    (copy) => hasSameFolder(doc, copy, firstRun) && hasSameFolder(doc, copy, last.run),
  );
  const detour = stays ? null : detourOf(doc, survey.carried, last.run);
  if (!stays && detour === null) {
    const change = stage.instructions.find(
      ({ keyword, index }) => keyword === 'WORKDIR' && index > setting.first.index,
    );
    return standsBetween(change ?? last.run);
  }
  const trap = findTrap(project, survey);
  if (trap !== null) return { ok: false, reason: { code: 'reads-sources', command: textOf(call), what: trap } };
  const linked = between.find((each) => each.keyword === 'WORKDIR' && leadsThroughLink(setting, survey, each));
  if (linked !== undefined) return standsBetween(linked);
  const mount = findMountTrap(
    survey,
    moved.map(({ reading }) => reading),
    [...setting.readings.values()],
  );
  if (mount !== null) return { ok: false, reason: { code: 'cache-mount', path: mount } };
  const used = [...between.flatMap((run) => needsIn(setting.readings.get(run))), ...front.needs];
  const manifests = manifestsOf(setting, survey, used);
  if (manifests === null) return standsBetween(setting.first);
  const lines = copyLines(doc, project, manifests);
  if (!lines.ok) return lines;
  return {
    ok: true,
    plan: {
      carried: survey.carried,
      lines: lines.lines,
      manifests: manifests.map(({ path }) => path),
      firstRun,
      detour,
      isInPlace: detour !== null || makesFolder(doc, survey.carried, between, survey.places),
      last,
      front,
      command: (moved.length === 1 && front.kind !== 'whole' ? front.commands[0] : undefined) ?? textOf(call),
      outputs: outputsOf(setting, survey, used, call.name ?? ''),
      ...riskOf(setting, last, front, used),
    },
  };
}

/** Whether a WORKDIR would make a folder where the COPY wants to put a symbolic link. */
function leadsThroughLink({ doc, project }: Setting, { carriedCopied }: Survey, { index }: Instruction): boolean {
  const next = doc.instructions[index + 1];
  const workdir = next === undefined ? null : stateBefore(doc, next).workdir;
  const names = (workdir ?? '').split('/').slice(1);
  return names.some((_, i) => {
    const from = contextAt(project, carriedCopied, `/${names.slice(0, i + 1).join('/')}`);
    return from !== null && project.statOf(from)?.isLink === true;
  });
}

/** What has to be copied first; null when it is not told by whom it came. Not what only the rest of a RUN reads. */
function manifestsOf({ project, placed }: Setting, survey: Survey, needs: readonly Need[]): readonly Manifest[] | null {
  const found: Manifest[] = [];
  for (const { path, place } of survey.reads) {
    if (!needs.some(({ reads }) => reads.includes(path))) continue;
    if (contextAt(project, survey.held, place) === path) continue;
    const from = placed.findLast(
      ({ copy, copied }) => survey.carried.includes(copy) && imagePathOf(copied, path) === place,
    );
    if (from === undefined) return null;
    found.push({ path, place, isFolder: project.statOf(path)?.kind === 'folder', ...from });
  }
  return found;
}

/** What the steps write where a COPY behind them would lay the host's own over it. */
function outputsOf({ project }: Setting, survey: Survey, needs: readonly Need[], program: string): readonly Output[] {
  return needs.flatMap(({ writes, added }) =>
    writes
      .filter((path) => imagePathOf(survey.carriedCopied, path) !== null)
      // The step that stays behind the sources makes of them what it always made of them.
      .filter((path) => added === null || project.statOf(path) !== null)
      .map((path) => ({ path, program })),
  );
}

function riskOf(
  { doc, stage }: Setting,
  { state }: RunReading,
  front: Installing,
  needs: readonly Need[],
): Pick<Plan, 'risk' | 'assumptions'> {
  // The one thing that a RUN in two needs on a base that nobody knows.
  const isShellAssumed = front.kind === 'split' && !state.isShellCertain;
  const shell = isShellAssumed ? [`the image ${baseOf(doc, stage).reference} sets no SHELL of its own`] : [];
  return {
    risk: needs.reduce<Risk>((risk, need) => riskier(risk, need.risk), isShellAssumed ? 'assumes' : 'safe'),
    assumptions: [...new Set([...needs.flatMap(({ assumption }) => assumption ?? []), ...shell])],
  };
}
