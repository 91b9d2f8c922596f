/** Package managers leave lists and caches in the layer of the RUN that calls them; only that RUN can keep them out of it. */
import type { Document, Instruction, Stage } from '../src/dockerfile/document.ts';
import { readShell } from '../src/dockerfile/shell.ts';
import { baseOf, isShipped, mountsOf, stateBefore } from '../src/dockerfile/state.ts';
import { defineTransform, type Fix, fixKey, type Skip } from '../src/engine/transform.ts';
import type { Project } from '../src/project/project.ts';
import { apkOption } from './clean-cache/apk.ts';
import { aptLists, deletesLists, leavesLists } from './clean-cache/apt.ts';
import { callsOf } from './clean-cache/calls.ts';
import { cleanUps } from './clean-cache/clean-up.ts';
import { gemOption } from './clean-cache/gem.ts';
import { joinWith } from './clean-cache/glue.ts';
import { pipOption } from './clean-cache/pip.ts';
import { noRecommends } from './clean-cache/recommends.ts';
import type { Append, Reword, Run, Wish } from './clean-cache/run.ts';
import { tailAbove } from './clean-cache/tail.ts';

export { leftOutOnPurpose } from './clean-cache/left-out.ts';

const ID = 'clean-cache';

/** A RUN without any of these is not worth a look. */
const WORTH_A_LOOK =
  /\b(?:apt(?:-get|itude)?|apk|dnf[45]?|yum|microdnf|tdnf|zypper|pacman|pip[\d.]*|npm|yarn|conda|mamba|micromamba|gem|composer|playwright|nodesource|get\.docker\.com|script\.deb\.sh)\b|\bpip\$/;
/** What a RUN that we cannot read must hold to be called a candidate. */
const FILLS_A_CACHE =
  /\b(?:apt(?:-get|itude)?|dnf|yum|microdnf|tdnf|zypper|pip[\d.]*|npm|conda|mamba|micromamba|gem|composer)["', -][^\n;&|]*\b(?:install|upgrade|update|ci)\b|\bapk\b[^\n;&|]*\badd\b|\bpacman["', ]+-\S*S/;

export const cleanCache = defineTransform({
  id: ID,
  summary: 'Keeps package lists and package manager caches out of the layers.',
  why:
    'A layer holds every file that its RUN leaves behind; deleting it in a later RUN saves nothing. So the lists of apt, ' +
    'the index of apk and the download caches of pip, npm, yarn, dnf and their like are deleted, or not written at all, in the RUN ' +
    'that fills them. What a later instruction, a stage built on this one, or a script that the container runs still ' +
    'needs is kept. A cache that is mounted is left alone.',
  risk: 'changes',
  hadolint: ['DL3009', 'DL3015', 'DL3019', 'DL3032', 'DL3036', 'DL3040', 'DL3042', 'DL3060'],
  examples: [
    {
      title: 'the package lists of apt',
      before: 'FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y git\n',
      after:
        'FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y git \\\n    && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      title: 'what apk and pip store',
      before: 'FROM python:3.12-alpine\nRUN apk add --update gcc && pip install flask\n',
      after: 'FROM python:3.12-alpine\nRUN apk add --no-cache gcc && pip install --no-cache-dir flask\n',
    },
    {
      title: 'lists that a later RUN needs stay',
      before: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN apt-get install -y git\n',
      after: null,
    },
  ],
  defaults: {},
  optionDocs: {},
  *find({ doc, project }) {
    const found: (Run | Skip)[] = [];
    for (const stage of doc.stages) {
      if (!isShipped(doc, stage) || baseOf(doc, stage).family === 'windows') continue;
      for (const instruction of stage.instructions) {
        const run = instruction.keyword === 'RUN' ? readRun(doc, project, stage, instruction) : null;
        if (run !== null) found.push(run);
      }
    }
    const runs = found.filter((each): each is Run => !('kind' in each));
    /** RUNs whose apk calls are part of an earlier RUN's fix. */
    const covered = new Set<Run>();
    const wishes = new Map(runs.map((run) => [run, [...wishesOf(run, runs, covered)]]));
    const isKnown = areAllListsDeleted(found, wishes);
    for (const each of found) {
      if ('kind' in each) yield each;
      else yield* findInRun(each, wishes.get(each)!, isKnown);
    }
  },
});

/** The RUN as the recipes see it; a Skip when it is a candidate that cannot be read; null when it is none. */
function readRun(doc: Document, project: Project, stage: Stage, instruction: Instruction): Run | Skip | null {
  const skip = (reason: Skip['reason']): Skip => ({ kind: 'skip', at: instruction.span, reason });
  const text =
    instruction.heredocs.length === 0
      ? instruction.logical
      : doc.text.slice(instruction.span.start, instruction.span.end);
  if (!WORTH_A_LOOK.test(text)) return null;
  const reading = readShell(instruction);
  if (!reading.readable) return FILLS_A_CACHE.test(text) ? skip({ code: 'opaque', why: reading.reason }) : null;
  const state = stateBefore(doc, instruction);
  if (state.shellKind === 'other')
    return FILLS_A_CACHE.test(text) ? skip({ code: 'shell-not-posix', shell: state.shell.join(' ') }) : null;
  const base = baseOf(doc, stage);
  const calls = callsOf(reading.list);
  return { doc, project, stage, instruction, body: reading, calls, state, base, mounts: mountsOf(instruction) };
}

/** What one RUN no longer leaves saves nothing as long as another one does, or one that cannot be read may. */
function areAllListsDeleted(found: readonly (Run | Skip)[], wishes: ReadonlyMap<Run, readonly Wish[]>): boolean {
  if (![...wishes.values()].some((each) => each.some(deletesLists))) return false;
  return found.every((each) => {
    if ('kind' in each) return false;
    return wishes.get(each)!.some(deletesLists) || !leavesLists(each);
  });
}

function* findInRun(run: Run, wishes: readonly Wish[], isKnown: boolean): Iterable<Fix | Skip> {
  const appends: Append[] = [];
  for (const wish of wishes) {
    if (wish.kind === 'left-alone')
      yield { kind: 'skip', at: run.instruction.span, reason: wish.reason, risk: wish.risk };
    else if (wish.kind === 'append') appends.push(wish);
    else yield toFix(run, wish.name, wish.message, wish);
  }
  for (const at of new Set(appends.map(({ place }) => place.at)))
    yield appended(
      run,
      appends.filter(({ place }) => place.at === at),
      isKnown,
    );
}

function* wishesOf(run: Run, runs: readonly Run[], covered: Set<Run>): Iterable<Wish> {
  yield* aptLists(run);
  yield* noRecommends(run);
  if (!covered.has(run)) {
    for (const wish of apkOption(run, runs)) {
      if ('covers' in wish) for (const other of wish.covers) covered.add(other);
      yield wish;
    }
  }
  yield* cleanUps(run);
  yield* pipOption(run);
  yield* gemOption(run);
}

/** The commands for one place as one fix: two insertions at one point would be in each other's way. */
function appended(run: Run, appends: readonly Append[], isKnown: boolean): Fix | Skip {
  const first = appends[0]!;
  const { at, glue } = first.place;
  const text = joinWith(
    glue,
    appends.map(({ command }) => command),
  );
  const whats = appends.map(({ what }) => what);
  const list = whats.length < 2 ? whats[0]! : `${whats.slice(0, -1).join(', ')} and ${whats.at(-1)}`;
  const edits = [{ span: { start: at, end: at }, text }, ...(text.includes('\n') ? tailAbove(run, at) : [])];
  const assumptions = appends.flatMap((append) => append.assumptions);
  const saves = isKnown ? appends.find((append) => append.saves !== undefined)?.saves : undefined;
  const fix = toFix(run, `at${appends.map(({ command }) => command).join()}`, `delete ${list} in the same layer`, {
    edits,
    assumptions,
  });
  return fix.kind === 'skip' || saves === undefined ? fix : { ...fix, saves };
}

/** A fix, or a Skip when more than one thing would have to be assumed. */
function toFix(
  run: Run,
  name: string,
  message: string,
  wish: Pick<Reword, 'edits' | 'assumptions' | 'changes'>,
): Fix | Skip {
  const { doc, instruction } = run;
  const assumptions = [...new Set(wish.assumptions)];
  const [assumption, another] = assumptions;
  const at = instruction.span;
  if (another !== undefined) return { kind: 'skip', at, reason: { code: 'unproven', assumptions } };
  return {
    kind: 'fix',
    key: fixKey(ID, doc, instruction, name),
    at,
    message,
    ...(wish.changes === true
      ? { risk: 'changes' as const }
      : assumption === undefined
        ? { risk: 'safe' as const }
        : { risk: 'assumes' as const, assumption }),
    declares: [],
    comments: [],
    edits: wish.edits,
  };
}
