/** What verify finds out about one Dockerfile: what reporters are given. */
import type { Report } from '../engine/report.ts';
import type { ContractField } from '../engine/transform.ts';
import type { BuildStep, Image, NotBuilt } from './container-engine.ts';

/**
 * - `unchanged`: slimify changes nothing, so nothing was built.
 * - `alike`: both build, and behave alike.
 * - `repaired`: some fixes broke it and were dropped (`dropped`); with the rest both are alike.
 * - `regression`: it is broken, and nothing that could be left out mends it; or the time for looking was up.
 * - `broken-before`: what is on disk does not build, or its own smoke test fails; then nothing is proven.
 * - `not-verified`: nothing could be found out (`why`).
 */
export type Status = 'unchanged' | 'alike' | 'repaired' | 'regression' | 'broken-before' | 'not-verified';

export interface Verified {
  /** As printed. */
  readonly path: string;
  readonly status: Status;
  /** Set exactly for `not-verified`. */
  readonly why: NotVerified | null;
  /** What survived: `after` is the text that was proven. Null when the file could not be read. */
  readonly report: Report | null;
  readonly before: Side | null;
  readonly after: Side | null;
  /** Of the image config, in the order of the fields. */
  readonly config: readonly ConfigDifference[];
  /** Null when one of the two could not be built. */
  readonly files: FileDifferences | null;
  /** What broke it, in the order in which it was found. */
  readonly dropped: readonly Dropped[];
  /** The file in the context that was changed for `rebuilt`; null when there was none. */
  readonly changedFile: string | null;
  /** The Dockerfile on disk holds what survived. */
  readonly written: boolean;
}

export type NotVerified =
  /** Standard input, --no-context, or nothing that it copies is in a folder that could be one. */
  | { readonly code: 'no-context' }
  | { readonly code: 'several-contexts'; readonly folders: readonly string[] }
  | { readonly code: 'unreadable'; readonly line: number | null; readonly message: string }
  | { readonly code: 'not-a-dockerfile'; readonly line: number | null; readonly message: string }
  | { readonly code: 'aborted' }
  /** The engine's disk is full, it went away: `message` is one line of its own. */
  | { readonly code: 'no-space' | 'engine-gone'; readonly message: string }
  /** Our fault: `message` says where. */
  | { readonly code: 'bug'; readonly message: string };

/** The Dockerfile on disk, or the one that slimify would write. */
export interface Side {
  readonly failed: NotBuilt | null;
  /** Null when it was not built. */
  readonly image: Image | null;
  /** Of the build without a cache; null when it was built with one, or not. */
  readonly coldSeconds: number | null;
  readonly coldSteps: readonly BuildStep[];
  readonly check: CheckResult | null;
  /** After one source file has changed; null when nothing was changed, or that build failed. */
  readonly rebuilt: Rebuilt | null;
}

export interface Rebuilt {
  readonly seconds: number;
  readonly steps: readonly BuildStep[];
  /** How many of them were run although nothing that they are made from has changed: the builder was busy. */
  readonly missed: number;
}

/** How an image is tried. */
export type Check =
  /** Run by the shell on this machine, with the image's name in $IMAGE. */
  | { readonly kind: 'command'; readonly command: string }
  /** Started, and asked until it answers, for so long at most. An answer below 400 passes. */
  | { readonly kind: 'http'; readonly port: number; readonly path: string; readonly seconds: number }
  /** Nothing but started, and left alone for some seconds. */
  | { readonly kind: 'start'; readonly seconds: number };

export interface CheckResult {
  /** Of `start`: null, there is nothing to pass; both have to have the same outcome. */
  readonly passed: boolean | null;
  /** In a few words, the same words for the same behaviour: `exit code 1`, `answers 200`, `still running`, `healthy`. */
  readonly outcome: string;
  /** The end of what it printed. */
  readonly log: readonly string[];
}

export interface ConfigDifference {
  readonly field: ContractField;
  /** The variable of an ENV, the name of a LABEL; else null. */
  readonly key: string | null;
  /** For people; null where it is not set. */
  readonly before: string | null;
  readonly after: string | null;
  /** The transform that says that it means to do that; null: nobody does, which is a regression. */
  readonly declaredBy: string | null;
}

export interface FileDifferences {
  /** The folders of the old image that were looked into, absolute: those of the app. */
  readonly folders: readonly string[];
  /** What the new image lacks. Of a folder that is gone only the folder is listed, with all that was in it counted. */
  readonly missing: readonly MissingFile[];
  /** What has another owner or other permissions. */
  readonly changed: readonly ChangedMode[];
  /** Files beyond the thousands that are listed; left out when all are. */
  readonly unlisted?: { readonly missing: number; readonly changed: number };
}

export interface MissingFile {
  readonly path: string;
  /** Files in it, for a folder; 1 for a file. */
  readonly count: number;
  readonly bytes: number;
}

export interface ChangedMode {
  readonly path: string;
  readonly before: Ownership;
  readonly after: Ownership;
  /** Files and folders below it that have changed in just the same way, itself left out. */
  readonly below: number;
}

export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits, setuid and sticky included. */
  readonly mode: number;
}

/** A fix that verify has left out. */
export interface Dropped {
  readonly key: string;
  readonly transform: string;
  readonly line: number | null;
  readonly message: string;
  readonly broke: Broke;
}

/** What was wrong with it. */
export type Broke =
  | { readonly what: 'build'; readonly step: string | null; readonly message: string; readonly log: readonly string[] }
  | { readonly what: 'check'; readonly before: string; readonly after: string; readonly log: readonly string[] }
  | { readonly what: 'config'; readonly differences: readonly ConfigDifference[] };

/** What is being done, for whoever watches. */
export type Phase =
  | { readonly doing: 'build'; readonly side: 'before' | 'after'; readonly step: string | null }
  | { readonly doing: 'check'; readonly side: 'before' | 'after' }
  | { readonly doing: 'rebuild'; readonly side: 'before' | 'after'; readonly step: string | null }
  /** For other builds of this run: one of the two may not go on beside the other. */
  | { readonly doing: 'wait' }
  | { readonly doing: 'compare' }
  /** Looking for what broke it: attempt after attempt. */
  | { readonly doing: 'bisect'; readonly attempt: number; readonly step: string | null };
