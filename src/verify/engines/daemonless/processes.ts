/** Processes of a build or a container that has to end. Linux tells of them in /proc; elsewhere none are found. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** All that this one has started, and what they have. */
export function descendants(pid: number): readonly number[] {
  const all = processes();
  const found = [pid];
  for (const parent of found) {
    for (const one of all) if (one.parent === parent && !found.includes(one.pid)) found.push(one.pid);
  }
  return found.slice(1);
}

/**
 * The parts of a build that do the work of one instruction: the one that runs its program ends the container when it
 * is asked to, and then the build fails and clears up behind itself, which it does not when it is itself asked.
 * Source: containers/buildah, run_linux.go (`-oci-runtime`), chroot/run.go (`-chroot-runtime`), copier (`-copier-…`).
 */
export function buildWorkers(pid: number): readonly number[] {
  return descendants(pid).filter((one) => /^buildah-(?:oci|chroot|copier)/.test(commandLine(one)[0] ?? ''));
}

/**
 * The program that such a part runs; null as long as there is none. With a runtime that one is there first, and what has
 * process ids of its own is the program; without (`--isolation=chroot`) all that is below it is.
 */
export function programOf(pid: number): number | null {
  const workers = buildWorkers(pid);
  for (const worker of workers) {
    const isChroot = commandLine(worker)[0]?.startsWith('buildah-chroot') ?? false;
    const below = descendants(worker).filter((one) => !workers.includes(one));
    const found = below.find((one) => isChroot || namespace(one, 'pid') !== namespace('self', 'pid'));
    if (found !== undefined) return found;
  }
  return null;
}

/** Which of the kernel's it is in; null where nobody may look. */
export function namespace(pid: number | 'self', name: 'net' | 'pid'): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/${name}`);
  } catch {
    return null;
  }
}

/** Those whose root folder is this container's: its writable layer is mounted there. */
export function processesIn(layer: string): readonly number[] {
  return processes()
    .map(({ pid }) => pid)
    .filter((pid) => isRootIn(read(pid, 'mountinfo'), layer));
}

/** Fields of a line: id, parent, device, root, mount point, …: proc_pid_mountinfo(5). */
export function isRootIn(mountinfo: string, layer: string): boolean {
  return mountinfo.split('\n').some((line) => line.split(' ')[4] === '/' && line.includes(layer));
}

/** Those of this program which have such an argument. */
export function processesWith(program: string, isIt: (argument: string) => boolean): readonly number[] {
  return processes()
    .map(({ pid }) => pid)
    .filter((pid) => {
      const [name = '', ...args] = commandLine(pid);
      return name.split('/').at(-1) === program && args.some(isIt);
    });
}

/** One that has ended, or is not ours, is left alone. */
export function signal(pids: readonly number[], name: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended, or belongs to somebody else.
    }
  }
}

function processes(): readonly Process[] {
  return numbers().flatMap((pid) => {
    // The name stands in parentheses, and can hold anything.
    const [, parent] = /^\d+ \([\s\S]*\) \S (\d+) /.exec(read(pid, 'stat')) ?? [];
    return parent === undefined ? [] : [{ pid, parent: Number(parent) }];
  });
}

function numbers(): readonly number[] {
  if (process.platform !== 'linux') return [];
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function commandLine(pid: number): readonly string[] {
  return read(pid, 'cmdline').split('\0');
}

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
