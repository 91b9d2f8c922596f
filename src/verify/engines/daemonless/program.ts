/** The podman and buildah commands. */
import { type Abort, type Ran, type RunOptions, run } from '../../process.ts';
import { quick } from '../quick.ts';

export type Program = 'podman' | 'buildah';

export function ask(
  program: Program,
  args: readonly string[],
  abort: Abort = quick(),
  more: Pick<RunOptions, 'onStdout' | 'onStderr'> = {},
): Promise<Ran> {
  return run(program, args, { ...more, abort });
}

/** Why a command failed, in one line: its last error, else the last that it printed. */
export function complaint(program: Program, ran: Ran): string {
  if (ran.stopped === 'not-found') return `there is no ${program} command`;
  if (ran.stopped === 'aborted') return 'stopped';
  if (ran.stopped === 'timeout') return `${program} does not answer`;
  const lines = ran.stderr.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !isLogLine(line));
  const last = said.findLast((line) => /^Error: /i.test(line)) ?? said.at(-1) ?? lines.find((line) => line !== '');
  return (last ?? `${program} ended with exit code ${ran.code ?? 'unknown'}`).replace(/^Error: /i, '');
}

/** `time="…" level=warning msg="…"`: of the program, not of what runs in a container. */
export function isLogLine(line: string): boolean {
  return /^time="[^"]*" level=\w+ msg=/.test(line);
}
