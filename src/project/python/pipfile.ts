/** Pipfile and Pipfile.lock. */
import type { Files } from '../files.ts';
import { readJson } from '../node/json.ts';
import { folderOf, resolvePath } from '../paths.ts';
import { brokenAt, type Reading, readAs } from '../reading.ts';
import { readToml, tableOf, textOf, textsOf } from '../toml.ts';
import type { PathDependency } from './pyproject.ts';
import { canonicalName, type RequiredPackage } from './requirements.ts';

export interface Pipfile {
  readonly path: string;
  /** Of every category. */
  readonly packages: readonly RequiredPackage[];
  /** Folders and files of the context that packages are taken from. */
  readonly paths: readonly PathDependency[];
  /** It names variables: `url = "https://$USER:$TOKEN@..."`. */
  readonly hasVariables: boolean;
}

/** Tables that hold no packages. */
const OTHER: ReadonlySet<string> = new Set(['source', 'requires', 'scripts', 'pipenv', '_meta']);

/** @returns null when there is no such file. */
export function readPipfile(files: Files, path: string): Reading<Pipfile> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const toml = readToml(path, text);
  if (!toml.ok) return toml;
  return readAs({
    path,
    packages: packagesOf(toml.value),
    paths: packagePaths(path, toml.value),
    hasVariables: text.includes('$'),
  });
}

/** @returns null when there is no such file. */
export function readPipfileLock(files: Files, path: string): Reading<Pipfile> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const json = readJson(path, text);
  if (!json.ok) return json;
  return readAs({
    path,
    packages: packagesOf(json.value),
    paths: packagePaths(path, json.value),
    hasVariables: text.includes('$'),
  });
}

function packagesOf(tables: ReadonlyMap<string, unknown>): RequiredPackage[] {
  return [...tables].flatMap(([section, table]) =>
    OTHER.has(section)
      ? []
      : [...(tableOf(table) ?? [])].map(([name, value]) => {
          const version = textOf(value) ?? textOf(tableOf(value)?.get('version')) ?? '';
          const extras = textsOf(tableOf(value)?.get('extras'));
          return { name: canonicalName(name), extras, pinned: /^==\s*([\w.!+-]+)$/.exec(version)?.[1] ?? null };
        }),
  );
}

function packagePaths(file: string, tables: ReadonlyMap<string, unknown>): PathDependency[] {
  const folder = folderOf(file);
  return [...tables].flatMap(([section, table]) =>
    OTHER.has(section)
      ? []
      : [...(tableOf(table) ?? [])].flatMap(([name, value]) => {
          const entry = tableOf(value);
          const text = textOf(entry?.get('path')) ?? localFile(textOf(entry?.get('file')));
          return text === null ? [] : [{ name, path: resolvePath(folder, text), text }];
        }),
  );
}

function localFile(text: string | null): string | null {
  return text === null || /^(?:https?|git\+\w+):/i.test(text) ? null : text;
}
