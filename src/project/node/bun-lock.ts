/** bun.lock, and bun.lockb, of which only the existence can be told. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import { type Reading, readAs } from '../reading.ts';
import { tableOf, textsOf } from '../toml.ts';
import { textMap } from './json.ts';
import { readYaml } from './yaml.ts';

export interface BunLock {
  readonly path: string;
  /** Folders of the members, relative to the lockfile; '' is the root. */
  readonly workspaces: readonly string[];
  /** Packages whose install scripts run. */
  readonly trusted: readonly string[];
  readonly patchedDependencies: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

/** Both lockfiles of a folder that are there, the one that bun reads first. */
export function bunLockPaths(files: Files, folder: string): readonly string[] {
  return ['bun.lock', 'bun.lockb']
    .map((name) => inFolder(folder, name))
    .filter((path) => files.statOf(path)?.kind === 'file');
}

/** The bun.lock of a folder; null when there is none. It is JSON with commas before closing brackets, which YAML takes. */
export function readBunLock(files: Files, folder: string): Reading<BunLock> | null {
  const path = inFolder(folder, 'bun.lock');
  const text = files.readText(path);
  if (text === null) return null;
  const read = readYaml(path, text);
  if (!read.ok) return read;
  return readAs({
    path,
    workspaces: [...(tableOf(read.value.get('workspaces')) ?? new Map<string, unknown>()).keys()],
    trusted: textsOf(read.value.get('trustedDependencies')),
    patchedDependencies: textMap(read.value.get('patchedDependencies')),
    names: [...(tableOf(read.value.get('packages')) ?? new Map<string, unknown>()).keys()],
  });
}
