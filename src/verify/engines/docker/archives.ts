/** What lies in an image: `docker cp` out of a container that is never started. */
import path from 'node:path';
import { pipeline, Readable } from 'node:stream';
import * as tar from 'tar-stream';
import type { Archive } from '../../container-engine.ts';
import { stream } from '../../process/stream.ts';
import type { Abort } from '../../process.ts';
import { complaint, docker, ENVIRONMENT } from './command.ts';
import { removeContainers } from './labelled.ts';

/** What the daemon says of a path that is not there, or of a file where a folder was asked for. */
const NOT_THERE =
  /^Error response from daemon: (?:Could not find the file|.*(?:not a directory|no such file or directory))|No such container:path/im;

interface Found {
  readonly tar: Readable;
  readonly stop: () => void;
}

/** Throws when there is no such image, no engine any more, or it was stopped: else files would seem to be missing. */
export async function* archives(
  image: string,
  paths: readonly string[],
  abort: Abort,
  label: string,
): AsyncGenerator<Archive> {
  const container = await create(image, label, abort);
  try {
    for (const asked of paths) {
      const found = await find(container, asked, abort);
      if (found === null) continue;
      try {
        yield { path: asked, tar: found.tar };
      } finally {
        found.stop();
      }
    }
  } finally {
    // After Ctrl-C the run removes all that it has made at once.
    if (!abort.signal.aborted) await removeContainers([container]);
  }
}

/** The program is never run, but without one an image that names none makes no container. */
async function create(image: string, label: string, abort: Abort): Promise<string> {
  const ran = await docker(['create', '--pull=never', '--network=none', '--label', label, image, 'none'], abort);
  if (ran.code !== 0) throw new Error(`nothing can be read out of ${image}: ${complaint(ran)}`);
  return ran.stdout.trim();
}

/** With a slash at its end a link to a folder gives the folder, under the link's name; a file is refused then. */
async function find(container: string, asked: string, abort: Abort): Promise<Found | null> {
  const name = path.posix.resolve('/', asked);
  const folder = await copy(['cp', `${container}:${name === '/' ? '/' : `${name}/`}`, '-'], abort);
  if (folder !== null) return folder;
  const file = await copy(['cp', '--follow-link', `${container}:${name}`, '-'], abort);
  return file === null ? null : { ...file, tar: renamed(file.tar, path.posix.basename(name)) };
}

async function copy(args: readonly string[], abort: Abort): Promise<Found | null> {
  const copied = await stream('docker', args, abort, ENVIRONMENT);
  if (copied.ok) return { tar: copied.out, stop: copied.stop };
  if (NOT_THERE.test(copied.stderr)) return null;
  throw new Error(`an image cannot be read: ${copied.stderr.trim().split('\n').at(-1)}`);
}

/** The file that a link leads to comes under its own name. */
function renamed(archive: Readable, name: string): Readable {
  const pack = tar.pack();
  const extract = tar.extract();
  const out = Readable.from(pack, { objectMode: false });
  // Whoever reads it is told as well; it may have been left.
  for (const stream of [pack, out]) stream.on('error', () => undefined);
  extract.on('entry', (header, content, next) => {
    const entry = pack.entry({ ...header, name, pax: null }, (error) => next(error));
    pipeline(content, entry, (error) => {
      if (error) pack.destroy(error);
    });
  });
  pipeline(archive, extract, (error) => {
    if (error) pack.destroy(error);
    else pack.finalize();
  });
  return out;
}
