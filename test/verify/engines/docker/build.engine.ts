/** Real builds. */
import { readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import * as tar from 'tar-stream';
import { describe, expect } from 'vitest';
import type { BuildRequest } from '../../../../src/verify/container-engine.ts';
import { openDocker } from '../../../../src/verify/engines/docker/docker.ts';
import { engineTest, folder, never, request, theEngine } from './engine.ts';

engineTest('a file of several stages', async () => {
  const engine = theEngine();
  const dockerfile = `FROM busybox AS builder
WORKDIR /app
RUN echo ${Math.random()} > made && sleep 1
FROM busybox
COPY --from=builder /app/made /made
ENV A=b
CMD ["cat", "/made"]
`;
  const seen: string[] = [];
  const once = request(dockerfile, { isCold: true, onStep: (text) => seen.push(text) });
  const built = await engine.build(once);
  if (!built.ok) expect.fail(built.message);
  expect(built.steps.map(({ text, stage }) => [stage, text.split(' ')[0]])).toEqual([
    ['builder', 'WORKDIR'],
    ['builder', 'RUN'],
    [null, 'COPY'],
  ]);
  expect(seen).toEqual(built.steps.map(({ text }) => text));
  expect(built.steps[1]).toMatchObject({ cached: false });
  expect(built.steps[1]?.seconds).toBeGreaterThan(1);
  expect(built.seconds).toBeGreaterThan(1);
  expect(built.seconds).toBeLessThan(10);

  const again = await engine.build({ ...once, isCold: false });
  expect(again.ok && again.steps.map(({ cached }) => cached)).toEqual([true, true, true]);
  expect(again.ok && again.seconds).toBeLessThan(0.5);
  expect(readdirSync(folder)).toEqual([]);
});

engineTest('a target, an argument and an option of the user', async () => {
  const engine = theEngine();
  const dockerfile = 'ARG BASE=none\nFROM ${BASE} AS one\nENV STAGE=one\nFROM one\nENV STAGE=two\n';
  const { tag, ...rest } = request(dockerfile, { target: 'one', args: new Map([['BASE', 'busybox']]) });
  expect(await engine.build({ ...rest, tag, options: [...rest.options, '--label=a=b'] })).toMatchObject({ ok: true });
  const { config } = await engine.inspect(tag);
  expect(config.env.get('STAGE')).toBe('one');
  expect(config.labels).toEqual(new Map([['a', 'b']]));
});

engineTest('an instruction that fails, while another one runs', async () => {
  const engine = theEngine();
  const dockerfile = `FROM busybox AS builder
RUN echo hello; printf '\\033[31mbad\\033[0m\\n' >&2; exit 3
FROM busybox
RUN sleep 30
COPY --from=builder /x /x
`;
  const built = await engine.build(request(dockerfile));
  expect(built).toMatchObject({
    ok: false,
    cause: 'failed',
    step: `RUN echo hello; printf '\\033[31mbad\\033[0m\\n' >&2; exit 3`,
    message: 'exit code: 3',
  });
  // Of the two streams either may come first.
  expect(built.ok ? [] : [...built.log].sort()).toEqual(['bad', 'hello']);
});

describe('what is wrong with the file has no step', () => {
  engineTest.each([
    ['FROM busybox\nRUNN true\n', /^dockerfile parse error on line 2: unknown instruction: RUNN/],
    ['FROM slimify.invalid/nosuch:1\nRUN true\n', /^slimify\.invalid\/nosuch:1: .*resolve/],
    ['FROM busybox\nCOPY --from=slimify.invalid/nosuch:1 /a /b\n', /slimify\.invalid\/nosuch:1/],
  ])('%j', async (dockerfile, message) => {
    const engine = theEngine();
    const built = await engine.build(request(dockerfile));
    expect(built).toMatchObject({ ok: false, cause: 'failed', step: null, message: expect.stringMatching(message) });
  });

  engineTest('nor has a target that is not there', async () => {
    const built = await theEngine().build(request('FROM busybox\n', { target: 'nope' }));
    expect(built).toMatchObject({ cause: 'failed', step: null, message: expect.stringContaining('nope') });
  });
});

engineTest.each([
  ['FROM busybox\nRUN true\nCOPY nothere /x\n', 'COPY nothere /x', '"/nothere": not found'],
  [
    'FROM busybox\nRUN --mount=type=secret,id=key,required=true true\n',
    'RUN --mount=type=secret,id=key,required=true true',
    'secret key: not found',
  ],
])('what is missing: %j', async (dockerfile, step, message) => {
  const engine = theEngine();
  expect(await engine.build(request(dockerfile))).toMatchObject({ ok: false, cause: 'failed', step, message });
});

describe('a build that is stopped really ends', () => {
  /** An instruction that is never done, and leaves a sign of life all the time. */
  function endless(id: string): string {
    return `FROM busybox
RUN --mount=type=cache,id=${id},target=/alive : ${id}; echo begun; while true; do cat /proc/uptime > /alive/now; sleep 0.1; done
`;
  }
  /** Whether it still does: looked for on the engine itself, which can be on another machine. (A cold build would not see it.) */
  async function isRunning(id: string): Promise<boolean> {
    const built = await theEngine().build(
      request(
        `FROM busybox
RUN --mount=type=cache,id=${id},target=/alive before=$(cat /alive/now) && sleep 1 && \\
    if test "$before" = "$(cat /alive/now)"; then echo ${Math.random()}; else exit 5; fi
`,
      ),
    );
    if (!built.ok) expect(built.message).toBe('exit code: 5');
    return !built.ok;
  }
  const newId = (): string => `slimify-test-${process.pid}-${Math.random()}`;

  engineTest('when its time is up', async () => {
    const id = newId();
    const building = theEngine().build(request(endless(id), { abort: never(8000) }));
    await wait(2000);
    expect(await isRunning(id)).toBe(true);
    expect(await building).toEqual({
      ok: false,
      cause: 'timeout',
      step: expect.stringContaining('echo begun; while true'),
      message: 'not done after 8 seconds',
      log: ['begun'],
    });
    await expect.poll(() => isRunning(id), { timeout: 20_000 }).toBe(false);
    expect(await theEngine().isAlive()).toBe(true);
  });

  engineTest('by the user', async () => {
    const id = newId();
    const abort = new AbortController();
    const onStep = (): void => void wait(1500).then(() => abort.abort());
    const asked = request(endless(id), { abort: { signal: abort.signal, timeout: 60_000 }, onStep });
    expect(await theEngine().build(asked)).toMatchObject({
      ok: false,
      cause: 'aborted',
      step: expect.stringContaining('echo begun; while true'),
    });
    await expect.poll(() => isRunning(id), { timeout: 20_000 }).toBe(false);
  });
});

describe('cache mounts', () => {
  const id = `slimify-test-${process.pid}-${Math.random()}`;
  /** What lies in the mount of that name before this build, which leaves a file in it. */
  async function found(file: string, more: Partial<BuildRequest> = {}): Promise<string> {
    const asked = request(
      `FROM busybox
RUN --mount=type=cache,id=${id},target=/cache ls /cache > /found; touch /cache/${file}
ENV FILE=${file}
`,
      more,
    );
    const built = await theEngine().build(asked);
    if (!built.ok) expect.fail(built.message);
    for await (const { tar: archive } of theEngine().archives(asked.tag, ['/found'], never())) {
      for await (const entry of archive.pipe(tar.extract())) return (await text(entry)).trim();
    }
    return expect.fail('nothing was found');
  }

  engineTest("of the user's own builds are left alone by cold ones", async () => {
    const users = { args: new Map([['BUILDKIT_CACHE_MOUNT_NS', '']]) };
    expect(await found('users', users)).toBe('');
    expect(await found('cold', { isCold: true })).toBe('');
    expect(await found('warm')).toBe('cold');
    expect(await found('again', users)).toBe('users');
  });

  engineTest('do not keep a step out of the cache that a cold build has left there', async () => {
    const asked = request(`FROM busybox\nRUN --mount=type=cache,target=/cache echo ${id}\n`);
    expect(await theEngine().build({ ...asked, isCold: true })).toMatchObject({ steps: [{ cached: false }] });
    expect(await theEngine().build(asked)).toMatchObject({ steps: [{ cached: true }] });
  });
});

engineTest('a builder that nobody knows', async () => {
  expect(await openDocker({ builder: 'slimify-nosuch', label: 'a=b', folder })).toEqual({
    ok: false,
    why: 'the buildx builder slimify-nosuch cannot be used: no builder "slimify-nosuch" found',
  });
});
