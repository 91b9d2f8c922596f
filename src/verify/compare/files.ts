/**
 * Holds the files of two images against each other. Images may have a million files: of the new one a number a file is
 * kept, of the old one only what is missing or changed.
 */
import type { ContainerEngine } from '../container-engine.ts';
import type { Abort } from '../process.ts';
import type { FileDifferences } from '../verified.ts';
import { createChanged } from './files/changed.ts';
import { createIndex } from './files/index-of-paths.ts';
import { createMissing } from './files/missing.ts';
import { readEntries } from './files/read-entries.ts';

/**
 * What the image `after` lacks below these folders of the image `before`, and what belongs to somebody else there.
 * It rejects when an engine does not hand the files out.
 * @param folders absolute.
 */
export async function compareFiles(
  engine: Pick<ContainerEngine, 'archives'>,
  before: string,
  after: string,
  folders: readonly string[],
  abort: Abort,
): Promise<FileDifferences> {
  const index = createIndex();
  for await (const { path, tar } of engine.archives(after, folders, abort)) {
    await readEntries(path, tar, ({ path: file, ownership }) => index.add(file, ownership));
  }
  const [missing, changed] = [createMissing(folders, index.has), createChanged(folders)];
  for await (const { path, tar } of engine.archives(before, folders, abort)) {
    await readEntries(path, tar, (entry) => {
      const now = index.ownershipOf(entry.path);
      if (now === null) missing.add(entry);
      else changed.add(entry.path, entry.ownership, now);
    });
  }
  const unlisted = { missing: missing.unlisted(), changed: changed.unlisted() };
  const isAll = unlisted.missing + unlisted.changed === 0;
  return { folders, missing: missing.list(), changed: changed.list(), ...(isAll ? {} : { unlisted }) };
}
