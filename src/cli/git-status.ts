/** Asks git, once for each repository, which files could not be brought back. Used only when writing. */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { gitRoot } from './git-root.ts';

/** A repository with more than this much to say is not asked twice. */
const MAX_OUTPUT = 256 * 1024 * 1024;

const statusOf = new Map<string, ReadonlyMap<string, string>>();

/**
 * Why git could not bring the file back as it is on disk.
 * @param file absolute, symbolic links followed.
 * @returns null when it could, when there is no repository, and when git cannot be asked.
 */
export function whyNotRecoverable(file: string): string | null {
  const root = gitRoot(path.dirname(file));
  if (root === null) return null;
  let status = statusOf.get(root);
  if (status === undefined) {
    status = readStatus(root);
    statusOf.set(root, status);
  }
  const code = status.get(path.relative(realpathSync(root), file).replaceAll(path.sep, '/'));
  if (code === undefined) return null;
  return code === '??' ? 'git does not track it' : 'it has changes that are not committed';
}

/** Two-letter status by path. Hooks of the repository are not started. */
function readStatus(root: string): ReadonlyMap<string, string> {
  const git = ['-c', 'core.fsmonitor=false', '-C', root, 'status', '--porcelain', '-z', '--untracked-files=all'];
  const { status, stdout } = spawnSync('git', git, { maxBuffer: MAX_OUTPUT, encoding: 'utf8', windowsHide: true });
  const found = new Map<string, string>();
  if (status !== 0) return found;
  const entries = stdout.split('\0');
  for (let i = 0; i < entries.length; i++) {
    const code = entries[i]!.slice(0, 2);
    found.set(entries[i]!.slice(3), code);
    // A rename carries the old name as an entry of its own.
    if (code.startsWith('R') || code.startsWith('C')) i++;
  }
  return found;
}
