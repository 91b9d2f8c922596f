/**
 * What fails is tried twice before anything is said: what is fetched over a network fails now and then, what starts is
 * late now and then, and some tests pass one time in two.
 */
import type { Attempt } from './attempt.ts';
import { isBrokenBefore } from './verdict.ts';
import type { Broke } from './verified.ts';

/** One thing that is built. */
export interface Tries {
  readonly isCold: boolean;
  build(isCold: boolean): Promise<Attempt>;
}

export interface Compared {
  readonly before: Attempt;
  readonly after: Attempt;
  /** Null when nothing is broken, or when `before` is broken itself. */
  readonly broke: Broke | null;
}

/** What is on disk. */
export async function tryOnDisk(tries: Tries): Promise<Attempt> {
  const first = await tries.build(tries.isCold);
  // What does not end in its time mostly never does, and that time is long.
  if (!isBrokenBefore(first) || first.failed?.cause === 'timeout') return first;
  const second = await onceMore(first, tries);
  return isBrokenBefore(second) ? first : second;
}

/**
 * What slimify would write.
 * @param before an attempt that works.
 * @param tryBefore tries it once more.
 * @param whatBroke null when nothing is.
 */
export async function tryWritten(
  before: Attempt,
  tries: Tries,
  tryBefore: () => Promise<Attempt>,
  whatBroke: (before: Attempt, after: Attempt) => Broke | null,
): Promise<Compared> {
  const first = await tries.build(tries.isCold);
  const broke = whatBroke(before, first);
  if (broke === null || broke.what === 'config') return { before, after: first, broke };
  const second = await onceMore(first, tries);
  const still = whatBroke(before, second);
  if (still?.what !== 'check') return { before, after: second, broke: still };
  const again = await tryBefore();
  if (isBrokenBefore(again)) return { before: again, after: second, broke: null };
  // Where it was like this and then like that before, it may be so now.
  const alike = [second, first].find((after) => whatBroke(again, after) === null);
  return alike === undefined ? { before, after: second, broke: still } : { before: again, after: alike, broke: null };
}

/** What failed without the cache is built without it again; for what has been built there is the cache. */
async function onceMore(first: Attempt, { isCold, build }: Tries): Promise<Attempt> {
  if (first.failed !== null) return build(isCold);
  return { ...(await build(false)), cold: first.cold, seconds: first.seconds };
}

/** Whether it may have failed by chance, when all that is known is how the whole fails. */
export function mayBeChance(found: Broke, whole: Broke): boolean {
  if (found.what === 'config') return false;
  if (found.what === 'check' || whole.what !== 'build') return true;
  return found.step !== whole.step || found.message !== whole.message;
}
