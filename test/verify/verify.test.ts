import { describe, expect, test } from 'vitest';
import { UnreadableContext } from '../../src/verify/context/unreadable.ts';
import type { FakeBuild, FakeEngine, FakeScript } from './support/fake-engine.ts';
import { adds, BAD, folder, GOOD, TEXT, verified } from './support/verified.ts';

const failing = { fails: { step: 'RUN rm app', message: 'exit code: 1', log: ['rm: app: busy'] } };

describe('a Dockerfile in which nothing changes', () => {
  test('is not built', async () => {
    const { result, engine } = await verified({}, { transforms: [] });
    expect(result).toMatchObject({ status: 'unchanged', before: null, after: null, why: null });
    expect(engine.calls).toEqual([]);
  });
});

describe('one that is as good as before', () => {
  const build: FakeScript['build'] = ({ dockerfile }) => ({
    bytes: dockerfile.includes('strip') ? 600 : 1000,
    seconds: 7,
    files: { '/app/main.c': {}, '/app/app': { mode: 0o755 } },
  });

  test('is alike, with all that was found out', async () => {
    const { result, engine } = await verified({ build });
    expect(result).toMatchObject({
      status: 'alike',
      dropped: [],
      config: [],
      changedFile: 'main.c',
      before: { failed: null, image: { bytes: 1000 }, coldSeconds: 7, check: { outcome: 'still running' } },
      after: { failed: null, image: { bytes: 600 }, coldSeconds: 7, rebuilt: { seconds: 7 } },
      files: { missing: [], changed: [] },
    });
    expect(result.report?.after).toContain('RUN strip app');
    expect(engine.left(), 'nothing is left').toEqual([]);
  });

  test('is built as the user builds it: the cold ones without a cache, the tree as it lies, its ignore file', async () => {
    const { engine } = await verified({ build }, { pendingIgnore: 'out\nmore\n' });
    const [before, after, ...changed] = engine.requests;
    expect(before).toMatchObject({ dockerfile: TEXT, ignore: 'out\n', isCold: true, options: ['--network=host'] });
    expect(before?.args).toEqual(new Map([['V', '1']]));
    expect(before?.context).toEqual({ kind: 'folder', folder });
    expect(after).toMatchObject({ ignore: 'out\nmore\n', isCold: true });
    expect(changed.map(({ context, isCold }) => [context.kind, isCold])).toEqual([
      ['archive', false],
      ['archive', false],
    ]);
  });

  test('has no build times when the cache may be used', async () => {
    const { result, engine } = await verified({ build }, { isCold: false });
    expect(result.after).toMatchObject({ coldSeconds: null, coldSteps: [] });
    expect(engine.requests.every(({ isCold }) => !isCold)).toBe(true);
  });

  test('says what it is doing', async () => {
    const { phases } = await verified({ build });
    expect(phases).toContainEqual({ doing: 'build', side: 'before', step: 'RUN make' });
    expect(phases).toContainEqual({ doing: 'build', side: 'after', step: 'RUN strip app' });
    expect(phases.map(({ doing }) => doing)).toEqual(expect.arrayContaining(['check', 'compare', 'rebuild']));
  });

  test('is not known to rebuild when that build fails', async () => {
    const { result } = await verified({ build: (request, nth) => (nth > 2 ? failing : build(request, nth)) });
    expect(result).toMatchObject({ status: 'alike', before: { rebuilt: null }, after: { rebuilt: null } });
  });
});

describe('a file of the context that cannot be read any more', () => {
  test('leaves only that unknown', async () => {
    const vanished = (): never => {
      throw new UnreadableContext('cannot read main.c of the build context: it has vanished');
    };
    const { result } = await verified({ build: ({ context }) => (context.kind === 'archive' ? vanished() : {}) });
    expect(result).toMatchObject({ status: 'alike', before: { rebuilt: null }, after: { rebuilt: null } });
  });
});

describe('a bug of ours', () => {
  test('is said to be one, and ends nothing else', async () => {
    const { result } = await verified({
      build: () => {
        throw new TypeError('x is not a function');
      },
    });
    expect(result).toMatchObject({ status: 'not-verified', why: { code: 'bug' } });
    expect(result.why).toHaveProperty('message', expect.stringContaining('x is not a function'));
  });
});

describe('one that does not build any more', () => {
  const build: FakeScript['build'] = ({ dockerfile }) => (dockerfile.includes('rm app') ? failing : {});

  test('loses the fix that did it, and keeps the rest', async () => {
    const { result, engine } = await verified({ build }, { transforms: [GOOD, BAD] });
    expect(result.status).toBe('repaired');
    expect(result.dropped).toMatchObject([
      {
        transform: 'bad',
        message: 'add RUN rm app',
        broke: { what: 'build', step: 'RUN rm app', log: ['rm: app: busy'] },
      },
    ]);
    expect(result.report?.after).toContain('RUN strip app');
    expect(result.report?.after).not.toContain('rm app');
    expect(result.after).toMatchObject({ failed: null, coldSeconds: 1 });
    expect(engine.left()).toEqual([]);
  });

  test('is a regression when nothing is left', async () => {
    const { result } = await verified({ build }, { transforms: [BAD] });
    expect(result).toMatchObject({
      status: 'regression',
      dropped: [{ transform: 'bad' }],
      after: { failed: { step: 'RUN rm app' }, image: null },
      files: null,
    });
    expect(result.report?.changed).toBe(false);
  });

  test('is built once more before anything is said: networks fail', async () => {
    const { result } = await verified({ build: (_, nth) => (nth === 2 ? failing : {}) });
    expect(result).toMatchObject({ status: 'alike', dropped: [] });
  });

  test('in the time that it may take is a regression too', async () => {
    const slow = { fails: { cause: 'timeout', step: 'RUN rm app', message: 'still running after 1 s' } } as const;
    const { result } = await verified(
      { build: ({ dockerfile }) => (dockerfile.includes('rm app') ? slow : {}) },
      { transforms: [GOOD, BAD] },
    );
    expect(result).toMatchObject({ status: 'repaired', dropped: [{ transform: 'bad', broke: { what: 'build' } }] });
  });
});

describe('one that behaves otherwise', () => {
  const build: FakeScript['build'] = ({ dockerfile }) => ({
    container: dockerfile.includes('rm app') ? { ends: { exitCode: 127 }, logs: ['./app: not found'] } : {},
  });

  test('loses the fix that did it', async () => {
    const { result } = await verified({ build }, { transforms: [GOOD, BAD] });
    expect(result).toMatchObject({ status: 'repaired', after: { check: { outcome: 'still running' } } });
    expect(result.dropped).toMatchObject([
      { transform: 'bad', broke: { what: 'check', before: 'still running', log: ['./app: not found'] } },
    ]);
  });

  test('may end, if it did so before, in the same way', async () => {
    const { result } = await verified({ build: () => ({ container: { ends: { exitCode: 1 } } }) });
    expect(result).toMatchObject({ status: 'alike', after: { check: { outcome: 'ended with exit code 1' } } });
  });

  test('fails a test that it passed', async () => {
    const check = { kind: 'command', command: 'test "$IMAGE" = test:1' } as const;
    const { result } = await verified({}, { transforms: [BAD], check });
    expect(result).toMatchObject({ status: 'regression', dropped: [{ transform: 'bad', broke: { what: 'check' } }] });
  });
});

describe('one whose config differs', () => {
  const build: FakeScript['build'] = ({ dockerfile }) => ({
    config: dockerfile.includes('USER') ? { user: 'app' } : {},
  });

  test('as a fix says is alike', async () => {
    const { result } = await verified({ build }, { transforms: [adds('user', 'USER app', 'USER')] });
    expect(result).toMatchObject({ status: 'alike', config: [{ field: 'USER', after: 'app', declaredBy: 'user' }] });
  });

  test('and nobody says so, loses the fix that did it', async () => {
    const sly: FakeScript['build'] = ({ dockerfile }) => ({
      config: dockerfile.includes('rm app') ? { user: 'app' } : {},
    });
    const { result, engine } = await verified({ build: sly }, { transforms: [GOOD, BAD] });
    expect(result).toMatchObject({
      status: 'repaired',
      config: [],
      dropped: [{ transform: 'bad', broke: { what: 'config', differences: [{ field: 'USER', declaredBy: null }] } }],
    });
    expect(engine.left()).toEqual([]);
  });
});

describe('one that does not work on disk', () => {
  test('is said to be so, and what slimify would write is built all the same', async () => {
    const { result, engine } = await verified({ build: ({ dockerfile }) => (dockerfile === TEXT ? failing : {}) });
    expect(result).toMatchObject({
      status: 'broken-before',
      before: { failed: { step: 'RUN rm app' } },
      after: { failed: null },
      dropped: [],
    });
    expect(engine.requests.length).toBe(3);
    expect(engine.left()).toEqual([]);
  });

  test('or fails its own test', async () => {
    const { result } = await verified({}, { check: { kind: 'command', command: 'exit 3' } });
    expect(result).toMatchObject({
      status: 'broken-before',
      before: { check: { passed: false, outcome: 'exit code 3' } },
    });
  });
});

describe('an engine in trouble', () => {
  test('with a full disk says nothing about the Dockerfile', async () => {
    const full = { fails: { cause: 'no-space', message: 'the disk of the engine is full' } } as const;
    const { result, engine } = await verified(
      { build: (_, nth) => (nth === 2 ? full : {}) },
      { transforms: [GOOD, BAD] },
    );
    expect(result).toMatchObject({
      status: 'not-verified',
      why: { code: 'no-space', message: 'the disk of the engine is full' },
      dropped: [],
    });
    expect(engine.requests.length).toBe(2);
    expect(engine.left()).toEqual([]);
  });

  test('that goes away says nothing either, whatever was being asked of it', async () => {
    const { result, engine } = await verified({
      build: () => ({ fails: { cause: 'engine-gone', message: 'docker does not answer' } }),
    });
    expect(result).toMatchObject({
      status: 'not-verified',
      why: { code: 'engine-gone', message: 'docker does not answer' },
    });
    expect(engine.calls.filter((call) => call.startsWith('remove'))).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  test('ends it at once; what is there by then, the session removes', async () => {
    const controller = new AbortController();
    const { result, engine } = await verified(
      {
        build: (_, nth): FakeBuild => {
          if (nth < 2) return {};
          controller.abort();
          return { fails: { cause: 'aborted', message: 'interrupted' } };
        },
      },
      { signal: controller.signal },
    );
    expect(result).toMatchObject({ status: 'not-verified', why: { code: 'aborted' } });
    expect(engine.calls.filter((call) => call.startsWith('remove'))).toEqual([]);
  });

  test('does not wait for an engine that hangs', async () => {
    const controller = new AbortController();
    let engine: FakeEngine | null = null;
    const { result } = await verified(
      {
        build: () => {
          engine?.goAway('hangs');
          setTimeout(() => controller.abort(), 20);
          return {};
        },
      },
      { signal: controller.signal, onEngine: (made) => (engine = made) },
    );
    expect(result).toMatchObject({ status: 'not-verified', why: { code: 'aborted' } });
  });
});
