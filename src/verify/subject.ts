/** One Dockerfile that is to be verified: what the command line knows of it. */
import type { Report } from '../engine/report.ts';
import type { Fix } from '../engine/transform.ts';
import type { Project } from '../project/project.ts';
import type { Check } from './verified.ts';

export interface Subject {
  /** As printed. */
  readonly path: string;
  /** Text of the Dockerfile on disk. */
  readonly text: string;
  /** The build context's folder, absolute. It is read, never written. */
  readonly context: string;
  /** The build context as it is on disk: `project.ignoreFile` is the one that counts. */
  readonly project: Project;
  /** What the ignore file holds once the Dockerfiles before this one are written; a report of its own may add to it. */
  readonly pendingIgnore: string | null;
  /** What slimify makes of it when only these fixes are allowed. Pure: the same answers give the same report. */
  rewrite(accept: (fix: Fix, transform: string) => boolean): Report;
  readonly build: HowToBuild;
  readonly check: Check;
  /** Further options of the engine's run. */
  readonly runOptions: readonly string[];
  /** The file of the context that changes for `rebuilt`; null: one is chosen. */
  readonly changedFile: string | null;
}

export interface HowToBuild {
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string>;
  readonly options: readonly string[];
}
