/** The folder for temporary files of one run. */
import { chmodSync, mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatRunId, isDead, parseRunId, type RunId } from './run-id.ts';

const PREFIX = 'slimify-verify-';
/** A full disk still makes folders. What a Dockerfile and its ignore file need, at least. */
const PROBE_BYTES = 64 * 1024;

export type MadeFolder = { readonly ok: true; readonly folder: string } | { readonly ok: false; readonly why: string };

/** Only its owner can look into it. */
export function makeFolder(id: RunId): MadeFolder {
  const parent = path.resolve(tmpdir());
  const folder = path.join(parent, PREFIX + formatRunId(id));
  try {
    mkdirSync(folder, { mode: 0o700 });
    const probe = path.join(folder, 'probe');
    writeFileSync(probe, Buffer.alloc(PROBE_BYTES));
    unlinkSync(probe);
    return { ok: true, folder };
  } catch (error) {
    removeFolder(folder);
    return { ok: false, why: `cannot write to the folder for temporary files ${parent}: ${reason(error)}` };
  }
}

/** Never throws; what it cannot remove, a later run tries again. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A build context can hold folders that even their owner must not write to.
    try {
      openFolders(folder);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else's files.
    }
  }
}

/** Removes the folders of runs that were killed. */
export function sweepFolders(): void {
  const parent = path.resolve(tmpdir());
  for (const name of namesIn(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const id = parseRunId(name.slice(PREFIX.length));
    if (id !== null && isDead(id)) removeFolder(path.join(parent, name));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function openFolders(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) openFolders(path.join(folder, entry.name));
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EROFS') return 'the disk is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOENT') return 'there is no such folder';
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}
