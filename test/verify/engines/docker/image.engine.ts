/** Real images and containers. */

import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import * as tar from 'tar-stream';
import { beforeAll, describe, expect } from 'vitest';
import type { Archive, Container, ContainerEngine } from '../../../../src/verify/container-engine.ts';
import { engineTest, hasEngine, LABEL_NAME, mine, NETWORK, never, request, theEngine } from './engine.ts';

const DOCKERFILE = `FROM busybox
RUN mkdir -p /real/deep && echo hello > /real/file && chown 7:8 /real/file && chmod 4750 /real/file
RUN ln -s real /app && ln -s /app /again && ln -s real/file /link && ln -s nowhere /dangling && ln -s / /root-link
RUN echo data > /real/deep/data && true
ENV A="b c" EMPTY=
USER 7
WORKDIR /real
EXPOSE 3000 53/udp
VOLUME /real/deep
LABEL a=b
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --retries=2 CMD true
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["echo out; echo err >&2; exit 4"]
`;

let image = '';

beforeAll(async () => {
  if (!hasEngine) return;
  const asked = request(DOCKERFILE);
  image = asked.tag;
  expect(await theEngine().build(asked)).toMatchObject({ ok: true });
});

engineTest('looks into an image', async () => {
  const { id, bytes, layers, config } = await theEngine().inspect(image);
  expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(layers.map(({ by }) => by).slice(-2)).toEqual([
    'RUN mkdir -p /real/deep && echo hello > /real/file && chown 7:8 /real/file && chmod 4750 /real/file',
    'RUN echo data > /real/deep/data && true',
  ]);
  expect(layers.every((layer) => layer.bytes > 0)).toBe(true);
  expect(layers.reduce((sum, layer) => sum + layer.bytes, 0)).toBe(bytes);
  expect(config).toMatchObject({
    entrypoint: ['/bin/sh', '-c'],
    cmd: ['echo out; echo err >&2; exit 4'],
    user: '7',
    workdir: '/real',
    ports: ['3000/tcp', '53/udp'],
    volumes: ['/real/deep'],
    labels: new Map([['a', 'b']]),
    stopSignal: 'SIGINT',
    shell: null,
    onbuild: [],
    healthcheck: { test: ['CMD-SHELL', 'true'], timing: { Interval: 5_000_000_000, Retries: 2 } },
  });
  expect([...config.env].filter(([name]) => name !== 'PATH')).toEqual([
    ['A', 'b c'],
    ['EMPTY', ''],
  ]);
});

describe('reads files out of an image', () => {
  async function read({ tar: archive }: Archive): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const entry of archive.pipe(tar.extract())) {
      const { name, mode = 0, uid, gid } = entry.header;
      const content = await text(entry);
      names.push(`${name} ${mode.toString(8)} ${uid}:${gid} ${content.trim()}`.trim());
    }
    return names;
  }
  async function all(engine: ContainerEngine, ...paths: readonly string[]): Promise<Record<string, readonly string[]>> {
    const found: Record<string, readonly string[]> = {};
    for await (const archive of engine.archives(image, paths, never())) found[archive.path] = await read(archive);
    return found;
  }
  const below = (name: string): readonly string[] => [
    `${name}/ 755 0:0`,
    `${name}/deep/ 755 0:0`,
    `${name}/deep/data 644 0:0 data`,
    `${name}/file 4750 7:8 hello`,
  ];

  engineTest('folders and files under the names that were asked for, through links as well', async () => {
    const engine = theEngine();
    expect(await all(engine, '/real', '/real/', '/app', '/again', '/real/file', '/link', '/real/deep')).toEqual({
      '/real': below('real'),
      '/real/': below('real'),
      '/app': below('app'),
      '/again': below('again'),
      '/real/file': ['file 4750 7:8 hello'],
      '/link': ['link 4750 7:8 hello'],
      '/real/deep': ['deep/ 755 0:0', 'deep/data 644 0:0 data'],
    });
    expect((await mine(engine)).filter(({ kind }) => kind === 'container')).toEqual([]);
  });

  engineTest('a path that is not there has no archive', async () => {
    expect(await all(theEngine(), '/nope', '/dangling', '/real/file/x', '/real/deep')).toEqual({
      '/real/deep': ['deep/ 755 0:0', 'deep/data 644 0:0 data'],
    });
  });

  engineTest('the root', async () => {
    const { '/': names = [] } = await all(theEngine(), '/');
    expect(names.some((name) => /^\/real\/file 4750 7:8/.test(name))).toBe(true);
  });

  engineTest.each(['/', '/link', '/bin/busybox'])('whoever stops reading %s leaves no container', async (path) => {
    const engine = theEngine();
    for await (const { tar: archive } of engine.archives(image, [path, '/real'], never())) {
      archive.once('data', () => archive.pause());
      break;
    }
    expect((await mine(engine)).filter(({ kind }) => kind === 'container')).toEqual([]);
  });

  engineTest('when it is stopped nothing seems to be missing', async () => {
    const engine = theEngine();
    const abort = new AbortController();
    abort.abort();
    const reading = async (): Promise<void> => {
      for await (const _ of engine.archives(image, ['/real'], { signal: abort.signal, timeout: 60_000 }));
    };
    await expect(reading()).rejects.toThrow('stopped');
    expect((await mine(engine)).filter(({ kind }) => kind === 'container')).toEqual([]);
  });

  engineTest('an image that is not there', async () => {
    const reading = async (): Promise<void> => {
      for await (const _ of theEngine().archives('slimify-nosuch:1', ['/real'], never()));
    };
    await expect(reading()).rejects.toThrow('nothing can be read out of slimify-nosuch:1');
  });

  engineTest('one that has no program', async () => {
    const engine = theEngine();
    const asked = request('FROM busybox AS a\nFROM scratch\nCOPY --from=a /bin/busybox /dir/x\n');
    expect(await engine.build(asked)).toMatchObject({ ok: true });
    const found: (readonly string[])[] = [];
    for await (const archive of engine.archives(asked.tag, ['/dir/'], never())) found.push(await read(archive));
    expect(found).toEqual([['dir/ 755 0:0', expect.stringMatching(/^dir\/x 755 0:0/)]]);
    const started = await engine.start({ image: asked.tag, options: [NETWORK], port: null });
    expect(started).toEqual({ ok: false, why: expect.stringMatching(/no command specified/i) });
  });
});

describe('starts a container', () => {
  async function start(options: readonly string[] = [], port: number | null = null): Promise<Container> {
    const started = await theEngine().start({ image, options: [NETWORK, ...options], port });
    return started.ok ? started.container : expect.fail(started.why);
  }
  async function ended(container: Container): Promise<number> {
    for (;;) {
      const state = await container.state();
      if (!state.running) return state.exitCode;
      await wait(100);
    }
  }

  engineTest('that ends', async () => {
    const container = await start(['--rm', '--detach']);
    expect(await ended(container)).toBe(4);
    expect([...(await container.logs())].sort()).toEqual(['err', 'out']);
    expect(await container.address()).toBeNull();
    expect(await container.exec(['true'], never())).toBeNull();
    await container.remove();
    await expect(container.state()).rejects.toThrow('No such container');
    await container.remove();
  });

  engineTest('that runs, with the options of the user', async () => {
    const engine = theEngine();
    const asked = request('FROM busybox\nCMD ["sleep", "300"]\n');
    expect(await engine.build(asked)).toMatchObject({ ok: true });
    const started = await engine.start({ image: asked.tag, options: [NETWORK, '--env=WHO=me'], port: 3000 });
    const container = started.ok ? started.container : expect.fail(started.why);
    expect(await container.state()).toEqual({ running: true });
    expect(await container.address()).toBe('127.0.0.1:3000');
    expect(await container.exec(['true'], never())).toBe(0);
    expect(await container.exec(['sh', '-c', 'test "$WHO" = me || exit 5; echo Error: x >&2; exit 6'], never())).toBe(
      6,
    );
    expect(await container.exec(['sh', '-c', 'exit 127'], never())).toBe(127);
    expect(await container.exec(['/nope'], never())).toBeNull();
    expect(await container.exec(['sleep', '300'], never(300))).toBeNull();
    await container.remove();
    expect((await mine(engine)).filter(({ kind }) => kind === 'container')).toEqual([]);
  });

  engineTest.each([
    ['a program that is not there', ['--entrypoint=/nope'], /\/nope.*no such file/],
    ['a user that nobody knows', ['--user=nobodyknows'], /unable to find user nobodyknows/],
    ['an option that docker does not have', ['--nosuchoption'], /unknown flag: --nosuchoption/],
  ])('not with %s', async (_, options, message) => {
    const engine = theEngine();
    const started = await engine.start({ image, options: [NETWORK, ...options], port: null });
    expect(started).toEqual({ ok: false, why: expect.stringMatching(message) });
    expect((await mine(engine)).filter(({ kind }) => kind === 'container')).toEqual([]);
  });
});

engineTest('what carries the label is found, and nothing else is removed', async () => {
  const engine = theEngine();
  const asked = request('FROM busybox\nENV UNIQUE=1\nCMD ["sleep", "300"]\n');
  expect(await engine.build(asked)).toMatchObject({ ok: true });
  const { id } = await engine.inspect(asked.tag);
  const started = await engine.start({ image: asked.tag, options: [NETWORK], port: null });
  expect(started.ok).toBe(true);
  const found = (await mine(engine)).filter((one) => one.kind === 'container' || one.id === id);
  expect(found.map(({ kind }) => kind)).toEqual(['container', 'image']);
  await engine.removeLabelled(found);
  await engine.removeLabelled(found);
  await engine.removeLabelled([]);
  const left = await mine(engine);
  expect(left.some((one) => one.kind === 'container' || one.id === id)).toBe(false);
  expect(left.length).toBeGreaterThan(0);
  expect(await engine.labelled(`${LABEL_NAME}.other`)).toEqual([]);
  await engine.remove(asked.tag);
});
