import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { checkImage } from '../../../src/verify/checks/check.ts';
import type { Healthcheck } from '../../../src/verify/container-engine.ts';
import type { Check, CheckResult } from '../../../src/verify/verified.ts';
import { createFakeEngine, type FakeContainer, type FakeEngine, type FakeImage } from '../support/fake-engine.ts';

const signal = new AbortController().signal;
const IMAGE = 'slimify-verify:host.1.ab.1';

async function engineWith(image: FakeImage): Promise<FakeEngine> {
  const engine = createFakeEngine({ build: () => image });
  await engine.build({
    tag: IMAGE,
    dockerfile: 'FROM a\n',
    ignore: null,
    context: { kind: 'folder', folder: '/' },
    target: null,
    args: new Map(),
    options: [],
    isCold: false,
    abort: { signal, timeout: 1000 },
  });
  return engine;
}

/** Tries a container that behaves like this, and sees that none is left. */
async function tried(check: Check, container: FakeContainer, image: FakeImage = {}): Promise<CheckResult> {
  const engine = await engineWith({ ...image, container });
  const result = await checkImage(IMAGE, check, { engine, runOptions: [], signal, timeout: 10_000 });
  expect(engine.containers()).toBe(0);
  return result;
}

describe('a command', () => {
  const posix = describe.skipIf(process.platform === 'win32');
  const command = (text: string): Check => ({ kind: 'command', command: text });

  posix('of the shell', () => {
    test('passes with exit code 0', async () => {
      const result = await tried(command('echo "$IMAGE on $ENGINE" | cat; echo err >&2'), {});
      expect(result).toEqual({ passed: true, outcome: 'exit code 0', log: expect.arrayContaining(['err']) });
      expect(result.log).toContain(`${IMAGE} on docker`);
    });

    test('fails with another', async () => {
      expect(await tried(command('exit 7'), {})).toEqual({ passed: false, outcome: 'exit code 7', log: [] });
    });

    test('keeps the end of what it printed', async () => {
      const { log } = await tried(command('seq 1 3000'), {});
      expect(log).toHaveLength(40);
      expect(log.at(-1)).toBe('3000');
    });

    test('is stopped when its time is up', async () => {
      const engine = await engineWith({});
      const result = await checkImage(IMAGE, command('sleep 60'), { engine, runOptions: [], signal, timeout: 300 });
      expect(result).toEqual({ passed: false, outcome: 'timeout', log: [] });
    });

    test('has the containers removed that it left behind: those of its image alone', async () => {
      const engine = await engineWith({});
      const container = (id: string, image: string) => ({ kind: 'container', id, value: 'test.1.0', image }) as const;
      engine.leaveBehind(container('by-name', IMAGE));
      engine.leaveBehind(container('by-podman', `localhost/${IMAGE}`));
      engine.leaveBehind(container('by-id', `sha256:${IMAGE}`));
      engine.leaveBehind(container('of-another', 'slimify-verify:host.1.ab.2'));
      engine.leaveBehind({ kind: 'container', id: 'of-whatever', value: 'test.1.0' });
      await checkImage(IMAGE, command('exit 1'), { engine, runOptions: [], signal, timeout: 10_000 });
      expect(engine.left().map(({ id }) => id)).toEqual(['of-another', 'of-whatever', IMAGE]);
    });

    test('waits for its turn: two may want the same port', async () => {
      const engine = await engineWith({});
      const around = { engine, runOptions: [], signal, timeout: 10_000 };
      const begun = Date.now();
      const logs = await Promise.all([1, 2].map(() => checkImage(IMAGE, command('sleep 0.5'), around)));
      expect(logs.map(({ passed }) => passed)).toEqual([true, true]);
      expect(Date.now() - begun).toBeGreaterThan(950);
    });
  });
});

describe('over HTTP', () => {
  const http: Check = { kind: 'http', port: 3000, path: '/health', seconds: 2 };

  test.each([
    [200, true],
    [302, true],
    [404, false],
    [500, false],
  ])('%i: passes %s', async (status, passed) => {
    const result = await tried(http, { answers: () => status, logs: ['listening'] });
    expect(result).toEqual({ passed, outcome: `answers ${status}`, log: ['listening'] });
  });

  test('asks for the path', async () => {
    const answers = (path: string) => (path === '/health?full=1' ? 200 : 404);
    expect((await tried({ ...http, path: '/health?full=1' }, { answers })).passed).toBe(true);
    expect((await tried({ ...http, path: 'health?full=1' }, { answers })).passed).toBe(true);
  });

  test('asks again while nothing listens yet', async () => {
    expect((await tried(http, { answers: () => 200, listensAfter: 700 })).outcome).toBe('answers 200');
  });

  test('asks again while it says that it is not ready yet', async () => {
    expect((await tried(http, { answers: (_, nth) => (nth < 3 ? 503 : 200) })).outcome).toBe('answers 200');
    expect(await tried(http, { answers: () => 503 })).toMatchObject({ passed: false, outcome: 'answers 503' });
  });

  test('gives up', async () => {
    expect(await tried(http, { answers: () => null })).toMatchObject({
      passed: false,
      outcome: 'no answer within 2 s',
    });
    expect(await tried(http, {})).toMatchObject({ passed: false, outcome: 'no answer within 2 s' });
  });

  test('gives up early when the container ends', async () => {
    const begun = Date.now();
    const ends = { exitCode: 1, after: 300 };
    const result = await tried({ ...http, seconds: 60 }, { ends, logs: ['Cannot find module'] });
    const outcome = 'ended with exit code 1 before it answered';
    expect(result).toEqual({ passed: false, outcome, log: ['Cannot find module'] });
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test('does not take the answer of somebody else on the network of the machine', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await wait(50);
    const { port } = server.address() as AddressInfo;
    const engine = await engineWith({});
    const asIfOnHost: FakeEngine = {
      ...engine,
      start: async (request) => {
        const started = await engine.start(request);
        if (!started.ok) return started;
        return { ok: true, container: { ...started.container, address: async () => `127.0.0.1:${port}` } };
      },
    };
    const around = { engine: asIfOnHost, runOptions: ['--network=host'], signal, timeout: 1000 };
    const result = await checkImage(IMAGE, { ...http, port }, around);
    server.close();
    const outcome = `port ${port} of this machine is taken by something else`;
    expect(result).toEqual({ passed: false, outcome, log: [] });
    expect(engine.containers()).toBe(0);
  });

  test.each([
    [['--network=host'], 1],
    [['--net', 'host'], 1],
    [['--read-only --network host'], 1],
    [['-p', '3000:3000'], 1],
    [['--publish=3000:3000'], 1],
    [['--network=mine', '--publish-all', '-P'], 2],
  ])('with %j %i at a time', async (runOptions, atOnce) => {
    const engine = await engineWith({ container: { answers: () => 200, listensAfter: 300 } });
    const around = { engine, runOptions, signal, timeout: 1000 };
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, engine.containers());
    }, 20);
    const checks = [1, 2].map(() => checkImage(IMAGE, { ...http, port: 1 }, around));
    expect((await Promise.all(checks)).map(({ passed }) => passed)).toEqual([true, true]);
    clearInterval(watch);
    expect(most).toBe(atOnce);
  });
});

describe('only started', () => {
  const start: Check = { kind: 'start', seconds: 1 };

  test('it runs on', async () => {
    expect(await tried(start, { logs: ['hello'] })).toEqual({ passed: null, outcome: 'still running', log: ['hello'] });
  });

  test('it ends, and nobody waits any longer', async () => {
    const begun = Date.now();
    const result = await tried({ ...start, seconds: 60 }, { ends: { exitCode: 3, after: 200 } });
    expect(result).toEqual({ passed: null, outcome: 'ended with exit code 3', log: [] });
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test('equal faults give equal words', async () => {
    const id = '4f66ad9a0b2e4f66ad9a0b2e4f66ad9a0b2e4f66ad9a0b2e4f66ad9a0b2e1234';
    const why = (image: string, container: string): string =>
      `failed to create task for container ${container}: ${image}: exec: "server":  executable file not found in $PATH`;
    const one = await tried(start, { why: why(IMAGE, id) });
    const other = await tried(start, { why: why('slimify-verify:host.1.ab.2', id.replaceAll('4', '5')) });
    expect(one.outcome).toBe(
      'cannot be started: failed to create task for container <id>: <image>: exec: "server": executable file not found in $PATH',
    );
    expect(one).toEqual({ passed: null, outcome: one.outcome, log: [] });
    expect(other).toEqual(one);
  });

  test('equal faults of the network give equal words', async () => {
    const why = (name: string, end: string): string =>
      `failed to create endpoint ${name} on network bridge: adding interface ${end} to bridge docker0 failed`;
    const one = await tried(start, { why: why('unruffled_mccarthy', 'veth0090fab') });
    expect(one.outcome).toContain('endpoint <name> on network bridge: adding interface <interface> to');
    expect(await tried(start, { why: why('exciting_agnesi', 'veth9a638a5') })).toEqual(one);
  });

  describe('with a health check', () => {
    const healthy = (healthcheck: Healthcheck, container: FakeContainer, shell: readonly string[] | null = null) =>
      tried({ ...start, seconds: 0.1 }, container, { config: { healthcheck, shell } });
    const timing = {};

    test('of the shell', async () => {
      const asked: (readonly string[])[] = [];
      const exec = (command: readonly string[]): number => asked.push(command) && 0;
      const test = ['CMD-SHELL', 'curl -f localhost || exit 1'];
      expect((await healthy({ test, timing }, { exec })).outcome).toBe('still running, healthy');
      expect((await healthy({ test, timing }, { exec }, ['/bin/bash', '-c'])).outcome).toBe('still running, healthy');
      expect(asked).toEqual([
        ['/bin/sh', '-c', test[1]],
        ['/bin/bash', '-c', test[1]],
      ]);
    });

    test('that passes in a while', async () => {
      const exec = (_: readonly string[], nth: number): number => (nth < 3 ? 1 : 0);
      const result = await healthy({ test: ['CMD', 'curl'], timing }, { exec });
      expect(result).toEqual({ passed: null, outcome: 'still running, healthy', log: [] });
    });

    test('that cannot even be run', async () => {
      const result = await healthy({ test: ['CMD', 'curl'], timing }, { exec: () => null });
      expect(result.outcome).toBe('still running, not healthy');
    });

    test('and an end before it passes', async () => {
      const container = { exec: () => 1, ends: { exitCode: 9, after: 600 } };
      expect((await healthy({ test: ['CMD', 'curl'], timing }, container)).outcome).toBe('ended with exit code 9');
    });

    test('that says that there is none', async () => {
      const exec = () => 1;
      expect((await healthy({ test: ['NONE'], timing }, { exec })).outcome).toBe('still running');
      expect((await healthy({ test: [], timing }, { exec })).outcome).toBe('still running');
    });
  });
});

describe('nothing is said about the image', () => {
  const checks: readonly Check[] = [
    { kind: 'command', command: 'sleep 60' },
    { kind: 'http', port: 3000, path: '/', seconds: 60 },
    { kind: 'start', seconds: 60 },
  ];

  test.each(checks)('when the user has had enough of $kind', async (check) => {
    const engine = await engineWith({ container: { answers: () => null } });
    const controller = new AbortController();
    const around = { engine, runOptions: [], signal: controller.signal, timeout: 60_000 };
    const checking = checkImage(IMAGE, check, around);
    const begun = Date.now();
    setTimeout(() => controller.abort(), 300);
    await expect(checking).rejects.toThrow();
    expect(Date.now() - begun).toBeLessThan(5_000);
    // An engine that hangs would keep us waiting; the run removes what carries its label.
    expect(engine.calls.filter((call) => /^(?:stop|removeLabelled) /.test(call))).toEqual([]);
    await expect(checkImage(IMAGE, check, around)).rejects.toThrow();
  });

  test('when the engine goes away', async () => {
    for (const check of checks) {
      const engine = await engineWith({});
      engine.goAway();
      const around = { engine, runOptions: [], signal, timeout: 100 };
      await expect(checkImage(IMAGE, check, around)).rejects.toThrow();
    }
  });

  test('and the next one has its turn all the same', async () => {
    const engine = await engineWith({ container: { why: 'no' } });
    const around = { engine, runOptions: ['--network=host'], signal, timeout: 100 };
    const first = checkImage('not-there', checks[2]!, around);
    const second = checkImage(IMAGE, checks[2]!, around);
    await expect(first).rejects.toThrow('No such image');
    expect((await second).outcome).toBe('cannot be started: no');
  });
});
