/** Cargo.toml. Source: doc.rust-lang.org/cargo/reference/manifest.html. */
import { type Reading, readAs } from '../reading.ts';
import { readToml, type Table, tableOf, tablesOf, textOf, textsOf } from '../toml.ts';

export interface CargoTarget {
  readonly kind: 'lib' | 'bin' | 'example' | 'test' | 'bench';
  /** Null when not written: the package's name. */
  readonly name: string | null;
  /** Null when not written: cargo looks for the file, and fails without one. */
  readonly path: string | null;
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
  /** Its folder, as written. Null for a crate from elsewhere, or one that the workspace says more of. */
  readonly path: string | null;
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

export function readCargoManifest(path: string, text: string): Reading<CargoManifest> {
  const read = readToml(path, text);
  if (!read.ok) return read;
  const root = read.value;
  return readAs({
    package: packageOf(tableOf(root.get('package')) ?? tableOf(root.get('project'))),
    workspace: workspaceOf(tableOf(root.get('workspace'))),
    targets: targetsOf(root),
    dependencies: dependencyTables(root).flatMap((table) =>
      [...table].map(([key, value]) => {
        const own = tableOf(value);
        return { name: textOf(own?.get('package')) ?? key, path: textOf(own?.get('path')) };
      }),
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
  return { kind, name: textOf(table.get('name')), path: textOf(table.get('path')) };
}

const KINDS: readonly string[] = [
  ...['dependencies', 'dev-dependencies', 'build-dependencies'],
  ...['dev_dependencies', 'build_dependencies'],
];

/** Every table whose keys are dependencies. */
function dependencyTables(root: Table): readonly Table[] {
  const platforms = [...(tableOf(root.get('target'))?.values() ?? [])].flatMap((value) => tableOf(value) ?? []);
  const tables = [root, ...platforms].flatMap((table) => KINDS.flatMap((kind) => tableOf(table.get(kind)) ?? []));
  const shared = tableOf(tableOf(root.get('workspace'))?.get('dependencies'));
  const patches = [...(tableOf(root.get('patch'))?.values() ?? [])].flatMap((value) => tableOf(value) ?? []);
  return [...tables, ...[shared, tableOf(root.get('replace'))].filter((table) => table !== null), ...patches];
}
