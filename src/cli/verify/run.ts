/** All files of a run, a few at a time, reported in path order. */
import { pMapIterable } from 'p-map';
import type { Session } from '../../verify/session.ts';
import type { NotVerified, Verified } from '../../verify/verified.ts';
import type { verifyFile } from '../../verify/verify.ts';
import { pleaseReport } from '../bug.ts';
import { complain, print } from '../output.ts';
import type { Complaint } from '../result.ts';
import type { VerifyJob } from './job.ts';
import { createLive, type Live } from './live.ts';
import { loadVerifyReporter } from './reporters/load-reporter.ts';
import type { VerifyReporter } from './reporters/reporter.ts';
import { whyWords } from './reporters/words.ts';
import type { Stop } from './stop.ts';
import { type Candidate, findCandidates, settled } from './subjects.ts';
import { count, emptySummary } from './summary.ts';
import { createWriter, type Result, type WriteSurvivor } from './survivors.ts';

export interface Around {
  readonly session: Session;
  readonly stop: Stop;
  readonly verifyFile: typeof verifyFile;
}

/** @returns the exit code. The session is closed by then. */
export async function verifyAll(paths: readonly string[], job: VerifyJob, around: Around): Promise<number> {
  const { session, stop } = around;
  const started = Date.now();
  const run = new Run(job, await loadVerifyReporter(job));
  const candidates = await run.find(paths, stop);
  const total = candidates.filter(({ kind }) => kind === 'build').length;
  const live = createLive({ screen: process.stderr, isQuiet: job.flags.quiet === true, total });
  const restore = (): void => live.close();
  process.on('exit', restore);
  try {
    await run.begin(session.engine.version);
    await run.all(candidates, around, live);
    live.close();
    await session.close();
    return await run.end(started, stop, candidates.length);
  } finally {
    live.close();
    process.off('exit', restore);
  }
}

/** Says what came of each file, and keeps counts. */
class Run {
  private readonly summary = emptySummary();
  private readonly job: VerifyJob;
  private readonly reporter: VerifyReporter;
  private isFailure = false;
  /** Files that were interrupted. */
  private aborted = 0;
  /** Said once: of an engine that is gone there is no more to say. */
  private readonly saidOfEngine = new Set<string>();

  constructor(job: VerifyJob, reporter: VerifyReporter) {
    this.job = job;
    this.reporter = reporter;
  }

  /** All files, before the first build: how many there are is worth knowing. */
  async find(paths: readonly string[], stop: Stop): Promise<readonly Candidate[]> {
    const found: Candidate[] = [];
    for await (const candidate of findCandidates(paths, this.job)) {
      if (stop.signal.aborted) break;
      const { complaints, isFailure } = candidate.said;
      this.say(complaints);
      this.isFailure ||= isFailure;
      if (candidate.kind !== 'nothing') found.push(candidate);
    }
    const { configName, options, cwd, flags } = this.job;
    if (flags.quiet !== true && !stop.signal.aborted) {
      for (const key of options.unmatched(paths, cwd))
        complain(`verify.files: ${key} is no Dockerfile here`, configName);
    }
    return found;
  }

  async begin(engine: string): Promise<void> {
    await print(this.reporter.begin(engine));
  }

  async all(candidates: readonly Candidate[], around: Around, live: Live): Promise<void> {
    const results = verifyThem(candidates, this.job, around, live);
    if (this.job.flags.write !== true) {
      for await (const { verified } of results) await live.aside(() => this.report(verified));
      return;
    }
    // What is written can be the context of what is being built.
    const done: Result[] = [];
    for await (const result of results) done.push(result);
    await live.aside(async () => {
      const write = createWriter(this.job, done);
      for (const result of done) await this.report(await this.written(result, write, around.stop));
    });
  }

  private async written({ verified, candidate }: Result, write: WriteSurvivor, { signal }: Stop): Promise<Verified> {
    // A signal is told of between turns of the event loop only.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return verified;
    const { written, complaints, isFailure } = write(verified, candidate);
    this.say(complaints);
    this.isFailure ||= isFailure;
    return { ...verified, written };
  }

  private async report(verified: Verified): Promise<void> {
    count(this.summary, verified);
    await print(this.reporter.file(verified));
    const { why } = verified;
    if (why?.code === 'aborted') this.aborted++;
    if (why?.code !== 'engine-gone' && why?.code !== 'no-space' && why?.code !== 'bug') return;
    this.isFailure = true;
    if (why.code === 'bug') {
      complain(`${why.message}\n${pleaseReport(this.job.version)}`, verified.path);
      return;
    }
    if (!this.saidOfEngine.has(why.code)) complain(whyWords(why), verified.path);
    this.saidOfEngine.add(why.code);
  }

  private say(complaints: readonly Complaint[]): void {
    for (const { message, path, line } of complaints) complain(message, path, line);
  }

  async end(started: number, stop: Stop, total: number): Promise<number> {
    const { summary, reporter } = this;
    summary.seconds = (Date.now() - started) / 1000;
    await print(reporter.end(summary));
    const code = stop.code();
    if (code !== null) {
      const wrote = summary.written === 0 ? 'nothing is written' : `${summary.written} written`;
      complain(`interrupted; ${summary.files - this.aborted} of ${total} done, ${wrote}`);
      return code;
    }
    if (this.isFailure) return 2;
    return summary.regressions + summary.repaired > 0 ? 1 : 0;
  }
}

/** Results in path order. Of files that nobody has begun with when a signal comes there are none. */
async function* verifyThem(
  candidates: readonly Candidate[],
  { options }: VerifyJob,
  { session, stop, verifyFile }: Around,
  live: Live,
): AsyncGenerator<Result> {
  const { timeout, isCold } = options;
  let gone: NotVerified | null = null;
  const verifyOne = async (candidate: Candidate): Promise<Result | null> => {
    if (candidate.kind !== 'build') return candidate.kind === 'settled' ? { ...candidate, candidate: null } : null;
    const { path } = candidate.subject;
    if (stop.signal.aborted) return null;
    if (gone !== null) {
      const report = candidate.subject.rewrite(() => true);
      return { verified: settled(path, 'not-verified', gone, report), candidate };
    }
    live.begin(path);
    const onPhase: Parameters<typeof verifyFile>[2]['onPhase'] = (phase) => live.phase(path, phase);
    const verified = await verifyFile(candidate.subject, session, { timeout, isCold, onPhase });
    live.end(path);
    if (verified.why?.code === 'engine-gone') gone = verified.why;
    return { verified, candidate };
  };
  const results = pMapIterable(candidates, verifyOne, {
    concurrency: options.jobs,
    backpressure: Number.POSITIVE_INFINITY,
  });
  for await (const result of results) if (result !== null) yield result;
}
