/** From the paths of the command line to what is to be verified: each file judged as a dry run does it. */
import { setImmediate } from 'node:timers/promises';
import { preset } from '../../../transforms/index.ts';
import { slimify } from '../../engine/pipeline.ts';
import type { Report } from '../../engine/report.ts';
import type { Context } from '../../project/contexts.ts';
import type { Project } from '../../project/project.ts';
import type { Subject } from '../../verify/subject.ts';
import type { NotVerified, Verified } from '../../verify/verified.ts';
import { type BatchContexts, createBatchContexts, createKnown } from '../batch-contexts.ts';
import { pleaseReport } from '../bug.ts';
import { notADockerfile } from '../one-file.ts';
import { type FileError, readDockerfile } from '../read.ts';
import type { Complaint } from '../result.ts';
import type { Settings } from '../settings.ts';
import { expandPaths, type Nothing, type Target } from '../targets.ts';
import type { VerifyJob } from './job.ts';
import { createSubject, whyNoContext } from './subjects/create-subject.ts';

/** A file of the run: one that is to be built, or one of which all is known. */
export type Candidate =
  | { readonly kind: 'build'; readonly subject: Subject; readonly target: Target; readonly said: Said }
  | { readonly kind: 'settled'; readonly verified: Verified; readonly said: Said }
  /** Nothing to report: a folder without a Dockerfile, a file that the configuration leaves out. */
  | { readonly kind: 'nothing'; readonly said: Said };

export interface Said {
  readonly complaints: readonly Complaint[];
  /** It makes the run fail. */
  readonly isFailure: boolean;
}

/** Files in path order: what one of them writes beside itself, the next one of the same context sees. */
export async function* findCandidates(paths: readonly string[], job: VerifyJob): AsyncGenerator<Candidate> {
  const place = { flags: job.flags, cwd: job.cwd };
  const known = createKnown();
  const around: Around = {
    job,
    contexts: createBatchContexts(place, known),
    onDisk: createBatchContexts(place, createKnown()),
    isPending: (context) => known.pending.has(context.real),
  };
  for await (const target of expandPaths(paths, job.cwd)) {
    yield 'note' in target ? nothing(target, job) : candidate(target, around);
    // A Ctrl-C is told of between turns of the event loop only.
    await setImmediate();
  }
}

interface Around {
  readonly job: VerifyJob;
  /** With what the files before have left. */
  readonly contexts: BatchContexts;
  readonly onDisk: BatchContexts;
  /** Whether the files before have left something there. */
  readonly isPending: (context: Context) => boolean;
}

function nothing({ path, error, note }: Nothing, { flags }: VerifyJob): Candidate {
  if (error !== null) return failure(path, error);
  const isSaid = note !== null && flags.quiet !== true;
  const complaints = isSaid ? [{ message: note, path, line: null }] : [];
  return { kind: 'nothing', said: { complaints, isFailure: false } };
}

function candidate(target: Target, around: Around): Candidate {
  const { job, contexts } = around;
  const { skip } = job.options.of(target.real);
  if (skip) return leftOut(target, job);
  const read = readDockerfile(target.absolute);
  if (!read.ok) return failure(target.path, read.error);
  const context = contexts.of(target)!;
  const rewrite: Subject['rewrite'] = (accept) => rewriteWith(read.text, context.project, job.settings, accept);
  let report: Report;
  try {
    report = rewrite(() => true);
  } catch (cause) {
    const message = `${cause instanceof Error ? cause.message : String(cause)}. ${pleaseReport(job.version)}`;
    return failure(target.path, { line: null, message });
  }
  if (report.error !== null) return failure(target.path, report.error, report);
  const strange = notADockerfile(report);
  if (strange !== null) return noDockerfile(target, strange, report);
  const said = saidOf(report, target, context, around);
  if (!report.changed) return { kind: 'settled', verified: settled(target.path, 'unchanged', null, report), said };
  const why = whyNoContext(context, job.cwd);
  if (why !== null) return { kind: 'settled', verified: settled(target.path, 'not-verified', why, report), said };
  const project = around.isPending(context) ? around.onDisk.of(target)!.project : context.project;
  const { subject, notes } = createSubject(target, { text: read.text, report, context, project, rewrite }, job);
  const more = job.flags.quiet === true ? said : { ...said, complaints: [...said.complaints, ...notes] };
  const proven = subject.rewrite(() => true);
  if (!proven.changed)
    return { kind: 'settled', verified: settled(target.path, 'unchanged', null, proven), said: more };
  contexts.keep(context, proven.files);
  return { kind: 'build', target, subject, said: more };
}

/** What slimify makes of a text when only these fixes are allowed. */
export function rewriteWith(
  text: string,
  project: Project,
  settings: Settings,
  accept: Parameters<Subject['rewrite']>[0],
): Report {
  return slimify(text, { ...settings, project, accept, knownIds: preset.map(({ id }) => id) });
}

function leftOut({ path }: Target, { flags, configName }: VerifyJob): Candidate {
  const note = { message: `left out, as ${configName} says`, path, line: null };
  return { kind: 'nothing', said: { complaints: flags.quiet === true ? [] : [note], isFailure: false } };
}

function failure(
  path: string,
  { line, message }: Pick<FileError, 'line' | 'message'>,
  report: Report | null = null,
): Candidate {
  const why: NotVerified = { code: 'unreadable', line, message };
  return {
    kind: 'settled',
    verified: settled(path, 'not-verified', why, report),
    said: { complaints: [{ path, line, message }], isFailure: true },
  };
}

/** Of a file that the user named this is an error; of one that was found a reason to leave it alone. */
function noDockerfile({ path, named }: Target, { line, message }: FileError, report: Report): Candidate {
  const reason = message.replace(/^is not a Dockerfile: /, '');
  const verified = settled(path, 'not-verified', { code: 'not-a-dockerfile', line, message: reason }, report);
  const said = { complaints: named ? [{ path, line, message }] : [], isFailure: named };
  return { kind: 'settled', verified, said };
}

function saidOf(report: Report, { path, named }: Target, context: Context, { job, contexts }: Around): Said {
  const undone = report.rejected.map(({ line, transform, message, why }) => ({
    message: `${transform} was undone by a check: ${message}: ${why}. ${pleaseReport(job.version)}`,
    path,
    line,
  }));
  const warnings = report.warnings.map(({ line, message }) => ({ message: `warning: ${message}`, path, line }));
  const notes = contexts.notes(context, named).map((message) => ({ message, path, line: null }));
  const complaints = job.flags.quiet === true ? undone : [...undone, ...warnings, ...notes];
  return { complaints, isFailure: undone.length > 0 };
}

/** A file of which nothing was built. */
export function settled(
  path: string,
  status: Verified['status'],
  why: NotVerified | null,
  report: Report | null,
): Verified {
  const nothing = { before: null, after: null, config: [], files: null, dropped: [], changedFile: null };
  return { path, status, why, report, ...nothing, written: false };
}
