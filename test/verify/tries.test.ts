/** What fails by chance: networks, slow starts, tests that pass one time in two. */
import { describe, expect, test } from 'vitest';
import type { FakeBuild, FakeScript } from './support/fake-engine.ts';
import { adds, BAD, GOOD, TEXT, verified } from './support/verified.ts';

const failing = { fails: { step: 'RUN rm app', message: 'exit code: 1', log: ['rm: app: busy'] } };
const network = { fails: { step: 'RUN make', message: 'connection reset', log: ['reset by peer'] } };
const ends = (exitCode: number, ...logs: readonly string[]): FakeBuild => ({ container: { ends: { exitCode }, logs } });

/** One answer a build, by whether it is what is on disk; the last one stays. */
function inTurn(before: readonly FakeBuild[], after: readonly FakeBuild[]): NonNullable<FakeScript['build']> {
  let [old, now] = [0, 0];
  return ({ dockerfile }) =>
    dockerfile === TEXT ? before[Math.min(old++, before.length - 1)]! : after[Math.min(now++, after.length - 1)]!;
}

describe('what is on disk', () => {
  test('is built once more before it is called broken', async () => {
    const { result } = await verified({ build: inTurn([network, {}], [{}]) });
    expect(result).toMatchObject({ status: 'alike', before: { failed: null, coldSeconds: 1 } });
  });

  test('is broken when it fails again', async () => {
    const { result, engine } = await verified({ build: inTurn([network], [{}]) });
    expect(result).toMatchObject({ status: 'broken-before', before: { failed: { step: 'RUN make' } } });
    expect(engine.requests.length).toBe(3);
  });

  test('is not built again when its time was up', async () => {
    const slow = { fails: { cause: 'timeout', message: 'not done after 1 seconds' } } as const;
    const { engine } = await verified({ build: inTurn([slow], [{}]) });
    expect(engine.requests.filter(({ dockerfile }) => dockerfile === TEXT).length).toBe(1);
  });

  test('that fails its test only now and then is broken, and no fix is blamed', async () => {
    const command = 'n=$(cat "$ENGINE_LOG" 2>/dev/null | wc -l); echo x >> "$ENGINE_LOG"; test "$n" = 0';
    const log = `${process.env.TMPDIR ?? '/tmp'}/slimify-flaky-${process.pid}-${Date.now()}`;
    process.env.ENGINE_LOG = log;
    const { result } = await verified({}, { transforms: [GOOD, BAD], check: { kind: 'command', command } });
    expect(result).toMatchObject({ status: 'broken-before', dropped: [] });
  });

  test('that behaves now like this and now like that may do so afterwards', async () => {
    let started = 0;
    const build: FakeScript['build'] = ({ dockerfile }) => ({
      get container() {
        // Read once for each start.
        return dockerfile === TEXT && started++ === 0 ? { ends: { exitCode: 1 } } : {};
      },
    });
    const { result } = await verified({ build }, { transforms: [GOOD, BAD] });
    expect(result).toMatchObject({ status: 'alike', dropped: [] });
  });
});

describe('what slimify would write', () => {
  test('is built without the cache again when it failed without it', async () => {
    const build: FakeScript['build'] = ({ dockerfile, isCold }) => (dockerfile !== TEXT && isCold ? failing : {});
    const { result } = await verified({ build });
    expect(result).toMatchObject({ status: 'regression' });
  });

  test('what survived is built once more, too', async () => {
    let whole = 0;
    const build: FakeScript['build'] = ({ dockerfile, isCold }) => {
      if (dockerfile.includes('rm app')) return failing;
      return dockerfile !== TEXT && isCold && whole++ === 0 ? network : {};
    };
    const { result } = await verified({ build }, { transforms: [GOOD, BAD] });
    expect(result).toMatchObject({ status: 'repaired', dropped: [{ transform: 'bad' }] });
  });

  test('a failure by chance while looking for the culprit names nobody else', async () => {
    let tries = 0;
    const build: FakeScript['build'] = ({ dockerfile }) => {
      if (dockerfile.includes('rm app')) return failing;
      return dockerfile !== TEXT && tries++ === 0 ? network : {};
    };
    const fine = [GOOD, adds('fine', 'RUN size app'), adds('more', 'RUN file app')];
    const { result } = await verified({ build }, { transforms: [...fine, BAD] });
    expect(result).toMatchObject({ status: 'repaired' });
    expect(result.dropped.map(({ transform }) => transform)).toEqual(['bad']);
  });
});

describe('a container that ends in an error either way', () => {
  const start = { transforms: [BAD] };

  test('is alike when it says the same', async () => {
    const { result } = await verified({ build: inTurn([ends(1, 'no database')], [ends(1, 'no database')]) }, start);
    expect(result).toMatchObject({ status: 'alike' });
  });

  test('is worse when something is missing that was not', async () => {
    const lacks = ends(1, "Error: Cannot find module 'express'");
    const { result } = await verified({ build: inTurn([ends(1, 'no database')], [lacks]) }, start);
    expect(result).toMatchObject({
      status: 'regression',
      dropped: [
        {
          transform: 'bad',
          broke: { what: 'check', after: "ended with exit code 1: Error: Cannot find module 'express'" },
        },
      ],
    });
  });

  test('is alike when something was missing before', async () => {
    const [one, other] = [ends(1, "Cannot find module 'a'"), ends(1, "Cannot find module 'b'")];
    const { result } = await verified({ build: inTurn([one], [other]) }, start);
    expect(result).toMatchObject({ status: 'alike' });
  });
});

describe('an ignore file that other Dockerfiles change', () => {
  test('is to blame when it breaks this one, and none of its own fixes', async () => {
    const build: FakeScript['build'] = ({ ignore }) => (ignore?.includes('Makefile') ? failing : {});
    const { result } = await verified({ build }, { transforms: [GOOD, BAD], pendingIgnore: 'out\nMakefile\n' });
    expect(result).toMatchObject({ status: 'regression', dropped: [] });
  });
});

describe('looking for the culprit', () => {
  test('keeps no image that it has tried', async () => {
    const most: number[] = [];
    const build: FakeScript['build'] = ({ dockerfile }) => {
      most.push(engineImages());
      return dockerfile.includes('rm app') ? failing : {};
    };
    let engineImages = (): number => 0;
    const others = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => adds(id, `RUN ${id}`));
    const { result } = await verified(
      { build },
      {
        transforms: [...others, BAD],
        onEngine: (engine) => {
          engineImages = () => engine.images.size;
        },
      },
    );
    expect(result.status).toBe('repaired');
    expect(Math.max(...most)).toBeLessThanOrEqual(3);
  });
});
