/** What the programs of a build link besides libc, by the crates that they are made of. */

import {
  isPure,
  nativeCrate,
  type SharedLibrary,
  usesAtomic,
  usesCertificates,
  usesTimezones,
} from '../../../../src/facts/crates.ts';
import { runtimeOf } from '../../../../src/facts/dev-packages.ts';
import type { CargoDependency, CargoManifest } from '../../../../src/project/cargo/manifest.ts';
import type { LockedCrate } from '../../../../src/project/cargo/settings.ts';
import { folderOf, inFolder } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { osPackages } from '../../packages.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import type { Build, Features } from './build.ts';

export interface Linked {
  readonly libraries: readonly SharedLibrary[];
  readonly hasCpp: boolean;
  /** Whether it asks for libatomic, which is no part of libgcc. */
  readonly hasAtomic: boolean;
  readonly certificates: boolean;
  readonly timezones: boolean;
  /** Names of all crates that are known to be in it. */
  readonly crates: ReadonlySet<string>;
}

/** Source: docs.rs/cc, docs.rs/cxx-build. */
const COMPILES_CPP = /\.cpp\(\s*true\s*\)|\bcxx_build::/;

/** What the crates of a build link and read of the system, or the crate of which that is not known. */
export function linkedBy(app: App, build: Build): Linked | Refusal {
  const { lock, root } = build.tree;
  const crates = lock === null ? crateNames(app, build) : reached(build, lock);
  if (isRefusal(crates)) return crates;
  const path = inFolder(contextOf(app, root), lock === null ? 'Cargo.toml' : 'Cargo.lock');
  const libraries: SharedLibrary[] = [];
  const installed = osPackages(app);
  let hasCpp = build.tree.packages.some(({ path: manifest, manifest: { package: own } }) => {
    const script = own?.build === false ? null : inFolder(folderOf(manifest), own?.build ?? 'build.rs');
    return script !== null && COMPILES_CPP.test(app.project.readText(script) ?? '');
  });
  for (const name of crates) {
    const native = nativeCrate(name);
    if (native.kind === 'c++') hasCpp = true;
    const isUnknown = native.kind === 'unknown' || (native.kind === 'behind' && asksFor(build, native.feature));
    if (isUnknown) return refuse({ code: 'native-module', name, path });
    if (native.kind !== 'shared' || isBuilt(native.library, name, build, crates)) continue;
    const { isFound, dev } = native.library;
    if (isFound === true && !installed.includes(dev)) continue;
    libraries.push(native.library);
  }
  const names = [...crates];
  return {
    libraries,
    hasCpp,
    hasAtomic: names.some(usesAtomic) && callsAtomic(app, build),
    certificates: names.some(usesCertificates),
    timezones: names.some(usesTimezones),
    crates,
  };
}

/** Run-time packages of a release of Debian or Ubuntu. */
export function packagesFor({ libraries }: Linked, release: string, path: string): readonly string[] | Refusal {
  const found: string[] = [];
  for (const { name, dev } of libraries) {
    const packages = runtimeOf(dev, release);
    if (packages === null) return refuse({ code: 'native-module', name, path });
    found.push(...packages);
  }
  return [...new Set(found)];
}

/** Whether the app's own sources name such a crate, or another crate is built with one. */
function callsAtomic({ project, sources }: App, { tree }: Build): boolean {
  const own = new Set(tree.packages.map(({ manifest }) => manifest.package?.name));
  const isInner = tree.lock?.some(
    ({ name, dependencies }) => !own.has(name) && !usesAtomic(name) && dependencies.some(usesAtomic),
  );
  return (
    isInner === true ||
    sources.isTooMuch ||
    sources.files.some(({ path }) => path.endsWith('.rs') && /\bsnmalloc_/.test(project.readText(path) ?? ''))
  );
}

/** Whether a library is compiled in, and no feature that may be off decides on that. */
function isBuilt({ source, builder }: SharedLibrary, name: string, build: Build, crates: ReadonlySet<string>): boolean {
  if (
    build.tree.packages.some(({ manifest }) =>
      [...manifest.features.values()].flat().some((one) => /vendored|bundled/.test(one)),
    )
  )
    return false;
  if (source !== undefined && crates.has(source)) return true;
  const own = build.tree.lock?.find((crate) => crate.name === name);
  return builder !== undefined && own?.dependencies.includes(builder) === true;
}

/** Whether a feature is named anywhere: then it may be on. */
function asksFor({ tree, features }: Build, feature: string): boolean {
  const named = tree.packages.flatMap(({ manifest }) => [
    ...[...manifest.features.values()].flat(),
    ...manifest.dependencies.flatMap((each) => each.features),
  ]);
  return [...named, ...features.names].some((one) => one.includes(feature));
}

/**
 * The crates of the lockfile that the packages are built with: dependencies of tests are in it too, and so are those of
 * features that are off.
 */
function reached(build: Build, lock: readonly LockedCrate[]): ReadonlySet<string> {
  const byName = new Map<string, string[]>();
  const own = new Map(build.tree.packages.map(({ manifest }) => [manifest.package?.name ?? '', manifest]));
  for (const { name, dependencies, source } of lock) {
    const manifest = source === null ? own.get(name) : undefined;
    // Of a package that others are built with, any feature may be on.
    const isBuilt = manifest !== undefined && build.packages.some((each) => each.manifest === manifest);
    const used =
      manifest === undefined
        ? null
        : new Set(usedBy(manifest, isBuilt ? build.features : ALL).map((each) => each.name));
    const wanted = used === null ? dependencies : dependencies.filter((each) => used.has(each));
    byName.set(name, [...(byName.get(name) ?? []), ...wanted]);
  }
  const found = new Set(build.packages.flatMap(({ manifest }) => manifest.package?.name ?? []));
  for (const name of found) for (const next of byName.get(name) ?? []) found.add(next);
  return found;
}

const ALL: Features = { names: [], all: true, noDefault: false };

/** The crates that a package is built with. */
function usedBy(manifest: CargoManifest, features: Features): readonly CargoDependency[] {
  const active = activeKeys(manifest, features);
  return manifest.dependencies.filter(
    ({ kind, isOptional, key }) =>
      (kind === 'normal' || kind === 'build') && (!isOptional || features.all || active.has(key)),
  );
}

/** Optional dependencies that a feature asks for. Source: doc.rust-lang.org/cargo/reference/features.html. */
function activeKeys({ features }: CargoManifest, { names, noDefault }: Features): ReadonlySet<string> {
  const waiting = [...names.map((name) => name.split('/').at(-1)!), ...names, ...(noDefault ? [] : ['default'])];
  const seen = new Set<string>();
  const active = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const listed = features.get(name);
    if (listed !== undefined) waiting.push(...listed);
    // `crate?/feature` turns on nothing by itself.
    const key = name.replace(/^dep:/, '').split('/')[0]!;
    if (!key.endsWith('?')) active.add(key);
  }
  return active;
}

/** Without a lockfile: the crates that the manifests name, when all of them are known to bring nothing native along. */
function crateNames(app: App, build: Build): ReadonlySet<string> | Refusal {
  const all = build.tree.packages.flatMap(({ manifest }) => manifest.dependencies);
  const found = new Set<string>();
  for (const { manifest } of build.tree.packages) {
    for (const { key, name } of usedBy(manifest, build.features)) {
      // A member says `workspace = true` of what the workspace knows the folder and the features of.
      const same = all.filter((each) => each.key === key);
      if (same.some(({ path }) => path !== null)) continue;
      const asked = [...same.flatMap(({ features }) => features), ...featuresFor(build, manifest, key)];
      if (same.some((each) => !isPure(each.name, asked))) return lockMissing(app, build);
      found.add(name);
    }
  }
  return found;
}

/** What the features that are on ask of a dependency: `crate/feature`. */
function featuresFor({ features }: Build, manifest: CargoManifest, name: string): readonly string[] {
  const all = [...manifest.features.values()].flat();
  return [...all, ...features.names].filter((each) => each.startsWith(`${name}/`) || each.startsWith(`${name}?/`));
}

function lockMissing(app: App, { tree }: Build): Refusal {
  const path = inFolder(contextOf(app, tree.root), 'Cargo.lock');
  return refuse({ code: 'not-in-build', path, isIgnored: app.project.isIgnored(path) });
}

/** The folder of the context that a folder of the image with a manifest was copied from. */
function contextOf(app: App, folder: string): string {
  return folderOf(app.toContext(folder === '/' ? '/Cargo.toml' : `${folder}/Cargo.toml`) ?? 'Cargo.toml');
}
