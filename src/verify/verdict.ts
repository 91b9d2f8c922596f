/** Whether what slimify would write does less than what is on disk. */
import type { AppliedFix } from '../engine/report.ts';
import type { Attempt } from './attempt.ts';
import { compareConfigs } from './compare/config.ts';
import { newLackIn } from './compare/lacks.ts';
import type { Broke, CheckResult } from './verified.ts';

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
  const behaviour = whatChecksSay(before.check, after.check);
  if (behaviour !== null) return behaviour;
  const undeclared = compareConfigs(before.image.config, after.image.config, applied, target).filter(
    ({ declaredBy }) => declaredBy === null,
  );
  return undeclared.length === 0 ? null : { what: 'config', differences: undeclared };
}

/** What the new image does worse; null when nothing. */
function whatChecksSay(was: CheckResult | null, is: CheckResult | null): Broke | null {
  if (was === null || is === null || is.passed === true) return null;
  if (is.passed === false || !isAlike(was.outcome, is.outcome))
    return { what: 'check', before: was.outcome, after: is.outcome, log: is.log };
  // An exit code is the same for all that can go wrong; one of 0 is none.
  const lack = FAILED.test(is.outcome) ? newLackIn(was.log, is.log) : null;
  return lack === null ? null : { what: 'check', before: was.outcome, after: `${is.outcome}: ${lack}`, log: is.log };
}

const FAILED = /exit code [1-9]/;

/** What was not well yet when its time was up may be so this time. */
function isAlike(was: string, is: string): boolean {
  return is === was || is === was.replace(', not healthy', ', healthy');
}
