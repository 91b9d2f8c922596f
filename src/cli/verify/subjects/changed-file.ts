/** The file that changes between two builds, when somebody has named it. */

import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Project } from '../../../project/project.ts';
import { isInside, pathFrom, toSlashes } from '../../paths.ts';
import type { Change } from '../settings/options.ts';

export interface ChangedFile {
  /** Relative to the context; null: one is to be chosen. */
  readonly file: string | null;
  readonly note: string | null;
}

/** @param context links followed. */
export function changedFileOf(change: Change | null, context: string, project: Project): ChangedFile {
  if (change === null) return { file: null, note: null };
  const absolute = path.resolve(realpathSync(change.from), change.file);
  const below = isInside(context, absolute) ? [pathFrom(context, absolute)] : [];
  const named = path.isAbsolute(change.file) ? [] : [path.posix.normalize(toSlashes(change.file))];
  const file = [...below, ...named].find((each) => project.statOf(each)?.kind === 'file') ?? null;
  const note = file === null ? `${change.file} is no file of its build, so another one is changed` : null;
  return { file, note };
}
