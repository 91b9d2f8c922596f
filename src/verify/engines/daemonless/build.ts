/** `podman build` and `buildah build`: the same build, with the same options. */
import type { BuildRequest, BuildResult, EngineOptions } from '../../container-engine.ts';
import type { Ran } from '../../process.ts';
import { inBuildFolder } from '../build-folder.ts';
import { removeMarked } from './build-containers.ts';
import type { Chains } from './chains.ts';
import { whyNotBuilt } from './failure.ts';
import { type Given, give } from './given.ts';
import { nextMark } from './mark.ts';
import type { Program } from './program.ts';
import { type Trace, traceBuild } from './progress.ts';
import { runBuild } from './run-build.ts';

export interface Builder {
  readonly program: Program;
  readonly options: EngineOptions;
  readonly chains: Chains;
  isAlive(): Promise<boolean>;
  /** Told of the images that a build has made: one a step. */
  onMade(ids: readonly string[]): void;
}

interface Attempt {
  readonly ran: Ran;
  readonly trace: Trace;
}

/** An image that was just looked at was removed by somebody else: the next time it is not there to be looked at. */
const CACHE_LOST = /checking if cached image exists from a previous build/;
const MAX_ATTEMPTS = 3;

export async function build(request: BuildRequest, builder: Builder): Promise<BuildResult> {
  const { label } = builder.options;
  const name = label.slice(0, label.indexOf('='));
  const isOurs = (step: string): boolean => step.startsWith(`LABEL "${name}"=`) || step.startsWith(`LABEL ${name}=`);
  const newTrace = (): Trace => traceBuild(request.onStep ?? (() => undefined), isOurs);
  const done = await inBuildFolder(builder.options, (folder) => buildIn(folder, request, builder, newTrace));
  if (!done.ok) return done;
  const { ran, trace } = done.value;
  if (ran.code === 0 && ran.stopped === null) {
    trace.end();
    return { ok: true, steps: trace.steps(), seconds: trace.seconds() };
  }
  return whyNotBuilt({
    program: builder.program,
    ran,
    step: trace.running(),
    log: [...trace.log(), ...ran.stderr.split('\n')],
    timeout: request.abort.timeout,
    isAlive: ran.stopped !== null || (await builder.isAlive()),
  });
}

async function buildIn(
  folder: string,
  request: BuildRequest,
  builder: Builder,
  newTrace: () => Trace,
): Promise<Attempt> {
  const gave = await give({ ...request, dockerfile: builder.chains.textOf(request) }, folder);
  if (!gave.ok) return { ran: gave.ran, trace: newTrace() };
  for (let nth = 1; ; nth++) {
    const attempt = await attemptOnce(request, builder, gave.given, newTrace());
    const isLost = attempt.ran.code !== 0 && attempt.trace.log().some((line) => CACHE_LOST.test(line));
    if (!isLost || nth === MAX_ATTEMPTS) return attempt;
  }
}

async function attemptOnce(request: BuildRequest, builder: Builder, given: Given, trace: Trace): Promise<Attempt> {
  const { program, options } = builder;
  const mark = nextMark(options.label);
  const args = ['build', ...optionsOf(request, options.label, mark, given), given.context];
  const { onStdout, onStderr } = trace;
  const ran = await runBuild(program, args, { abort: request.abort, onStdout, onStderr });
  builder.onMade(trace.made());
  if (ran.code !== 0) await removeMarked(program, (found) => found === mark);
  return { ran, trace };
}

/**
 * The format comes first, for a user who wants another: that of OCI has no HEALTHCHECK, SHELL and ONBUILD. Of options
 * that are said twice the last counts, so ours come last.
 */
function optionsOf(request: BuildRequest, label: string, mark: string, given: Given): readonly string[] {
  return [
    '--format=docker',
    '--layers',
    ...(request.isCold ? ['--no-cache'] : []),
    ...(request.target === null ? [] : ['--target', request.target]),
    ...[...request.args].flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...request.options,
    // A build that fails takes its containers away.
    '--force-rm',
    '--file',
    given.dockerfile,
    '--ignorefile',
    given.ignore,
    '--label',
    label,
    // Linux only: elsewhere the build runs on a machine of its own, where we cannot look.
    ...(process.platform === 'linux' ? ['--secret', `${mark},src=${given.ignore}`] : []),
    '--tag',
    request.tag,
  ];
}
