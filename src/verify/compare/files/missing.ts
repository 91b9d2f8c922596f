/** Gathers what is missing: a folder that is gone whole is one entry. */

import { nameOf } from '../../../project/paths.ts';
import { parentFolder } from '../../../project/placed.ts';
import type { MissingFile } from '../../verified.ts';
import type { Entry } from './read-entries.ts';

export interface Missing {
  add(entry: Entry): void;
  /** The largest first. */
  list(): readonly MissingFile[];
  /** Files that are missing beyond that. */
  unlisted(): number;
}

/** More than anybody reads. */
const MAX_ENTRIES = 10_000;
/** They build the image and do nothing in it; a build that copies less is the point. */
const BUILD_FILES = /^(?:(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.Dockerfile|\.(?:docker|container)ignore)$/i;

interface Count {
  count: number;
  bytes: number;
}

/**
 * @param folders that are compared.
 * @param isThere whether the new image has a path.
 */
export function createMissing(folders: readonly string[], isThere: (path: string) => boolean): Missing {
  const found = new Map<string, Count>();
  const tops = new Set(folders);
  const rest: Count = { count: 0, bytes: 0 };
  const countAt = (path: string): Count => {
    const known = found.get(path);
    if (known !== undefined || found.size === MAX_ENTRIES) return known ?? rest;
    const fresh = { count: 0, bytes: 0 };
    found.set(path, fresh);
    return fresh;
  };
  return {
    add({ path, isFolder, bytes }) {
      if (tops.has(parentFolder(path)) && BUILD_FILES.test(nameOf(path)) && !isFolder) return;
      const entry = countAt(topMissing(path, tops, isThere));
      entry.count += isFolder ? 0 : 1;
      entry.bytes += bytes;
    },
    list() {
      const all = [...found].map(([path, { count, bytes }]) => ({ path, count, bytes }));
      return all.sort((a, b) => b.bytes - a.bytes || b.count - a.count || (a.path < b.path ? -1 : 1));
    },
    unlisted: () => rest.count,
  };
}

/** The outermost folder around a missing path that is missing too, within what is compared. */
function topMissing(path: string, tops: ReadonlySet<string>, isThere: (path: string) => boolean): string {
  let top = path;
  while (!tops.has(top) && top !== '/') {
    const folder = parentFolder(top);
    if (isThere(folder)) break;
    top = folder;
  }
  return top;
}
