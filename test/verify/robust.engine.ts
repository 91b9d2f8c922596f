/** What becomes of a run of `slimify verify` when something goes wrong that is no Dockerfile's fault. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { LABEL } from '../../src/verify/session.ts';
import {
  type Bench,
  docker,
  hasEngine,
  isAsleep,
  left,
  leftOnEngine,
  longTime,
  outcomes,
  peakOf,
  type Running,
  until,
  useBench,
} from './robust/bench.ts';
import { openProxy } from './robust/proxy.ts';

// They mostly wait.
vi.setConfig({ maxConcurrency: 6 });
const bench = useBench();

/** One fix that changes nothing. @param lines what else is in it. */
function dockerfile(...lines: readonly string[]): string {
  return ['FROM busybox', '# harmless: one => 1', 'WORKDIR /app', 'RUN echo one', ...lines, ''].join('\n');
}

const RUNS_ON = 'CMD ["sleep", "1000"]';
/** Milliseconds in which something must be over that was told to end. */
const SOON = 15_000;

/** The next run has nothing to complain of, and leaves nothing of those before it. */
async function expectNextRunCleansUp(box: Bench, pid: number): Promise<void> {
  box.file('next.Dockerfile', dockerfile(RUNS_ON));
  const next = await box.verify(['--format', 'json', 'next.Dockerfile']);
  expect(next.stderr).not.toContain('slimify:');
  expect(outcomes(next.stdout)).toEqual([['next.Dockerfile', 'alike', null]]);
  expect(await left(box, pid)).toEqual([]);
}

describe.skipIf(!hasEngine).concurrent('kill -9', () => {
  test('during a build: it ends on the engine, and the next run removes the rest', async () => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(`RUN sleep ${time}`));
    const running = box.begin([]);
    await running.said('building before');
    const isHere = await until(() => isAsleep(time), 4_000);
    running.kill('SIGKILL');
    await running.ended;
    expect(await until(() => !isAsleep(time), SOON), `${isHere}`).toBe(true);
    expect(readdirSync(box.temporary)).toHaveLength(1);
    await expectNextRunCleansUp(box, running.pid);
  });

  test('during a check: the next run removes the container', async () => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(`CMD ["sleep", "${time}"]`));
    const running = box.begin(['--wait', '60']);
    await running.said('trying before');
    await until(async () => (await leftOnEngine(running.pid)).includes('container'), 5_000);
    await wait(200);
    running.kill('SIGKILL');
    await running.ended;
    expect(await leftOnEngine(running.pid)).toEqual(['container', 'image']);
    await expectNextRunCleansUp(box, running.pid);
    expect(isAsleep(time)).toBe(false);
  });

  test('during a smoke test: that ends too', async () => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    const running = box.begin(['--smoke', `sleep ${time}; true`]);
    await until(() => isAsleep(time), 10_000);
    await wait(200);
    running.kill('SIGKILL');
    await running.ended;
    expect(await until(() => !isAsleep(time), 5_000)).toBe(true);
    await expectNextRunCleansUp(box, running.pid);
  });
});

interface Situation {
  readonly file: string;
  readonly args: readonly string[];
  readonly when: (running: Running, time: string) => Promise<unknown>;
}

/** What is under way when something happens. @param time that it sleeps. */
const SITUATIONS: Readonly<Record<string, (time: string) => Situation>> = {
  'a build': (time) => ({
    file: dockerfile(`RUN sleep ${time}`),
    args: [],
    when: async (running) => {
      await running.said('building before');
      await until(() => isAsleep(time), 3_000);
    },
  }),
  'a check': (time) => ({
    file: dockerfile(`CMD ["sleep", "${time}"]`),
    args: ['--wait', '100'],
    when: async (running) => {
      await running.said('trying before');
      await until(() => isAsleep(time), 3_000);
    },
  }),
  'a smoke test': (time) => ({
    file: dockerfile(RUNS_ON),
    args: ['--smoke', `docker run --rm --network=none "$IMAGE" sleep ${time}`],
    when: async (running) => {
      await running.said('trying before');
      await until(() => isAsleep(time), 3_000);
    },
  }),
  'a comparison': () => ({
    file: dockerfile('RUN head -c 200000000 /dev/zero > big', RUNS_ON),
    args: [],
    when: (running) => running.said('comparing'),
  }),
  'a search for what broke it': (time) => ({
    file: dockerfile(
      '# breaks-the-build: true => false',
      'RUN true',
      `# harmless: echo quick => sleep ${time}`,
      'RUN echo quick',
      RUNS_ON,
    ),
    args: [],
    when: async (running) => {
      await running.said('looking for what broke it, attempt 2');
      await until(() => isAsleep(time), 3_000);
    },
  }),
};

describe.skipIf(!hasEngine).concurrent('a signal', () => {
  const all = Object.keys(SITUATIONS).flatMap((name) => [
    [name, 'SIGINT', 'once', 130] as const,
    [name, 'SIGTERM', 'twice', 143] as const,
  ]);
  test.for(all)('during %s: %s %s leaves nothing', async ([name, signal, times, code]) => {
    const box = bench();
    const time = longTime();
    const { file, args, when } = SITUATIONS[name]!(time);
    box.file('Dockerfile', file);
    const running = box.begin(['--write', ...args]);
    await when(running, time);
    const since = Date.now();
    running.kill(signal);
    if (times === 'twice') await wait(100);
    if (times === 'twice') running.kill(signal);
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    expect(ended.at - since).toBeLessThan(SOON);
    if (times === 'once') expect(ended.stderr).toMatch(/\nslimify: interrupted; 0 of 1 done, nothing is written\n$/);
    expect(box.read('Dockerfile')).toBe(file);
    expect(await left(box, running.pid)).toEqual([]);
    expect(await until(() => !isAsleep(time), 3_000)).toBe(true);
  });
});

describe.skipIf(!hasEngine).concurrent('an engine that goes away', () => {
  test.for(Object.keys(SITUATIONS))('during %s: one line, and nothing more is tried', async (name) => {
    const box = bench();
    const proxy = await openProxy(box.temporary);
    const time = longTime();
    const { file, args, when } = SITUATIONS[name]!(time);
    box.file('a.Dockerfile', file);
    for (const other of ['b', 'c']) box.file(`${other}.Dockerfile`, dockerfile(RUNS_ON));
    const running = box.begin(['--format', 'json', ...args], { env: { DOCKER_HOST: proxy.host } });
    await when(running, time);
    const since = Date.now();
    proxy.cut();
    const ended = await running.ended;
    expect(ended.code).toBe(2);
    expect(ended.at - since).toBeLessThan(SOON);
    const said = ended.stderr.split('\n').filter((line) => line.startsWith('slimify:'));
    expect(said).toEqual([expect.stringMatching(/^slimify: a\.Dockerfile: the engine went away: \S.{10,400}$/)]);
    expect(outcomes(ended.stdout)).toEqual(
      ['a', 'b', 'c'].map((file) => [`${file}.Dockerfile`, 'not-verified', 'engine-gone']),
    );
    expect(ended.stderr).not.toContain('b.Dockerfile:');
    rmSync(path.join(box.temporary, 'proxy.sock'), { force: true });
    expect(readdirSync(box.temporary)).toEqual([]);
    await expectNextRunCleansUp(box, running.pid);
    expect(await until(() => !isAsleep(time), 3_000)).toBe(true);
  });

  test('during several builds at a time: one line', async () => {
    const box = bench();
    const proxy = await openProxy(box.temporary);
    const time = longTime();
    for (const name of ['a', 'b', 'c']) box.file(`${name}.Dockerfile`, dockerfile(`RUN sleep ${time}`));
    const running = box.begin(['--jobs', '2', '--format', 'json'], { env: { DOCKER_HOST: proxy.host } });
    await running.said('b.Dockerfile: building before');
    await until(() => isAsleep(time), 3_000);
    const since = Date.now();
    proxy.cut();
    const ended = await running.ended;
    expect(ended.code).toBe(2);
    expect(ended.at - since).toBeLessThan(SOON);
    expect(ended.stderr.match(/^slimify:/gm)).toHaveLength(1);
    expect(outcomes(ended.stdout)).toEqual(
      ['a', 'b', 'c'].map((name) => [`${name}.Dockerfile`, 'not-verified', 'engine-gone']),
    );
    expect(await until(() => !isAsleep(time), SOON)).toBe(true);
    expect(await leftOnEngine(running.pid)).toEqual([]);
  });

  test.for(['a build', 'a check', 'a comparison'])('and only hangs, during %s: Ctrl-C is enough', async (name) => {
    const box = bench();
    const proxy = await openProxy(box.temporary);
    const time = longTime();
    const { file, args, when } = SITUATIONS[name]!(time);
    box.file('Dockerfile', file);
    const running = box.begin(args, { env: { DOCKER_HOST: proxy.host } });
    await when(running, time);
    proxy.hang();
    await wait(200);
    const since = Date.now();
    running.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    expect(ended.at - since).toBeLessThan(30_000);
    proxy.cut();
    await expectNextRunCleansUp(box, running.pid);
  });
});

/** Where the command has its temporary files: a disk of so many bytes. Not everybody may make one. */
function smallDisk(folder: string, size: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0;
}

const disk = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
const mayMount = hasEngine && process.platform === 'linux' && smallDisk(disk, '1m');
if (mayMount) spawnSync('umount', [disk]);
else if (hasEngine) console.warn('Skipped: tests with a full disk, since nothing may be mounted here');
rmdirSync(disk);

describe.skipIf(!mayMount).concurrent('a disk for temporary files', () => {
  test('that is full: one line, before anything is built', async () => {
    const box = bench();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    smallDisk(box.temporary, '16k');
    try {
      const { code, stderr, stdout } = await box.verify(['.']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^slimify: cannot write to the folder for temporary files \S+: the disk is full\n$/);
      expect(readdirSync(box.temporary)).toEqual([]);
    } finally {
      spawnSync('umount', [box.temporary]);
    }
  });

  test('that is read-only: one line', async () => {
    const box = bench();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    smallDisk(box.temporary, '1m');
    try {
      spawnSync('mount', ['-o', 'remount,ro', box.temporary]);
      const { code, stderr } = await box.verify(['.']);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^slimify: cannot write to the folder for temporary files \S+: the disk is read-only\n$/);
    } finally {
      spawnSync('umount', [box.temporary]);
    }
  });

  test('that others fill meanwhile: not verified, and nothing is blamed', async () => {
    const box = bench();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    smallDisk(box.temporary, '256k');
    try {
      const running = box.begin(['--write', '--format', 'json', '--wait', '2']);
      await running.said('trying before');
      expect(() => writeFileSync(path.join(box.temporary, 'full'), Buffer.alloc(1_000_000))).toThrow('ENOSPC');
      const { code, stdout, stderr } = await running.ended;
      expect(code).toBe(2);
      expect(outcomes(stdout)).toEqual([['Dockerfile', 'not-verified', 'no-space']]);
      expect(stderr).toMatch(/\nslimify: Dockerfile: the disk is full: .+\n/);
      expect(box.read('Dockerfile')).toBe(dockerfile(RUNS_ON));
      expect(await left(box, running.pid)).toEqual(['full']);
    } finally {
      spawnSync('umount', [box.temporary]);
    }
  });
});

describe.skipIf(!hasEngine).concurrent('what never ends', () => {
  test('a build of what is on disk: broken before', async () => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(`RUN sleep ${time}`, RUNS_ON));
    const { code, stdout, pid } = await box.verify(['--timeout', '2s', '--format', 'json', '.']);
    const [{ status, sides }] = JSON.parse(stdout).files;
    expect([code, status]).toEqual([0, 'broken-before']);
    expect(sides.before.failed).toMatchObject({ cause: 'timeout', step: `RUN sleep ${time}` });
    expect(await left(box, pid)).toEqual([]);
    expect(await until(() => !isAsleep(time), 3_000)).toBe(true);
  });

  test('a build of what would be written: that is dropped', async () => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(`# breaks-the-build: true => sleep ${time}`, 'RUN true', RUNS_ON));
    const { code, stdout, pid } = await box.verify(['--timeout', '6s', '--format', 'json', '.']);
    const [{ status, dropped }] = JSON.parse(stdout).files;
    expect([code, status]).toEqual([1, 'repaired']);
    expect(dropped).toMatchObject([{ transform: 'breaks-the-build', broke: { message: 'not done after 6 seconds' } }]);
    expect(await left(box, pid)).toEqual([]);
    expect(await until(() => !isAsleep(time), 3_000)).toBe(true);
  });

  test.for([
    ['', 'that ends when asked', 10_000],
    [`trap '' TERM; `, 'that does not', 15_000],
  ] as const)('a smoke test: %s%s', async ([deaf, , patience]) => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    const since = Date.now();
    const ended = await box.verify(['--timeout', '4s', '--smoke', `${deaf}sleep ${time}; true`, '--format', 'json']);
    const [{ status, sides }] = JSON.parse(ended.stdout).files;
    expect([ended.code, status, sides.before.check.outcome]).toEqual([0, 'broken-before', 'timeout']);
    // Twice before, since it could be bad luck, and once after.
    expect(ended.at - since).toBeLessThan(3 * patience);
    expect(await left(box, ended.pid)).toEqual([]);
    expect(isAsleep(time)).toBe(false);
  });

  test('a container that does not want to stop', async () => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(`CMD trap '' TERM INT; sleep ${time}; true`));
    const since = Date.now();
    const { code, pid, at } = await box.verify(['.']);
    expect(code).toBe(0);
    expect(at - since).toBeLessThan(SOON);
    expect(await left(box, pid)).toEqual([]);
    expect(isAsleep(time)).toBe(false);
  });
});

describe.skipIf(!hasEngine).concurrent('containers and images', () => {
  test('that a smoke test leaves are removed before the next one', async () => {
    const box = bench();
    const time = longTime();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    const smoke = `test -z "$(docker ps -q --filter name=slimify-test-${time})" && docker run -d --name slimify-test-${time} --network=none "$IMAGE" sleep ${time}`;
    const { code, stdout, pid } = await box.verify(['--smoke', smoke, '--format', 'json', '.']);
    expect([code, outcomes(stdout)]).toEqual([0, [['Dockerfile', 'alike', null]]]);
    expect(await left(box, pid)).toEqual([]);
    expect(isAsleep(time)).toBe(false);
  });

  test('of others stay: without our label, of another machine, of a run that goes on', async () => {
    const box = bench();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    const running = box.begin(['--wait', '60', '.']);
    await running.said('trying before');
    const values = ['other-host.1.abc', 'nonsense', 'a.b'];
    const made = values.map((value) =>
      docker('create', '--network=none', '--label', `${LABEL}=${value}`, 'busybox', 'true'),
    );
    made.push(docker('create', '--network=none', '--label', 'org.slimify=1', 'busybox', 'true'));
    try {
      const { code } = await box.verify(['.']);
      expect(code).toBe(0);
      expect(docker('ps', '--all', '--quiet', '--no-trunc').split('\n')).toEqual(expect.arrayContaining(made));
      expect(await leftOnEngine(running.pid)).toEqual(['container', 'image']);
    } finally {
      docker('rm', '--force', ...made);
    }
    running.kill('SIGINT');
    await running.ended;
    expect(await left(box, running.pid)).toEqual([]);
  });

  test('of two runs at the same time: each removes its own', async () => {
    const box = bench();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    const both = await Promise.all([box.verify(['--format', 'json']), box.verify(['--format', 'json'])]);
    for (const { code, stdout, pid } of both) {
      expect([code, outcomes(stdout)]).toEqual([0, [['Dockerfile', 'alike', null]]]);
      expect(await left(box, pid)).toEqual([]);
    }
  });
});

describe.skipIf(!hasEngine).concurrent('standard output', () => {
  test('that is closed early ends the run, and leaves nothing', async () => {
    const box = bench();
    for (const name of ['a', 'b', 'c']) box.file(`${name}.Dockerfile`, dockerfile(RUNS_ON));
    const running = box.begin(['--format', 'json']);
    running.child.stdout!.once('data', () => running.child.stdout!.destroy());
    const { code, stderr } = await running.ended;
    expect([code, stderr.includes('c.Dockerfile')]).toEqual([0, false]);
    expect(await left(box, running.pid)).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('that is full is an error, and nothing is left', async () => {
    const box = bench();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    const { code, stderr, pid } = await box.verify(['.'], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] });
    expect(code).toBe(2);
    expect(stderr).toMatch(/slimify: standard output: ENOSPC/);
    expect(await left(box, pid)).toEqual([]);
  });
});

describe.skipIf(!hasEngine).concurrent('a transform that is broken', () => {
  const FILE = dockerfile(
    '# breaks-the-build: true => false',
    '# breaks-the-app: hello => goodbye',
    'RUN true && echo hello > said',
    '# harmless: three => 3',
    'RUN echo three',
    'CMD ["cat", "said"]',
  );
  const ASK = 'docker run --rm --network=none "$IMAGE" | grep hello';

  test('is found, named and dropped; the rest is written', async () => {
    const box = bench();
    box.file('Dockerfile', FILE);
    const { code, stdout, pid } = await box.verify(['--write', '--smoke', ASK, '--format', 'json', '.']);
    const [{ status, dropped, applied, written }] = JSON.parse(stdout).files;
    expect([code, status, written]).toEqual([1, 'repaired', true]);
    expect(dropped).toMatchObject([
      { transform: 'breaks-the-build', line: 7, broke: { what: 'build', step: expect.stringContaining('false') } },
      { transform: 'breaks-the-app', line: 7, broke: { what: 'check', before: 'exit code 0', after: 'exit code 1' } },
    ]);
    expect(applied.map(({ transform }: { transform: string }) => transform)).toEqual(['harmless', 'harmless']);
    expect(box.read('Dockerfile')).toBe(FILE.replace('echo one', 'echo 1').replace('echo three', 'echo 3'));
    expect(await left(box, pid)).toEqual([]);
  });

  test('is said to be so to people', async () => {
    const box = bench();
    box.file('Dockerfile', FILE);
    const { code, stdout } = await box.verify(['--smoke', ASK, '--no-color', '.']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n {2}dropped +breaks-the-build +line 7: write false for true\n +with it RUN false/);
    expect(stdout).toMatch(
      /\n +breaks-the-app +line 7: write goodbye for hello\n +with it the container behaves differ/,
    );
    expect(box.read('Dockerfile')).toBe(FILE);
  });
});

describe.skipIf(!hasEngine || process.platform !== 'linux').concurrent('what is printed without end', () => {
  test.for([
    ['many lines', 'yes slimify | head -c 40000000'],
    ['one line', "head -c 50000000 /dev/zero | tr '\\0' x"],
    ['garbage', 'head -c 20000000 /dev/urandom'],
    ['what steers a terminal', `printf '\\033[2J\\033]0;title\\007\\033[31mred\\n'`],
    ['a long instruction', `: ${'x'.repeat(60_000)}`],
  ])('by a build (%s): the report stays readable', async ([, command]) => {
    const box = bench();
    box.file('Dockerfile', dockerfile(`RUN ${command}; false`, RUNS_ON));
    const running = box.begin(['.']);
    const peak = peakOf(running.pid);
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Dockerfile {2}broken before$/m);
    expect(stdout.length).toBeLessThan(10_000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
    expect(await peak).toBeLessThan(200);
  });

  test('by a smoke test: the report stays readable', async () => {
    const box = bench();
    box.file('Dockerfile', dockerfile(RUNS_ON));
    const running = box.begin(['--smoke', 'yes aaaaaaa | head -c 40000000; head -c 50000000 /dev/zero; false', '.']);
    const peak = peakOf(running.pid);
    const { stdout } = await running.ended;
    expect(stdout).toMatch(/^Dockerfile {2}broken before$/m);
    expect(stdout.length).toBeLessThan(10_000);
    expect(await peak).toBeLessThan(300);
  });
});
