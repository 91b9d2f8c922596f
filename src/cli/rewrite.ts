/** The main job: every file read, rewritten and reported, and with --write written. */

import { createKnown } from './batch-contexts.ts';
import { createHandler, type Handler, handleStdin, type Job, loadReporter } from './one-file.ts';
import { complain, print } from './output.ts';
import type { Pool } from './pool.ts';
import { createProgress } from './progress.ts';
import { readStdin } from './read.ts';
import { add, emptySummary, type Outcome, type Reporter, type Summary } from './result.ts';
import { expandPaths } from './targets.ts';

/** What is printed for standard input when nobody says what it is called. */
const STDIN_NAME = 'Dockerfile';

/** A batch of more files than this is worth starting threads for. */
const FILES_BEFORE_THREADS = 100;

/** @returns the exit code. */
export async function rewrite(paths: readonly string[], job: Job): Promise<number> {
  const started = Date.now();
  if (paths.includes('-')) return rewriteStdin(paths, job, started);
  const reporter = await loadReporter(job, job.flags.write === true);
  const batch = new Batch(job, reporter);
  await print(reporter.begin());
  const known = createKnown();
  let handle: Handler = createHandler(job, reporter, known);
  let pool: Pool | null = null;
  /** In path order; with threads a few are under way at a time, without only one. */
  const pending: Promise<Outcome>[] = [];
  const interrupt = job.flags.write === true ? (await import('./interrupt.ts')).holdSignals() : null;
  try {
    for await (const target of expandPaths(paths.length === 0 ? ['.'] : paths, job.cwd, { mayBeCommand: true })) {
      if (pool === null && batch.summary.files >= FILES_BEFORE_THREADS && job.flags.write !== true) {
        pool = (await import('./pool.ts')).createPool(job, known);
        handle = pool?.handle ?? handle;
      }
      pending.push(handle(target));
      if (pending.length > (pool?.capacity ?? 0)) await batch.take(await pending.shift()!);
      const code = (await interrupt?.arrived()) ?? null;
      if (code !== null) return batch.stop(code);
    }
    for (const outcome of pending) await batch.take(await outcome);
  } finally {
    pool?.close();
    interrupt?.release();
  }
  return batch.end(started);
}

async function rewriteStdin(paths: readonly string[], job: Job, started: number): Promise<number> {
  const { write, format, stdinFilename = STDIN_NAME } = job.flags;
  if (paths.length > 1) {
    complain('- cannot be combined with other paths');
    return 2;
  }
  const isFilter = write === true && format === 'pretty';
  const reporter = isFilter ? silent : await loadReporter(job, false);
  const batch = new Batch(job, reporter);
  const [result, outcome] = handleStdin({ name: stdinFilename, read: await readStdin() }, job, reporter);
  await print(reporter.begin());
  await batch.take(outcome);
  if (isFilter && result.error === null) await print(result.report!.after);
  return batch.end(started);
}

const silent: Reporter = { separator: '', begin: () => '', file: () => '', end: () => '' };

/** Prints what came of each file and keeps nothing of it but counts. */
class Batch {
  readonly summary: Summary = emptySummary();
  private readonly job: Job;
  private readonly reporter: Reporter;
  private readonly progress;
  private hasPrinted = false;

  constructor(job: Job, reporter: Reporter) {
    this.job = job;
    this.reporter = reporter;
    this.progress = createProgress(job.flags.quiet !== true);
  }

  async take({ text, complaints, summary }: Outcome): Promise<void> {
    add(this.summary, summary);
    if (text !== '' || complaints.length > 0) this.progress.clear();
    if (text !== '') {
      await print(this.hasPrinted ? this.reporter.separator + text : text);
      this.hasPrinted = true;
    }
    for (const { message, path, line } of complaints) complain(message, path, line);
    this.progress.tick(this.summary.files, this.summary.changed);
  }

  /** After a signal. @returns the exit code. */
  stop(code: number): number {
    this.progress.clear();
    complain(`interrupted; ${this.summary.written} written, the rest is as it was`);
    return code;
  }

  async end(started: number): Promise<number> {
    this.progress.clear();
    const { summary, job, reporter, hasPrinted } = this;
    summary.seconds = (Date.now() - started) / 1000;
    const text = reporter.end(summary);
    await print(hasPrinted && text !== '' && job.flags.format === 'pretty' ? reporter.separator + text : text);
    if (summary.failed > 0 || summary.rejected > 0) return 2;
    return job.flags.check === true && summary.changed > 0 ? 1 : 0;
  }
}
