/** package.json, as far as installing and building a project goes. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import { type Reading, readAs } from '../reading.ts';
import { type Table, tableOf, textOf, textsOf } from '../toml.ts';
import { readJson, textMap } from './json.ts';

export interface Manifest {
  /** In the context: `package.json`, `packages/a/package.json`. */
  readonly path: string;
  /** The folder that it lies in; '' for the root of the context. */
  readonly folder: string;
  readonly name: string | null;
  readonly version: string | null;
  readonly isPrivate: boolean;
  readonly scripts: ReadonlyMap<string, string>;
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  readonly optionalDependencies: ReadonlyMap<string, string>;
  readonly peerDependencies: ReadonlyMap<string, string>;
  /** The patterns of `workspaces`, which is a list, or an object with the list `packages`; null when it is not set. */
  readonly workspaces: readonly string[] | null;
  /** Replacements of dependencies of dependencies: yarn's and bun's `resolutions`, `overrides` of npm, bun and pnpm, flat. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Package (and version) to patch file, as pnpm and bun have it. */
  readonly patchedDependencies: ReadonlyMap<string, string>;
  /** `pnpm@9.1.0`, as corepack reads it. */
  readonly packageManager: string | null;
  readonly engines: ReadonlyMap<string, string>;
  readonly main: string | null;
  readonly type: string | null;
  /** Command to file; a single file has the package's own name. */
  readonly bin: ReadonlyMap<string, string>;
  /** Where prisma's schema is said to lie: `prisma.schema`. */
  readonly prismaSchema: string | null;
  /** All there is: for what only one question needs. */
  readonly table: Table;
}

/** The manifest of a folder; null when there is none. */
export function readManifest(files: Files, folder: string): Reading<Manifest> | null {
  const path = inFolder(folder, 'package.json');
  const text = files.readText(path);
  if (text === null) return null;
  const read = readJson(path, text);
  return read.ok ? readAs(manifestOf(path, folder, read.value)) : read;
}

function manifestOf(path: string, folder: string, table: Table): Manifest {
  const pnpm = tableOf(table.get('pnpm'));
  const name = textOf(table.get('name'));
  return {
    path,
    folder,
    name,
    version: textOf(table.get('version')),
    isPrivate: table.get('private') === true,
    scripts: textMap(table.get('scripts')),
    dependencies: textMap(table.get('dependencies')),
    devDependencies: textMap(table.get('devDependencies')),
    optionalDependencies: textMap(table.get('optionalDependencies')),
    peerDependencies: textMap(table.get('peerDependencies')),
    workspaces: workspacesOf(table.get('workspaces')),
    overrides: new Map([
      ...flatten(table.get('resolutions'), 0),
      ...flatten(table.get('overrides'), 0),
      ...flatten(pnpm?.get('overrides'), 0),
    ]),
    patchedDependencies: new Map([
      ...textMap(table.get('patchedDependencies')),
      ...textMap(pnpm?.get('patchedDependencies')),
    ]),
    packageManager: textOf(table.get('packageManager')),
    engines: textMap(table.get('engines')),
    main: textOf(table.get('main')),
    type: textOf(table.get('type')),
    bin: binOf(table.get('bin'), name),
    prismaSchema: textOf(tableOf(table.get('prisma'))?.get('schema')),
    table,
  };
}

function workspacesOf(value: unknown): readonly string[] | null {
  if (Array.isArray(value)) return textsOf(value);
  const table = tableOf(value);
  return table === null ? null : textsOf(table.get('packages'));
}

function binOf(value: unknown, name: string | null): ReadonlyMap<string, string> {
  if (typeof value !== 'string') return textMap(value);
  return new Map([[name?.replace(/^@[^/]*\//, '') ?? '', value]]);
}

/** npm nests overrides below the package that asks for them; none is nested deeper than a person writes. */
function flatten(value: unknown, depth: number): readonly (readonly [string, string])[] {
  if (depth > 8) return [];
  return [...(tableOf(value) ?? [])].flatMap(([key, inner]) =>
    typeof inner === 'string'
      ? [[key, inner] as const]
      : flatten(inner, depth + 1).map(([k, v]) => [`${key}>${k}`, v] as const),
  );
}

/** Every dependency of every kind that is installed, with its spec. A name may come twice. */
export function dependenciesOf(manifest: Manifest): readonly (readonly [string, string])[] {
  return [...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies];
}

/** The spec of a dependency; null when it is none. */
export function dependencyOn(manifest: Manifest, name: string): string | null {
  return dependenciesOf(manifest).find(([other]) => other === name)?.[1] ?? null;
}

/** The lowest major release that a range allows, as written: 8 for `^8.0.1` and `8.x`; null for `*`, a tag, a URL. */
export function majorOf(spec: string): number | null {
  const major = /^\s*(?:[\^~=v]|>=)?\s*v?(\d+)(?=[.\sx*-]|$)/.exec(spec)?.[1];
  return major === undefined ? null : Number(major);
}
