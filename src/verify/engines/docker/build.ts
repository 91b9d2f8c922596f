/** `docker buildx build`. */
import type { Readable } from 'node:stream';
import type { BuildRequest, BuildResult, EngineOptions } from '../../container-engine.ts';
import { type LastLines, lastLines } from '../../process/last-lines.ts';
import type { Ran } from '../../process.ts';
import { inBuildFolder } from '../build-folder.ts';
import { docker } from './command.ts';
import { NAME_IN_ARCHIVE, withDockerfile, writeDockerfile } from './context.ts';
import { whyNotBuilt } from './failure.ts';
import { progressReader } from './progress.ts';
import { type Trace, traceBuild } from './trace.ts';

export async function build(
  request: BuildRequest,
  engine: EngineOptions,
  isAlive: () => Promise<boolean>,
): Promise<BuildResult> {
  const trace = traceBuild(request.onStep ?? (() => undefined));
  const text = lastLines();
  const done = await inBuildFolder(engine, (folder) => start(request, engine, folder, trace, text));
  if (!done.ok) return done;
  const ran = done.value;
  if (ran.code === 0 && ran.stopped === null) return { ok: true, steps: trace.steps(), seconds: trace.seconds() };
  return whyNotBuilt({
    stopped: ran.stopped,
    failed: trace.failed(),
    running: trace.running(),
    text: text.lines(),
    timeout: request.abort.timeout,
    // One that hangs lets the time run out.
    isAlive: ran.stopped === 'aborted' || (await isAlive()),
  });
}

async function start(
  request: BuildRequest,
  engine: EngineOptions,
  folder: string,
  trace: Trace,
  text: LastLines,
): Promise<Ran> {
  const hooks = {
    onStderr: progressReader({ onStatus: trace.take, onText: text.add }),
    endsWithUs: true,
  };
  const args = ['buildx', 'build', ...optionsOf(request, engine)];
  const { context, abort, dockerfile, ignore } = request;
  if (context.kind === 'archive') return ofArchive(context.open(), args, request, hooks);
  const file = await writeDockerfile(folder, dockerfile, ignore);
  return docker([...args, '--file', file, context.folder], abort, hooks);
}

/** Throws when the archive breaks off: a build of half of it says nothing. */
async function ofArchive(
  archive: Readable,
  args: readonly string[],
  { abort, dockerfile }: BuildRequest,
  hooks: Parameters<typeof docker>[2],
): Promise<Ran> {
  let broken: Error | null = null;
  archive.on('error', (error) => {
    broken = error;
  });
  const input = withDockerfile(archive, dockerfile);
  const ran = await docker([...args, '--file', NAME_IN_ARCHIVE, '-'], abort, { ...hooks, input });
  if (broken !== null && ran.code !== 0 && ran.stopped === null) throw broken;
  archive.destroy();
  return ran;
}

/**
 * A cold build begins with empty cache mounts, and what it leaves in them takes the place of what was there: the user's
 * stay as they are when ours have names of their own. All builds have them, not only cold ones: the name can be part of
 * what a step is looked up by in the cache.
 * Source: docker.com, Dockerfile reference, BuildKit built-in build args.
 */
const OWN_CACHE_MOUNTS = 'BUILDKIT_CACHE_MOUNT_NS=slimify';

/** The user's come last but for the label and the name: what is said twice counts as said last. */
function optionsOf(request: BuildRequest, { builder, label }: EngineOptions): readonly string[] {
  return [
    ...(builder === null ? [] : ['--builder', builder]),
    ...(request.isCold ? ['--no-cache'] : []),
    '--build-arg',
    OWN_CACHE_MOUNTS,
    ...(request.target === null ? [] : ['--target', request.target]),
    ...[...request.args].flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...request.options,
    '--label',
    label,
    '--tag',
    request.tag,
    '--load',
    '--progress=rawjson',
  ];
}
