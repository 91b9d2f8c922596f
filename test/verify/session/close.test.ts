import { expect, test } from 'vitest';
import { removeFrom } from '../../../src/verify/session/close.ts';
import { createFakeEngine } from '../support/fake-engine.ts';

const NAME = 'org.slimify.run';
const isOurs = (value: string): boolean => value === 'ours';

test('an engine that does not answer is not waited for', async () => {
  const engine = createFakeEngine();
  engine.goAway('hangs');
  const begun = Date.now();
  await removeFrom(engine, NAME, isOurs, 200);
  expect(Date.now() - begun).toBeLessThan(5_000);
});

test('what appears late, because its build was just ending, is removed too', async () => {
  const engine = createFakeEngine({ labelled: [{ kind: 'image', id: 'early', value: 'ours' }] });
  const late = setInterval(() => {
    if (engine.left().length > 0) return;
    clearInterval(late);
    engine.leaveBehind({ kind: 'image', id: 'late', value: 'ours' });
  }, 1);
  const slowly = {
    ...engine,
    labelled: () => new Promise<void>((go) => setTimeout(go, 20)).then(() => engine.labelled(NAME)),
  };
  await removeFrom(slowly, NAME, isOurs);
  expect(engine.left()).toEqual([]);
});

test('nothing is asked to be removed that is not ours', async () => {
  const theirs = { kind: 'image', id: 'a', value: 'theirs' } as const;
  const engine = createFakeEngine({ labelled: [theirs] });
  await removeFrom(engine, NAME, isOurs);
  expect(engine.calls).toEqual(['labelled']);
  expect(engine.left()).toEqual([theirs]);
});

test('an engine that could not build any more can still clean up', async () => {
  const engine = createFakeEngine({ labelled: [{ kind: 'image', id: 'a', value: 'ours' }] });
  await removeFrom({ ...engine, isAlive: async () => false }, NAME, isOurs);
  expect(engine.left()).toEqual([]);
});
