import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

const onLinux = test.skipIf(process.platform !== 'linux');
const WATCHDOG = path.resolve(import.meta.dirname, '../../../../src/verify/engines/daemonless/end-with-us.ts');

/** A build that says when it is done, and the part of it that does the work. */
function group(file: string): ChildProcess {
  const work = `exec -a buildah-oci-runtime sleep 60`;
  const script = `(${work}) & wait $!; echo "$?" > '${file}'`;
  return spawn('bash', ['-c', script], { detached: true, stdio: 'ignore' });
}

onLinux('when we are killed the work of a build ends, and the build by itself', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
  const done = path.join(folder, 'done');
  const ours = path.join(folder, 'ours.mjs');
  await build({ entryPoints: [WATCHDOG], bundle: true, platform: 'node', format: 'esm', outfile: ours });
  const building = group(done);
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    if (building.exitCode === null) process.kill(-building.pid!, 'SIGKILL');
  });
  const script = `const { endBuildWithUs } = await import('${ours}'); endBuildWithUs(${building.pid}); console.log(1); setInterval(() => {}, 1000);`;
  const us = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(us.stdout, 'data');
  us.kill('SIGKILL');
  await once(building, 'exit');
  // It was asked to: SIGTERM.
  expect(readFileSync(done, 'utf8').trim()).toBe('143');
});

onLinux('called off, it does nothing', async () => {
  const { endBuildWithUs } = await import('../../../../src/verify/engines/daemonless/end-with-us.ts');
  const building = spawn('bash', ['-c', 'exec -a buildah-oci-runtime sleep 1'], { detached: true, stdio: 'ignore' });
  endBuildWithUs(building.pid!)();
  expect(await once(building, 'exit')).toEqual([0, null]);
});
