/** Writes a file so that it is never half written, and never one that we did not mean. */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isInside } from './paths.ts';
import { type FileError, systemError } from './read.ts';

export type WriteResult =
  /** `note`: why it was written in place instead of replaced; null for the usual way. */
  { readonly ok: true; readonly note: string | null } | { readonly ok: false; readonly error: FileError };

/**
 * Replaces a file's content: a new file beside it takes its place in one step, with mode and owner kept. Behind a
 * symbolic link the file that it leads to is replaced. Where that cannot be done without losing something, the file is
 * written in place after a backup.
 * @param before what was read; a file that holds something else by now is left alone.
 * @param within the folder that must not be left.
 */
export function writeDockerfile(file: string, before: Buffer, after: Buffer, within: string): WriteResult {
  try {
    const error = whyNotWritten(file, before, within);
    if (error !== null) return { ok: false, error };
    const target = realpathSync(file);
    const stat = statSync(target);
    const obstacle = stat.nlink > 1 ? 'it has more than one hard link' : replace(target, after, stat);
    if (obstacle === null) return { ok: true, note: null };
    writeInPlace(target, before, after);
    return { ok: true, note: `written in place, because ${obstacle}` };
  } catch (cause) {
    return { ok: false, error: { ...systemError(cause), code: 'not-written' } };
  }
}

/** What keeps `writeDockerfile` from writing, as far as it can be seen before. */
export function whyNotWritten(file: string, before: Buffer, within: string): FileError | null {
  try {
    const target = realpathSync(file);
    if (!isInside(realpathSync(within), target))
      return problem('outside', `is a symbolic link that leaves ${within}; left as it was`);
    const isReadOnly = (statSync(target).mode & 0o222) === 0 || !isWritable(target);
    if (isReadOnly) return problem('read-only', 'is read-only; left as it was');
    const isSame = readFileSync(target).equals(before);
    return isSame ? null : problem('changed', 'changed on disk meanwhile; left as it was');
  } catch (cause) {
    return { ...systemError(cause), code: 'not-written' };
  }
}

/** Creates a file beside the Dockerfile; one that is there already is not touched. */
export function createFile(file: string, content: Buffer): WriteResult {
  try {
    const handle = openSync(file, 'wx');
    try {
      writeAll(handle, content);
    } finally {
      closeSync(handle);
    }
    return { ok: true, note: null };
  } catch (cause) {
    return { ok: false, error: { ...systemError(cause), code: 'not-written' } };
  }
}

/** @returns null when done, or what stands in the way; then nothing has changed. */
function replace(target: string, content: Buffer, stat: Stats): string | null {
  const folder = path.dirname(target);
  if (!isWritable(folder)) return 'its folder is not writable';
  const temporary = path.join(folder, `.${path.basename(target)}.${process.pid}.slimify`);
  const handle = openSync(temporary, 'wx', 0o600);
  let isOwnerKept = true;
  try {
    writeAll(handle, content);
    isOwnerKept = keepOwner(handle, stat);
    fchmodSync(handle, stat.mode & 0o7777);
    fsyncSync(handle);
    closeSync(handle);
    if (isOwnerKept) renameSync(temporary, target);
  } catch (cause) {
    unlinkSync(temporary);
    throw cause;
  }
  if (isOwnerKept) return null;
  unlinkSync(temporary);
  return 'it belongs to somebody else';
}

function keepOwner(handle: number, { uid, gid }: Stats): boolean {
  if (process.platform === 'win32') return true;
  try {
    fchownSync(handle, uid, gid);
    return true;
  } catch {
    return false;
  }
}

/** The backup goes beside the file, or to the temporary folder when there is no writing beside it. */
function writeInPlace(target: string, before: Buffer, after: Buffer): void {
  const name = `${path.basename(target)}.${process.pid}.slimify-backup`;
  const folder = isWritable(path.dirname(target)) ? path.dirname(target) : tmpdir();
  const backup = path.join(folder, name);
  const made = createFile(backup, before);
  if (!made.ok) throw new Error(`no backup could be made: ${made.error.message}`);
  try {
    overwrite(target, after);
  } catch (cause) {
    throw new Error(`writing failed; its content is in ${backup}`, { cause });
  }
  unlinkSync(backup);
}

function overwrite(target: string, content: Buffer): void {
  const handle = openSync(target, 'r+');
  try {
    writeAll(handle, content);
    ftruncateSync(handle, content.length);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeAll(handle: number, content: Buffer): void {
  for (let at = 0; at < content.length; ) at += writeSync(handle, content, at, content.length - at, at);
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function problem(code: string, message: string): FileError {
  return { code, line: null, message };
}
