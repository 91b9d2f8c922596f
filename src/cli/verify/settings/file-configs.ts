/** What the configuration file says of single Dockerfiles. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { matchPattern } from '../../discover.ts';
import { isInside } from '../../paths.ts';
import type { FileConfig } from './config.ts';

export interface FileConfigs {
  /** Of a Dockerfile, links followed: a pattern that matches first, then its own path, which goes before. */
  of(real: string): FileConfig;
  /** Keys that have matched nothing so far, although these paths of the command line cover them. */
  unmatched(paths: readonly string[], cwd: string): readonly string[];
}

interface Entry {
  readonly key: string;
  readonly isPattern: boolean;
  /** Links followed. */
  readonly files: ReadonlySet<string>;
  readonly config: FileConfig;
}

const MAGIC = /[*?{[]/;

/** @param folder that keys are relative to: the configuration's. Absolute. */
export function createFileConfigs(files: Readonly<Record<string, FileConfig>>, folder: string): FileConfigs {
  const entries = Object.entries(files).map(([key, config]) => readEntry(key, config, folder));
  const inOrder = entries.toSorted((a, b) => Number(b.isPattern) - Number(a.isPattern));
  const used = new Set<string>();
  return {
    of(real) {
      const matching = inOrder.filter((entry) => entry.files.has(real));
      for (const { key } of matching) used.add(key);
      return matching.reduce<FileConfig>((before, { config }) => over(before, config), {});
    },
    unmatched: (paths, cwd) =>
      entries.filter(({ key }) => !used.has(key) && covers(paths, cwd, baseOf(key, folder))).map(({ key }) => key),
  };
}

function readEntry(key: string, config: FileConfig, folder: string): Entry {
  const absolute = path.resolve(folder, key);
  const isPattern = MAGIC.test(key) && !existsSync(absolute);
  const found = isPattern ? matchPattern(key, folder) : [absolute];
  return { key, isPattern, config, files: new Set(found.map(realPath)) };
}

/** One way to try an image takes the place of the other. */
function over(before: FileConfig, config: FileConfig): FileConfig {
  const { smoke, http, ...rest } = before;
  const hasCheck = config.smoke !== undefined || config.http !== undefined;
  return { ...(hasCheck ? rest : before), ...config, buildArgs: { ...before.buildArgs, ...config.buildArgs } };
}

/** What a pattern says before its first sign, or the path itself. */
function baseOf(key: string, folder: string): string {
  const names = key.split('/');
  const magic = names.findIndex((name) => MAGIC.test(name));
  return realPath(path.resolve(folder, ...(magic < 0 ? names : names.slice(0, magic))));
}

function covers(paths: readonly string[], cwd: string, base: string): boolean {
  return paths.some((given) => {
    const absolute = realPath(path.resolve(cwd, given));
    return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true && isInside(absolute, base);
  });
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
