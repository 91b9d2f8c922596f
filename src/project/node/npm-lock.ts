/** package-lock.json and npm-shrinkwrap.json, of npm 5 and later. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import { type Reading, readAs } from '../reading.ts';
import { type Table, tableOf, textOf, textsOf } from '../toml.ts';
import { readJson } from './json.ts';

export interface LockedPackage {
  /** Where it is installed: `node_modules/a`; for a linked folder of the project that folder: `packages/a`. */
  readonly place: string;
  readonly name: string;
  readonly version: string | null;
  /** An address, or `file:` for what comes from the project. */
  readonly resolved: string | null;
  /** Null in version 1 of the file, which does not say so. */
  readonly hasInstallScript: boolean | null;
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc: readonly string[];
  readonly isDev: boolean;
  readonly isOptional: boolean;
  /** A link to a folder of the project, which `resolved` names. */
  readonly isLink: boolean;
}

export interface NpmLock {
  readonly path: string;
  readonly lockfileVersion: number | null;
  readonly packages: readonly LockedPackage[];
}

/** The lockfile that npm reads in a folder: a shrinkwrap goes first. Null when there is none. */
export function readNpmLock(files: Files, folder: string): Reading<NpmLock> | null {
  for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
    const path = inFolder(folder, name);
    const text = files.readText(path);
    if (text === null) continue;
    const read = readJson(path, text);
    return read.ok ? readAs(lockOf(path, read.value)) : read;
  }
  return null;
}

function lockOf(path: string, table: Table): NpmLock {
  const version = table.get('lockfileVersion');
  const listed = tableOf(table.get('packages'));
  const packages =
    listed === null
      ? nested(tableOf(table.get('dependencies')), '', 0)
      : [...listed].flatMap(([place, value]) => (place === '' ? [] : lockedPackage(place, tableOf(value))));
  return { path, lockfileVersion: typeof version === 'number' ? version : null, packages };
}

function lockedPackage(place: string, table: Table | null): LockedPackage | [] {
  if (table === null) return [];
  const name = place.slice(place.lastIndexOf('node_modules/') + (place.includes('node_modules/') ? 13 : 1));
  return {
    place,
    name: textOf(table.get('name')) ?? name,
    version: textOf(table.get('version')),
    resolved: textOf(table.get('resolved')),
    hasInstallScript: table.get('hasInstallScript') === true,
    os: textsOf(table.get('os')),
    cpu: textsOf(table.get('cpu')),
    libc: textsOf(table.get('libc')),
    isDev: table.get('dev') === true,
    isOptional: table.get('optional') === true,
    isLink: table.get('link') === true,
  };
}

/** Version 1: a tree of dependencies, where a `version` may be an address or a `file:`. */
function nested(dependencies: Table | null, folder: string, depth: number): readonly LockedPackage[] {
  if (dependencies === null || depth > 50) return [];
  return [...dependencies].flatMap(([name, value]) => {
    const table = tableOf(value);
    if (table === null) return [];
    const place = inFolder(folder, `node_modules/${name}`);
    const version = textOf(table.get('version'));
    const isLocal = version?.startsWith('file:') === true;
    const own: LockedPackage = {
      place,
      name,
      version,
      resolved: isLocal ? version : textOf(table.get('resolved')),
      hasInstallScript: null,
      os: [],
      cpu: [],
      libc: [],
      isDev: table.get('dev') === true,
      isOptional: table.get('optional') === true,
      isLink: isLocal,
    };
    return [own, ...nested(tableOf(table.get('dependencies')), place, depth + 1)];
  });
}
