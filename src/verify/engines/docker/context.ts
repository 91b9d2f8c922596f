/** What a build is given: the Dockerfile, its ignore file and the context. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as tar from 'tar-stream';

/**
 * Where the Dockerfile lies in an archive. Of the patterns of a COPY only `*` takes it along, and with that the step is
 * not from the cache anyway: it has the changed file in it.
 */
export const NAME_IN_ARCHIVE = '~slimify';
/** An archive ends with two empty blocks. */
const TRAILER = 1024;

/**
 * Writes both into a folder of ours. BuildKit takes the ignore file beside the Dockerfile in preference to the
 * context's, unless it is empty: so one that ignores nothing is a comment.
 * @returns the Dockerfile's path
 */
export async function writeDockerfile(folder: string, dockerfile: string, ignore: string | null): Promise<string> {
  const file = path.join(folder, 'Dockerfile');
  await writeFile(file, dockerfile);
  await writeFile(`${file}.dockerignore`, ignore === null || ignore.trim() === '' ? '# nothing\n' : ignore);
  return file;
}

/** The same archive with the Dockerfile in it. An archive is a row of entries, so it goes in front. */
export function withDockerfile(archive: Readable, dockerfile: string): Readable {
  async function* both(): AsyncGenerator<Buffer> {
    const pack = tar.pack();
    pack.entry({ name: NAME_IN_ARCHIVE, mode: 0o644, mtime: new Date(0) }, dockerfile);
    pack.finalize();
    const first = await buffer(pack);
    yield first.subarray(0, first.length - TRAILER);
    yield* archive;
  }
  return Readable.from(both(), { objectMode: false });
}
