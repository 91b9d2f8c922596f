/** Writes what was proven, and nothing else: each file is judged again, with the fixes that survived. */
import type { Report } from '../../engine/report.ts';
import type { Subject } from '../../verify/subject.ts';
import type { Verified } from '../../verify/verified.ts';
import { type BatchContexts, createBatchContexts, createKnown } from '../batch-contexts.ts';
import { sideFilesOf } from '../one-file.ts';
import { readDockerfile } from '../read.ts';
import type { Complaint } from '../result.ts';
import { save } from '../save.ts';
import type { Target } from '../targets.ts';
import type { VerifyJob } from './job.ts';
import { rewriteWith } from './subjects.ts';

/** What was verified, and where it is written to. */
export interface Destination {
  readonly subject: Subject;
  readonly target: Target;
}

/** A file of which all is known. */
export interface Result {
  readonly verified: Verified;
  /** Null when nothing was built. */
  readonly candidate: Destination | null;
}

export interface WriteOutcome {
  readonly written: boolean;
  readonly complaints: readonly Complaint[];
  /** It could not be written: the disk, permissions. */
  readonly isFailure: boolean;
}

/**
 * To be called for one file after another: what is written before is on disk by then.
 * @param destination null for a file that was not built.
 */
export type WriteSurvivor = (verified: Verified, destination: Destination | null) => WriteOutcome;

/** @param all that was verified: what is written for one file must not break another one. */
export function createWriter(job: VerifyJob, all: readonly Result[]): WriteSurvivor {
  const contexts = createBatchContexts({ flags: job.flags, cwd: job.cwd }, createKnown());
  return (verified, destination) => {
    if (destination === null && verified.report?.changed !== true) return NOTHING;
    const why = whyUnproven(verified);
    if (why !== null || destination === null || verified.report === null)
      return notWritten(verified.path, why ?? 'it was not built');
    const broken = brokenBy(verified.report, destination, all);
    if (broken !== null) return notWritten(verified.path, `what it adds to the ignore file would break ${broken}`);
    return writeProven(destination, verified.report, contexts, job);
  };
}

/** A Dockerfile of the same context that works no more with the ignore file that this one changes. */
function brokenBy({ files }: Report, { subject }: Destination, all: readonly Result[]): string | null {
  if (files.length === 0) return null;
  const isBroken = ({ verified, candidate }: Result): boolean =>
    candidate !== null &&
    candidate.subject.context === subject.context &&
    candidate.subject.pendingIgnore !== candidate.subject.project.ignoreFile.text &&
    verified.status === 'regression' &&
    verified.dropped.length === 0;
  return all.find(isBroken)?.verified.path ?? null;
}

const NOTHING: WriteOutcome = { written: false, complaints: [], isFailure: false };

/** @returns null when there is a text that works. */
function whyUnproven({ status, report }: Verified): string | null {
  switch (status) {
    case 'broken-before':
      return 'it does not work as it is, so nothing is proven';
    case 'regression':
      return 'it would break it';
    case 'not-verified':
      return 'nothing is proven';
    default:
      return report?.changed === true ? null : 'nothing is left of it';
  }
}

function writeProven(
  { subject, target }: Destination,
  proven: Report,
  contexts: BatchContexts,
  { settings, cwd, flags }: VerifyJob,
): WriteOutcome {
  const read = readDockerfile(target.absolute);
  if (!read.ok) return { ...notWritten(target.path, read.error.message), isFailure: true };
  const context = contexts.of(target)!;
  const keys = new Set(proven.applied.map(({ key }) => key));
  const report = rewriteWith(read.text, context.project, settings, ({ key }) => keys.has(key));
  const isProven = read.text === proven.before && report.after === proven.after;
  const { text } = context.project.ignoreFile;
  if (!isProven || ignoreAfter(report, text) !== ignoreAfter(proven, subject.pendingIgnore)) {
    const isSame = isProven && text === subject.project.ignoreFile.text;
    return notWritten(target.path, isSame ? OF_OTHERS : 'it or its build context has changed since it was built');
  }
  const { error, notes } = save(target, read.bytes, report.after, sideFilesOf(report, context, cwd));
  if (error !== null) return { written: false, complaints: [{ ...error, path: target.path }], isFailure: true };
  const complaints = flags.quiet === true ? [] : notes.map((message) => ({ message, path: target.path, line: null }));
  return { written: true, complaints, isFailure: false };
}

const OF_OTHERS =
  'it was built with an ignore file that another Dockerfile would have changed, and has not; verify it again';

/** The ignore file as it is once a report is written. */
function ignoreAfter({ files }: Report, otherwise: string | null): string | null {
  return files[0]?.after ?? otherwise;
}

function notWritten(path: string, why: string): WriteOutcome {
  return { written: false, complaints: [{ message: `not written: ${why}`, path, line: null }], isFailure: false };
}
