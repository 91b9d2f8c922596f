/** What runs along with an app that Gradle builds. Source: docs.gradle.org, "Declaring Dependencies", "Version Catalogs". */
import { readToml, tableOf, textOf } from '../toml.ts';
import { type Block, everyBlock, readBlocks } from './blocks.ts';

/** Configurations whose libraries are there when the app runs. */
const RUNS = /\b(?:implementation|api|runtimeOnly|compile|runtime)\b(?!\s*\.)/;
/** `"group:name:version"`, and `group: 'group', name: 'name'` with colons or equals signs. */
const WRITTEN = [
  /^\s*\(?\s*(?:\w+\s*\(\s*)?["']([\w.-]+):([\w.-]+)/,
  /^\s*\(?\s*group\s*[:=]\s*["']([\w.-]+)["']\s*,\s*name\s*[:=]\s*["']([\w.-]+)["']/,
];
/** `libs.jte.kotlin`, by the names of a catalogue. */
const OF_CATALOGUE = /^\s*\(?\s*(?:\w+\s*\(\s*)?libs\.([\w.]+?)(?:\.get\(\))?\s*(?:[),;]|$)/;

/**
 * `group:name` of what a build script declares.
 * @param catalogue names of gradle/libs.versions.toml.
 */
export function gradleLibraries(script: string, catalogue: ReadonlyMap<string, string>): readonly string[] {
  const blocks = everyBlock(readBlocks(script)).filter(({ head }) => head === 'dependencies');
  return blocks.flatMap(linesOf).flatMap((line) => {
    const found = RUNS.exec(line);
    if (found === null) return [];
    const rest = line.slice(found.index + found[0].length);
    for (const form of WRITTEN) {
      const [, group, name] = form.exec(rest) ?? [];
      if (group !== undefined) return `${group}:${name}`;
    }
    return catalogue.get(OF_CATALOGUE.exec(rest)?.[1] ?? '') ?? [];
  });
}

/** One declaration each, those that a block of their own says more of among them. */
function linesOf({ own, blocks }: Block): readonly string[] {
  const lines = own.replace(/\(\s*\n\s*/g, '(').split(/[\n;]/);
  return [...lines, ...blocks.map(({ head }) => head)];
}

/** The libraries of a catalogue by the names that scripts use: `jte-kotlin` is `jte.kotlin`. Empty for a broken one. */
export function catalogueOf(path: string, text: string): ReadonlyMap<string, string> {
  const read = readToml(path, text);
  const libraries = read.ok ? tableOf(read.value.get('libraries')) : null;
  const found = new Map<string, string>();
  for (const [name, value] of libraries ?? []) {
    const library = libraryOf(value);
    if (library !== null) found.set(name.replace(/[-_]/g, '.'), library);
  }
  return found;
}

function libraryOf(value: unknown): string | null {
  const table = tableOf(value);
  const text = table === null ? textOf(value) : textOf(table.get('module'));
  if (text !== null) return text.split(':').slice(0, 2).join(':');
  const [group, name] = [textOf(table?.get('group')), textOf(table?.get('name'))];
  return group === null || name === null ? null : `${group}:${name}`;
}
