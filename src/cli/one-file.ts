/** What is done with one file, from reading to the text of its report. It prints nothing, so it can be done elsewhere. */
import path from 'node:path';
import { preset } from '../../transforms/index.ts';
import { slimify } from '../engine/pipeline.ts';
import type { Report } from '../engine/report.ts';
import type { Place } from '../project/contexts.ts';
import { noProject, type Project } from '../project/project.ts';
import type { Flags } from './arguments.ts';
import { type BatchContexts, createBatchContexts, type Known } from './batch-contexts.ts';
import { pleaseReport } from './bug.ts';
import { gitRoot } from './git-root.ts';
import { isInside, pathFrom, shownPath } from './paths.ts';
import { type FileError, type ReadResult, readDockerfile } from './read.ts';
import { prettyReporter } from './reporters/pretty.ts';
import {
  type Complaint,
  count,
  emptySummary,
  type FileResult,
  isPatchable,
  type Outcome,
  type Reporter,
  type SideFile,
} from './result.ts';
import type { Settings } from './settings.ts';
import type { Nothing, Target } from './targets.ts';

export interface Job {
  readonly flags: Flags;
  readonly settings: Settings;
  readonly cwd: string;
  readonly version: string;
  /** How the report is shown. */
  readonly view: { readonly color: boolean; readonly width: number };
}

/** @param where what another thread has found out. */
export type Handler = (target: Target | Nothing, where?: Place) => Promise<Outcome>;

/** Standard input, as if it were a file of this name. */
export interface StdinTarget {
  readonly name: string;
  readonly read: ReadResult;
}

/** The reporter that was asked for. */
export async function loadReporter({ flags, view }: Job, write: boolean): Promise<Reporter> {
  if (flags.format === 'json') return (await import('./reporters/json.ts')).jsonReporter;
  if (flags.format === 'patch') return (await import('./reporters/patch.ts')).patchReporter;
  const { quiet = false, explainSkips = false } = flags;
  return prettyReporter({ ...view, write, quiet, explainSkips });
}

/**
 * Says what to do with a path of the command line. The files are to come in path order: what one of them writes beside
 * itself, the next one of the same context sees.
 * @param known what the files before have left; it is added to.
 */
export function createHandler(job: Job, reporter: Reporter, known: Known): Handler {
  const contexts = createBatchContexts(job, known);
  const folds = new Set<string>();
  return async (target, where) => {
    if ('note' in target) return nothingOutcome(target, job, reporter);
    const context = contexts.of(target, where);
    const base = describe(target.path, target.real, target.named, context, job);
    const read = readDockerfile(target.absolute);
    const result = judge(base, read, context?.project ?? noProject, job);
    const said =
      context === null ? [] : [...contexts.notes(context, target.named), ...foldNote(result, context, job, folds)];
    const isToBeWritten = result.error === null && result.report?.changed === true;
    if (!isToBeWritten || !read.ok || result.report === null) return outcomeOf(result, said, job, reporter);
    if (job.flags.write !== true) {
      if (context !== null) contexts.keep(context, result.report.files);
      return outcomeOf(result, said, job, reporter);
    }
    const { save } = await import('./save.ts');
    const { error, notes } = save(target, read.bytes, result.report.after, result.sideFiles);
    return outcomeOf({ ...result, error, written: error === null }, [...said, ...notes], job, reporter);
  };
}

/** Two files that could be one are worth a line of their own: nothing changes in them, so no report would show it. */
function foldNote(
  { report }: FileResult,
  { folder }: BatchContext,
  { cwd }: Job,
  said: Set<string>,
): readonly string[] {
  const found = report?.skipped.find(({ reason }) => reason.code === 'fold')?.reason;
  if (found?.code !== 'fold') return [];
  const [build, image] = [found.build, found.image].map((file) => shownFrom(cwd, path.join(folder, file)));
  const note = `slimify fold ${build} ${image} makes one file of the two: the first builds what the second copies in`;
  if (said.has(note)) return [];
  said.add(note);
  return [note];
}

/** The same for standard input. It has no build context. */
export function handleStdin({ name, read }: StdinTarget, job: Job, reporter: Reporter): [FileResult, Outcome] {
  const base = describe(shownPath(name), path.resolve(job.cwd, name), true, null, job);
  const result = judge(base, read, noProject, job);
  return [result, outcomeOf(result, [], job, reporter)];
}

type BatchContext = NonNullable<ReturnType<BatchContexts['of']>>;

interface Described extends Omit<FileResult, 'report' | 'sideFiles' | 'error'> {
  /** The build context; null for none. */
  readonly context: BatchContext | null;
}

function describe(shown: string, real: string, named: boolean, context: BatchContext | null, { cwd }: Job): Described {
  const contexts = (): string[] => {
    if (context === null || context.doubt === 'sources' || context.doubt === 'outside') return [];
    const folders = [context.folder, ...context.others];
    return folders.map((folder) => shownFrom(cwd, folder));
  };
  return { path: shown, patchPath: patchPathOf(real, cwd), contexts, named, context, written: false };
}

/** git reads a patch from the root of the repository that it is in, wherever it is called, and patches no links. */
function patchPathOf(real: string, cwd: string): string {
  return pathFrom(gitRoot(cwd) ?? cwd, real);
}

function shownFrom(cwd: string, absolute: string): string {
  return isInside(cwd, absolute) ? pathFrom(cwd, absolute) || '.' : shownPath(absolute);
}

/** Where the files lie that a report changes in a context. */
export function sideFilesOf(
  { files }: Pick<Report, 'files'>,
  context: Pick<BatchContext, 'real' | 'folder'> | null,
  cwd: string,
): readonly SideFile[] {
  if (context === null) return [];
  return files
    .filter(({ before, after }) => before !== after)
    .map((file) => {
      const absolute = path.join(context.real, file.path);
      const shown = shownFrom(cwd, path.join(context.folder, file.path));
      return { ...file, path: shown, patchPath: patchPathOf(absolute, cwd), absolute };
    });
}

/** Rewrites what was read, in memory. */
function judge(base: Described, read: ReadResult, project: Project, job: Job): FileResult {
  if (!read.ok) return { ...base, report: null, sideFiles: [], error: read.error };
  let report: Report;
  try {
    const knownIds = preset.map(({ id }) => id);
    report = slimify(read.text, { ...job.settings, project, knownIds });
  } catch (cause) {
    const message = `${cause instanceof Error ? cause.message : String(cause)}. ${pleaseReport(job.version)}`;
    return { ...base, report: null, sideFiles: [], error: { code: 'bug', line: null, message } };
  }
  const error = report.error ?? (base.named ? notADockerfile(report) : null);
  return { ...base, report, sideFiles: sideFilesOf(report, base.context, job.cwd), error };
}

/** Of a file that the user named this is an error; of one that was found a reason to leave it alone. */
export function notADockerfile({ skipped }: Report): FileError | null {
  for (const { line, reason } of skipped) {
    if (reason.code === 'not-a-dockerfile')
      return { code: reason.code, line, message: `is not a Dockerfile: ${reason.why}` };
  }
  return null;
}

function outcomeOf(result: FileResult, notes: readonly string[], job: Job, reporter: Reporter): Outcome {
  const { path: name, error, report } = result;
  const complaints: Complaint[] = [];
  if (error !== null) complaints.push({ ...error, path: name });
  for (const { line, transform, message, why } of report?.rejected ?? []) {
    const undone = `${transform} was undone by a check: ${message}: ${why}. ${pleaseReport(job.version)}`;
    complaints.push({ message: undone, path: name, line });
  }
  if (job.flags.quiet !== true) {
    for (const { line, message } of report?.warnings ?? [])
      complaints.push({ message: `warning: ${message}`, path: name, line });
    for (const message of notes) complaints.push({ message, path: name, line: null });
    if (job.flags.format === 'patch' && report?.changed === true && !isPatchable(result))
      complaints.push({ message: 'not in the patch: git applies none to files outside', path: name, line: null });
  }
  const summary = emptySummary();
  count(summary, result);
  return { text: reporter.file(result), complaints, summary };
}

function nothingOutcome({ path: name, error, note }: Nothing, job: Job, reporter: Reporter): Outcome {
  if (error !== null) {
    const base = { path: name, patchPath: name, contexts: () => [], named: true, written: false };
    return outcomeOf({ ...base, report: null, sideFiles: [], error }, [], job, reporter);
  }
  const complaints = note === null || job.flags.quiet === true ? [] : [{ message: note, path: name, line: null }];
  return { text: '', complaints, summary: emptySummary() };
}
