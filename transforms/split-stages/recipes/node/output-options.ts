/** What a tool of a build is told about where it puts what it makes: its options, and its settings files. */
import { configLiteral } from '../../../../src/project/node/config-literals.ts';
import { readJson } from '../../../../src/project/node/json.ts';
import type { Manifest } from '../../../../src/project/node/manifest.ts';
import { withoutComments } from '../../../../src/project/node/tsconfig.ts';
import { inFolder } from '../../../../src/project/paths.ts';
import type { Project } from '../../../../src/project/project.ts';
import type { Table } from '../../../../src/project/toml.ts';

/** Folders relative to that of package.json; null when it cannot be told. Empty: nothing is made. */
export type Outputs = readonly string[] | null;

export interface Place {
  readonly project: Project;
  readonly manifest: Manifest;
}

/** A settings file in JSON beside package.json, comments left out; null when it is not there, or broken. */
export function jsonAt(place: Place, name: string): Table | null {
  const text = place.project.readText(at(place, name));
  const read = text === null ? null : readJson(name, withoutComments(text));
  return read?.ok === true ? read.value : null;
}

/** A file beside package.json, as a path of the context. */
export function at({ manifest }: Place, name: string): string {
  return inFolder(manifest.folder, name);
}

/** @returns undefined where the setting is not plain text. */
export function literal(
  { project, manifest }: Place,
  names: readonly string[],
  key: string,
  unset: string,
): string | undefined {
  for (const name of names) {
    const found = configLiteral(project, manifest.folder, name, key);
    if (found.kind === 'unknown') return undefined;
    if (found.kind === 'text') return found.text;
  }
  return unset;
}

/** The value of the first option of these names; undefined when there is none. */
export function valueOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (names.includes(arg)) return args[i + 1];
    const equals = arg.indexOf('=');
    if (equals > 0 && names.includes(arg.slice(0, equals))) return arg.slice(equals + 1);
  }
  return undefined;
}

/** One folder below that of package.json; null for the folder itself, and for what leads out of it. */
export function one(path: string | undefined): Outputs {
  if (path === undefined) return null;
  const folder = clean(path);
  return folder === '' || /^\/|(?:^|\/)\.\.(?:\/|$)|[*?$]/.test(folder) ? null : [folder];
}

/** A path without its empty parts and those that are a dot. */
export function clean(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
