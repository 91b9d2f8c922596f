/** The app's folder, made by the user that runs the app: a folder that WORKDIR makes would be root's. */
import { pathOf } from '../../../../src/app/runs.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import type { App } from '../../app.ts';
import type { Subject } from './subject.ts';

export interface Owned {
  readonly claims: readonly Invocation[];
  /** Lines of the runtime stage. */
  readonly lines: readonly string[];
}

/** The user that the image has, and no other: one of the file's own is not there yet where the lines stand. */
const USER = 'node';

/** The steps that make the app's folder for the user who works in it. */
export function ownedFolder({ steps, final }: App, { root }: Subject): Owned {
  const makers = steps.filter(
    ({ call, state, cwd }) =>
      call.name === 'mkdir' &&
      !call.conditional &&
      state.user === USER &&
      call.args.some((word) => pathOf(word, { ...state, workdir: cwd }) === root) &&
      call.args.every((word) => word.text === '-p' || pathOf(word, { ...state, workdir: cwd }) === root),
  );
  if (makers.length === 0 || final.user !== USER || final.workdir !== root) return { claims: [], lines: [] };
  return { claims: makers.map(({ call }) => call), lines: [`RUN chown ${USER}:${USER} ${root}`] };
}
