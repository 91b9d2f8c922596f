/** Whether what slimify would write does less than what is on disk. */
import type { AppliedFix } from '../engine/report.ts';
import type { Attempt } from './attempt.ts';
import { compareConfigs } from './compare/config.ts';
import type { Broke } from './verified.ts';

/** What is wrong with what is on disk already: then nothing can be proven; null when it works. */
export function isBrokenBefore({ failed, check }: Attempt): boolean {
  return failed !== null || check?.passed === false;
}

/**
 * What the fixes broke, or null.
 * @param before an attempt that works.
 * @param target the stage that was built; null for the last one.
 */
export function whatBroke(
  before: Attempt,
  after: Attempt,
  applied: readonly AppliedFix[],
  target: string | null,
): Broke | null {
  if (after.failed !== null) {
    const { step, message, log } = after.failed;
    return { what: 'build', step, message, log };
  }
  if (before.image === null || after.image === null) return null;
  const [was, is] = [before.check, after.check];
  const isWorse = is?.passed === false || (is?.passed === null && is.outcome !== was?.outcome);
  if (was !== null && is !== null && isWorse)
    return { what: 'check', before: was.outcome, after: is.outcome, log: is.log };
  const undeclared = compareConfigs(before.image.config, after.image.config, applied, target).filter(
    ({ declaredBy }) => declaredBy === null,
  );
  return undeclared.length === 0 ? null : { what: 'config', differences: undeclared };
}
