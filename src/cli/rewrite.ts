/** The main job: every file read, rewritten, reported, and with --write written. */
import path from 'node:path';
import { preset } from '../../transforms/index.ts';
import { slimify } from '../engine/pipeline.ts';
import type { Report } from '../engine/report.ts';
import { folderProject } from '../project/folder.ts';
import { noProject, type Project } from '../project/project.ts';
import type { Flags } from './arguments.ts';
import { gitRoot } from './git-root.ts';
import { complain, print, wantsColor } from './output.ts';
import { isInside, pathFrom, shownPath } from './paths.ts';
import { createProgress } from './progress.ts';
import { type FileError, type ReadResult, readDockerfile, readStdin } from './read.ts';
import { count, emptySummary, type FileResult, type Reporter, type Summary } from './result.ts';
import type { Settings } from './settings.ts';
import { expandPaths, type Target } from './targets.ts';

export interface Job {
  readonly paths: readonly string[];
  readonly flags: Flags;
  readonly settings: Settings;
  readonly cwd: string;
  readonly version: string;
}

/** What is printed for standard input when nobody says what it is called. */
const STDIN_NAME = 'Dockerfile';

/** Files between two looks at what else the process has to do. */
const BREATHE_EVERY = 64;

/** @returns the exit code. */
export async function rewrite(job: Job): Promise<number> {
  const started = performance.now();
  if (job.paths.includes('-')) return rewriteStdin(job, started);
  const summary = emptySummary();
  const reporter = await loadReporter(job.flags, job.flags.write === true);
  const progress = createProgress(process.stderr.isTTY === true && job.flags.quiet !== true);
  const projects = createProjects(job);
  await print(reporter.begin());
  for await (const target of expandPaths(job.paths.length === 0 ? ['.'] : job.paths, job.cwd)) {
    progress.tick(summary.files, summary.changed);
    if ('note' in target) {
      progress.clear();
      if (target.note !== null && job.flags.quiet !== true) complain(target.note, target.path);
      if (target.error === null) continue;
    }
    const result =
      'note' in target ? unreadableResult(target.path, target.error!) : await processFile(target, job, projects);
    progress.clear();
    await finish(result, job, reporter, summary);
    if (summary.files % BREATHE_EVERY === 0) await new Promise(setImmediate);
  }
  progress.clear();
  summary.seconds = (performance.now() - started) / 1000;
  await print(reporter.end(summary));
  return exitCode(summary, job.flags);
}

async function rewriteStdin(job: Job, started: number): Promise<number> {
  const { flags, cwd } = job;
  if (job.paths.length > 1) {
    complain('- cannot be combined with other paths');
    return 2;
  }
  const name = flags.stdinFilename ?? STDIN_NAME;
  const absolute = path.resolve(cwd, name);
  const read = await readStdin();
  const base = {
    path: shownPath(name),
    patchPath: patchPath(absolute, cwd),
    contexts: [],
    named: true,
    written: false,
  };
  const result: FileResult = judge(base, read, noProject, job);
  const isFilter = flags.write === true && flags.format === 'pretty';
  const summary = emptySummary();
  const reporter = isFilter ? silent : await loadReporter(flags, false);
  await print(reporter.begin());
  await finish(result, job, reporter, summary);
  if (isFilter && result.error === null) await print(result.report!.after);
  summary.seconds = (performance.now() - started) / 1000;
  await print(reporter.end(summary));
  return exitCode(summary, flags);
}

const silent: Reporter = { begin: () => '', file: () => '', end: () => '' };

async function loadReporter(flags: Flags, write: boolean): Promise<Reporter> {
  if (flags.format === 'json') return (await import('./reporters/json.ts')).jsonReporter();
  if (flags.format === 'patch') return (await import('./reporters/patch.ts')).patchReporter();
  const { prettyReporter } = await import('./reporters/pretty.ts');
  return prettyReporter({
    write,
    quiet: flags.quiet === true,
    color: wantsColor(flags.color),
    explainSkips: flags.explainSkips === true,
    width: Math.min(process.stdout.columns ?? 100, 120),
  });
}

/** Counts and prints what came of one file. */
async function finish(result: FileResult, job: Job, reporter: Reporter, summary: Summary): Promise<void> {
  count(summary, result);
  await print(reporter.file(result));
  const { path: name, error, report } = result;
  if (error !== null) complain(error.message, name, error.line);
  for (const { line, transform, message, why } of report?.rejected ?? [])
    complain(`${transform} was undone by a check: ${message}: ${why}. ${pleaseReport(job)}`, name, line);
  if (job.flags.quiet === true) return;
  for (const { line, message } of report?.warnings ?? []) complain(`warning: ${message}`, name, line);
}

function exitCode(summary: Summary, flags: Flags): number {
  if (summary.failed > 0 || summary.rejected > 0) return 2;
  return flags.check === true && summary.changed > 0 ? 1 : 0;
}

async function processFile(target: Target, job: Job, projects: Projects): Promise<FileResult> {
  const { project, contexts } = projects(target.absolute);
  const base = {
    path: target.path,
    patchPath: patchPath(target.absolute, job.cwd),
    contexts,
    named: target.named,
    written: false,
  };
  const read = readDockerfile(target.absolute);
  const result = judge(base, read, project, job);
  if (job.flags.write !== true || !read.ok || result.error !== null || result.report?.changed !== true) return result;
  const { save } = await import('./save.ts');
  const error = save(target, read.bytes, result.report, job.flags.quiet === true);
  return { ...result, error, written: error === null };
}

/** Rewrites what was read, in memory. */
function judge(base: Omit<FileResult, 'report' | 'error'>, read: ReadResult, project: Project, job: Job): FileResult {
  if (!read.ok) return { ...base, report: null, error: read.error };
  let report: Report;
  try {
    const knownIds = preset.map(({ id }) => id);
    report = slimify(read.text, { ...job.settings, project, knownIds });
  } catch (cause) {
    const message = `${cause instanceof Error ? cause.message : String(cause)}. ${pleaseReport(job)}`;
    return { ...base, report: null, error: { code: 'bug', line: null, message } };
  }
  return { ...base, report, error: report.error ?? (base.named ? notADockerfile(report) : null) };
}

/** Of a file that the user named this is an error; of one that was found a reason to leave it alone. */
function notADockerfile({ skipped }: Report): FileError | null {
  for (const { line, reason } of skipped) {
    if (reason.code === 'not-a-dockerfile')
      return { code: reason.code, line, message: `is not a Dockerfile: ${reason.why}` };
  }
  return null;
}

function unreadableResult(name: string, error: FileError): FileResult {
  return { path: name, patchPath: name, contexts: [], named: true, report: null, error, written: false };
}

type Projects = (dockerfile: string) => { project: Project; contexts: readonly string[] };

/** One project for each context. Path order keeps neighbours together, so only the last one is kept. */
function createProjects({ flags, cwd }: Job): Projects {
  if (flags.context === false) return () => ({ project: noProject, contexts: [] });
  const given = flags.context === undefined ? null : path.resolve(cwd, flags.context);
  let last: { folder: string; project: Project; contexts: readonly string[] } | null = null;
  return (dockerfile) => {
    const folder = given ?? path.dirname(dockerfile);
    if (last?.folder !== folder) {
      const shown = isInside(cwd, folder) ? pathFrom(cwd, folder) || '.' : shownPath(folder);
      last = { folder, project: folderProject(folder), contexts: [shown] };
    }
    return last;
  };
}

/** git reads a patch from the root of the repository that it is in, wherever it is called. */
function patchPath(absolute: string, cwd: string): string {
  return pathFrom(gitRoot(cwd) ?? cwd, absolute);
}

function pleaseReport({ version }: Job): string {
  return `This is a bug in slimify ${version}; please report it`;
}
