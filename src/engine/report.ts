/** What a run over one Dockerfile says. Lines are those of the file on disk; null is text that a fix wrote. */
import type { Problem } from '../dockerfile/document.ts';
import type { Estimate } from './estimate.ts';
import type { SkipReason } from './skips.ts';
import type { Declared, Risk, Saving } from './transform.ts';

export interface AppliedFix {
  readonly key: string;
  readonly transform: string;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly risk: Risk;
  readonly message: string;
  readonly assumption: string | null;
  /** What it means to change of the runtime contract. */
  readonly declares: readonly Declared[];
  /** What it keeps out of the image, where that is known. */
  readonly saves?: Saving;
  /** The text before and after this fix's step with only this fix made: what its own diff shows. */
  readonly before: string;
  readonly after: string;
}

export interface HeldFix extends AppliedFix {
  /** `risk`: above the chosen one. `accept`: the caller said no. */
  readonly heldBy: 'risk' | 'accept';
}

export interface SkippedCandidate {
  /** Null when the whole file was left alone. */
  readonly transform: string | null;
  readonly line: number | null;
  readonly reason: SkipReason;
}

/** A step undone by a check: a bug of ours. */
export interface RejectedFix {
  readonly transform: string;
  readonly key: string;
  readonly line: number | null;
  readonly message: string;
  /** What the check said. */
  readonly why: string;
}

export interface Warning {
  readonly line: number | null;
  readonly message: string;
}

export interface ChangedFile {
  readonly path: string;
  /** Null for a new file. */
  readonly before: string | null;
  readonly after: string;
}

export interface Report {
  readonly before: string;
  readonly after: string;
  readonly changed: boolean;
  readonly applied: readonly AppliedFix[];
  readonly held: readonly HeldFix[];
  readonly skipped: readonly SkippedCandidate[];
  readonly rejected: readonly RejectedFix[];
  readonly warnings: readonly Warning[];
  /** Files beside the Dockerfile. */
  readonly files: readonly ChangedFile[];
  /** Rounds that changed something. */
  readonly rounds: number;
  /** How much smaller the image gets, by what is known without building it; null when nothing is. */
  readonly estimate: Estimate | null;
  /** The file is broken (`problem`), or we are (`unstable`): nothing was changed. */
  readonly error: {
    readonly code: Problem['code'] | 'unstable';
    readonly line: number | null;
    readonly message: string;
  } | null;
}
