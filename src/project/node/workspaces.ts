/** Members of a workspace: the folders with a package.json that the patterns name. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import type { Broken } from '../reading.ts';
import { expandFolders, matchesFolder } from './globs.ts';
import { type Manifest, readManifest } from './manifest.ts';

export type Members =
  | { readonly ok: true; readonly members: readonly Manifest[] }
  /** `pattern`: it cannot be expanded exactly. */
  | { readonly ok: false; readonly why: 'pattern'; readonly pattern: string }
  | { readonly ok: false; readonly why: 'broken'; readonly broken: Broken };

/**
 * How a tool reads `!pattern`. `last`: one behind the pattern that it takes from is certain to be heeded (npm, pnpm, yarn 2
 * and later); `never`: yarn 1 and some releases of bun do not know it. A set with more members than the tool would take
 * is complete, which is what is asked.
 */
export type Negation = 'last' | 'never';

/** All members, in the order of their paths, without the root. Workspaces of members are followed. */
export function readMembers(files: Files, root: Manifest, patterns: readonly string[], negation: Negation): Members {
  const found = new Map<string, Manifest>();
  const waiting = [{ folder: root.folder, patterns }];
  for (let at = 0; at < waiting.length; at++) {
    const { folder, patterns: own } = waiting[at]!;
    const folders = new Set<string>();
    for (const [i, pattern] of own.entries()) {
      if (pattern.startsWith('!')) continue;
      const matches = expandFolders(files, folder, pattern);
      if (matches === null) return { ok: false, why: 'pattern', pattern };
      for (const match of matches)
        if (negation === 'never' || !isTakenOut(own.slice(i + 1), folder, match)) folders.add(match);
    }
    for (const each of [...folders].sort()) {
      if (each === root.folder || found.has(each)) continue;
      const read = readManifest(files, each);
      if (read === null) continue;
      if (!read.ok) return { ok: false, why: 'broken', broken: read.broken };
      found.set(each, read.value);
      if (read.value.workspaces !== null) waiting.push({ folder: each, patterns: read.value.workspaces });
    }
  }
  return { ok: true, members: [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1)) };
}

/** Whether a later negation is certain to take the folder out. */
function isTakenOut(later: readonly string[], root: string, folder: string): boolean {
  const inside = root === '' ? folder : folder.slice(root.length + 1);
  return later.some((pattern) => pattern.startsWith('!') && matchesFolder(pattern.slice(1), inside) === true);
}

/** The other manifests that pnpm takes for a member's. Source: pnpm's read-project-manifest. */
export function hasOtherManifest(files: Files, folder: string): string | null {
  return ['package.json5', 'package.yaml'].find((name) => files.statOf(inFolder(folder, name)) !== null) ?? null;
}
