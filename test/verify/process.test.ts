import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Abort, killAll, run } from '../../src/verify/process.ts';

const abort: Abort = { signal: new AbortController().signal, timeout: 20_000 };
const node = (code: string, options = {}) => run(process.execPath, ['-e', code], { abort, ...options });

describe('a program', () => {
  test('gives its exit code and what it printed', async () => {
    const ran = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(ran).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n', stopped: null });
  });

  test('is told of line by line, the last one without an end too', async () => {
    const lines: string[] = [];
    const { stdout } = await node('process.stdout.write("a\\r\\nb\\nc")', {
      onStdout: (line: string) => lines.push(line),
    });
    expect(lines).toEqual(['a', 'b', 'c']);
    expect(stdout).toBe('');
  });

  test('gets its input and its environment', async () => {
    const code = 'process.stdin.on("data", (text) => console.log(process.env.WHO + " " + text))';
    expect((await node(code, { input: 'hello', env: { WHO: 'Ada' } })).stdout).toBe('Ada hello\n');
    expect((await node(code, { input: Readable.from(['good', ' day']), env: { WHO: 'Ada' } })).stdout).toContain('day');
  });

  test('may leave its input unread', async () => {
    const input = Readable.from(Array.from({ length: 200 }, () => 'x'.repeat(65_536)));
    expect(await node('process.exit(0)', { input })).toMatchObject({ code: 0, stopped: null });
    expect(input.destroyed).toBe(true);
  });

  test('that is not there is a result', async () => {
    expect(await run('slimify-no-such-program', [], { abort })).toMatchObject({ code: null, stopped: 'not-found' });
  });

  test('keeps the end of a long output', async () => {
    const { stdout } = await node('for (let i = 0; i < 200; i++) process.stdout.write(String(i).padStart(60000))');
    expect(stdout.length).toBeLessThan(9_000_000);
    expect(stdout.endsWith('199')).toBe(true);
  });

  test('that prints one line without an end takes neither long nor much', async () => {
    const lines: string[] = [];
    const since = Date.now();
    await node('for (let i = 0; i < 1000; i++) process.stdout.write("x".repeat(60000)); console.log("y")', {
      onStdout: (line: string) => lines.push(line),
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]!.length).toBeLessThan(9_000_000);
    expect(lines[0]!.endsWith('xy')).toBe(true);
    expect(Date.now() - since).toBeLessThan(5_000);
  });
});

/** Starts a child that would run on, and says its process. */
const NEVER_ENDS =
  'const { spawn } = require("node:child_process"); const { pid } = spawn("sleep", ["60"]); console.log(pid); setInterval(() => {}, 1000)';

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await wait(50);
  }
  return false;
}

describe('a program that does not end', () => {
  test('is stopped at the end of its time, with what it has started', async () => {
    const ran = await run(process.execPath, ['-e', NEVER_ENDS], { abort: { ...abort, timeout: 700 } });
    expect(ran).toMatchObject({ code: null, stopped: 'timeout' });
    expect(await isGone(Number(ran.stdout))).toBe(true);
  });

  test('is stopped by the user', async () => {
    const controller = new AbortController();
    const running = run(process.execPath, ['-e', NEVER_ENDS], { abort: { ...abort, signal: controller.signal } });
    await wait(500);
    controller.abort();
    expect(await running).toMatchObject({ stopped: 'aborted' });
    expect(await isGone(Number((await running).stdout))).toBe(true);
  });

  test('is not even started after that', async () => {
    expect(await node('', { abort: { ...abort, signal: AbortSignal.abort() } })).toMatchObject({ stopped: 'aborted' });
  });
});

describe.skipIf(process.platform === 'win32')('what a program leaves behind', () => {
  test('does not keep us waiting when it holds the output open', async () => {
    const started = Date.now();
    const ran = await run('sh', ['-c', 'sleep 60 & echo $!; exit 4'], { abort });
    expect(ran).toMatchObject({ code: 4, stopped: null });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await isGone(Number(ran.stdout))).toBe(true);
  });

  test('does not either when it has left our group', async () => {
    const started = Date.now();
    const code = `const { spawn } = require("node:child_process"); const { pid } = spawn("sleep", ["60"], { detached: true, stdio: "inherit" }); console.log(pid); process.exit(0)`;
    const ran = await node(code);
    expect(ran).toMatchObject({ code: 0, stopped: null });
    expect(Date.now() - started).toBeLessThan(5_000);
    process.kill(Number(ran.stdout), 'SIGKILL');
  });

  test('ends with it when that was stopped, deaf to a polite word', async () => {
    const code = 'trap "" TERM; (while :; do sleep 0.1; done) > /dev/null 2>&1 & echo $!; trap - TERM; sleep 60';
    const ran = await run('sh', ['-c', code], { abort: { ...abort, timeout: 500 } });
    expect(ran.stopped).toBe('timeout');
    expect(await isGone(Number(ran.stdout))).toBe(true);
  });

  test('all that runs is killed when we are about to end', async () => {
    const running = node('setInterval(() => {}, 1000)');
    await wait(300);
    killAll();
    expect(await running).toMatchObject({ code: null, stopped: null });
  });
});
