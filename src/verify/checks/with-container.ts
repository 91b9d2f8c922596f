/** A container for as long as a check takes. */
import type { Container, StartRequest } from '../container-engine.ts';
import type { CheckResult } from '../verified.ts';
import type { Around } from './check.ts';
import { logOf } from './log.ts';
import { cannotBeStarted } from './outcome.ts';

/** Without the log: that is read when the rest is known. */
export type Found = Omit<CheckResult, 'log'>;

/** @param unstarted whether an image that cannot be started passes: false, or null where there is nothing to pass. */
export async function withContainer(
  request: StartRequest,
  { engine, signal }: Around,
  unstarted: false | null,
  look: (container: Container) => Promise<Found>,
): Promise<CheckResult> {
  const started = await engine.start(request);
  if (!started.ok) return { passed: unstarted, outcome: cannotBeStarted(started.why), log: [] };
  const { container } = started;
  try {
    const found = await look(container);
    return { ...found, log: signal.aborted ? [] : await logOf(container) };
  } finally {
    // What is not removed now carries the label of this run. After Ctrl-C it goes with all the others.
    if (!signal.aborted) await container.remove().catch(() => undefined);
  }
}
