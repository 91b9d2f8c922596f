/** Reads the headers of an archive; what is in the files goes by. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { absolute } from '../../../project/absolute.ts';
import { parentFolder } from '../../../project/placed.ts';
import type { Ownership } from '../../verified.ts';

export interface Entry {
  /** In the image, absolute. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly bytes: number;
  readonly ownership: Ownership;
}

/** @param path where in the image the archive was taken: its entries are named from that path's own name on. */
export async function readEntries(path: string, tar: Readable, onEntry: (entry: Entry) => void): Promise<void> {
  const parent = parentFolder(absolute(path));
  const reader = extract();
  reader.on('entry', (header, content, next) => {
    const isFolder = header.type === 'directory';
    const bytes = isFolder ? 0 : header.size;
    onEntry({ path: absolute(`${parent}/${header.name}`), isFolder, bytes, ownership: ownershipOf(header) });
    content.on('end', next);
    // The archive ends in it: the pipeline is told of that.
    content.on('error', () => undefined);
    content.resume();
  });
  await pipeline(tar, reader);
}

/** Numbers that are too large for the header proper stand in its extension. Source: POSIX pax interchange format. */
function ownershipOf({ uid, gid, mode, pax }: Header): Ownership {
  const extended = new Map<string, unknown>(typeof pax === 'object' && pax !== null ? Object.entries(pax) : []);
  return { uid: Number(extended.get('uid') ?? uid), gid: Number(extended.get('gid') ?? gid), mode: mode & 0o7777 };
}
