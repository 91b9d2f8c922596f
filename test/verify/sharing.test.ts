import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ContainerEngine } from '../../src/verify/container-engine.ts';
import { alone, beside, type Waiting } from '../../src/verify/sharing.ts';
import { createFakeEngine } from './support/fake-engine.ts';
import { verified } from './support/verified.ts';

/** @param log gets the names of those that have to wait. */
function by(engine: ContainerEngine, name = '', log: string[] = []): Waiting {
  return { engine, onWait: () => void log.push(name) };
}

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
    beside(by(engine), one!.run),
    beside(by(engine), two!.run),
    alone(by(engine), single!.run),
    beside(by(engine), late!.run),
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
  const hangs = beside(by(other), hanging.run);
  await expect(alone(by(engine), () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await beside(by(engine), () => Promise.resolve('next'))).toBe('next');
  hanging.end();
  await hangs;
});

test('only what has to wait says so, before it begins', async () => {
  const engine = createFakeEngine({});
  const log: string[] = [];
  const [one, two, single, late] = ['one', 'two', 'single', 'late'].map((name) => work(name, log));
  const begin = (how: typeof beside, name: string, { run }: { run: () => Promise<string> }): Promise<string> =>
    how(by(engine, `${name} waits`, log), run);
  const all = [begin(beside, 'one', one!), begin(beside, 'two', two!)];
  all.push(begin(alone, 'single', single!), begin(beside, 'late', late!));
  await turn();
  expect(log).toEqual(['single waits', 'late waits', 'one begins', 'two begins']);
  for (const { end } of [one!, two!, single!, late!]) end();
  await Promise.all(all);
  const free = work('free', log);
  free.end();
  await begin(alone, 'free', free);
  expect(log.filter((line) => line.endsWith('waits'))).toHaveLength(2);
  expect(log.slice(-2)).toEqual(['free begins', 'free ends']);
});

test('a Dockerfile that has to wait says so, and what it builds once it does', async () => {
  const others: Promise<void>[] = [];
  const { phases } = await verified({}, { onEngine: (engine) => others.push(alone(by(engine), () => wait(20))) });
  await Promise.all(others);
  expect(phases.slice(0, 2)).toEqual([{ doing: 'wait' }, { doing: 'build', side: 'before', step: null }]);
  expect(phases.filter(({ doing }) => doing === 'wait')).toHaveLength(1);
});
