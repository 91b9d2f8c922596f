/** Writes a changed Dockerfile and what belongs to it. Loaded only with --write. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { whyNotRecoverable } from './git-status.ts';
import type { FileError } from './read.ts';
import type { SideFile } from './result.ts';
import type { Target } from './targets.ts';
import { createFile, type WriteResult, writeDockerfile } from './write.ts';

/** What went wrong, or what the user should know. */
export interface Saved {
  readonly error: FileError | null;
  readonly notes: readonly string[];
}

/**
 * Files beside the Dockerfile first: if one cannot be written, the Dockerfile stays as it is.
 * @param before what was read of the Dockerfile; `after` its new text.
 */
export function save(target: Target, before: Buffer, after: string, sideFiles: readonly SideFile[]): Saved {
  const lost = whyNotRecoverable(realpathSync(target.absolute));
  for (const file of sideFiles) {
    const content = Buffer.from(file.after);
    const written =
      file.before === null
        ? createFile(file.absolute, content)
        : writeDockerfile(file.absolute, Buffer.from(file.before), content, path.dirname(file.absolute));
    if (!written.ok)
      return { error: { ...written.error, message: `${file.path}: ${written.error.message}` }, notes: [] };
  }
  const written: WriteResult = writeDockerfile(target.absolute, before, Buffer.from(after), target.within);
  if (!written.ok) return { error: written.error, notes: [] };
  const notes = written.note === null ? [] : [written.note];
  if (lost !== null) notes.push(`warning: ${lost}, so the old text cannot be had back from there`);
  return { error: null, notes };
}
