/** What an install reads and writes, gathered bit by bit; paths are those of the image. */
import type { SkipReason } from '../../../../src/engine/skips.ts';
import type { Broken } from '../../../../src/project/reading.ts';
import type { Refusal } from '../../recipe.ts';
import { refuse } from '../../recipe.ts';
import type { ImageFiles } from './image.ts';

export interface Plan {
  readonly files: ImageFiles;
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  readonly assumptions: Set<string>;
}

export function newPlan(files: ImageFiles): Plan {
  return { files, reads: new Set(), writes: new Set(), assumptions: new Set() };
}

/** Reads it when it is there. */
export function addIfThere(plan: Plan, path: string): boolean {
  const stat = plan.files.statOf(path);
  if (stat === null || stat.kind === 'other') return false;
  // An empty folder is nothing to copy.
  if (stat.kind === 'folder' && plan.files.list(path).length === 0) return false;
  plan.reads.add(path);
  return true;
}

export function refuseBroken(files: ImageFiles, { path, line, why }: Broken): Refusal {
  return refuse({ code: 'broken-manifest', path: shown(files, path), line, why });
}

export function refuseScript(files: ImageFiles, path: string, script: string, command: string): Refusal {
  return refuse({ code: 'lifecycle-script', path: shown(files, path), script, command });
}

/** `path` is needed and not there. */
export function refuseMissing(files: ImageFiles, isIgnored: (path: string) => boolean, path: string): Refusal {
  const inContext = shown(files, path);
  const reason: SkipReason = { code: 'not-in-build', path: inContext, isIgnored: isIgnored(inContext) };
  return refuse(reason);
}

/** A path as the reader of a message knows it: in the context. */
export function shown(files: ImageFiles, path: string): string {
  return files.contextOf(path) ?? `/${path}`;
}
