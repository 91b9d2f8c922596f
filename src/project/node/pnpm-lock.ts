/** pnpm-lock.yaml and pnpm-workspace.yaml. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import { type Reading, readAs } from '../reading.ts';
import { type Table, tableOf, textOf, textsOf } from '../toml.ts';
import { textMap } from './json.ts';
import { readYaml } from './yaml.ts';

export interface PnpmLock {
  readonly path: string;
  /** `'9.0'`, `'6.0'`, `5.4`. */
  readonly lockfileVersion: string | null;
  /** Folders of the members, relative to the lockfile: `.`, `packages/a`. Empty when the file has a single project. */
  readonly importers: readonly string[];
  /** Keys of packages that are built when they are installed; since version 9 the file does not say so. */
  readonly built: readonly string[];
}

/** The pnpm-lock.yaml of a folder; null when there is none. Large files take a while: ask only when it matters. */
export function readPnpmLock(files: Files, folder: string): Reading<PnpmLock> | null {
  const path = inFolder(folder, 'pnpm-lock.yaml');
  const text = files.readText(path);
  if (text === null) return null;
  const read = readYaml(path, text);
  if (!read.ok) return read;
  const version = read.value.get('lockfileVersion');
  const packages = tableOf(read.value.get('packages')) ?? new Map<string, unknown>();
  return readAs({
    path,
    lockfileVersion: typeof version === 'number' ? String(version) : textOf(version),
    importers: [...(tableOf(read.value.get('importers')) ?? new Map<string, unknown>()).keys()],
    built: [...packages].flatMap(([key, value]) => (tableOf(value)?.get('requiresBuild') === true ? [key] : [])),
  });
}

export interface PnpmWorkspace {
  readonly path: string;
  /** Null when it is not set: since pnpm 10 the file may hold settings alone. */
  readonly packages: readonly string[] | null;
  readonly overrides: ReadonlyMap<string, string>;
  readonly patchedDependencies: ReadonlyMap<string, string>;
  readonly catalog: ReadonlyMap<string, string>;
  /** Where the hooks lie, when not in .pnpmfile.cjs. */
  readonly pnpmfiles: readonly string[];
  readonly isSharedLockfile: boolean;
  readonly ignoresScripts: boolean;
  /** All there is: for what only one question needs. */
  readonly table: Table;
}

/** The pnpm-workspace.yaml of a folder; null when there is none. Source: pnpm.io/pnpm-workspace_yaml, pnpm.io/settings. */
export function readPnpmWorkspace(files: Files, folder: string): Reading<PnpmWorkspace> | null {
  const path = inFolder(folder, 'pnpm-workspace.yaml');
  const text = files.readText(path);
  if (text === null) return null;
  const read = readYaml(path, text);
  if (!read.ok) return read;
  const { value } = read;
  const packages = value.get('packages');
  const hooks = value.get('pnpmfile');
  return readAs({
    path,
    packages: Array.isArray(packages) ? textsOf(packages) : null,
    overrides: textMap(value.get('overrides')),
    patchedDependencies: textMap(value.get('patchedDependencies')),
    catalog: textMap(value.get('catalog')),
    pnpmfiles: typeof hooks === 'string' ? [hooks] : textsOf(hooks),
    isSharedLockfile: value.get('sharedWorkspaceLockfile') !== false,
    ignoresScripts: value.get('ignoreScripts') === true,
    table: value,
  });
}
