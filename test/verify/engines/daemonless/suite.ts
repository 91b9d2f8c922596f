/** Real builds and containers: what Podman and Buildah have to do alike. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { extract, pack } from 'tar-stream';
import { describe, expect } from 'vitest';
import type { Container, ContainerEngine, Labelled, StartRequest } from '../../../../src/verify/container-engine.ts';
import type { Program } from '../../../../src/verify/engines/daemonless/program.ts';
import { readTar } from '../../../engine/tar.ts';
import { BASE, never, type TestEngine } from './engine.ts';

export function describeEngine(program: Program, given: TestEngine): void {
  describe('build', () => describeBuild(given));
  describe('a build that is stopped', () => describeStopped(program, given));
  describe('image', () => describeImage(given));
  describe('container', () => describeContainer(given));
}

function describeBuild({ engine, engineTest, folder, request, mine }: TestEngine): void {
  engineTest('a file of several stages', async () => {
    const dockerfile = `FROM ${BASE} AS builder
WORKDIR /app
RUN echo ${Math.random()} > made && sleep 1
FROM ${BASE}
COPY --from=builder /app/made /made
CMD ["cat", "/made"]
`;
    const seen: string[] = [];
    const once = request(dockerfile, { isCold: true, onStep: (text) => seen.push(text) });
    const built = await engine().build(once);
    if (!built.ok) expect.fail(built.message);
    expect(built.steps.map(({ text, stage }) => [stage, text.split(' ')[0]])).toEqual([
      ['builder', 'WORKDIR'],
      ['builder', 'RUN'],
      [null, 'COPY'],
      [null, 'CMD'],
    ]);
    expect(seen).toEqual(built.steps.map(({ text }) => text));
    expect(built.steps.map(({ cached }) => cached)).toEqual([false, false, false, false]);
    expect(built.steps[1]?.seconds).toBeGreaterThan(1);
    expect(built.seconds).toBeGreaterThan(1);

    const again = await engine().build({ ...once, isCold: false });
    expect(again.ok && again.steps.map(({ cached }) => cached)).toEqual([true, true, true, true]);
    expect(again.ok && again.seconds).toBeLessThan(1);
    expect(readdirSync(folder)).toEqual([]);

    // What is left are the cached steps, of this run's making.
    expect((await mine()).length).toBeGreaterThan(1);
    await engine().remove(once.tag);
    expect(await mine()).toEqual([]);
    await engine().remove(once.tag);
  });

  engineTest('two builds without the cache that begin alike: each one later finds its own steps', async () => {
    const context = contextOf(folder, { 'a.txt': 'a', 'b.txt': 'b' });
    const one = { isCold: true, context: { kind: 'folder', folder: context } } as const;
    const before = request(`FROM ${BASE}\nRUN date > /date\nCOPY . /app\nRUN true\n`, one);
    const after = request(`FROM ${BASE}\nRUN date > /date\nCOPY a.txt /app/\nRUN true\nCOPY . /app\n`, one);
    for (const each of [before, after]) expect(await engine().build(each)).toMatchObject({ ok: true });
    writeFileSync(path.join(context, 'b.txt'), 'changed');
    const cached: (readonly boolean[])[] = [];
    for (const each of [before, after]) {
      const again = await engine().build({ ...each, tag: `${each.tag}.again`, isCold: false });
      if (again.ok) cached.push(again.steps.map((step) => step.cached));
    }
    expect(cached).toEqual([
      [true, false, false],
      [true, true, true, false],
    ]);
    const { config } = await engine().inspect(before.tag);
    expect([...config.labels.keys()].filter((label) => label.includes('slimify'))).toEqual([]);
    for (const { tag } of [before, after]) {
      await engine().remove(tag);
      await engine().remove(`${tag}.again`);
    }
    expect(await mine()).toEqual([]);
    execFileSync('rm', ['-r', context]);
  });

  engineTest('a target, an argument and an option of the user', async () => {
    const dockerfile = 'ARG OF=none\nFROM ${OF} AS one\nENV STAGE=one\nFROM one\nENV STAGE=two\n';
    const once = request(dockerfile, { target: 'one', args: new Map([['OF', BASE]]) });
    const built = await engine().build({ ...once, options: [...once.options, '--label=a=b'] });
    expect(built).toMatchObject({ ok: true });
    const { config } = await engine().inspect(once.tag);
    expect(config.env.get('STAGE')).toBe('one');
    expect(config.labels.get('a')).toBe('b');
    await engine().remove(once.tag);
  });

  engineTest('the ignore file of the build counts, that of the context does not', async () => {
    const context = contextOf(folder, { '.dockerignore': '*\n', 'a.txt': 'a', 'b.txt': 'b' });
    const build = async (ignore: string | null, file: string): Promise<boolean> => {
      const once = request(`FROM ${BASE}\nCOPY ${file} /\n`, { ignore, context: { kind: 'folder', folder: context } });
      const { ok } = await engine().build(once);
      await engine().remove(once.tag);
      return ok;
    };
    expect(await build(null, 'a.txt')).toBe(true);
    expect(await build('', 'a.txt')).toBe(true);
    expect(await build('b.txt', 'a.txt')).toBe(true);
    expect(await build('b.txt', 'b.txt')).toBe(false);
    execFileSync('rm', ['-r', context]);
  });

  engineTest('an archive as the context: what is the same as in the folder is from the cache', async () => {
    const files = { 'a.txt': 'a', 'b.txt': String(Math.random()) };
    const context = contextOf(folder, files);
    const dockerfile = `FROM ${BASE}\nCOPY a.txt /\nCOPY b.txt /\n`;
    const once = request(dockerfile, { context: { kind: 'folder', folder: context } });
    expect(await engine().build(once)).toMatchObject({ ok: true });
    const archive = pack();
    archive.entry({ name: 'a.txt', mode: 0o644 }, files['a.txt']);
    archive.entry({ name: 'b.txt', mode: 0o644 }, `${files['b.txt']} changed`);
    archive.finalize();
    const open = () => archive as never;
    const again = await engine().build({ ...once, context: { kind: 'archive', open } });
    expect(again.ok && again.steps.map(({ cached }) => cached)).toEqual([true, false]);
    await engine().remove(once.tag);
    execFileSync('rm', ['-r', context]);
  });

  engineTest('an instruction that fails', async () => {
    const step = `RUN echo hello; printf '\\033[31mbad "it"\\033[0m\\n' >&2; exit 3`;
    const built = await engine().build(request(`FROM ${BASE}\nRUN echo first\n${step}\n`));
    expect(built).toEqual({ ok: false, cause: 'failed', step, message: 'exit code 3', log: expect.anything() });
    expect(!built.ok && built.log.toSorted()).toEqual(['bad "it"', 'hello']);
    expect(await containersOf(mine)).toEqual([]);
  });

  engineTest('a file that cannot be read, and what is not in the context', async () => {
    expect(await engine().build(request('FROM\n'))).toMatchObject({ ok: false, cause: 'failed', step: null });
    const missing = await engine().build(request(`FROM ${BASE}\nCOPY none /\n`));
    expect(missing).toMatchObject({ ok: false, cause: 'failed', step: 'COPY none /' });
    expect(!missing.ok && missing.message).toMatch(/no such file or directory/);
  });

  engineTest('a full disk', async () => {
    const dockerfile = `FROM ${BASE}\nRUN echo x > /dev/full\n`;
    expect(await engine().build(request(dockerfile))).toMatchObject({ ok: false, cause: 'no-space' });
  });
}

function describeStopped(program: Program, { engine, engineTest, request, mine, folder, value }: TestEngine): void {
  const endless = `FROM ${BASE} AS one\nRUN echo started; sleep 4${process.pid}\nFROM ${BASE}\nCOPY --from=one /x /\n`;
  const step = `RUN echo started; sleep 4${process.pid}`;
  const isRunning = (): boolean => commandLines().some((line) => line.startsWith(`sleep 4${process.pid}`));

  engineTest('at the end of its time: nothing of it runs on, no container is left', async () => {
    const stopped = await engine().build(request(endless, { abort: never(3_000) }));
    const message = 'not done after 3 seconds';
    expect(stopped).toEqual({ ok: false, cause: 'timeout', step, message, log: ['started'] });
    expect(isRunning()).toBe(false);
    expect(await containersOf(mine)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  engineTest('by the user, and again before it has begun', async () => {
    const abort = new AbortController();
    const begun: string[] = [];
    const once = request(endless, {
      abort: { signal: abort.signal, timeout: 60_000 },
      onStep: (text) => begun.push(text),
    });
    const building = engine().build(once);
    while (!isRunning()) await wait(50);
    abort.abort();
    expect(await building).toEqual({ ok: false, cause: 'aborted', step, message: 'stopped', log: ['started'] });
    expect(begun).toEqual([step]);
    expect(isRunning()).toBe(false);
    expect(await containersOf(mine)).toEqual([]);
    expect(await engine().build(once)).toMatchObject({ ok: false, cause: 'aborted', step: null });
  });

  engineTest('one that was killed is found by its mark, and removed with what it left running', async () => {
    const once = request(endless);
    const building = engine().build(once);
    while (!isRunning()) await wait(50);
    const [builder] = processesOf(program, once.tag);
    process.kill(-builder!, 'SIGKILL');
    expect(await building).toMatchObject({ ok: false, cause: 'engine-gone', step });
    expect(isRunning()).toBe(false);
    expect(await containersOf(mine)).toEqual([]);
  });

  engineTest('one whose run was killed: the next run finds the container, and ends the build', async () => {
    const once = request(endless);
    const building = engine().build(once);
    while (!isRunning()) await wait(50);
    const found = await containersOf(mine);
    expect(found).toEqual([{ kind: 'container', id: expect.stringMatching(/^[0-9a-f]{64}$/), value }]);
    await engine().removeLabelled(found);
    expect(await building).toMatchObject({ ok: false });
    expect(isRunning()).toBe(false);
    expect(processesOf(program, once.tag)).toEqual([]);
    expect(await containersOf(mine)).toEqual([]);
  });
}

function describeImage({ engine, engineTest, request, mine }: TestEngine): void {
  engineTest('its config', async () => {
    const dockerfile = `FROM ${BASE}
SHELL ["/bin/sh", "-e", "-c"]
ENV A="b=c"
EXPOSE 3000 53/udp
VOLUME /data
LABEL x=y
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --retries=2 CMD wget -q localhost
ONBUILD RUN true
WORKDIR /app
USER 1000:1000
ENTRYPOINT ["/bin/sh"]
CMD ["-c", "true"]
`;
    const once = request(dockerfile);
    expect(await engine().build(once)).toMatchObject({ ok: true });
    const { config, id } = await engine().inspect(once.tag);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect({ ...config, env: config.env.get('A'), labels: config.labels.get('x') }).toEqual({
      entrypoint: ['/bin/sh'],
      cmd: ['-c', 'true'],
      env: 'b=c',
      user: '1000:1000',
      workdir: '/app',
      ports: ['3000/tcp', '53/udp'],
      volumes: ['/data'],
      labels: 'y',
      stopSignal: 'SIGINT',
      shell: ['/bin/sh', '-e', '-c'],
      onbuild: ['RUN true'],
      healthcheck: {
        test: ['CMD-SHELL', 'wget -q localhost'],
        timing: { Interval: 5_000_000_000, Retries: 2 },
      },
    });
    expect([...config.labels.keys()].filter((name) => name.includes('slimify'))).toEqual([]);
    await engine().remove(once.tag);
    await expect(engine().inspect(once.tag)).rejects.toThrow('cannot be looked into');
  });

  engineTest('its layers', async () => {
    const once = request(`FROM ${BASE}\nENV A=b\nRUN dd if=/dev/zero of=/big bs=1k count=500\nCMD ["true"]\n`);
    expect(await engine().build(once)).toMatchObject({ ok: true });
    const { bytes, layers } = await engine().inspect(once.tag);
    expect(layers.at(-1)?.by).toBe('RUN dd if=/dev/zero of=/big bs=1k count=500');
    expect(layers.at(-1)?.bytes).toBeGreaterThan(500 * 1024);
    expect(layers.at(-1)?.bytes).toBeLessThan(520 * 1024);
    expect(layers.length).toBe(2);
    expect(bytes).toBeGreaterThan(500 * 1024);
    await engine().remove(once.tag);
  });

  engineTest('its files', async () => {
    const run =
      'mkdir -p /app/sub && echo a > /app/a && chown 1000:1000 /app/a && ln -s /app /link && ln -s a /app/to-a';
    const once = request(`FROM ${BASE}\nRUN ${run}\nVOLUME /app\nUSER 5\n`);
    expect(await engine().build(once)).toMatchObject({ ok: true });
    const found = new Map<string, readonly string[]>();
    for await (const archive of engine().archives(once.tag, ['/app', '/none', '/app/a', '/none/at/all'], never())) {
      const names = [...readTar(await buffer(archive.tar)).keys()];
      found.set(archive.path, names.map((name) => name.replace(/\/$/, '')).sort());
    }
    expect([...found]).toEqual([
      ['/app', ['app', 'app/a', 'app/sub', 'app/to-a']],
      ['/app/a', ['a']],
    ]);
    expect(await containersOf(mine)).toEqual([]);

    // Whoever the image runs as: owners are those of the image.
    for await (const { tar } of engine().archives(once.tag, ['/app'], never())) {
      const owners = new Map<string, number | undefined>();
      for await (const entry of tar.pipe(extract())) {
        owners.set(entry.header.name.replace(/\/$/, ''), entry.header.uid);
        entry.resume();
      }
      expect([owners.get('app'), owners.get('app/a')]).toEqual([0, 1000]);
    }

    // Who has seen enough goes, and nothing is left.
    for await (const archive of engine().archives(once.tag, ['/', '/app'], never())) {
      expect(archive.path).toBe('/');
      archive.tar.destroy();
      break;
    }
    expect(await containersOf(mine)).toEqual([]);
    await engine().remove(once.tag);
    const none = engine().archives('no-such-image', ['/'], never())[Symbol.asyncIterator]();
    await expect(none.next()).rejects.toThrow('nothing can be read');
  });
}

function describeContainer({ engine, engineTest, request, mine }: TestEngine): void {
  const inContainer = async (
    dockerfile: string,
    work: (container: Container) => Promise<void>,
    more: Partial<StartRequest> = {},
  ): Promise<void> => {
    const image = await builtImage(engine(), request(`FROM ${BASE}\n${dockerfile}`));
    const started = await engine().start({ image, options: ['--network=host'], port: null, ...more });
    if (!started.ok) expect.fail(started.why);
    await work(started.container);
    await started.container.remove();
    await engine().remove(image);
    expect(await mine()).toEqual([]);
  };

  engineTest('one that runs: log, commands inside, address', async () => {
    const dockerfile = `ENV WHO=world\nWORKDIR /app\nUSER 1000\nCMD echo "hello $WHO from $(pwd) as $(id -u) $X" && exec sleep 3${process.pid}\n`;
    await inContainer(
      dockerfile,
      async (container) => {
        await expect.poll(() => container.logs(), { timeout: 10_000 }).toEqual(['hello world from /app as 1000 y']);
        expect(await container.state()).toEqual({ running: true });
        expect(await container.address()).toBe('127.0.0.1:3000');
        expect(await container.exec(['sh', '-c', 'test "$WHO" = world'], never())).toBe(0);
        expect(await container.exec(['sh', '-c', 'exit 4'], never())).toBe(4);
        expect(await container.exec(['sh', '-c', 'exit 127'], never())).toBe(127);
        expect(await container.exec(['/none'], never())).toBe(null);
        expect(await container.exec(['sleep', '60'], never(1_000))).toBe(null);
      },
      { port: 3000, options: ['--network=host', '--env=X=y'] },
    );
    expect(commandLines().filter((line) => line.includes(`sleep 3${process.pid}`))).toEqual([]);
  });

  engineTest('one that ends', async () => {
    await inContainer('ENTRYPOINT ["sh", "-c"]\nCMD ["echo out; echo err >&2; exit 5"]\n', async (container) => {
      await expect.poll(() => container.state(), { timeout: 10_000 }).toEqual({ running: false, exitCode: 5 });
      expect((await container.logs()).toSorted()).toEqual(['err', 'out']);
      expect(await container.address()).toBe(null);
    });
  });

  engineTest('one that cannot be started: a program that is not there, a user that nobody knows', async () => {
    for (const [dockerfile, why] of [
      ['CMD ["/none"]', /none.*(?:no such file|not found)/],
      ['USER nobody-knows\nCMD ["true"]', /nobody-knows/],
    ] as const) {
      const image = await builtImage(engine(), request(`FROM ${BASE}\n${dockerfile}\n`));
      const started = await engine().start({ image, options: ['--network=host'], port: null });
      expect(!started.ok && started.why).toMatch(why);
      expect(await containersOf(mine)).toEqual([]);
      await engine().remove(image);
    }
  });

  engineTest('one that nobody removes is found again', async () => {
    const image = await builtImage(engine(), request(`FROM ${BASE}\nCMD ["sleep", "2${process.pid}"]\n`));
    const started = await engine().start({ image, options: ['--network=host'], port: null });
    expect(started.ok).toBe(true);
    expect((await containersOf(mine)).length).toBe(1);
    await engine().removeLabelled(await mine());
    expect(await mine()).toEqual([]);
    await expect.poll(() => commandLines().filter((line) => line.includes(`sleep 2${process.pid}`))).toEqual([]);
  });
}

async function builtImage(engine: ContainerEngine, request: Parameters<ContainerEngine['build']>[0]): Promise<string> {
  const built = await engine.build(request);
  if (!built.ok) expect.fail(`${built.message}\n${built.log.join('\n')}`);
  return request.tag;
}

function contextOf(folder: string, files: Readonly<Record<string, string>>): string {
  const context = `${folder}-context-${Math.random()}`;
  mkdirSync(context);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(context, name), text, { mode: 0o644 });
  return context;
}

async function containersOf(mine: TestEngine['mine']): Promise<readonly Labelled[]> {
  return (await mine()).filter(({ kind }) => kind === 'container');
}

function processesOf(program: Program, argument: string): readonly number[] {
  return pids().filter((pid) => {
    const [name = '', ...args] = commandLine(pid);
    return name.endsWith(program) && args.includes(argument);
  });
}

function commandLines(): readonly string[] {
  return pids().map((pid) => commandLine(pid).join(' '));
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function commandLine(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
