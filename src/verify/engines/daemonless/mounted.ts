/** What lies in a container: its file system, mounted, and the tar of this machine. */
import path from 'node:path';
import type { Archive } from '../../container-engine.ts';
import { stream } from '../../process/stream.ts';
import type { Abort } from '../../process.ts';
import type { Program } from './program.ts';

/** The exit code of the script for a path that is not there. */
const NOT_THERE = 44;

/**
 * A link on the way to it would be followed on this machine, not in the image, so that path counts as not there; the
 * last part may be one, and is archived as a link. Arguments: the
 * program, the container, then the parts of the path.
 */
const SCRIPT = `
at=$("$1" mount "$2") || exit 1
shift 2
if [ $# = 0 ]; then
  cd "$at" || exit 1
  for name in * .[!.]* ..?*; do
    if [ -L "$name" ] || [ -e "$name" ]; then set -- "$@" "$name"; fi
  done
  exec tar --numeric-owner -cf - -- "$@"
fi
while [ $# -gt 1 ]; do
  at=$at/$1
  shift
  if [ -L "$at" ] || [ ! -d "$at" ]; then exit ${NOT_THERE}; fi
done
if [ ! -L "$at/$1" ] && [ ! -e "$at/$1" ]; then exit ${NOT_THERE}; fi
exec tar -C "$at" --numeric-owner -cf - -- "$1"
`;

/** Throws when it cannot be mounted, or was stopped: else files would seem to be missing. */
export async function* mountedArchives(
  program: Program,
  container: string,
  paths: readonly string[],
  abort: Abort,
): AsyncGenerator<Archive> {
  for (const asked of paths) {
    const words = ['sh', '-c', SCRIPT, 'sh', program, container, ...partsOf(asked)];
    const [command, args] = inUserNamespace(program, words);
    const read = await stream(command, args, abort);
    if (!read.ok) {
      if (read.code === NOT_THERE) continue;
      throw new Error(`an image cannot be read: ${read.stderr.trim().split('\n').at(-1)}`);
    }
    try {
      yield { path: asked, tar: read.out };
    } finally {
      read.stop();
    }
  }
}

function partsOf(asked: string): readonly string[] {
  return path.posix
    .resolve('/', asked)
    .split('/')
    .filter((part) => part !== '');
}

/** Only there can a user who is not root mount anything: podman-unshare(1), buildah-unshare(1). */
function inUserNamespace(program: Program, words: readonly string[]): readonly [string, readonly string[]] {
  const isRoot = process.getuid?.() === 0;
  const [command = '', ...args] = isRoot ? words : [program, 'unshare', ...words];
  return [command, args];
}
