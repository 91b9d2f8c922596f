/**
 * A container that runs in the background. `buildah run` runs a program in a container and stays; it takes user,
 * environment and folder from the image, but not what is to be run. Each one has processes and, unless it is on the
 * host's, a network of its own: what is run beside another sees the same files only.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Container, Started, StartRequest } from '../../container-engine.ts';
import { tail } from '../../process/last-lines.ts';
import type { Abort } from '../../process.ts';
import { namespace, programOf } from '../daemonless/processes.ts';
import { ask } from '../daemonless/program.ts';
import { runBuild } from '../daemonless/run-build.ts';
import { networkOf } from '../ports.ts';
import { withoutRunAlone } from '../run-options.ts';
import { makeContainer } from './containers.ts';
import { inspect } from './inspect.ts';
import { isOfBuildah, whyNotRun } from './not-run.ts';

/** Of its log, in lines. */
const LOG = 100;
/** For a program to be there, or a reason why not. Milliseconds. */
const PATIENCE = 20_000;
const POLL = 20;
/** For the runtime, which is there first, to find out that the program is not. Milliseconds. */
const SETTLED = 300;

interface Running {
  readonly lines: string[];
  pid: number | null;
  /** Null while it runs. */
  exitCode: number | null;
  /** Why there was nothing to run. */
  notRun: string | null;
  readonly ended: Promise<void>;
  stop(): void;
}

export async function start(request: StartRequest, label: string): Promise<Started> {
  const { config } = await inspect(request.image, label);
  const command = [...(config.entrypoint ?? []), ...(config.cmd ?? [])];
  if (command.length === 0) return { ok: false, why: 'the image names no program to run' };
  const made = await makeContainer(request.image, label);
  if (!made.ok) return made;
  const options = withoutRunAlone(request.options);
  const running = runIn(made.name, options, command);
  await begun(running);
  const container = containerOf(made.name, running, { ...request, options });
  const why = running.notRun ?? whyNotReached(running, { ...request, options });
  if (why === null) return { ok: true, container };
  await container.remove();
  return { ok: false, why };
}

function containerOf(name: string, running: Running, request: StartRequest): Container {
  const { port, options } = request;
  return {
    address: async () => (port === null || running.exitCode !== null ? null : `127.0.0.1:${port}`),
    state: async () => (running.exitCode === null ? { running: true } : { running: false, exitCode: running.exitCode }),
    exec: (command, abort) => exec(name, options, command, abort),
    logs: async () => tail(running.lines.join('\n'), LOG),
    remove: async () => {
      running.stop();
      await running.ended;
      await ask('buildah', ['rm', name]);
    },
  };
}

function runIn(name: string, options: readonly string[], command: readonly string[]): Running {
  const end = new AbortController();
  const lines: string[] = [];
  const keep = (line: string): void => {
    if (lines.push(line) > 10 * LOG) lines.splice(0, lines.length - LOG);
  };
  const running: Running = {
    lines,
    pid: null,
    exitCode: null,
    notRun: null,
    ended: Promise.resolve(),
    stop: () => end.abort(),
  };
  const ended = runBuild('buildah', ['run', ...options, name, '--', ...command], {
    abort: { signal: end.signal, timeout: Number.POSITIVE_INFINITY },
    onStdout: keep,
    onStderr: keep,
    onStart: (pid) => {
      running.pid = pid;
    },
  }).then(({ code }) => {
    running.exitCode = code ?? 137;
    if (code !== 0) running.notRun = whyNotRun(lines);
    const own = lines.filter((line) => !isOfBuildah(line));
    lines.splice(0, lines.length, ...own);
  });
  return Object.assign(running, { ended });
}

/** Until its program runs: what is below the part of buildah that runs it. */
async function begun(running: Running): Promise<void> {
  const until = Date.now() + PATIENCE;
  while (running.exitCode === null && programIn(running) === null && Date.now() < until) await wait(POLL);
  await Promise.race([running.ended, wait(SETTLED)]);
}

function programIn({ pid }: Running): number | null {
  return pid === null ? null : programOf(pid);
}

function whyNotReached(running: Running, { port, options }: StartRequest): string | null {
  if (port === null || running.exitCode !== null || networkOf(options) === 'host') return null;
  const inside = programIn(running);
  if (inside !== null && namespace(inside, 'net') === namespace('self', 'net')) return null;
  return `buildah publishes no ports: port ${port} is reached only with --network=host among the options of the run`;
}

async function exec(
  name: string,
  options: readonly string[],
  command: readonly string[],
  abort: Abort,
): Promise<number | null> {
  const ran = await runBuild('buildah', ['run', ...options, name, '--', ...command], { abort });
  if (ran.stopped !== null) return null;
  return ran.code !== 0 && whyNotRun(ran.stderr.trim().split('\n')) !== null ? null : ran.code;
}
