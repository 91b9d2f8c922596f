/** composer.json and composer.lock. */
import type { Files } from '../files.ts';
import { readJson } from '../node/json.ts';
import { folderOf, resolvePath } from '../paths.ts';
import { brokenAt, type Reading, readAs } from '../reading.ts';
import { type Table, tableOf, tablesOf, textOf, textsOf } from '../toml.ts';

export interface ComposerManifest {
  readonly path: string;
  readonly hasVersion: boolean;
  /** Names of `require` and `require-dev`. */
  readonly requires: readonly string[];
  /** Packages that lie in the context: `path` and `artifact` repositories, globs as written. Null: outside. */
  readonly repositories: readonly {
    readonly type: 'path' | 'artifact';
    readonly path: string | null;
    readonly text: string;
  }[];
  /** By event. */
  readonly scripts: ReadonlyMap<string, readonly string[]>;
  /** What the autoloader is made of beyond namespaces: the sources have to be there. */
  readonly classmap: readonly string[];
  /** `optimize-autoloader` or `classmap-authoritative`: namespaces are scanned too. */
  readonly isOptimised: boolean;
  /** In the context; `vendor` by default. */
  readonly vendorDir: string;
  readonly binDir: string | null;
  /** Patch files of cweagans/composer-patches and its kin, in the context; URLs are not among them. */
  readonly patches: readonly string[];
  /** Names of plugins that may run, `*` for all; those of `require` that are known to be plugins are not looked for. */
  readonly allowedPlugins: readonly string[];
  /** `extra.installer-paths`, `extra.drupal-scaffold` and their like: packages are put outside of the vendor folder. */
  readonly placesElsewhere: boolean;
}

export interface ComposerLock {
  readonly path: string;
  /** Names of packages that run code within Composer. */
  readonly plugins: readonly string[];
}

/** Keys of `extra` by which plugins put files into the project. Source: composer/installers, drupal/core-composer-scaffold. */
const PLACING = ['installer-paths', 'drupal-scaffold', 'wordpress-install-dir', 'magento-root-dir', 'merge-plugin'];

/** @returns null when there is no such file. */
export function readComposerManifest(files: Files, path: string): Reading<ComposerManifest> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const json = readJson(path, text);
  if (!json.ok) return json;
  const folder = folderOf(path);
  const root = json.value;
  const config = tableOf(root.get('config'));
  const extra = tableOf(root.get('extra'));
  const binDir = textOf(config?.get('bin-dir'));
  const autoloads = [tableOf(root.get('autoload')), tableOf(root.get('autoload-dev'))];
  return readAs({
    path,
    hasVersion: textOf(root.get('version')) !== null,
    requires: ['require', 'require-dev'].flatMap((key) => [...(tableOf(root.get(key))?.keys() ?? [])]),
    repositories: repositoriesOf(root.get('repositories'), folder),
    scripts: scriptsOf(tableOf(root.get('scripts'))),
    classmap: autoloads.flatMap((autoload) => textsOf(autoload?.get('classmap'))),
    isOptimised: ['optimize-autoloader', 'classmap-authoritative'].some((key) => config?.get(key) === true),
    vendorDir: resolvePath(folder, (textOf(config?.get('vendor-dir')) ?? 'vendor').replace(/\/+$/, '')) ?? 'vendor',
    binDir: binDir === null ? null : resolvePath(folder, binDir),
    patches: patchesOf(files, extra, folder),
    allowedPlugins: allowedPlugins(config?.get('allow-plugins')),
    placesElsewhere: PLACING.some((key) => extra?.has(key) === true),
  });
}

/** @returns null when there is no such file. */
export function readComposerLock(files: Files, path: string): Reading<ComposerLock> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const json = readJson(path, text);
  if (!json.ok) return json;
  const packages = ['packages', 'packages-dev'].flatMap((key) => tablesOf(json.value.get(key)));
  const plugins = packages.filter((each) => /^composer-(?:plugin|installer)$/.test(textOf(each.get('type')) ?? ''));
  return readAs({ path, plugins: plugins.flatMap((each) => textOf(each.get('name')) ?? []) });
}

function allowedPlugins(value: unknown): readonly string[] {
  if (value === true) return ['*'];
  return [...(tableOf(value) ?? [])].flatMap(([name, isAllowed]) => (isAllowed === true ? [name] : []));
}

/** A list, or an object by name. */
function repositoriesOf(value: unknown, folder: string): ComposerManifest['repositories'] {
  const list = Array.isArray(value) ? tablesOf(value) : [...(tableOf(value)?.values() ?? [])].map(tableOf);
  return list.flatMap((each) => {
    const type = textOf(each?.get('type'));
    const text = textOf(each?.get('url'));
    if ((type !== 'path' && type !== 'artifact') || text === null) return [];
    return [{ type, path: resolvePath(folder, text.replace(/\/+$/, '')), text }];
  });
}

function scriptsOf(table: Table | null): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...(table ?? [])].map(([event, value]) => [event, typeof value === 'string' ? [value] : textsOf(value)] as const),
  );
}

/** `extra.patches` by package, in a list or by description; `extra.patches-file` names a file with more of them. */
function patchesOf(files: Files, extra: Table | null, folder: string): readonly string[] {
  const named = textOf(extra?.get('patches-file'));
  const file = named === null ? null : resolvePath(folder, named);
  const text = file === null ? null : files.readText(file);
  const json = file === null || text === null ? null : readJson(file, text);
  const tables = [tableOf(extra?.get('patches')), json?.ok === true ? tableOf(json.value.get('patches')) : null];
  const urls = tables.flatMap((table) => [...(table?.values() ?? [])].flatMap(patchUrls));
  const local = urls.filter((url) => !/^[a-z]+:\/\//i.test(url)).flatMap((url) => resolvePath(folder, url) ?? []);
  return [...(file === null ? [] : [file]), ...local];
}

function patchUrls(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [...(tableOf(value)?.values() ?? [])];
  return items.flatMap(
    (item) => textOf(item) ?? textOf(tableOf(item)?.get('url')) ?? textOf(tableOf(item)?.get('path')) ?? [],
  );
}
