/** The settings of yarn: .yarnrc of yarn 1, .yarnrc.yml of yarn 2 and later. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import { type Reading, readAs } from '../reading.ts';
import { tableOf, textOf } from '../toml.ts';
import { readYaml } from './yaml.ts';

/** `key value` lines, the values quoted or not. */
export interface ClassicYarnrc {
  readonly path: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** The .yarnrc of a folder; null when there is none. */
export function readClassicYarnrc(files: Files, folder: string): ClassicYarnrc | null {
  const path = inFolder(folder, '.yarnrc');
  const text = files.readText(path);
  if (text === null) return null;
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    // The format is that of yarn.lock: a key and a value, each quoted or not.
    const pair = /^\s*(?:"([^"]+)"|([^\s#":]+)):?\s+(?:"([^"]*)"|(\S.*?))\s*$/.exec(line);
    if (pair !== null) settings.set(pair[1] ?? pair[2]!, pair[3] ?? pair[4]!);
  }
  return { path, settings };
}

export interface BerryYarnrc {
  readonly path: string;
  /** The release of yarn that is run instead, relative to the file. */
  readonly yarnPath: string | null;
  /** Files of plugins, relative to the file. */
  readonly plugins: readonly string[];
  /** `pnp` when it is not set. */
  readonly nodeLinker: string;
  /** As written; null for the default (`./.yarn/cache` where the cache is not global). */
  readonly cacheFolder: string | null;
  /** Null when not set: false before yarn 4, true since. */
  readonly enableGlobalCache: boolean | null;
  readonly enableConstraintsChecks: boolean;
  /** Certificates and the like, relative to the file. */
  readonly caFile: string | null;
  /** Folder of the lockfile's patches, installs and the rest: `./.yarn` is the default of all. */
  readonly settings: ReadonlyMap<string, unknown>;
}

/** The .yarnrc.yml of a folder; null when there is none. Source: yarnpkg.com/configuration/yarnrc. */
export function readBerryYarnrc(files: Files, folder: string): Reading<BerryYarnrc> | null {
  const path = inFolder(folder, '.yarnrc.yml');
  const text = files.readText(path);
  if (text === null) return null;
  const read = readYaml(path, text);
  if (!read.ok) return read;
  const settings = read.value;
  const plugins = settings.get('plugins');
  const isGlobal = settings.get('enableGlobalCache');
  return readAs({
    path,
    yarnPath: textOf(settings.get('yarnPath')),
    plugins: (Array.isArray(plugins) ? plugins : []).flatMap(
      (plugin: unknown) => textOf(plugin) ?? textOf(tableOf(plugin)?.get('path')) ?? [],
    ),
    nodeLinker: textOf(settings.get('nodeLinker')) ?? 'pnp',
    cacheFolder: textOf(settings.get('cacheFolder')),
    enableGlobalCache: typeof isGlobal === 'boolean' ? isGlobal : null,
    enableConstraintsChecks: settings.get('enableConstraintsChecks') === true,
    caFile: textOf(settings.get('httpsCaFilePath')) ?? textOf(settings.get('caFilePath')),
    settings,
  });
}
