/** Builds what is on disk and what slimify would write, and holds one against the other. */
import type { Report } from '../engine/report.ts';
import {
  type Around,
  type Attempt,
  attempt,
  Stopped,
  sideOf,
  tryAgain,
  type Variant,
  variantOf,
  variantOnDisk,
} from './attempt.ts';
import { bisect } from './bisect.ts';
import { appFolders } from './compare/app-folders.ts';
import { compareConfigs } from './compare/config.ts';
import { compareFiles } from './compare/files.ts';
import { chooseChangedFile } from './context/changed-file.ts';
import { rebuilt } from './rebuilt.ts';
import type { Session } from './session.ts';
import type { Subject } from './subject.ts';
import { type Compared, mayBeChance, type Tries, tryOnDisk, tryWritten } from './tries.ts';
import { isBrokenBefore, whatBroke } from './verdict.ts';
import type { Broke, Dropped, Phase, Rebuilt, Verified } from './verified.ts';

export interface VerifyOptions {
  /** Milliseconds that one build may take. */
  readonly timeout: number;
  /** Build without the cache first, so that times can be compared. */
  readonly isCold: boolean;
  readonly onPhase: (phase: Phase) => void;
}

/** Never throws for what is wrong with a Dockerfile or an engine: see `Verified.status`. Leaves no image behind. */
export async function verifyFile(subject: Subject, session: Session, options: VerifyOptions): Promise<Verified> {
  const report = subject.rewrite(() => true);
  if (!report.changed) return { ...nothingOf(subject, report), status: 'unchanged' };
  const { engine, signal } = session;
  const tags: string[] = [];
  const nextTag = (): string => {
    const tag = session.nextTag();
    tags.push(tag);
    return tag;
  };
  let why: Verified['why'] = null;
  try {
    const onWait = (): void => options.onPhase({ doing: 'wait' });
    const around = { subject, engine, signal, timeout: options.timeout, nextTag, onWait };
    return await new Verification(around, options).whole(report);
  } catch (cause) {
    why = await whyNot(cause, session);
    return { ...nothingOf(subject, report), status: 'not-verified', why };
  } finally {
    // After Ctrl-C, and when nobody answers, there is no time for one after another: the session removes them all.
    const isLeft = signal.aborted || why?.code === 'engine-gone';
    if (!isLeft) for (const tag of tags) await engine.remove(tag).catch(() => undefined);
  }
}

/** What is none of the engine's faults, nor the user's wish, is our bug: the other files are verified all the same. */
async function whyNot(cause: unknown, { signal, engine }: Session): Promise<Verified['why']> {
  if (signal.aborted) return { code: 'aborted' };
  if (cause instanceof Stopped && cause.cause !== 'aborted') return { code: cause.cause, message: cause.message };
  const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  if (/ENOSPC|no space left on device/i.test(message)) return { code: 'no-space', message };
  if (!(await engine.isAlive())) return { code: 'engine-gone', message };
  return { code: 'bug', message: cause instanceof Error ? (cause.stack ?? message) : message };
}

function nothingOf({ path }: Subject, report: Report): Verified {
  const nothing = { why: null, before: null, after: null, config: [], files: null, dropped: [] };
  return { path, status: 'not-verified', report, ...nothing, changedFile: null, written: false };
}

/** All that a report would write. */
function textsOf({ after, files }: Report): string {
  return JSON.stringify([after, ...files.map(({ path, after: text }) => [path, text])]);
}

/** What is found out about one Dockerfile, one thing after another. */
class Verification {
  private readonly around: Around;
  private readonly options: VerifyOptions;

  constructor(around: Around, options: VerifyOptions) {
    this.around = around;
    this.options = options;
  }

  async whole(report: Report): Promise<Verified> {
    const onDisk = await tryOnDisk(this.tries('before'));
    if (isBrokenBefore(onDisk)) return this.brokenBefore(onDisk, await this.attempt('after', report), report);
    const { before, after, broke } = await this.tryWritten(onDisk, report);
    if (isBrokenBefore(before)) return this.brokenBefore(before, after, report);
    if (broke === null) return this.compared('alike', before, after, report, []);
    if (await this.isBrokenByOthers(before)) return this.compared('regression', before, after, report, []);
    const left = await this.bisect(before, report, broke);
    if (left.broke === null && left.report.changed) {
      const rest = await this.tryWritten(before, left.report);
      if (isBrokenBefore(rest.before)) return this.brokenBefore(rest.before, rest.after, report);
      if (rest.broke === null) return this.compared('repaired', rest.before, rest.after, left.report, left.dropped);
    }
    const regression = await this.compared('regression', before, after, report, left.dropped);
    return { ...regression, report: left.broke === null ? this.around.subject.rewrite(() => false) : report };
  }

  private tryWritten(before: Attempt, report: Report): Promise<Compared> {
    const tryBefore = (): Promise<Attempt> => {
      this.options.onPhase({ doing: 'check', side: 'before' });
      return tryAgain(before, this.around);
    };
    const whatBroke = (old: Attempt, now: Attempt): Broke | null => this.broke(old, now, report.applied);
    return tryWritten(before, this.tries('after', report), tryBefore, whatBroke);
  }

  private tries(side: 'before' | 'after', report?: Report): Tries {
    return { isCold: this.options.isCold, build: (isCold) => this.attempt(side, report, isCold) };
  }

  /** What other Dockerfiles add to the ignore file they share is none of this one's fixes. */
  private async isBrokenByOthers(before: Attempt): Promise<boolean> {
    const { subject } = this.around;
    if (subject.pendingIgnore === subject.project.ignoreFile.text) return false;
    const variant = { dockerfile: subject.text, ignore: subject.pendingIgnore };
    return this.broke(before, await this.attemptOf(variant, 'after', false), []) !== null;
  }

  private async brokenBefore(before: Attempt, after: Attempt, report: Report): Promise<Verified> {
    const sides = { before: sideOf(before, null), after: sideOf(after, null) };
    return { ...nothingOf(this.around.subject, report), status: 'broken-before', ...sides };
  }

  private async compared(
    status: Verified['status'],
    before: Attempt,
    after: Attempt,
    report: Report,
    dropped: readonly Dropped[],
  ): Promise<Verified> {
    const { subject, engine, signal, timeout } = this.around;
    const nothing = { ...nothingOf(subject, report), status, dropped };
    if (before.image === null || after.image === null)
      return { ...nothing, before: sideOf(before, null), after: sideOf(after, null) };
    this.options.onPhase({ doing: 'compare' });
    const { target } = subject.build;
    const config = compareConfigs(before.image.config, after.image.config, report.applied, target);
    const folders = appFolders(subject.text, before.image.config, target, subject.project);
    const abort = { signal, timeout };
    const files = await compareFiles(engine, before.tag, after.tag, folders, abort);
    const changedFile = subject.changedFile ?? chooseChangedFile(subject.project, subject.text, target);
    const sides = {
      before: sideOf(before, await this.rebuilt('before', before, changedFile)),
      after: sideOf(after, await this.rebuilt('after', after, changedFile)),
    };
    return { ...nothing, ...sides, config, files, changedFile };
  }

  private rebuilt(side: 'before' | 'after', variant: Variant, file: string | null): Promise<Rebuilt | null> {
    return rebuilt(variant, file, this.around, (step) => this.options.onPhase({ doing: 'rebuild', side, step }));
  }

  private broke(before: Attempt, after: Attempt, applied: Report['applied']): Broke | null {
    return whatBroke(before, after, applied, this.around.subject.build.target);
  }

  /** @param report of what would be on disk; left out, it is what is there. */
  private attempt(side: 'before' | 'after', report?: Report, isCold = this.options.isCold): Promise<Attempt> {
    const { subject } = this.around;
    return this.attemptOf(report === undefined ? variantOnDisk(subject) : variantOf(subject, report), side, isCold);
  }

  private attemptOf(variant: Variant, side: 'before' | 'after', isCold: boolean): Promise<Attempt> {
    return attempt(variant, isCold, this.around, ({ doing, step }) =>
      this.options.onPhase(doing === 'build' ? { doing, side, step } : { doing, side }),
    );
  }

  private bisect(before: Attempt, whole: Report, broke: Broke) {
    const { subject } = this.around;
    const known = new Map<string, Broke | null>([[textsOf(whole), broke]]);
    let count = 0;
    const judgeOnce = async (report: Report): Promise<Broke | null> => {
      count++;
      const onPhase = ({ step }: { readonly step: string | null }): void =>
        this.options.onPhase({ doing: 'bisect', attempt: count, step });
      const made = await attempt(variantOf(subject, report), false, this.around, onPhase);
      // There can be dozens of them.
      await this.around.engine.remove(made.tag).catch(() => undefined);
      return this.broke(before, made, report.applied);
    };
    const judge = async (report: Report): Promise<Broke | null> => {
      const seen = known.get(textsOf(report));
      if (seen !== undefined) return seen;
      const first = await judgeOnce(report);
      const found = first !== null && mayBeChance(first, broke) ? await judgeOnce(report) : first;
      known.set(textsOf(report), found);
      return found;
    };
    return bisect((accept) => subject.rewrite(accept), judge);
  }
}
