import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import {
  buildWorkers,
  descendants,
  isRootIn,
  processesWith,
  programOf,
  signal,
} from '../../../../src/verify/engines/daemonless/processes.ts';

const onLinux = test.skipIf(process.platform !== 'linux');
const ARGUMENT = `slimify-test-${process.pid}`;

/** A shell that has another one run beside it, under this name. */
async function family(name: string): Promise<number> {
  const script = `exec -a "${name}" bash -c 'sleep 60; true' "${ARGUMENT}" & echo; wait`;
  const child = spawn('bash', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    process.kill(-child.pid!, 'SIGKILL');
  });
  await once(child.stdout, 'data');
  await expect.poll(() => descendants(child.pid!).length).toBeGreaterThan(1);
  return child.pid!;
}

onLinux('what a process has started, and what that has', async () => {
  const pid = await family('buildah-oci-runtime');
  expect(descendants(pid).length).toBe(2);
  expect(descendants(pid)).not.toContain(pid);
  expect(descendants(process.pid)).toEqual(expect.arrayContaining([...descendants(pid)]));
});

onLinux('the parts of a build that do the work', async () => {
  // A shell that is about to start another program looks like two of itself.
  for (const [name, count] of [
    ['buildah-oci-runtime', 1],
    ['buildah-copier-put', 1],
    ['buildah', 0],
  ] as const) {
    const pid = await family(name);
    await expect.poll(() => buildWorkers(pid).length).toBe(count);
  }
});

onLinux('the program that a part runs: without a runtime all that is below it is', async () => {
  const chroot = await family('buildah-chroot-exec');
  await expect.poll(() => buildWorkers(chroot).length).toBe(1);
  const [worker] = buildWorkers(chroot);
  expect(programOf(chroot)).toBe(descendants(worker!)[0]);
  const runtime = await family('buildah-oci-runtime');
  await expect.poll(() => buildWorkers(runtime).length).toBe(1);
  expect(programOf(runtime)).toBe(null);
});

onLinux('those of a program with an argument', async () => {
  const pid = await family('/usr/bin/podman');
  const find = () => processesWith('podman', (argument) => argument === ARGUMENT);
  await expect.poll(() => find().length).toBe(1);
  const found = find();
  expect(descendants(pid)).toContain(found[0]);
  expect(processesWith('buildah', (argument) => argument === ARGUMENT)).toEqual([]);
});

test('the folder that a process has as its root', () => {
  const layer = 'f'.repeat(64);
  const host = `29 1 254:0 / / rw - ext4 /dev/vda rw\n90 29 0:60 / /store/overlay/${layer}/merged rw - overlay overlay rw,upperdir=/store/overlay/${layer}/diff`;
  const inside = `300 200 0:60 / / rw,relatime - overlay overlay rw,lowerdir=x,upperdir=/store/overlay/${layer}/diff\n301 300 0:5 / /proc rw - proc proc rw`;
  const bound = `300 200 254:0 /store/vfs/dir/${layer} / rw,relatime - ext4 /dev/vda rw`;
  expect([host, inside, bound, ''].map((text) => isRootIn(text, layer))).toEqual([false, true, true, false]);
});

test('one that has ended is left alone', () => {
  expect(() => signal([2 ** 22 + 1], 'SIGTERM')).not.toThrow();
});
