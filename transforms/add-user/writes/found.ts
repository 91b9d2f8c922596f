/** What the readers of this folder hand on: a folder that is written to, or a write whose place is not to be told. */
import type { Project } from '../../../src/project/project.ts';
import type { Sources } from '../../../src/project/sources.ts';
import type { Evidence } from '../writes.ts';

export interface Found {
  /** Absolute in the image; null when it is not to be told. */
  readonly folder: string | null;
  readonly evidence: Evidence;
}

/** What holds in the container when it is started. */
export interface Surroundings {
  readonly project: Project;
  readonly sources: Sources;
  readonly env: ReadonlyMap<string, string | null>;
  readonly workdir: string | null;
}

/** The 1-based line of the first place that a text stands at; 1 when it stands nowhere. */
export function lineWith(text: string, part: string): number {
  const at = text.indexOf(part);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
