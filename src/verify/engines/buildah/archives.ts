/** What lies in an image. */
import type { Archive } from '../../container-engine.ts';
import type { Abort } from '../../process.ts';
import { mountedArchives } from '../daemonless/mounted.ts';
import { ask } from '../daemonless/program.ts';
import { makeContainer } from './containers.ts';

/** Throws when there is no such image, or it was stopped: else files would seem to be missing. */
export async function* archives(
  image: string,
  paths: readonly string[],
  abort: Abort,
  label: string,
): AsyncGenerator<Archive> {
  const made = await makeContainer(image, label);
  if (!made.ok) throw new Error(`nothing can be read out of ${image}: ${made.why}`);
  try {
    yield* mountedArchives('buildah', made.name, paths, abort);
  } finally {
    await ask('buildah', ['rm', made.name]);
  }
}
