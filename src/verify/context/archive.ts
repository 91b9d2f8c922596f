/** The build context as a tar archive, as BuildKit's own transfer would give it, with one file of it changed. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readlinkSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';
import { unreadable } from './unreadable.ts';
import { type Found, type InBuild, walk } from './walk.ts';

/** Read in one go; larger files are streamed. Bytes. */
const SMALL = 1024 * 1024;
/** What a header of a tar archive holds. Seconds. */
const LATEST = 2 ** 31 - 1;
const NOTHING = Buffer.alloc(0);
const CHANGING = 'it is being written to';

type Entry = Parameters<Pack['entry']>[0];
type Sink = ReturnType<Pack['entry']>;

/**
 * Gives the archive anew each time it is asked for it. Files are read from disk as the archive is; a file that cannot be
 * read, or vanishes, is an error of the stream.
 * @param folder absolute.
 * @param changedFile gets an empty line at its end, with blanks that no other archive has there: what another build has
 * made of its change must not be found in the builder's cache. Null: none.
 * @param mayTakeInBelow saves looking through folders that are left out.
 */
export function contextArchive(
  folder: string,
  isInBuild: (path: string) => boolean,
  changedFile: string | null,
  mayTakeInBelow: (folder: string) => boolean = () => true,
): () => Readable {
  const rules = { isInBuild, mayTakeInBelow };
  return () => Readable.from(chunks(folder, rules, changedFile), { objectMode: false });
}

async function* chunks(folder: string, rules: InBuild, changedFile: string | null): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const filling = fill(tar, walk(folder, rules), changedFile).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of tar) if (chunk instanceof Uint8Array) yield chunk;
  } finally {
    tar.destroy();
    await filling;
  }
}

async function fill(tar: Pack, files: Iterable<Found>, changedFile: string | null): Promise<void> {
  for (const found of files) {
    const { path, place, stats } = found;
    const header = headerOf(path, stats);
    if (stats.isDirectory()) await add(tar, { ...header, name: `${path}/`, type: 'directory' });
    else if (stats.isSymbolicLink()) await add(tar, { ...header, type: 'symlink', linkname: linkOf(found) });
    // Sockets, pipes and devices have nothing to copy.
    else if (stats.isFile()) await addFile(tar, header, stats, place, path === changedFile ? ending() : NOTHING);
  }
  tar.finalize();
}

/**
 * As the builder gets it: owned by root, and on Windows all can be run.
 * Source: moby/buildkit client/solve.go, and tonistiigi/fsutil stat.go.
 */
function headerOf(name: string, stats: Stats): Entry {
  const mode = process.platform === 'win32' ? (stats.mode | 0o111) & ~0o022 : stats.mode;
  const mtime = new Date(Math.min(Math.max(0, Math.floor(stats.mtimeMs / 1000)), LATEST) * 1000);
  return { name, mode, mtime, uid: 0, gid: 0, size: 0 };
}

function linkOf({ path, place }: Found): string {
  try {
    return readlinkSync(place);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** An empty line and blanks: 40 bits of chance. */
function ending(): Buffer {
  const bits = [...randomBytes(5)].flatMap((byte) => [...byte.toString(2).padStart(8, '0')]);
  return Buffer.from(`\n${bits.map((bit) => (bit === '1' ? ' \n' : '\n')).join('')}`);
}

/** An entry in one go; folders and links have no content. */
async function add(tar: Pack, header: Entry, content?: Buffer): Promise<void> {
  const { sink, done } = openEntry(tar, content === undefined ? header : { ...header, size: content.length });
  if (content !== undefined) sink.end(content);
  await done;
}

async function addFile(tar: Pack, header: Entry, stats: Stats, place: string, more: Buffer): Promise<void> {
  if (stats.size > SMALL) await addLarge(tar, header, place, more);
  else await add(tar, header, Buffer.concat([readWhole(header.name, place), more]));
}

function readWhole(name: string, place: string): Buffer {
  try {
    return readFileSync(place);
  } catch (error) {
    throw unreadable(name, error);
  }
}

async function addLarge(tar: Pack, header: Entry, place: string, more: Buffer): Promise<void> {
  const file = await open(place).catch((error: unknown) => {
    throw unreadable(header.name, error);
  });
  try {
    const { size } = await file.stat();
    if (size === 0) throw unreadable(header.name, CHANGING);
    const { sink, done } = openEntry(tar, { ...header, size: size + more.length });
    let left = size;
    // What is written to it from now on is not ours.
    for await (const chunk of file.createReadStream({ end: size - 1, autoClose: false })) {
      left -= chunk.length;
      if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), done]);
    }
    if (left > 0) throw unreadable(header.name, CHANGING);
    sink.end(more);
    await done;
  } finally {
    await file.close();
  }
}

/** `done` fails when nobody wants the archive any more. */
function openEntry(tar: Pack, header: Entry): { readonly sink: Sink; readonly done: Promise<void> } {
  let settle: (error?: Error | null) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // It may fail before anybody waits for it; the entry then says the same once more.
  done.catch(() => undefined);
  const sink = tar.entry(header, (error) => settle(error));
  sink.on('error', () => undefined);
  return { sink, done };
}
