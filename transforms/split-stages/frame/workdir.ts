/** The working directory of the runtime stage: where it is set, and whose it is. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import { stateBefore } from '../../../src/dockerfile/state.ts';
import type { Split } from '../frame.ts';
import { FILLS } from './last.ts';

/** The working directory as it is in front of the tail. */
export function workdirBefore({ app, parts }: Split): string | null {
  const [first] = parts.tail;
  return first === undefined ? app.final.workdir : stateBefore(app.doc, first).workdir;
}

/** Whether the tail sets the working directory itself before anything in the stage needs one. */
export function setsOwnWorkdir({ parts: { tail }, repeats, plan }: Split): boolean {
  const first = tail.find(({ keyword }) => FILLS.test(keyword));
  return (
    first?.keyword === 'WORKDIR' && first.arguments.rest.startsWith('/') && repeats.length + plan.lines.length === 0
  );
}

/**
 * The user that runs the app, not root, to whom WORKDIR gives the folder that it makes; null where that is somebody else.
 * Source: moby/buildkit, dispatchWorkdir, which makes it as the USER that holds.
 */
export function makerOf({ app: { doc, instructions, final }, runtime }: Split, workdir: string | null): string | null {
  if (workdir === null || workdir === (runtime.workdir ?? '/')) return null;
  const made = instructions.find(
    ({ keyword }, at) =>
      keyword === 'WORKDIR' &&
      instructions[at + 1] !== undefined &&
      stateBefore(doc, instructions[at + 1]!).workdir === workdir,
  );
  const user = made === undefined ? null : stateBefore(doc, made).user;
  // Whoever else runs the app could not write there before either.
  return user === null || user !== final.user || /^(?:root|0)?(?::|$)/.test(user) ? null : user;
}

/** Whether nothing behind the WORKDIR has to be done by root, and the user stays the same. */
export function isRootless(split: Split, maker: string): boolean {
  const { app, parts, plan, late, commands } = split;
  const [first] = parts.tail;
  const user = first === undefined ? app.final.user : stateBefore(app.doc, first).user;
  const isRun = plan.lines.some((text) => /^RUN\b/i.test(text));
  return user === maker && !isRun && late.length + commands.length === 0;
}

/**
 * Whether a RUN makes the user whose home the working directory is or lies in: WORKDIR would make it first, and root's.
 * Source: useradd(8), which takes a home that is there as it is.
 */
export function makesHome({ app: { doc } }: Split, run: Instruction, workdir: string | null): boolean {
  if (workdir === null || !/\b(?:useradd|adduser)\b/.test(run.logical)) return false;
  const isNamed = workdir.startsWith('/home/') || run.logical.split(/[\s"'=]/).includes(workdir);
  return isNamed && stateBefore(doc, run).workdir !== workdir;
}
