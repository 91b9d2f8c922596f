import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { alone, beside } from '../../src/verify/sharing.ts';
import { createFakeEngine } from './support/fake-engine.ts';

/** Work that ends when it is told to. */
function work(name: string, log: string[]) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async (): Promise<string> => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
    return name;
  };
  return { run, end };
}

test('builds run beside each other, and one that has to be alone waits for them and lets none begin', async () => {
  const engine = createFakeEngine({});
  const log: string[] = [];
  const [one, two, single, late] = ['one', 'two', 'single', 'late'].map((name) => work(name, log));
  const all = [
    beside(engine, one!.run),
    beside(engine, two!.run),
    alone(engine, single!.run),
    beside(engine, late!.run),
  ];
  await turn();
  expect(log).toEqual(['one begins', 'two begins']);
  one!.end();
  await all[0];
  two!.end();
  await all[1];
  await turn();
  expect(log.slice(2)).toEqual(['one ends', 'two ends', 'single begins']);
  single!.end();
  late!.end();
  expect(await Promise.all(all)).toEqual(['one', 'two', 'single', 'late']);
  expect(log.slice(5)).toEqual(['single ends', 'late begins', 'late ends']);
});

test('a build that throws lets the others go on; another engine has builds of its own', async () => {
  const [engine, other] = [createFakeEngine({}), createFakeEngine({})];
  const hanging = work('hanging', []);
  const hangs = beside(other, hanging.run);
  await expect(alone(engine, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await beside(engine, () => Promise.resolve('next'))).toBe('next');
  hanging.end();
  await hangs;
});
