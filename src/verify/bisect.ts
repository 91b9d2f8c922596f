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
type Judge = (report: Report) => Promise<Broke | null>;

/** A transform of which so many fixes were left out is left out whole: its next try would only be another shape of them. */
const MAX_OF_ONE_TRANSFORM = 3;
/** Of one file. Each is a build. */
const MAX_ATTEMPTS = 60;

/**
 * Halves the list of fixes until one is found with which it breaks and without which it does not, leaves that one out
 * and begins again, until what is left works. What of that was left out for nothing is then put back.
 * @param rewrite gives the report with only the fixes that are accepted; the same answers give the same report.
 * @param judge what is broken with a report, or null; asked as seldom as possible, since it builds.
 */
export async function bisect(rewrite: Rewrite, judge: Judge): Promise<Bisected> {
  const search = new Search(rewrite, judge);
  const broke = await search.leaveOut();
  if (broke === null) await search.putBack();
  return { report: search.report(), dropped: search.dropped, broke };
}

class Search {
  dropped: Dropped[] = [];
  private whole: ReadonlySet<string> = new Set();
  private attempts = 0;
  private readonly rewrite: Rewrite;
  private readonly judge: Judge;

  constructor(rewrite: Rewrite, judge: Judge) {
    this.rewrite = rewrite;
    this.judge = judge;
  }

  /** With what is left out so far, or would be. */
  report(dropped: readonly Dropped[] = this.dropped, whole: ReadonlySet<string> = this.whole): Report {
    const keys = new Set(dropped.map(({ key }) => key));
    return this.rewrite(({ key }, transform) => !whole.has(transform) && !keys.has(key));
  }

  /** @returns what is still wrong. */
  async leaveOut(): Promise<Broke | null> {
    for (;;) {
      const report = this.report();
      const broke = await this.broken(report);
      if (broke === null || this.isTimeUp() || report.applied.length === 0) return broke;
      const culprit = await this.find(report.applied, broke);
      this.drop(culprit.fix, culprit.broke);
      const { transform } = culprit.fix;
      const own = this.dropped.filter((one) => one.transform === transform);
      if (own.length >= MAX_OF_ONE_TRANSFORM) this.whole = new Set([...this.whole, transform]);
    }
  }

  /**
   * What was left out because of something that is gone by now, or because it failed by chance, and what was left out
   * only because of others of its transform. The last that was found has just been seen to be at fault.
   */
  async putBack(): Promise<void> {
    for (const one of this.dropped.slice(0, -1)) {
      const others = this.dropped.filter((other) => other !== one);
      const report = this.report(others);
      const isBack = report.applied.some(({ key }) => key === one.key);
      if (isBack && !this.isTimeUp() && (await this.broken(report)) === null) this.dropped = others;
    }
    for (const transform of this.whole) {
      const others = new Set([...this.whole].filter((other) => other !== transform));
      const report = this.report(this.dropped, others);
      const rest = report.applied.filter((fix) => fix.transform === transform && !this.isKnown(fix));
      if (rest.length === 0 || this.isTimeUp()) continue;
      const broke = await this.broken(report);
      if (broke === null) this.whole = others;
      else for (const fix of rest) this.drop(fix, broke);
    }
  }

  private isTimeUp(): boolean {
    return this.attempts >= MAX_ATTEMPTS;
  }

  private drop({ key, transform, line, message }: AppliedFix, broke: Broke): void {
    this.dropped.push({ key, transform, line, message, broke });
  }

  /** It comes back under a new name. */
  private isKnown({ transform, line, message }: AppliedFix): boolean {
    return this.dropped.some((one) => one.transform === transform && one.line === line && one.message === message);
  }

  private async broken(report: Report): Promise<Broke | null> {
    this.attempts++;
    return report.changed ? this.judge(report) : null;
  }

  /** @param whole what is wrong with all of them. */
  private async find(applied: readonly AppliedFix[], whole: Broke): Promise<Culprit> {
    let [works, breaks, broke] = [0, applied.length, whole];
    while (breaks - works > 1) {
      const middle = (works + breaks) >> 1;
      const first = new Set(applied.slice(0, middle).map(({ key }) => key));
      const found = await this.broken(this.rewrite((fix) => first.has(fix.key)));
      if (found === null) works = middle;
      else [breaks, broke] = [middle, found];
    }
    return { fix: applied[breaks - 1]!, broke };
  }
}

interface Culprit {
  readonly fix: AppliedFix;
  /** What is wrong once it is made, and is not before. */
  readonly broke: Broke;
}
