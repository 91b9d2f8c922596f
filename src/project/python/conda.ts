/** environment.yml of conda and its kin. */
import type { Files } from '../files.ts';
import { readYaml } from '../node/yaml.ts';
import { brokenAt, type Reading, readAs } from '../reading.ts';
import { tableOf, textOf, textsOf } from '../toml.ts';

export interface CondaEnvironment {
  readonly path: string;
  readonly name: string | null;
  readonly channels: readonly string[];
  /** Specs of conda packages. */
  readonly packages: readonly string[];
  /** Lines of its pip section, as they would stand in a requirements file. */
  readonly pip: readonly string[];
}

/** @returns null when there is no such file. */
export function readCondaEnvironment(files: Files, path: string): Reading<CondaEnvironment> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const yaml = readYaml(path, text);
  if (!yaml.ok) return yaml;
  const list = yaml.value.get('dependencies');
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return readAs({
    path,
    name: textOf(yaml.value.get('name')),
    channels: textsOf(yaml.value.get('channels')),
    packages: textsOf(list),
    pip: entries.flatMap((entry) => textsOf(tableOf(entry)?.get('pip'))),
  });
}
