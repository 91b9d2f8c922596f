import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
const pids: number[] = [];

beforeAll(() => {
  buildSync({
    bundle: true,
    entryPoints: [path.join(import.meta.dirname, '../../../src/verify/process/watchdog.ts')],
    outfile: path.join(folder, 'watchdog.mjs'),
    platform: 'node',
    format: 'esm',
  });
});

afterAll(() => {
  for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A program that starts another one, says its id, and then does this. */
async function started(
  then: string,
  command: readonly string[] = ['sleep', '60'],
): Promise<{ readonly stop: (signal: NodeJS.Signals) => void; readonly pid: number }> {
  const file = path.join(folder, 'main.mjs');
  writeFileSync(
    file,
    `import { spawn } from 'node:child_process';
import { endWithUs } from './watchdog.mjs';
const child = spawn('${command[0]}', ${JSON.stringify(command.slice(1))}, { detached: true, stdio: 'ignore' });
const callOff = endWithUs(child.pid);
${then};
console.log(child.pid);
setInterval(() => {}, 1000);`,
  );
  const main = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await main.stdout.take(1).toArray();
  const pid = Number(String(line));
  pids.push(pid);
  return { pid, stop: (signal) => void main.kill(signal) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('what we have started ends when we are killed', async () => {
  const { pid, stop } = await started('');
  await wait(300);
  expect(isRunning(pid)).toBe(true);
  stop('SIGKILL');
  await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
});

test('not after it was called off', async () => {
  const { pid, stop } = await started('callOff()');
  stop('SIGKILL');
  await wait(500);
  expect(isRunning(pid)).toBe(true);
});

test('what does not end when asked is killed', async () => {
  const { pid, stop } = await started('', ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"]);
  await wait(300);
  stop('SIGKILL');
  await wait(500);
  expect(isRunning(pid)).toBe(true);
  await expect.poll(() => isRunning(pid), { timeout: 8000 }).toBe(false);
});
