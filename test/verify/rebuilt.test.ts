import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { BuildStep } from '../../src/verify/container-engine.ts';
import { beside } from '../../src/verify/sharing.ts';
import type { FakeEngine, FakeScript } from './support/fake-engine.ts';
import { verified } from './support/verified.ts';

function step(text: string, more: Partial<BuildStep>): BuildStep {
  return { text, stage: null, cached: false, fresh: 'nothing', seconds: 1, ...more };
}

const CACHED = [step('WORKDIR /app', { cached: true }), step('COPY . .', { fresh: 'context' })];
const MISSED = [step('WORKDIR /app', {}), step('COPY . .', { fresh: 'step' })];

/** What each of the builds after the change gives, in the order before, before again, after, after again. */
function afterTheChange(...builds: readonly (readonly BuildStep[])[]): FakeScript {
  let nth = 0;
  return { build: ({ context }) => (context.kind === 'archive' ? { steps: builds[nth++] ?? [] } : {}) };
}

function changedIn({
  requests,
}: {
  readonly requests: readonly { readonly context: { readonly kind: string } }[];
}): number {
  return requests.filter(({ context }) => context.kind === 'archive').length;
}

describe('what is run again once a file has changed', () => {
  test('is measured once where nothing is missed', async () => {
    const { result, engine } = await verified(afterTheChange(CACHED, CACHED));
    expect([result.before?.rebuilt?.missed, result.after?.rebuilt?.missed]).toEqual([0, 0]);
    expect(changedIn(engine)).toBe(2);
  });

  test('is measured again where the builder missed what it has', async () => {
    const { result, engine } = await verified(afterTheChange(CACHED, MISSED, CACHED));
    expect(result.after?.rebuilt).toMatchObject({ missed: 0, steps: [{ cached: true }, { cached: false }] });
    expect(changedIn(engine)).toBe(3);
  });

  test('is measured once where the user builds without a cache', async () => {
    const { result, engine } = await verified(afterTheChange(MISSED, MISSED), { buildOptions: ['--no-cache'] });
    expect([result.before?.rebuilt?.missed, result.after?.rebuilt?.missed]).toEqual([0, 0]);
    expect(changedIn(engine)).toBe(2);
  });

  test('is said to be missed when it is missed again', async () => {
    const { result, engine } = await verified(afterTheChange(MISSED, MISSED, CACHED));
    expect(result.before?.rebuilt).toMatchObject({ missed: 1, steps: [{ cached: false }, { cached: false }] });
    expect(changedIn(engine)).toBe(3);
  });

  test('waits for other builds when it is measured again, and says so', async () => {
    const { build } = afterTheChange(MISSED, CACHED, CACHED);
    const engines: FakeEngine[] = [];
    const others: Promise<void>[] = [];
    const beginAnother = (): number =>
      others.push(...engines.map((engine) => beside({ engine, onWait: () => undefined }, () => wait(20))));
    const whileAnother: FakeScript['build'] = (request, nth) => {
      if (request.context.kind === 'archive' && others.length === 0) beginAnother();
      return build!(request, nth);
    };
    const onEngine = (engine: FakeEngine): number => engines.push(engine);
    const { phases } = await verified({ build: whileAnother }, { onEngine });
    await Promise.all(others);
    const done = phases.map((phase) => ('side' in phase ? `${phase.doing} ${phase.side}` : phase.doing));
    const turns = done.filter((words, at) => words !== done[at - 1]);
    expect(turns.slice(turns.indexOf('compare') + 1)).toEqual([
      'rebuild before',
      'wait',
      'rebuild before',
      'rebuild after',
    ]);
  });
});
