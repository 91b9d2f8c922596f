/** What came of one file, and of all of them: what reporters are given. */
import type { ChangedFile, Report } from '../engine/report.ts';
import type { Risk } from '../engine/transform.ts';
import { isBelow } from './paths.ts';
import type { FileError } from './read.ts';

export interface FileResult {
  /** As printed. */
  readonly path: string;
  /** From the root of the repository, or from the current folder when there is none. */
  readonly patchPath: string;
  /** Build contexts, as printed; none for stdin and --no-context. They are looked for when this is called. */
  readonly contexts: () => readonly string[];
  readonly named: boolean;
  /** Null when the file could not be read. */
  readonly report: Report | null;
  /** Files of the build context that the report changes along with it. */
  readonly sideFiles: readonly SideFile[];
  readonly error: FileError | null;
  /** The file on disk holds the new text. */
  readonly written: boolean;
}

/** A changed file beside the Dockerfile, by where it lies rather than by its place in the context. */
export interface SideFile extends ChangedFile {
  readonly patchPath: string;
  readonly absolute: string;
}

/** Whether a patch can hold the change and what belongs to it: git applies none to files outside. */
export function isPatchable({ patchPath, sideFiles }: FileResult): boolean {
  return isBelow(patchPath) && sideFiles.every((file) => isBelow(file.patchPath));
}

/** Counts only: a batch keeps nothing else of the files behind it. */
export interface Summary {
  files: number;
  changed: number;
  failed: number;
  written: number;
  fixes: number;
  held: number;
  skipped: number;
  rejected: number;
  /** Fixes held back by the risk, by the risk that would let them through. */
  readonly heldByRisk: Map<Risk, number>;
  /** Files whose estimate says how much they save, and how much that is together. */
  estimated: number;
  savedBytes: number;
  seconds: number;
}

/** A line for standard error. */
export interface Complaint {
  readonly message: string;
  readonly path: string;
  readonly line: number | null;
}

/** What is left of a file once it is dealt with. */
export interface Outcome {
  /** Its part of the report. */
  readonly text: string;
  readonly complaints: readonly Complaint[];
  readonly summary: Summary;
}

/** Writes the report. Its parts are given back as text, and none knows of another. */
export interface Reporter {
  /** Between the files' parts. */
  readonly separator: string;
  begin(): string;
  file(result: FileResult): string;
  end(summary: Summary): string;
}

export interface ReporterOptions {
  readonly write: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly explainSkips: boolean;
  /** Characters in a line. */
  readonly width: number;
}

export function emptySummary(): Summary {
  const counts = { files: 0, changed: 0, failed: 0, written: 0, fixes: 0, held: 0, skipped: 0, rejected: 0 };
  return { ...counts, heldByRisk: new Map(), estimated: 0, savedBytes: 0, seconds: 0 };
}

/** Adds a file's counts. */
export function count(summary: Summary, { report, error, written }: FileResult): void {
  summary.files++;
  if (error !== null) summary.failed++;
  if (written) summary.written++;
  if (report === null) return;
  if (report.changed) summary.changed++;
  summary.fixes += report.applied.length;
  summary.held += report.held.length;
  summary.skipped += report.skipped.length;
  summary.rejected += report.rejected.length;
  const savedBytes = report.estimate?.savedBytes ?? null;
  if (savedBytes !== null) {
    summary.estimated++;
    summary.savedBytes += savedBytes;
  }
  for (const { heldBy, risk } of report.held) {
    if (heldBy === 'risk') summary.heldByRisk.set(risk, (summary.heldByRisk.get(risk) ?? 0) + 1);
  }
}

/** Adds the counts of `more`. */
export function add(summary: Summary, more: Summary): void {
  summary.files += more.files;
  summary.changed += more.changed;
  summary.failed += more.failed;
  summary.written += more.written;
  summary.fixes += more.fixes;
  summary.held += more.held;
  summary.skipped += more.skipped;
  summary.rejected += more.rejected;
  summary.estimated += more.estimated;
  summary.savedBytes += more.savedBytes;
  for (const [risk, amount] of more.heldByRisk)
    summary.heldByRisk.set(risk, (summary.heldByRisk.get(risk) ?? 0) + amount);
}
