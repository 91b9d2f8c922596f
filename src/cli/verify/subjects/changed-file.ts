/** The file that changes between two builds, when somebody has named it. */

import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Project } from '../../../project/project.ts';
import { isInside, pathFrom } from '../../paths.ts';
import type { Change } from '../settings/options.ts';

export interface ChangedFile {
  /** Relative to the context, links followed: a link itself has nothing that could change. Null: one is to be chosen. */
  readonly file: string | null;
  readonly note: string | null;
}

/** @param context links followed. */
export function changedFileOf(change: Change | null, context: string, project: Project): ChangedFile {
  if (change === null) return { file: null, note: null };
  const places = [realpathSync.native(change.from), context].map((folder) => path.resolve(folder, change.file));
  const found = places.map((place) => find(place, context, project));
  const file = found.find((each) => each.file !== null)?.file ?? null;
  if (file !== null) return { file, note: null };
  const why = found.find((each) => each.why !== null)?.why ?? 'is no file of its build';
  return { file, note: `${change.file} ${why}, so another one is changed` };
}

/** At one of the places that it may name. Both are null when there is no file. */
interface Found {
  readonly file: string | null;
  /** There is one, and it cannot be it. */
  readonly why: string | null;
}

function find(place: string, context: string, { disk, isIgnored, ignoreFile }: Project): Found {
  const none = { file: null, why: null };
  const real = realPath(place);
  if (real === null) return none;
  if (!isInside(context, real))
    return isInside(context, place) ? { ...none, why: `leads out of its build context, to ${real}` } : none;
  const file = pathFrom(context, real);
  if (disk.statOf(file)?.kind !== 'file') return none;
  if (!isIgnored(file)) return { file, why: null };
  const which = pathFrom(context, place) === file ? 'is' : `leads to ${file}, which is`;
  return { ...none, why: `${which} left out of its build by ${ignoreFile.path ?? 'its ignore file'}` };
}

/** Null for what is not there. */
function realPath(place: string): string | null {
  try {
    return realpathSync.native(place);
  } catch {
    return null;
  }
}
