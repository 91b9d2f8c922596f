/** Starts the image and leaves it alone for some seconds: does it run on, and is it well? */
import type { Container } from '../container-engine.ts';
import type { Check, CheckResult } from '../verified.ts';
import type { Around } from './check.ts';
import { healthCommand, isHealthy } from './health.ts';
import { endedWith } from './outcome.ts';
import { pause } from './pause.ts';
import { withContainer } from './with-container.ts';

/** Milliseconds. */
const BETWEEN = 400;

/** There is nothing to pass: what counts is whether two images behave alike. */
export async function checkByStart(
  image: string,
  { seconds }: Extract<Check, { kind: 'start' }>,
  around: Around,
): Promise<CheckResult> {
  const { engine, runOptions: options, signal } = around;
  const { config } = await engine.inspect(image);
  const health = healthCommand(config);
  return withContainer({ image, options, port: null }, around, null, async (container) => {
    const exitCode = await exitCodeWithin(seconds * 1000, container, signal);
    if (exitCode !== null) return { passed: null, outcome: endedWith(exitCode) };
    if (health === null) return { passed: null, outcome: 'still running' };
    const healthy = await isHealthy(container, health, signal);
    const state = await container.state();
    if (!state.running) return { passed: null, outcome: endedWith(state.exitCode) };
    return { passed: null, outcome: healthy ? 'still running, healthy' : 'still running, not healthy' };
  });
}

/** Null when it runs on. */
async function exitCodeWithin(milliseconds: number, container: Container, signal: AbortSignal): Promise<number | null> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const isLast = Date.now() >= until;
    const state = await container.state();
    if (!state.running) return state.exitCode;
    if (isLast || signal.aborted) return null;
    await pause(Math.min(BETWEEN, Math.max(0, until - Date.now())), signal);
  }
}
