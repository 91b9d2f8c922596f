/** Where users have their home. */
import type { State } from '../../../../src/dockerfile/state.ts';
import type { App, Step } from '../../app.ts';

/** The folder of whoever runs a step: that of a user of the file is where useradd puts it when it is not told otherwise. */
export function homeOf({ steps }: App, { state, run }: Pick<Step, 'state' | 'run'>): string | null {
  const named = state.env.get('HOME');
  if (named !== undefined) return named?.startsWith('/') ? named : null;
  if (isOfRoot(state)) return '/root';
  const name = state.user?.split(':')[0] ?? '';
  const making = steps.filter(
    ({ call, run: { index } }) =>
      index < run.index && /^(?:useradd|adduser)$/.test(call.name ?? '') && call.args.at(-1)?.value === name,
  );
  const [call] = making.map((step) => step.call);
  if (making.length !== 1 || call === undefined || call.conditional) return null;
  const words = call.args.map(({ value }) => value ?? '-d');
  if (
    words.some((word) =>
      /^(?:-[a-zA-Z]*[dbHMR]|--(?:home|home-dir|no-create-home|base-dir|system|prefix|root))\b/.test(word),
    )
  )
    return null;
  const makesHome =
    call.name === 'adduser' || words.some((word) => /^(?:-[a-zA-Z]*m[a-zA-Z]*|--create-home)$/.test(word));
  return makesHome ? `/home/${name}` : null;
}

/** Whether root runs a step: where nobody is set, the images of Python run as root. */
export function isOfRoot({ user }: State): boolean {
  return user === null || isRoot(user);
}

/** Whether a user that is set is root. */
export function isRoot(user: string): boolean {
  return /^(?:root|0)(?::|$)/.test(user);
}
