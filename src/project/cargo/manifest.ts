/** Cargo.toml. Source: doc.rust-lang.org/cargo/reference/manifest.html. */
import { type Reading, readAs } from '../reading.ts';
import { readToml, type Table, tableOf, tablesOf, textOf, textsOf } from '../toml.ts';

export interface CargoTarget {
  readonly kind: 'lib' | 'bin' | 'example' | 'test' | 'bench';
  /** Null when not written: the package's name. */
  readonly name: string | null;
  /** Null when not written: cargo looks for the file, and fails without one. */
  readonly path: string | null;
  /** `crate-type` as written: `dylib`, `cdylib`; empty where it is left to Cargo. */
  readonly crateTypes: readonly string[];
}

export interface CargoPackage {
  readonly name: string;
  /** Null when it is not written, or inherited from the workspace. */
  readonly version: string | null;
  /** The build script as written; null when none is named, which is build.rs if there is one; false for none. */
  readonly build: string | false | null;
  /** The program that `cargo run` means: it has to be among the targets. */
  readonly defaultRun: string | null;
  /** The native library that it links to, which asks for a build script. */
  readonly links: string | null;
  /** The workspace that it names itself. */
  readonly workspace: string | null;
}

export interface CargoWorkspace {
  /** Folders, with globs. */
  readonly members: readonly string[];
  readonly exclude: readonly string[];
}

export interface CargoDependency {
  readonly name: string;
  /** What the manifest itself calls it, and its features too: another name than the crate's where it is renamed. */
  readonly key: string;
  /** `other`: what the workspace says of it, patches and replacements. */
  readonly kind: 'normal' | 'dev' | 'build' | 'other';
  /** Its folder, as written. Null for a crate from elsewhere, or one that the workspace says more of. */
  readonly path: string | null;
  /** Only there when a feature asks for it. */
  readonly isOptional: boolean;
  /** Those that are asked for besides the default ones. */
  readonly features: readonly string[];
}

export interface CargoManifest {
  /** Null for a manifest of a workspace alone. */
  readonly package: CargoPackage | null;
  readonly workspace: CargoWorkspace | null;
  /** Targets that are written out; those that cargo finds by their place are not among them. */
  readonly targets: readonly CargoTarget[];
  /** For whatever platform or purpose; patches and replacements too. */
  readonly dependencies: readonly CargoDependency[];
  readonly features: ReadonlyMap<string, readonly string[]>;
}

/**
 * A Cargo.toml.
 * @param path for messages.
 */
export function readCargoManifest(path: string, text: string): Reading<CargoManifest> {
  const read = readToml(path, text);
  if (!read.ok) return read;
  const root = read.value;
  return readAs({
    package: packageOf(tableOf(root.get('package')) ?? tableOf(root.get('project'))),
    workspace: workspaceOf(tableOf(root.get('workspace'))),
    targets: targetsOf(root),
    dependencies: dependencyTables(root).flatMap(({ kind, table }) =>
      [...table].map(([key, value]) => dependency(key, kind, tableOf(value))),
    ),
    features: new Map(
      [...(tableOf(root.get('features')) ?? [])].map(([name, value]) => [name, textsOf(value)] as const),
    ),
  });
}

function packageOf(table: Table | null): CargoPackage | null {
  const name = textOf(table?.get('name'));
  if (table === null || name === null) return null;
  const build = table.get('build');
  return {
    name,
    version: textOf(table.get('version')),
    build: build === false ? false : textOf(build),
    defaultRun: textOf(table.get('default-run')),
    links: textOf(table.get('links')),
    workspace: textOf(table.get('workspace')),
  };
}

function workspaceOf(table: Table | null): CargoWorkspace | null {
  return table === null ? null : { members: textsOf(table.get('members')), exclude: textsOf(table.get('exclude')) };
}

function targetsOf(root: Table): readonly CargoTarget[] {
  const lib = tableOf(root.get('lib'));
  const listed = (['bin', 'example', 'test', 'bench'] as const).flatMap((kind) =>
    tablesOf(root.get(kind)).map((table) => target(kind, table)),
  );
  return lib === null ? listed : [target('lib', lib), ...listed];
}

function target(kind: CargoTarget['kind'], table: Table): CargoTarget {
  const crateTypes = textsOf(table.get('crate-type') ?? table.get('crate_type'));
  return { kind, name: textOf(table.get('name')), path: textOf(table.get('path')), crateTypes };
}

function dependency(key: string, kind: CargoDependency['kind'], table: Table | null): CargoDependency {
  return {
    name: textOf(table?.get('package')) ?? key,
    key,
    kind,
    path: textOf(table?.get('path')),
    isOptional: table?.get('optional') === true,
    features: textsOf(table?.get('features')),
  };
}

const KINDS: readonly (readonly [string, CargoDependency['kind']])[] = [
  ['dependencies', 'normal'],
  ['dev-dependencies', 'dev'],
  ['build-dependencies', 'build'],
  ['dev_dependencies', 'dev'],
  ['build_dependencies', 'build'],
];

interface Dependencies {
  readonly kind: CargoDependency['kind'];
  readonly table: Table;
}

/** Every table whose keys are dependencies. */
function dependencyTables(root: Table): readonly Dependencies[] {
  const platforms = [...(tableOf(root.get('target'))?.values() ?? [])].flatMap((value) => tableOf(value) ?? []);
  const own = [root, ...platforms].flatMap((table) =>
    KINDS.flatMap(([name, kind]) => listed(kind, tableOf(table.get(name)))),
  );
  const shared = tableOf(tableOf(root.get('workspace'))?.get('dependencies'));
  const patches = [...(tableOf(root.get('patch'))?.values() ?? [])].flatMap((value) => tableOf(value) ?? []);
  const others = [shared, tableOf(root.get('replace')), ...patches];
  return [...own, ...others.flatMap((table) => listed('other', table))];
}

function listed(kind: CargoDependency['kind'], table: Table | null): readonly Dependencies[] {
  return table === null ? [] : [{ kind, table }];
}
