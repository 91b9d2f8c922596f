/** What lies beside Cargo.toml: Cargo.lock, .cargo/config.toml, rust-toolchain.toml. Source: doc.rust-lang.org/cargo, rustup book. */
import { type Reading, readAs } from '../reading.ts';
import { readToml, tableOf, tablesOf, textOf, textsOf } from '../toml.ts';

export interface LockedCrate {
  readonly name: string;
  readonly version: string;
  /** Null for a crate of the workspace. */
  readonly source: string | null;
  /** Names of the crates that it is built with, whatever features may ask for them. */
  readonly dependencies: readonly string[];
}

/**
 * The crates of a Cargo.lock.
 * @param path for messages.
 */
export function readCargoLock(path: string, text: string): Reading<readonly LockedCrate[]> {
  const read = readToml(path, text);
  if (!read.ok) return read;
  return readAs(
    tablesOf(read.value.get('package')).flatMap((table) => {
      const [name, version] = [textOf(table.get('name')), textOf(table.get('version'))];
      if (name === null || version === null) return [];
      // Behind the name stand the version and the source, where there are several of the name.
      const dependencies = textsOf(table.get('dependencies')).map((text) => text.split(' ', 1)[0]!);
      return [{ name, version, source: textOf(table.get('source')), dependencies }];
    }),
  );
}

export interface CargoConfig {
  /** Where the build is put, when not in `target`. */
  readonly targetDir: string | null;
  /** The platform that is built for, when not the host's. */
  readonly target: string | null;
  /** Folders that crates are taken from instead of the registry: `vendor`. */
  readonly directories: readonly string[];
  /** Folders that are laid over crates: `paths`, and those of `patch`. */
  readonly overlays: readonly string[];
  /** Options of the compiler, for whatever platform. */
  readonly rustflags: readonly string[];
}

/** Names of the settings' file in a folder `.cargo`; the older one goes first. */
export const CARGO_CONFIGS: readonly string[] = ['.cargo/config', '.cargo/config.toml'];

/**
 * What a .cargo/config.toml says of builds.
 * @param path for messages.
 */
export function readCargoConfig(path: string, text: string): Reading<CargoConfig> {
  const read = readToml(path, text);
  if (!read.ok) return read;
  const build = tableOf(read.value.get('build'));
  const sources = [...(tableOf(read.value.get('source'))?.values() ?? [])].flatMap((value) => tableOf(value) ?? []);
  const patches = [...(tableOf(read.value.get('patch'))?.values() ?? [])].flatMap((value) => tableOf(value) ?? []);
  const patched = patches.flatMap((patch) =>
    [...patch.values()].flatMap((value) => textOf(tableOf(value)?.get('path')) ?? []),
  );
  const platforms = [...(tableOf(read.value.get('target'))?.values() ?? [])].flatMap((value) => tableOf(value) ?? []);
  return readAs({
    targetDir: textOf(build?.get('target-dir')),
    target: textOf(build?.get('target')),
    directories: sources.flatMap(
      (source) => textOf(source.get('directory')) ?? textOf(source.get('local-registry')) ?? [],
    ),
    overlays: [...textsOf(read.value.get('paths')), ...patched],
    rustflags: [build, ...platforms].flatMap((table) => flagsOf(table?.get('rustflags'))),
  });
}

/** A list, or one text with blanks in it. */
function flagsOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(/\s+/) : textsOf(value);
}

/** Files that choose the toolchain, and may ask for another one to be downloaded. */
export const RUST_TOOLCHAINS: readonly string[] = ['rust-toolchain', 'rust-toolchain.toml'];
