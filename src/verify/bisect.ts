/** Finds the fixes that break a build, and leaves them out. */
import type { AppliedFix, Report } from '../engine/report.ts';
import type { Fix } from '../engine/transform.ts';
import type { Broke, Dropped } from './verified.ts';

export interface Bisected {
  /** With what was found left out. */
  readonly report: Report;
  readonly dropped: readonly Dropped[];
  /** What is still wrong with it: the time for looking was up. Null when it works, or nothing is left of it. */
  readonly broke: Broke | null;
}

type Rewrite = (accept: (fix: Fix, transform: string) => boolean) => Report;

/** A transform of which so many fixes were left out is left out whole: its next try would only be another shape of them. */
const MAX_OF_ONE_TRANSFORM = 3;
/** Of one file. Each is a build. */
const MAX_ATTEMPTS = 60;

/**
 * Halves the list of fixes until one is found with which it breaks and without which it does not, leaves that one out
 * and begins again, until what is left works.
 * @param rewrite gives the report with only the fixes that are accepted; the same answers give the same report.
 * @param judge what is broken with a report, or null; asked as seldom as possible, since it builds.
 */
export async function bisect(rewrite: Rewrite, judge: (report: Report) => Promise<Broke | null>): Promise<Bisected> {
  const dropped: Dropped[] = [];
  const keys = new Set<string>();
  const isLeftOut = (key: string, transform: string): boolean =>
    keys.has(key) || dropped.filter((each) => each.transform === transform).length >= MAX_OF_ONE_TRANSFORM;
  let attempts = 0;
  const broken = async (report: Report): Promise<Broke | null> => {
    attempts++;
    return report.changed ? judge(report) : null;
  };
  for (;;) {
    const report = rewrite((fix, transform) => !isLeftOut(fix.key, transform));
    const broke = await broken(report);
    if (broke === null || attempts >= MAX_ATTEMPTS || report.applied.length === 0) return { report, dropped, broke };
    const culprit = await find(report.applied, broke, rewrite, broken);
    keys.add(culprit.fix.key);
    const { key, transform, line, message } = culprit.fix;
    dropped.push({ key, transform, line, message, broke: culprit.broke });
  }
}

interface Culprit {
  readonly fix: AppliedFix;
  /** What is wrong once it is made, and is not before. */
  readonly broke: Broke;
}

/** @param whole what is wrong with all of them. */
async function find(
  applied: readonly AppliedFix[],
  whole: Broke,
  rewrite: Rewrite,
  broken: (report: Report) => Promise<Broke | null>,
): Promise<Culprit> {
  let [works, breaks, broke] = [0, applied.length, whole];
  while (breaks - works > 1) {
    const middle = (works + breaks) >> 1;
    const first = new Set(applied.slice(0, middle).map(({ key }) => key));
    const found = await broken(rewrite((fix) => first.has(fix.key)));
    if (found === null) works = middle;
    else [breaks, broke] = [middle, found];
  }
  return { fix: applied[breaks - 1]!, broke };
}
