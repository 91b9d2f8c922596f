/** Builds what is on disk and what slimify would write, and holds one against the other. */
import type { Report } from '../engine/report.ts';
import { readDockerignore } from '../project/dockerignore.ts';
import { type Around, type Attempt, attempt, build, Stopped, sideOf, variantOf, variantOnDisk } from './attempt.ts';
import { bisect } from './bisect.ts';
import { appFolders } from './compare/app-folders.ts';
import { compareConfigs } from './compare/config.ts';
import { compareFiles } from './compare/files.ts';
import { contextArchive } from './context/archive.ts';
import { chooseChangedFile } from './context/changed-file.ts';
import { UnreadableContext } from './context/unreadable.ts';
import type { Session } from './session.ts';
import type { Subject } from './subject.ts';
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
  try {
    const around = { subject, engine, signal, timeout: options.timeout, nextTag };
    return await new Verification(around, options).whole(report);
  } catch (cause) {
    return { ...nothingOf(subject, report), status: 'not-verified', why: await whyNot(cause, session) };
  } finally {
    // After Ctrl-C there is no time for one after another: the session removes them all.
    if (!signal.aborted) for (const tag of tags) await engine.remove(tag).catch(() => undefined);
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

/** What is found out about one Dockerfile, one thing after another. */
class Verification {
  private readonly around: Around;
  private readonly options: VerifyOptions;

  constructor(around: Around, options: VerifyOptions) {
    this.around = around;
    this.options = options;
  }

  async whole(report: Report): Promise<Verified> {
    const { subject } = this.around;
    const before = await this.attempt('before');
    if (isBrokenBefore(before)) return this.brokenBefore(before, report);
    const first = await this.attempt('after', report);
    const broke = this.broke(before, first, report.applied);
    if (broke === null) return this.compared('alike', before, first, report, []);
    if (broke.what !== 'config') {
      // What is fetched over a network fails now and then, and what starts is late now and then.
      const again = await this.attempt('after', report, false);
      const second = first.failed === null ? { ...again, cold: first.cold, seconds: first.seconds } : again;
      if (this.broke(before, second, report.applied) === null)
        return this.compared('alike', before, second, report, []);
    }
    const left = await this.bisect(before, report, broke);
    if (left.broke === null && left.report.changed) {
      const after = await this.attempt('after', left.report);
      if (this.broke(before, after, left.report.applied) === null)
        return this.compared('repaired', before, after, left.report, left.dropped);
    }
    const nothingLeft = subject.rewrite(() => false);
    const regression = await this.compared('regression', before, first, report, left.dropped);
    return { ...regression, report: left.broke === null ? nothingLeft : report };
  }

  private async brokenBefore(before: Attempt, report: Report): Promise<Verified> {
    const after = await this.attempt('after', report);
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
    const folders = appFolders(subject.text, before.image.config, target);
    const abort = { signal, timeout };
    const files = await compareFiles(engine, before.tag, after.tag, folders, abort);
    const changedFile = subject.changedFile ?? chooseChangedFile(subject.project, subject.text, target);
    const sides = {
      before: sideOf(before, await this.rebuilt('before', before, changedFile)),
      after: sideOf(after, await this.rebuilt('after', after, changedFile)),
    };
    return { ...nothing, ...sides, config, files, changedFile };
  }

  private broke(before: Attempt, after: Attempt, applied: Report['applied']): Broke | null {
    return whatBroke(before, after, applied, this.around.subject.build.target);
  }

  /** @param report of what would be on disk; left out, it is what is there. */
  private attempt(side: 'before' | 'after', report?: Report, isCold = this.options.isCold): Promise<Attempt> {
    const { subject } = this.around;
    const variant = report === undefined ? variantOnDisk(subject) : variantOf(subject, report);
    return attempt(variant, isCold, this.around, ({ doing, step }) =>
      this.options.onPhase(doing === 'build' ? { doing, side, step } : { doing, side }),
    );
  }

  private bisect(before: Attempt, whole: Report, broke: Broke) {
    const { subject } = this.around;
    const known = new Map<string, Broke | null>([[whole.after, broke]]);
    let count = 0;
    const judge = async (report: Report): Promise<Broke | null> => {
      const seen = known.get(report.after);
      if (seen !== undefined) return seen;
      count++;
      const onPhase = ({ step }: { readonly step: string | null }): void =>
        this.options.onPhase({ doing: 'bisect', attempt: count, step });
      const found = this.broke(
        before,
        await attempt(variantOf(subject, report), false, this.around, onPhase),
        report.applied,
      );
      known.set(report.after, found);
      return found;
    };
    return bisect((accept) => subject.rewrite(accept), judge);
  }

  /** What is built again once a source file has changed. */
  private async rebuilt(
    side: 'before' | 'after',
    { dockerfile, ignore }: Attempt,
    file: string | null,
  ): Promise<Rebuilt | null> {
    if (file === null) return null;
    const { subject, nextTag } = this.around;
    const rules = readDockerignore(ignore ?? '');
    const isInBuild = (path: string): boolean => !rules.isIgnored(path);
    const context = {
      kind: 'archive',
      open: contextArchive(subject.context, isInBuild, file, rules.mayTakeInBelow),
    } as const;
    this.options.onPhase({ doing: 'rebuild', side, step: null });
    const onStep = (step: string): void => this.options.onPhase({ doing: 'rebuild', side, step });
    try {
      const result = await build(nextTag(), { dockerfile, ignore }, context, false, this.around, onStep);
      return result.ok ? { seconds: result.seconds, steps: result.steps } : null;
    } catch (cause) {
      if (cause instanceof UnreadableContext) return null;
      throw cause;
    }
  }
}
