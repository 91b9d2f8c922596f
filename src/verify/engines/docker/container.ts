/** A container that runs in the background. */
import * as v from 'valibot';
import type { Container, Started, StartRequest } from '../../container-engine.ts';
import { lastLines, tail } from '../../process/last-lines.ts';
import type { Abort, Ran } from '../../process.ts';
import { addressOf, networkOf, publishing } from '../ports.ts';
import { quick } from '../quick.ts';
import { withoutRunAlone } from '../run-options.ts';
import { complaint, docker } from './command.ts';
import { isOfEngine } from './failure.ts';
import { removeContainers } from './labelled.ts';

/** Of its log, in lines. */
const LOG = 100;
const State = v.object({ Running: v.boolean(), ExitCode: v.number() });

/**
 * First made, then started: what cannot be started is removed by its id.
 * Throws when the engine cannot: that says nothing about the image.
 * @param host the engine's machine
 */
export async function start(request: StartRequest, label: string, host: string): Promise<Started> {
  const options = withoutRunAlone(request.options);
  const published = request.port === null ? [] : publishing(options, request.port, host);
  const made = await docker(['create', '--pull=never', ...published, ...options, '--label', label, request.image]);
  if (made.code !== 0) return refused(made);
  const id = made.stdout.trim();
  const ran = await docker(['start', id]);
  if (ran.code === 0) return { ok: true, container: containerOf(id, { ...request, options }, host) };
  await removeContainers([id]);
  return refused(ran);
}

function refused(ran: Ran): Started {
  if (ran.stopped !== null || isOfEngine(ran.stderr)) throw new Error(`no container can be started: ${complaint(ran)}`);
  return { ok: false, why: whyNotStarted(ran) };
}

function containerOf(id: string, { options, port }: StartRequest, host: string): Container {
  return {
    address: async () => {
      if (port === null) return null;
      if (networkOf(options) === 'host') return (await state(id)).running ? `${host}:${port}` : null;
      const { code, stdout } = await docker(['port', id, `${port}/tcp`]);
      return code === 0 ? addressOf(stdout, host) : null;
    },
    state: () => state(id),
    exec: (command, abort) => exec(id, command, abort),
    logs: () => logs(id),
    remove: () => removeContainers([id]),
  };
}

/** Throws when it is gone, or the engine. */
async function state(id: string): Promise<Awaited<ReturnType<Container['state']>>> {
  const ran = await docker(['container', 'inspect', '--format', '{{json .State}}', id]);
  if (ran.code !== 0) throw new Error(`a container cannot be looked at: ${complaint(ran)}`);
  const { Running, ExitCode } = v.parse(State, JSON.parse(ran.stdout));
  return Running ? { running: true } : { running: false, exitCode: ExitCode };
}

/** The exit codes 126 and 127 are docker's when it cannot run a program, and the program's own: it says which. */
async function exec(id: string, command: readonly string[], abort: Abort): Promise<number | null> {
  const ran = await docker(['exec', id, ...command], abort);
  const isDocker = /^(?:OCI runtime exec failed|Error response from daemon): /m.test(ran.stderr + ran.stdout);
  return ran.stopped !== null || (ran.code !== 0 && isDocker) ? null : ran.code;
}

async function logs(id: string): Promise<readonly string[]> {
  const { add, lines } = lastLines();
  await docker(['logs', '--tail', String(LOG), id], quick(), { onStdout: add, onStderr: add });
  return tail(lines().join('\n'), LOG);
}

/** The runtime says it at length, and at the end of it why. */
function whyNotStarted(ran: Ran): string {
  const said = ran.stderr.split('\n').find((line) => /^Error response from daemon: /.test(line)) ?? complaint(ran);
  return said
    .replace(/^Error response from daemon: /, '')
    .replace(/^failed to create (?:task|shim task).*?: (?=exec|runc|OCI|unable)/, '')
    .replace(/^OCI runtime create failed: (?:runc create failed: )?/, '')
    .replace(/: unknown\.?$/, '')
    .trim();
}
