/** What lies in an image: in a container that is never started. */
import path from 'node:path';
import type { Archive } from '../../container-engine.ts';
import { stream } from '../../process/stream.ts';
import type { Abort } from '../../process.ts';
import { mountedArchives } from '../daemonless/mounted.ts';
import { ask, complaint } from '../daemonless/program.ts';
import { removeContainers } from './labelled.ts';

/** Source: containers/podman, pkg/domain/infra/abi/archive.go and cmd/podman/containers/cp.go. */
const NOT_THERE = /could not be found (?:on|in) container|no such file or directory|not a directory/i;

/** Throws when there is no such image, or it was stopped: else files would seem to be missing. */
export async function* archives(
  image: string,
  paths: readonly string[],
  abort: Abort,
  label: string,
): AsyncGenerator<Archive> {
  const container = await create(image, label);
  try {
    yield* process.platform === 'linux'
      ? mountedArchives('podman', container, paths, abort)
      : copiedArchives(container, paths, abort);
  } finally {
    await removeContainers([container]);
  }
}

/** The program is never run, but without one an image that names none makes no container. A volume would hide files. */
async function create(image: string, label: string): Promise<string> {
  const options = ['--pull=never', '--network=none', '--image-volume=ignore', '--label', label];
  const ran = await ask('podman', ['create', ...options, image, 'none']);
  if (ran.code !== 0) throw new Error(`nothing can be read out of ${image}: ${complaint('podman', ran)}`);
  return ran.stdout.trim();
}

/**
 * Where containers are on another machine nothing can be mounted. FIXME: `podman cp` gives all that it copies to the user
 * of the container, so owners are not what they are in the image.
 */
async function* copiedArchives(container: string, paths: readonly string[], abort: Abort): AsyncGenerator<Archive> {
  for (const asked of paths) {
    const copied = await stream('podman', ['cp', `${container}:${path.posix.resolve('/', asked)}`, '-'], abort);
    if (!copied.ok) {
      if (NOT_THERE.test(copied.stderr)) continue;
      throw new Error(`an image cannot be read: ${copied.stderr.trim().split('\n').at(-1)}`);
    }
    try {
      yield { path: asked, tar: copied.out };
    } finally {
      copied.stop();
    }
  }
}
