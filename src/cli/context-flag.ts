/** The flag --context, as far as it can be judged before there is a Dockerfile. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Flags } from './arguments.ts';
import { UsageError } from './settings.ts';

/** @throws UsageError when there is no such folder. */
export function checkContext({ context }: Pick<Flags, 'context'>, cwd: string): void {
  if (typeof context !== 'string') return;
  if (statSync(path.resolve(cwd, context), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`--context ${context}: no such folder`);
}
