/** Ctrl-C, a reader that goes away, an error of ours: nothing is left behind. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { useVerify } from './support.ts';

const sandbox = useVerify();

const ONE = 'FROM a\nRUN echo one\n';

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Lets it run until it says that on standard error, does something to it, and waits for its end. */
async function when(
  child: ChildProcessWithoutNullStreams,
  said: string,
  act: (child: ChildProcessWithoutNullStreams) => Promise<void> | void,
): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  let since = 0;
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    if (since > 0 || !stderr.includes(said)) return;
    since = Date.now();
    void act(child);
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr, seconds: (Date.now() - since) / 1000 };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends what is under way, cleans up, prints what was done: %i', async (signal, expected) => {
    const box = sandbox();
    box.file('a.Dockerfile', ONE);
    box.file('b.Dockerfile', `# sleeps: 60\n${ONE}`);
    box.file('c.Dockerfile', ONE);
    const child = box.begin(['--write', '--format', 'json']);
    const { code, stdout, stderr, seconds } = await when(child, 'b.Dockerfile: building before', async () => {
      await pause(200);
      child.kill(signal);
    });
    expect(code).toBe(expected);
    expect(seconds).toBeLessThan(20);
    expect(stderr).toMatch(/\nslimify: interrupted; 1 of 3 done, nothing is written\n$/);
    const found = JSON.parse(stdout).files.map(({ status, why, written }: Record<string, unknown>) => ({
      status,
      why,
      written,
    }));
    expect(found).toMatchObject([
      { status: 'alike', written: false },
      { status: 'not-verified', why: { code: 'aborted' } },
    ]);
    expect(box.read('a.Dockerfile')).toBe(ONE);
    expect(box.left()).toEqual([]);
  });
  test('a second one does not wait for a build that does not end', async () => {
    const box = sandbox();
    box.file('Dockerfile', `# sleeps: 60\n# stubborn\n${ONE}`);
    const child = box.begin([]);
    const { code, seconds } = await when(child, 'Dockerfile: building before', async () => {
      await pause(300);
      child.kill('SIGINT');
      await pause(300);
      child.kill('SIGINT');
    });
    expect(code).toBe(130);
    expect(seconds).toBeLessThan(20);
    expect(box.left()).toEqual([]);
  });
  test('does not wait for an engine that hangs while a container is started', async () => {
    const box = sandbox();
    box.file('Dockerfile', `# hangs\n${ONE}`);
    const child = box.begin([]);
    const { code, stderr, seconds } = await when(child, 'Dockerfile: trying before', async () => {
      await pause(500);
      child.kill('SIGINT');
    });
    expect(box.calls().at(-1)?.[0]).not.toBe('start');
    expect(code).toBe(130);
    expect(stderr).toMatch(/\nslimify: interrupted; 0 of 1 done, nothing is written\n$/);
    // 10 seconds for the check to be put away, and as many for the engine to be asked what is left.
    expect(seconds).toBeLessThan(30);
    expect(box.left().filter((name) => /slimify/.test(name))).toEqual([]);
  });
});

test('a reader that goes away takes the builds with it', async () => {
  const box = sandbox();
  for (const name of ['a', 'b', 'c']) box.file(`${name}.Dockerfile`, `# sleeps: ${name === 'a' ? 1 : 60}\n${ONE}`);
  const child = box.begin(['--jobs', '3']);
  const { code, seconds } = await when(child, 'c.Dockerfile: building before', () => void child.stdout.destroy());
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(20);
  expect(box.left()).toEqual([]);
});

test('an error of ours is reported as one, and the other files are verified', async () => {
  const box = sandbox();
  box.file('a.Dockerfile', `# garbage\n${ONE}`);
  box.file('b.Dockerfile', ONE);
  const { code, stdout, stderr } = await when(box.begin(['--jobs', '2']), 'b.Dockerfile: building before', () => {});
  expect(code).toBe(2);
  expect(stderr).toMatch(/slimify: a\.Dockerfile: [\s\S]*\nThis is a bug in slimify \d+\.\d+\.\d+; please report it\n/);
  expect(stdout).toMatch(/^a\.Dockerfile .*not verified/m);
  expect(stdout).toMatch(/^b\.Dockerfile .*alike/m);
  expect(box.left()).toEqual([]);
});
