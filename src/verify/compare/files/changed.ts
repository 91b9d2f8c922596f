/** Gathers changed owners and permissions: an entry stands for all below it that changed in just the same way. */
import { parentFolder } from '../../../project/placed.ts';
import type { ChangedMode, Ownership } from '../../verified.ts';

export interface Changed {
  /** Folders before what lies in them. */
  add(path: string, before: Ownership, after: Ownership): void;
  /** By path. */
  list(): readonly ChangedMode[];
  /** Files and folders that changed beyond that. */
  unlisted(): number;
}

/** More than anybody reads. */
const MAX_ENTRIES = 10_000;

interface Head {
  readonly change: string;
  readonly before: Ownership;
  readonly after: Ownership;
  below: number;
}

/** @param folders that are compared. */
export function createChanged(folders: readonly string[]): Changed {
  const heads = new Map<string, Head>();
  const tops = new Set(folders);
  let rest = 0;
  return {
    add(path, before, after) {
      const change = changeOf(before, after);
      if (change === null) return;
      const head = headAbove(heads, tops, path, change);
      if (head !== null) head.below++;
      else if (heads.size < MAX_ENTRIES) heads.set(path, { change, before, after, below: 0 });
      else rest++;
    },
    list: () =>
      [...heads]
        .map(([path, { before, after, below }]) => ({ path, before, after, below }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    unlisted: () => rest,
  };
}

/** The outermost entry around a path that changed as it did. */
function headAbove(
  heads: ReadonlyMap<string, Head>,
  tops: ReadonlySet<string>,
  path: string,
  change: string,
): Head | null {
  for (let at = path; !tops.has(at) && at !== '/'; ) {
    at = parentFolder(at);
    const head = heads.get(at);
    if (head?.change === change) return head;
  }
  return null;
}

/** What became of the owner, and of each permission; null when nothing did. */
function changeOf(before: Ownership, after: Ownership): string | null {
  const given = after.mode & ~before.mode;
  const taken = before.mode & ~after.mode;
  if (before.uid === after.uid && before.gid === after.gid && given === 0 && taken === 0) return null;
  return [before.uid, after.uid, before.gid, after.gid, given, taken].join(' ');
}
