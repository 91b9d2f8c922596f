import type { Document, Instruction } from '../src/dockerfile/document.ts';
import { baseOf, isShipped, type State, stateBefore } from '../src/dockerfile/state.ts';
import type { SkipReason } from '../src/engine/skips.ts';
import { defineTransform, type Fix, fixKey, type Skip } from '../src/engine/transform.ts';
import { assumptionOf, shadowAssumption, shellAssumption } from './merge-run/assume.ts';
import { isNewSection, refuseFrame } from './merge-run/frame.ts';
import { findShadows, type Shadow } from './merge-run/hashed.ts';
import { joinEdits } from './merge-run/join.ts';
import { type Member, type MemberReading, readMember } from './merge-run/member.ts';
import { shellOptions } from './merge-run/options.ts';
import { planJoins, type Setting, type Unit } from './merge-run/plan.ts';
import { isSystemProgram, isWanted, isWorthIt, POLICIES, type Policy, preparesSystem } from './merge-run/policy.ts';
import { refuseAfter, refuseAnywhere, refuseBefore } from './merge-run/refuse.ts';

/** The kernel's limit for one argument (MAX_ARG_STRLEN), in bytes, without the closing NUL. */
const MAX_BODY_BYTES = 131_071;
/** What joins and braces add to a member, at most. */
const JOIN_BYTES = 16;
/** Shells that are known to read what this page writes. */
const KNOWN_SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);

interface Options {
  readonly policy: Policy;
}

export const mergeRun = defineTransform<Options>({
  id: 'merge-run',
  summary: 'Joins neighbouring RUNs, so that what one of them writes and the next one removes is in no layer.',
  why:
    'A layer keeps what its RUN wrote, even if the next RUN deletes it; and an `apt-get update` in a layer of its own is ' +
    'taken from the build cache long after the package index has moved on. Joined, the commands share one layer. When one ' +
    'of them changes, all of them run again, so dependency installs and build steps keep their own layers. A join that ' +
    'could change what the commands do (a leaking `cd`, a lost `set -e`, a service that would still run) is not made.',
  risk: 'assumes',
  hadolint: ['DL3059'],
  examples: [
    {
      title: 'update, install and clean-up become one layer',
      before: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n',
      after:
        'FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      title: 'comments move with their command',
      before: 'FROM debian:12\nRUN apt-get update\n\n# for the health check\nRUN apt-get install -y curl\n',
      after: 'FROM debian:12\nRUN apt-get update \\\n    # for the health check\n    && apt-get install -y curl\n',
    },
    {
      title: 'a folder that one RUN goes to is not where the next one starts',
      before:
        'FROM debian:12\nWORKDIR /\nRUN cd /tmp && curl -O https://example.org/a.tar && tar -xf a.tar\nRUN rm tmp/a.tar\n',
      after:
        'FROM debian:12\nWORKDIR /\nRUN ( cd /tmp && curl -O https://example.org/a.tar && tar -xf a.tar ) \\\n    && rm tmp/a.tar\n',
      options: { policy: 'always' },
    },
    {
      title: 'dependencies and build steps stay layers of their own',
      before: 'FROM python:3.12\nRUN pip install -r requirements.txt\nRUN python manage.py collectstatic\n',
      after: null,
    },
  ],
  defaults: { policy: 'system' },
  optionDocs: {
    policy: {
      summary:
        'Which neighbours to join: those that only prepare the system (packages, users, folders, downloads, clean-up), ' +
        'only where it saves bytes, or all whose meaning stays.',
      choices: POLICIES,
    },
  },
  *find({ doc, options }) {
    for (const stage of doc.stages) {
      const chains = neighbours(stage.instructions).filter((runs) => runs.length > 1);
      if (chains.length === 0 || !isShipped(doc, stage)) continue;
      for (const runs of chains) yield* findInChain(doc, runs, options.policy);
    }
  },
});

/** RUNs with nothing but comments and blank lines between. */
function neighbours(instructions: readonly Instruction[]): Instruction[][] {
  const chains: Instruction[][] = [];
  let isOpen = false;
  for (const instruction of instructions) {
    const isRun = instruction.keyword === 'RUN';
    if (isRun && isOpen) chains.at(-1)!.push(instruction);
    else if (isRun) chains.push([instruction]);
    isOpen = isRun;
  }
  return chains;
}

/** Members that are to be one RUN, and how. */
interface Group {
  readonly members: readonly Member[];
  readonly units: readonly Unit[];
  /** What is assumed to hide no program, by the command that could. */
  readonly shadows: readonly Shadow[];
}

function* findInChain(doc: Document, runs: readonly Instruction[], policy: Policy): Generator<Fix | Skip> {
  const readings = runs.map((run) => ({ run, reading: readMember(run) }));
  for (const [i, { run, reading }] of readings.entries()) {
    const before = readings[i - 1];
    if (before === undefined || (before.reading.ok && reading.ok)) continue;
    if (!concerns(before.run, before.reading, policy) || !concerns(run, reading, policy)) continue;
    const why = !reading.ok ? reading.why : before.reading.ok ? 'not-a-run' : before.reading.why;
    yield { kind: 'skip', at: run.span, reason: { code: 'opaque', why } };
  }
  let readable: Member[] = [];
  for (const { reading } of [...readings, { reading: null }]) {
    if (reading?.ok) {
      readable.push(reading.member);
      continue;
    }
    if (readable.length > 1) yield* findInMembers(doc, readable, policy);
    readable = [];
  }
}

/** Whether the policy would look at a RUN at all, as far as one can say of a body that cannot be read. */
function concerns({ arguments: args }: Instruction, reading: MemberReading, policy: Policy): boolean {
  if (policy === 'always') return true;
  if (policy === 'bytes') return false;
  if (reading.ok) return preparesSystem(reading.member);
  return args.json === null || isSystemProgram(args.json[0]?.split('/').at(-1) ?? '');
}

function* findInMembers(doc: Document, members: readonly Member[], policy: Policy): Generator<Fix | Skip> {
  const state = stateBefore(doc, members[0]!.instruction);
  const setting = settingOf(doc, members[0]!, state);
  let groups: Group[] = members.map((member) => ({ members: [member], units: [], shadows: [] }));
  let refused = new Map<Group, SkipReason>();
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    refused = new Map();
    const joined: Group[] = [];
    for (const group of groups) {
      const before = joined.at(-1);
      if (before === undefined || !isWanted(policy, before.members, group.members)) {
        joined.push(group);
        continue;
      }
      const result = setting.ok ? merge(doc, before, group, state, setting.setting, policy) : setting;
      if (result.ok) {
        joined[joined.length - 1] = result.group;
        hasChanged = true;
      } else {
        joined.push(group);
        if (result.reason !== null) refused.set(group, result.reason);
      }
    }
    groups = joined;
  }
  for (const group of groups) {
    const reason = refused.get(group);
    if (reason !== undefined) yield { kind: 'skip', at: group.members[0]!.instruction.span, reason };
    if (group.members.length > 1) yield fixOf(doc, group, state);
  }
}

type SettingResult =
  | { readonly ok: true; readonly setting: Setting }
  | { readonly ok: false; readonly reason: SkipReason };

function settingOf(doc: Document, { instruction }: Member, state: State): SettingResult {
  const shell = state.shell.join(' ');
  if (state.shellKind === 'login') return { ok: false, reason: { code: 'login-shell', shell } };
  const options = shellOptions(state.shell);
  const name = state.shell[0]?.split('/').at(-1) ?? '';
  if (state.shellKind === 'other' || options === null || !KNOWN_SHELLS.has(name))
    return { ok: false, reason: { code: 'shell-not-posix', shell } };
  const stage = doc.stages[instruction.stage!]!;
  const setting = {
    shellOptions: options,
    workdir: state.workdir,
    env: state.env,
    isEnvKnown: baseOf(doc, stage).known,
  };
  return { ok: true, setting };
}

type MergeResult =
  | { readonly ok: true; readonly group: Group }
  /** A null reason: the policy keeps them apart. */
  | { readonly ok: false; readonly reason: SkipReason | null };

function merge(
  doc: Document,
  before: Group,
  after: Group,
  state: State,
  setting: Setting,
  policy: Policy,
): MergeResult {
  const members = [...before.members, ...after.members];
  const previous = before.members.at(-1)!;
  const next = after.members[0]!;
  const reason =
    refuseFrame(doc, previous.instruction, next.instruction) ??
    refuseAnywhere(previous, doc) ??
    refuseAnywhere(next, doc) ??
    refuseBefore(previous, state) ??
    refuseAfter(before.members, next);
  if (reason !== null) return { ok: false, reason };
  const bytes = members.reduce((sum, { body }) => sum + byteLength(body.text) + JOIN_BYTES, 0);
  if (bytes > MAX_BODY_BYTES) return { ok: false, reason: { code: 'too-long' } };
  const plan = planJoins(members, setting);
  if (!plan.ok) return plan;
  const worth = isWorthIt(policy, plan.units, before, after, isNewSection(doc, previous.instruction, next.instruction));
  if (worth !== true) return { ok: false, reason: worth === false ? null : worth };
  const shadows = shadowsOf(members, state);
  const sure = shadows.find(({ isAssumable }) => !isAssumable);
  if (sure !== undefined) return { ok: false, reason: { code: 'hashed-command', command: sure.names[0]! } };
  if (shadows.length > 0 && !state.isShellCertain) {
    const assumptions = [shellAssumption(doc, next.instruction), shadowAssumption(shadows)];
    return { ok: false, reason: { code: 'unproven', assumptions } };
  }
  return { ok: true, group: { members, units: plan.units, shadows } };
}

/**
 * What could hide a program from a later member. A subshell would take along what it remembers; but a chain is not to be
 * joined or not by where its parentheses happen to stand.
 */
function shadowsOf(members: readonly Member[], state: State): readonly Shadow[] {
  return members.flatMap((member, i) => findShadows(members.slice(0, i), member, state));
}

function fixOf(doc: Document, { members, units, shadows }: Group, state: State): Fix {
  const first = members[0]!.instruction;
  const last = members.at(-1)!.instruction;
  const assumption = assumptionOf(doc, first, shadows, state);
  return {
    kind: 'fix',
    key: fixKey('merge-run', doc, first),
    at: { start: first.span.start, end: last.span.end },
    message: `join ${members.length} neighbouring RUNs into one layer`,
    risk: assumption === null ? 'safe' : 'assumes',
    ...(assumption === null ? {} : { assumption }),
    declares: [],
    comments: [],
    edits: joinEdits(doc, units),
  };
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
