import { expect, test } from 'vitest';
import { healthCommand, isHealthy } from '../../../src/verify/checks/health.ts';
import type { Container, ImageConfig } from '../../../src/verify/container-engine.ts';
import { createFakeEngine } from '../support/fake-engine.ts';

const signal = new AbortController().signal;

async function patience(timing: Readonly<Record<string, number>>): Promise<number | undefined> {
  const engine = createFakeEngine({ build: () => ({ config: { healthcheck: { test: ['CMD', 'true'], timing } } }) });
  await engine.build({
    tag: 'image',
    dockerfile: '',
    ignore: null,
    context: { kind: 'folder', folder: '/' },
    target: null,
    args: new Map(),
    options: [],
    isCold: false,
    abort: { signal, timeout: 1000 },
  });
  const config: ImageConfig = (await engine.inspect('image')).config;
  return healthCommand(config)?.patience;
}

test('the time to become healthy is what the image asks for, within bounds', async () => {
  const second = 1e9;
  expect(await patience({})).toBe(20_000);
  expect(await patience({ StartPeriod: 5 * second })).toBe(20_000);
  expect(await patience({ StartPeriod: 40 * second })).toBe(40_000);
  expect(await patience({ StartPeriod: 600 * second })).toBe(60_000);
});

test('in the end it is not healthy', async () => {
  let asked = 0;
  const container: Pick<Container, 'exec' | 'state'> = {
    exec: async () => ++asked,
    state: async () => ({ running: true }),
  };
  const begun = Date.now();
  expect(await isHealthy(container, { command: ['false'], patience: 2500 }, signal)).toBe(false);
  expect(asked).toBe(3);
  expect(Date.now() - begun).toBeLessThan(5_000);
});
