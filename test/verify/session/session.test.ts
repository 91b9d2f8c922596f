import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineOptions, Labelled, OpenEngine } from '../../../src/verify/container-engine.ts';
import { thisHost } from '../../../src/verify/session/run-id.ts';
import { type Engines, LABEL, openSession, type Session } from '../../../src/verify/session.ts';
import { createFakeEngine, type FakeEngine, type FakeScript } from '../support/fake-engine.ts';

let folder: string;
const signal = new AbortController().signal;
const options = { engine: 'docker', builder: null, signal } as const;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'session-test-'));
  vi.stubEnv('TMPDIR', folder);
  vi.stubEnv('TEMP', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Only docker is there. */
function engines(open: OpenEngine): Engines {
  const none = async (): Promise<OpenEngine> => async () => ({ ok: false, why: 'not there' });
  return { docker: async () => open, podman: none, buildah: none };
}

async function opened(
  script: FakeScript = {},
): Promise<{ session: Session; engine: FakeEngine; asked: EngineOptions }> {
  let engine = createFakeEngine();
  let asked: EngineOptions | null = null;
  const result = await openSession(
    options,
    engines(async (given) => {
      asked = given;
      engine = createFakeEngine(script, given.label);
      return { ok: true, engine };
    }),
  );
  if (!result.ok || asked === null) throw new Error('not opened');
  return { session: result.session, engine, asked };
}

const BUILD = {
  dockerfile: 'FROM a\n',
  ignore: null,
  context: { kind: 'folder', folder: '/' },
  target: null,
  args: new Map<string, string>(),
  options: [],
  isCold: false,
  abort: { signal, timeout: 1000 },
} as const;

/** No process has this id: it is beyond what any system gives. */
const DEAD = 2 ** 30;

const image = (id: string, value: string): Labelled => ({ kind: 'image', id, value });

describe('a run', () => {
  test('has a folder of its own that nobody else can look into', async () => {
    const { session, asked } = await opened();
    expect(readdirSync(folder)).toEqual([expect.stringMatching(`^slimify-verify-${thisHost()}\\.${process.pid}\\.`)]);
    expect(session.folder).toBe(join(folder, readdirSync(folder)[0]!));
    expect(asked.folder).toBe(session.folder);
    if (process.platform !== 'win32') expect(statSync(session.folder).mode & 0o777).toBe(0o700);
    await session.close();
  });

  test('has a label that says which it is, and names no other run has', async () => {
    const { session, asked } = await opened();
    const { session: other } = await opened();
    expect(asked.label).toMatch(new RegExp(`^${LABEL}=[a-z0-9-]+\\.${process.pid}\\.[0-9a-f]+$`));
    const tags = [session.nextTag(), session.nextTag(), other.nextTag()];
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) expect(tag).toMatch(/^[a-z-]+:[\w][\w.-]{0,127}$/);
    await Promise.all([session.close(), other.close()]);
  });

  test('removes its images, containers and folder, and nothing else', async () => {
    const theirs = image('theirs', 'elsewhere.1.ab');
    const { session, engine } = await opened({ labelled: [theirs] });
    await engine.build({ ...BUILD, tag: session.nextTag() });
    await engine.start({ image: [...engine.images.keys()][0]!, options: [], port: null });
    writeFileSync(join(folder, 'other'), '');
    await session.close();
    expect(engine.left()).toEqual([theirs]);
    expect(readdirSync(folder)).toEqual(['other']);
    // A container goes before its image.
    expect(engine.calls.filter((call) => call.startsWith('removeLabelled'))[0]).toBe('removeLabelled c1');
  });

  test('is closed once', async () => {
    const { session, engine } = await opened();
    await Promise.all([session.close(), session.close()]);
    const calls = engine.calls.length;
    await session.close();
    session.closeSync();
    expect(engine.calls.length).toBe(calls);
  });

  test('removes the others when one cannot be removed', async () => {
    const { session, engine } = await opened({ stubborn: { b: 'always', c: 'in company' } });
    const value = session
      .nextTag()
      .split(':')[1]!
      .replace(/\.\d+$/, '');
    for (const id of ['a', 'b', 'c']) engine.leaveBehind(image(id, value));
    await session.close();
    expect(engine.left().map(({ id }) => id)).toEqual(['b']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('ends within seconds when the engine is gone', async () => {
    const { session, engine } = await opened();
    engine.goAway();
    const begun = Date.now();
    await session.close();
    expect(Date.now() - begun).toBeLessThan(8_000);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('removes folders that even their owner must not write to', async () => {
    const { session } = await opened();
    mkdirSync(join(session.folder, 'context', 'locked'), { recursive: true });
    writeFileSync(join(session.folder, 'context', 'locked', 'file'), '', { mode: 0o400 });
    chmodSync(join(session.folder, 'context', 'locked'), 0o555);
    await session.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what killed runs have left', () => {
  const value = (host: string, pid: number): string => `${host}.${pid}.abcdef012345`;

  test('is removed: images and containers', async () => {
    const gone = value(thisHost(), DEAD);
    const alive = image('alive', value(thisHost(), process.ppid));
    const elsewhere = image('elsewhere', value('other-host', DEAD));
    const strange = image('strange', 'who knows');
    const found: readonly Labelled[] = [image('dead', gone), { kind: 'container', id: 'c', value: gone }];
    const { session, engine } = await opened({ labelled: [...found, alive, elsewhere, strange] });
    expect(engine.left()).toEqual([alive, elsewhere, strange]);
    await session.close();
    expect(engine.left()).toEqual([alive, elsewhere, strange]);
  });

  test('is removed: folders', async () => {
    const kept = [
      `slimify-verify-${value(thisHost(), process.ppid)}`,
      `slimify-verify-${value('other-host', DEAD)}`,
      'slimify-verify-notes',
      value(thisHost(), DEAD),
    ];
    for (const name of [...kept, `slimify-verify-${value(thisHost(), DEAD)}`])
      mkdirSync(join(folder, name, 'a', 'b'), { recursive: true });
    const { session } = await opened();
    await session.close();
    expect(readdirSync(folder).sort()).toEqual(kept.toSorted());
  });

  test('does not keep a run from starting when it cannot be removed', async () => {
    const dead = image('dead', value(thisHost(), DEAD));
    const { session, engine } = await opened({ labelled: [dead], stubborn: { dead: 'always' } });
    expect(engine.left()).toEqual([dead]);
    await session.close();
  });
});

describe('without', () => {
  test('an engine: it says why, and leaves no folder', async () => {
    const why = 'docker: command not found';
    expect(
      await openSession(
        options,
        engines(async () => ({ ok: false, why })),
      ),
    ).toEqual({ ok: false, why });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an engine that keeps its word: the error is passed on, and leaves no folder', async () => {
    const broken = openSession(
      options,
      engines(() => Promise.reject(new Error('bug'))),
    );
    await expect(broken).rejects.toThrow('bug');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('patience: an engine that does not answer is left', async () => {
    const controller = new AbortController();
    const opening = openSession(
      { ...options, signal: controller.signal },
      engines(() => new Promise(() => undefined)),
    );
    setTimeout(() => controller.abort(), 50);
    expect(await opening).toEqual({ ok: false, why: 'interrupted' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder for temporary files: one line', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'none'));
    vi.stubEnv('TEMP', join(folder, 'none'));
    const result = await openSession(
      options,
      engines(() => Promise.reject(new Error('not reached'))),
    );
    expect(result).toEqual({
      ok: false,
      why: `cannot write to the folder for temporary files ${join(folder, 'none')}: there is no such folder`,
    });
  });
});
