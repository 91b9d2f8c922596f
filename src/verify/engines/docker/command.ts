/** The docker command. */
import { type Abort, type Ran, type RunOptions, run } from '../../process.ts';
import { quick } from '../quick.ts';

export const ENVIRONMENT = {
  // Advertisements among the errors.
  DOCKER_CLI_HINTS: 'false',
  // An attestation makes an index of an image, with another size and id; who wants one asks for it in the options.
  BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
};

export function docker(
  args: readonly string[],
  abort: Abort = quick(),
  more: Pick<RunOptions, 'input' | 'onStdout' | 'onStderr' | 'endsWithUs'> = {},
): Promise<Ran> {
  return run('docker', args, { ...more, abort, env: ENVIRONMENT });
}

/** Why a command failed, in one line: the last one that it printed that says anything. */
export function complaint(ran: Ran): string {
  if (ran.stopped === 'not-found') return 'there is no docker command';
  if (ran.stopped === 'aborted') return 'stopped';
  if (ran.stopped === 'timeout') return 'docker does not answer';
  const lines = ran.stderr.split('\n').map((line) => line.trim());
  const said = lines.filter(
    (line) =>
      line !== '' &&
      !/^(?:See '|Run '|Usage:|errors pretty printing info|Error: failed to start containers:)/.test(line),
  );
  const last = said.at(-1) ?? `docker ended with exit code ${ran.code ?? 'unknown'}`;
  return last.replace(/^(?:ERROR|Error|docker|Error response from daemon): (?:Error response from daemon: )?/i, '');
}
