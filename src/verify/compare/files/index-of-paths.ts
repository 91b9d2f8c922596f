/** Remembers of very many paths whether they were there and whose they were, and no path itself. */
import type { Ownership } from '../../verified.ts';

export interface Index {
  add(path: string, ownership: Ownership): void;
  has(path: string): boolean;
  /** Null for a path that was not added. */
  ownershipOf(path: string): Ownership | null;
}

/** Few users and permissions own all the files. */
export function createIndex(): Index {
  const owners: Ownership[] = [];
  const numbers = new Map<string, number>();
  const paths = new Map<number, number>();
  const numberOf = (ownership: Ownership): number => {
    const key = `${ownership.uid} ${ownership.gid} ${ownership.mode}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, owners.length);
    return owners.push(ownership) - 1;
  };
  return {
    add: (path, ownership) => void paths.set(hash(path), numberOf(ownership)),
    has: (path) => paths.has(hash(path)),
    ownershipOf: (path) => owners[paths.get(hash(path)) ?? -1] ?? null,
  };
}

/**
 * 53 bits, as many as a number holds: that two of a million paths share one has a chance of one in twenty thousand, and
 * would hide one missing file.
 */
function hash(path: string): number {
  let high = 0x9e3779b9;
  let low = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 15;
  }
  high = Math.imul(high ^ (low >>> 13), 0xc2b2ae35);
  return ((high >>> 0) & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
