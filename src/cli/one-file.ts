/** What is done with one file, from reading to the text of its report. It prints nothing, so it can be done elsewhere. */
import path from 'node:path';
import { preset } from '../../transforms/index.ts';
import { slimify } from '../engine/pipeline.ts';
import type { Report } from '../engine/report.ts';
import { folderProject } from '../project/folder.ts';
import { noProject, type Project } from '../project/project.ts';
import type { Flags } from './arguments.ts';
import { gitRoot } from './git-root.ts';
import { isBelow, isInside, pathFrom, shownPath } from './paths.ts';
import { type FileError, type ReadResult, readDockerfile } from './read.ts';
import {
  type Complaint,
  count,
  emptySummary,
  type FileResult,
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

export type Handler = (target: Target | Nothing) => Promise<Outcome>;

/** Standard input, as if it were a file of this name. */
export interface StdinTarget {
  readonly name: string;
  readonly read: ReadResult;
}

/** The reporter that was asked for. Only that one is loaded. */
export async function loadReporter({ flags, view }: Job, write: boolean): Promise<Reporter> {
  if (flags.format === 'json') return (await import('./reporters/json.ts')).jsonReporter;
  if (flags.format === 'patch') return (await import('./reporters/patch.ts')).patchReporter;
  const { prettyReporter } = await import('./reporters/pretty.ts');
  const { quiet = false, explainSkips = false } = flags;
  return prettyReporter({ ...view, write, quiet, explainSkips });
}

/** Says what to do with a path of the command line. */
export function createHandler(job: Job, reporter: Reporter): Handler {
  const projects = createProjects(job);
  return async (target) => {
    if ('note' in target) return nothingOutcome(target, job, reporter);
    const { project, folder } = projects(target.absolute);
    const base = describe(target.path, target.real, target.named, folder, job);
    const read = readDockerfile(target.absolute);
    const result = judge(base, read, project, job);
    const isToBeWritten = job.flags.write === true && result.error === null && result.report?.changed === true;
    if (!isToBeWritten || !read.ok || result.report === null) return outcomeOf(result, [], job, reporter);
    const { save } = await import('./save.ts');
    const { error, notes } = save(target, read.bytes, result.report.after, result.sideFiles);
    return outcomeOf({ ...result, error, written: error === null }, notes, job, reporter);
  };
}

/** The same for standard input. It has no build context. */
export function handleStdin({ name, read }: StdinTarget, job: Job, reporter: Reporter): [FileResult, Outcome] {
  const base = describe(shownPath(name), path.resolve(job.cwd, name), true, null, job);
  const result = judge(base, read, noProject, job);
  return [result, outcomeOf(result, [], job, reporter)];
}

interface Described extends Omit<FileResult, 'report' | 'sideFiles' | 'error'> {
  /** The build context; null for none. */
  readonly folder: string | null;
}

function describe(shown: string, real: string, named: boolean, folder: string | null, { cwd }: Job): Described {
  const contexts = folder === null ? [] : [shownFrom(cwd, folder)];
  return { path: shown, patchPath: patchPathOf(real, cwd), contexts, named, folder, written: false };
}

/** git reads a patch from the root of the repository that it is in, wherever it is called, and patches no links. */
function patchPathOf(real: string, cwd: string): string {
  return pathFrom(gitRoot(cwd) ?? cwd, real);
}

function shownFrom(cwd: string, absolute: string): string {
  return isInside(cwd, absolute) ? pathFrom(cwd, absolute) || '.' : shownPath(absolute);
}

function sideFilesOf({ files }: Report, { folder }: Described, { cwd }: Job): readonly SideFile[] {
  if (folder === null) return [];
  return files.map((file) => {
    const absolute = path.join(folder, file.path);
    return { ...file, path: shownFrom(cwd, absolute), patchPath: patchPathOf(absolute, cwd), absolute };
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
    const message = `${cause instanceof Error ? cause.message : String(cause)}. ${pleaseReport(job)}`;
    return { ...base, report: null, sideFiles: [], error: { code: 'bug', line: null, message } };
  }
  const error = report.error ?? (base.named ? notADockerfile(report) : null);
  return { ...base, report, sideFiles: sideFilesOf(report, base, job), error };
}

/** Of a file that the user named this is an error; of one that was found a reason to leave it alone. */
function notADockerfile({ skipped }: Report): FileError | null {
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
    const undone = `${transform} was undone by a check: ${message}: ${why}. ${pleaseReport(job)}`;
    complaints.push({ message: undone, path: name, line });
  }
  if (job.flags.quiet !== true) {
    for (const { line, message } of report?.warnings ?? [])
      complaints.push({ message: `warning: ${message}`, path: name, line });
    for (const message of notes) complaints.push({ message, path: name, line: null });
    if (job.flags.format === 'patch' && report?.changed === true && !isBelow(result.patchPath))
      complaints.push({ message: 'not in the patch: git applies none to files outside', path: name, line: null });
  }
  const summary = emptySummary();
  count(summary, result);
  return { text: reporter.file(result), complaints, summary };
}

function nothingOutcome({ path: name, error, note }: Nothing, job: Job, reporter: Reporter): Outcome {
  if (error !== null) {
    const base = { path: name, patchPath: name, contexts: [], named: true, written: false };
    return outcomeOf({ ...base, report: null, sideFiles: [], error }, [], job, reporter);
  }
  const complaints = note === null || job.flags.quiet === true ? [] : [{ message: note, path: name, line: null }];
  return { text: '', complaints, summary: emptySummary() };
}

type Projects = (dockerfile: string) => { readonly project: Project; readonly folder: string | null };

/** The build context of a Dockerfile: the given one, else its own folder. */
function createProjects({ flags, cwd }: Job): Projects {
  if (flags.context === false) return () => ({ project: noProject, folder: null });
  const given = flags.context === undefined ? null : path.resolve(cwd, flags.context);
  return (dockerfile) => {
    const folder = given ?? path.dirname(dockerfile);
    return { project: folderProject(folder, dockerfile), folder };
  };
}

function pleaseReport({ version }: Job): string {
  return `This is a bug in slimify ${version}; please report it`;
}
