/** Writes a changed Dockerfile and what belongs to it. Loaded only with --write. */
import { realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { whyNotRecoverable } from './git-status.ts';
import type { FileError } from './read.ts';
import type { SideFile } from './result.ts';
import type { Target } from './targets.ts';
import { createFile, type WriteResult, whyNotWritten, writeDockerfile } from './write.ts';

/** What went wrong, or what the user should know. */
export interface Saved {
  readonly error: FileError | null;
  readonly notes: readonly string[];
}

/**
 * Files beside the Dockerfile first: if one cannot be written, the Dockerfile stays as it is, and so do they all.
 * @param before what was read of the Dockerfile; `after` its new text.
 */
export function save(target: Target, before: Buffer, after: string, sideFiles: readonly SideFile[]): Saved {
  const error = whyNotWritten(target.absolute, before, target.within);
  if (error !== null) return { error, notes: [] };
  const lost = whyNotRecoverable(realpathSync(target.absolute));
  const done: SideFile[] = [];
  for (const file of sideFiles) {
    const written = writeSideFile(file);
    if (!written.ok) {
      takeBack(done);
      return { error: { ...written.error, message: `${file.path}: ${written.error.message}` }, notes: [] };
    }
    done.push(file);
  }
  const written = writeDockerfile(target.absolute, before, Buffer.from(after), target.within);
  if (!written.ok) {
    takeBack(done);
    return { error: written.error, notes: [] };
  }
  const notes = written.note === null ? [] : [written.note];
  if (lost !== null) notes.push(`warning: ${lost}, so the old text cannot be had back from there`);
  return { error: null, notes };
}

function writeSideFile({ absolute, before, after }: SideFile): WriteResult {
  const content = Buffer.from(after);
  if (before === null) return createFile(absolute, content);
  return writeDockerfile(absolute, Buffer.from(before), content, path.dirname(absolute));
}

/** Without the Dockerfile they are of no use. What cannot be taken back stays: the error says why it all came to nothing. */
function takeBack(files: readonly SideFile[]): void {
  for (const { absolute, before, after } of files.toReversed()) {
    if (before === null) rmSync(absolute, { force: true });
    else writeDockerfile(absolute, Buffer.from(after), Buffer.from(before), path.dirname(absolute));
  }
}
