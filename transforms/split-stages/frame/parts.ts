/** Which instructions stay in the builder, which move to the runtime stage, and where the one ends and the other begins. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import type { App } from '../app.ts';
import type { Leftovers } from '../leftovers.ts';
import type { Plan } from '../recipe.ts';

export interface Parts {
  /** Settings of what runs, that stand among the steps of the build: they move. In the file's order. */
  readonly moved: readonly Instruction[];
  /** The end of the file as it is, behind the last step of the build. It becomes the end of the runtime stage. */
  readonly tail: readonly Instruction[];
  /** What stays, without FROM. */
  readonly builder: readonly Instruction[];
}

/** They say how the image is run, and nothing of the build can see them. */
export const SETTINGS: ReadonlySet<string> = new Set([
  'CMD',
  'ENTRYPOINT',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'STOPSIGNAL',
  'VOLUME',
]);

/** They are the builder's where a step of the build follows, and the runtime stage's otherwise. */
const STATE: ReadonlySet<string> = new Set(['ENV', 'USER', 'WORKDIR', 'ARG']);

/** @param plan its `moves` go along, and of the leftovers the RUNs that the runtime stage repeats, where they stand at the end. */
export function partsOf({ stage }: App, plan: Plan, leftovers: Leftovers): Parts {
  const { instructions } = stage;
  const isRuntime = (each: Instruction) => belongsToRuntime(each, plan, leftovers);
  let start = instructions.length;
  while (start > 0 && isRuntime(instructions[start - 1]!)) start--;
  const before = instructions.slice(0, start);
  const moved = before.filter((each) => SETTINGS.has(each.keyword) || plan.moves.includes(each));
  return { moved, tail: instructions.slice(start), builder: before.filter((each) => !moved.includes(each)) };
}

/**
 * Whether an instruction behind the last step of the build needs nothing of the builder: settings, state, COPYs of files
 * that no step of the build reads any more, and RUNs that make users or folders.
 */
function belongsToRuntime(instruction: Instruction, plan: Plan, { repeats, late }: Leftovers): boolean {
  const { keyword } = instruction;
  if (SETTINGS.has(keyword) || STATE.has(keyword)) return true;
  if (keyword === 'RUN') return repeats.includes(instruction) || late.includes(instruction);
  if (keyword !== 'COPY' && keyword !== 'ADD') return false;
  return plan.moves.includes(instruction) || !plan.repeats.includes(instruction);
}
