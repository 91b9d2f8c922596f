/** What of a folder on disk is in the build, in the order in which it goes into an archive. */
import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import path from 'node:path';
import { inFolder } from '../../project/paths.ts';
import { unreadable } from './unreadable.ts';

export interface Found {
  /** Below the folder, with forward slashes. */
  readonly path: string;
  /** On disk. */
  readonly place: string;
  readonly stats: Stats;
}

/** Which paths are in the build. */
export interface InBuild {
  readonly isInBuild: (path: string) => boolean;
  /** Whether something in a folder that is left out may be taken in again. */
  readonly mayTakeInBelow: (folder: string) => boolean;
}

/**
 * Folders before what lies in them, sorted by name. A folder that is left out comes only with something in it that is not.
 * Links are not followed. It throws for what cannot be looked at.
 */
export function* walk(root: string, rules: InBuild, folder = ''): Generator<Found> {
  for (const entry of listed(root, rules, folder)) {
    const inside = inFolder(folder, entry.name);
    const isIn = rules.isInBuild(inside);
    if (!isIn && !(entry.isDirectory() && rules.mayTakeInBelow(inside))) continue;
    const found = look(path.join(root, inside), inside);
    if (!found.stats.isDirectory()) {
      if (isIn) yield found;
    } else if (isIn) {
      yield found;
      yield* walk(root, rules, inside);
    } else yield* withFolder(found, walk(root, rules, inside));
  }
}

/** The folder in front of the first thing that is found in it; nothing when nothing is. */
function* withFolder(folder: Found, below: Iterable<Found>): Generator<Found> {
  let isFirst = true;
  for (const found of below) {
    if (isFirst) yield folder;
    isFirst = false;
    yield found;
  }
}

function listed(root: string, { isInBuild }: InBuild, folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A database's folder that is left out, and belongs to somebody else.
    if (folder !== '' && !isInBuild(folder)) return [];
    throw unreadable(folder, error);
  }
}

function look(place: string, inside: string): Found {
  try {
    return { path: inside, place, stats: lstatSync(place) };
  } catch (error) {
    throw unreadable(inside, error);
  }
}
