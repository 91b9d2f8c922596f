/** A container that runs in the background. */
import * as v from 'valibot';
import type { Container, Started, StartRequest } from '../../container-engine.ts';
import { tail } from '../../process/last-lines.ts';
import type { Abort } from '../../process.ts';
import { ask, complaint } from '../daemonless/program.ts';
import { addressOf, publishing } from '../ports.ts';
import { quick } from '../quick.ts';
import { withoutRunAlone } from '../run-options.ts';
import { removeContainers } from './labelled.ts';

/** Of its log, in lines. */
const LOG = 100;
const HERE = '127.0.0.1';
/** Exit codes of podman's own; 255 where the container does not run. Source: podman-exec(1). */
const OF_PODMAN: readonly (number | null)[] = [125, 126, 127, 255];

/** Source: containers/podman, libpod/define/container_inspect.go. */
const Inspected = v.object({
  State: v.object({ Running: v.boolean(), ExitCode: v.number() }),
  HostConfig: v.object({ NetworkMode: v.optional(v.string(), '') }),
});

/** First made, then started: what cannot be started is removed by its id. */
export async function start(request: StartRequest, label: string): Promise<Started> {
  const options = withoutRunAlone(request.options);
  const published = request.port === null ? [] : publishing(options, request.port, HERE);
  const args = ['create', '--pull=never', ...published, ...options, '--label', label, request.image];
  const made = await ask('podman', args);
  if (made.code !== 0) return { ok: false, why: complaint('podman', made) };
  const id = made.stdout.trim();
  const ran = await ask('podman', ['start', id]);
  if (ran.code === 0) return { ok: true, container: containerOf(id, request.port) };
  await removeContainers([id]);
  return { ok: false, why: whyNotStarted(complaint('podman', ran), id) };
}

function containerOf(id: string, port: number | null): Container {
  return {
    address: () => (port === null ? Promise.resolve(null) : address(id, port)),
    state: async () => {
      const { Running, ExitCode } = (await look(id)).State;
      return Running ? { running: true } : { running: false, exitCode: ExitCode };
    },
    exec: (command, abort) => exec(id, command, abort),
    logs: () => logs(id),
    remove: () => removeContainers([id]),
  };
}

async function address(id: string, port: number): Promise<string | null> {
  const { State, HostConfig } = await look(id);
  if (!State.Running) return null;
  // By the options or by the user's configuration.
  if (HostConfig.NetworkMode === 'host') return `${HERE}:${port}`;
  const { code, stdout } = await ask('podman', ['port', id, `${port}/tcp`]);
  return code === 0 ? addressOf(stdout, HERE) : null;
}

/** Throws when it is gone. */
async function look(id: string): Promise<v.InferOutput<typeof Inspected>> {
  const ran = await ask('podman', ['container', 'inspect', id]);
  if (ran.code !== 0) throw new Error(`a container cannot be looked at: ${complaint('podman', ran)}`);
  const [found] = v.parse(v.tuple([Inspected]), JSON.parse(ran.stdout));
  return found;
}

/** The program's own exit codes can be the same as podman's: it says which. */
async function exec(id: string, command: readonly string[], abort: Abort): Promise<number | null> {
  const ran = await ask('podman', ['exec', id, ...command], abort);
  const isPodman = OF_PODMAN.includes(ran.code) && /^Error: /.test(ran.stderr.trim().split('\n').at(-1) ?? '');
  return ran.stopped !== null || isPodman ? null : ran.code;
}

async function logs(id: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  await ask('podman', ['logs', '--tail', String(LOG), id], quick(), { onStdout: keep, onStderr: keep });
  return tail(lines.join('\n'), LOG);
}

/** The same words for the same reason: ids and where the runtime was in its own code are left out. */
function whyNotStarted(said: string, id: string): string {
  return said
    .replace(/^unable to start container "?[0-9a-f]+"?: /, '')
    .replaceAll(id, 'the container')
    .replace(/^(?:runc|crun): (?:runc create failed: )?(?:unable to start container process: )?/, '')
    .trim();
}
