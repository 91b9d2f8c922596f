/** What tells one run from all others, and whose it is: `<host>.<pid>.<random>`. */
import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface RunId {
  readonly host: string;
  readonly pid: number;
  readonly random: string;
}

/** The first process ids of a machine; containers have others. PROC_PID_INIT_INO in Linux' include/linux/proc_ns.h. */
const PID_NAMESPACE_OF_THE_MACHINE = 'pid:[4026531836]';
const TEXT = /^([a-z0-9-]+)\.([1-9]\d*)\.([0-9a-f]+)$/;

export function newRunId(): RunId {
  return { host: thisHost(), pid: process.pid, random: randomBytes(6).toString('hex') };
}

/** Fit for a label, the tag of an image and the name of a file. */
export function formatRunId(id: RunId): string {
  return `${id.host}.${id.pid}.${id.random}`;
}

/** Null for what no run of ours is called. */
export function parseRunId(text: string): RunId | null {
  const match = TEXT.exec(text);
  if (match === null) return null;
  return { host: match[1]!, pid: Number(match[2]), random: match[3]! };
}

/** Whether the process is gone that this run was; false for what cannot be known from here. */
export function isDead(id: RunId): boolean {
  return id.host === thisHost() && !isAlive(id.pid);
}

/**
 * Where a process id means something. Containers can share the name of a machine, but not its process ids: what runs
 * in another one is not dead because nobody here has its number.
 */
export function thisHost(): string {
  const namespace = pidNamespace();
  const name = namespace === null ? hostname() : `${hostname()}-${namespace}`;
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  // The tag of an image has at most 128 characters.
  return safe.slice(-60) || 'host';
}

function pidNamespace(): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const namespace = readlinkSync('/proc/self/ns/pid');
    return namespace === PID_NAMESPACE_OF_THE_MACHINE ? null : namespace;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's (EPERM) is alive.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
