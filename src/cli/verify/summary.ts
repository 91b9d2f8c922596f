/** Counts over all files of a run. */
import type { Status, Verified } from '../../verify/verified.ts';
import type { VerifySummary } from './reporters/reporter.ts';

const COUNTED = {
  unchanged: 'unchanged',
  alike: 'alike',
  repaired: 'repaired',
  regression: 'regressions',
  'broken-before': 'brokenBefore',
  'not-verified': 'notVerified',
} as const satisfies Record<Status, keyof VerifySummary>;

export function emptySummary(): VerifySummary {
  const counts = { files: 0, unchanged: 0, alike: 0, repaired: 0, regressions: 0, brokenBefore: 0, notVerified: 0 };
  return { ...counts, written: 0, beforeBytes: 0, afterBytes: 0, seconds: 0 };
}

/** Adds a file. */
export function count(summary: VerifySummary, { status, before, after, written }: Verified): void {
  summary.files++;
  summary[COUNTED[status]]++;
  if (written) summary.written++;
  // What a regression would have saved, nobody saves.
  if (status !== 'alike' && status !== 'repaired') return;
  const [old, fresh] = [before?.image ?? null, after?.image ?? null];
  if (old === null || fresh === null) return;
  summary.beforeBytes += old.bytes;
  summary.afterBytes += fresh.bytes;
}
