/** lerna.json. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import { type Reading, readAs } from '../reading.ts';
import { textOf, textsOf } from '../toml.ts';
import { readJson } from './json.ts';

export interface Lerna {
  readonly path: string;
  /** Null when it leaves them to the package manager's workspaces. */
  readonly packages: readonly string[] | null;
  readonly npmClient: string | null;
}

/** The lerna.json of a folder; null when there is none. */
export function readLerna(files: Files, folder: string): Reading<Lerna> | null {
  const path = inFolder(folder, 'lerna.json');
  const text = files.readText(path);
  if (text === null) return null;
  const read = readJson(path, text);
  if (!read.ok) return read;
  const packages = read.value.get('packages');
  return readAs({
    path,
    packages: Array.isArray(packages) ? textsOf(packages) : null,
    npmClient: textOf(read.value.get('npmClient')),
  });
}
