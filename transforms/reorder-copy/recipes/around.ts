/** What runs before a step and around it. */
import { type Invocation, invocations } from '../../../src/dockerfile/commands.ts';
import { type Instruction, stageOf } from '../../../src/dockerfile/document.ts';
import { readShell } from '../../../src/dockerfile/shell.ts';
import { mountsOf } from '../../../src/dockerfile/state.ts';
import type { SkipReason } from '../../../src/engine/skips.ts';
import { instructionsBefore } from '../../../src/project/placed.ts';
import type { Step } from '../recipe.ts';

/** The instructions in front of the step's RUN, those of the stages that its own is built FROM first. */
export function instructionsOf({ doc, run }: Step): readonly Instruction[] {
  const stage = stageOf(doc, run);
  return stage === null ? [] : instructionsBefore(doc, stage, run);
}

/** The programs that run before this one: those of earlier RUNs that can be read, then those of its own. */
export function callsBefore(step: Step): readonly Invocation[] {
  const earlier = instructionsOf(step).flatMap((instruction) => {
    const body = readShell(instruction);
    return body.readable ? invocations(body.list) : [];
  });
  return [...earlier, ...sameRunBefore(step)];
}

export function sameRunBefore({ calls, call }: Step): readonly Invocation[] {
  return calls.slice(0, Math.max(calls.indexOf(call), 0));
}

/** The value of a variable as the program sees it: null when known at build time only, '' when it is not set. */
export function variable({ call, state }: Step, name: string): string | null {
  const own = call.env.get(name);
  if (own !== undefined) return own;
  const value = state.env.get(name);
  return value === undefined ? '' : value;
}

/** Programs that leave nothing behind which a download in front of them would miss. */
const INERT: ReadonlySet<string> = new Set([
  'cd',
  'echo',
  'printf',
  'set',
  'true',
  ':',
  'test',
  '[',
  'ls',
  'pwd',
  'date',
  'mkdir',
  'cat',
  'which',
]);

/**
 * Why a download of its own cannot stand in a RUN in front of the one that holds this program, or null. What the RUN sets
 * up for the program, the download would lack; mounts and the network are its flags, which the new RUN has as well.
 * @param isHarmless which calls in front of it change nothing for the download.
 */
export function cannotStandAlone(step: Step, isHarmless: (call: Invocation) => boolean): SkipReason | null {
  const { call, run } = step;
  const isCutOff = run.arguments.flags.some(({ name, value }) => name === 'network' && value === 'none');
  const setUp = sameRunBefore(step).find(
    (each) => !INERT.has(each.name ?? '') && !isHarmless(each) && !installsTools(each),
  );
  const isOdd = isCutOff || call.wrappers.some((wrapper) => !PLAIN_WRAPPERS.has(wrapper));
  return setUp !== undefined || isOdd ? { code: 'cannot-split', command: commandOf(call) } : null;
}

/** `pip install poetry`: where it stands in front of a step that is added, it goes in front with it. */
function installsTools({ name, args }: Invocation): boolean {
  return /^pip[\d.]*$/.test(name ?? '') && args[0]?.value === 'install';
}

const PLAIN_WRAPPERS: ReadonlySet<string> = new Set([
  'env',
  'time',
  'exec',
  'nice',
  'command',
  'sh',
  'bash',
  'timeout',
]);

/** For messages: the program and what it is told to do. */
export function commandOf({ name, args }: Invocation): string {
  const verb = args.find(({ value }) => value !== null && /^[a-z]/.test(value))?.value;
  return verb === undefined || verb === null ? (name ?? '') : `${name} ${verb}`;
}

/** Whether a folder is on a cache mount of the RUN, so that no layer keeps what is written there. */
export function isCached(run: Instruction, folder: string): boolean {
  return mountsOf(run).some(
    ({ type, target }) =>
      (type === 'cache' || type === 'tmpfs') &&
      target !== null &&
      (folder === target || folder.startsWith(`${target.replace(/\/$/, '')}/`)),
  );
}
