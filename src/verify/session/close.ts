/** Removes what a run has made on its engine, in bounded time. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ContainerEngine, Labelled } from '../container-engine.ts';
import { within } from '../patience.ts';

/** An engine that does not answer within this is gone. Milliseconds. */
const ANSWER = 10_000;
/** Large images take a while. Milliseconds. */
const REMOVAL = 30_000;
/** What was just being exported when its build was stopped appears late; what a container still held goes in the end. */
const ROUNDS = 4;
/** Milliseconds. */
const BETWEEN_ROUNDS = 300;

/**
 * Never throws.
 * @param isOurs by the label's value.
 */
export async function removeFrom(
  engine: ContainerEngine,
  label: string,
  isOurs: (value: string) => boolean,
  patience = ANSWER,
): Promise<void> {
  await within(REMOVAL, inRounds(engine, label, isOurs, patience));
}

async function inRounds(
  engine: ContainerEngine,
  label: string,
  isOurs: (value: string) => boolean,
  patience: number,
): Promise<void> {
  for (let round = 1; round <= ROUNDS; round++) {
    // Not isAlive: where only the builder is gone, its images are still there.
    const all = await within(patience, engine.labelled(label));
    const found = (all ?? []).filter(({ value }) => isOurs(value));
    if (found.length === 0) return;
    if (round > 1) await wait(BETWEEN_ROUNDS);
    // An image goes only when no container is made of it.
    await removeAll(
      engine,
      found.filter(({ kind }) => kind === 'container'),
    );
    await removeAll(
      engine,
      found.filter(({ kind }) => kind === 'image'),
    );
  }
}

async function removeAll(engine: ContainerEngine, found: readonly Labelled[]): Promise<void> {
  if (found.length === 0) return;
  try {
    await engine.removeLabelled(found);
  } catch {
    // One of them must not keep the others.
    for (const one of found) await engine.removeLabelled([one]).catch(() => undefined);
  }
}
