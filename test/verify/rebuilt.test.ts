import { describe, expect, test } from 'vitest';
import type { BuildStep } from '../../src/verify/container-engine.ts';
import type { FakeScript } from './support/fake-engine.ts';
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
});
