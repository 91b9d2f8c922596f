/** What manifests of the app say: the scripts of package.json, and which libraries it uses. */

import { absolute } from '../../../src/project/copies.ts';
import { field, readJson } from '../../../src/project/value.ts';
import type { Surroundings } from './found.ts';
import { lineWith } from './found.ts';

export interface NamedScript {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly text: string;
}

/** The script that `npm start`, `yarn serve` or `pnpm run x` runs; null when this is no such call or it is not found. */
export function scriptNamed(
  around: Surroundings,
  program: string,
  args: readonly (string | null)[],
  cwd: string | null,
): NamedScript | null {
  if (!/^(?:npm|yarn|yarnpkg|pnpm|bun)$/.test(program)) return null;
  const words = args.filter((word): word is string => word !== null && !word.startsWith('-'));
  const prefix = args.findIndex((word) => word === '--prefix' || word === '--cwd' || word === '-C' || word === '--dir');
  const inside = prefix < 0 ? '' : (args[prefix + 1] ?? '');
  const [verb = '', next] = words.filter((word) => word !== inside || inside === '');
  const name = verb === 'run' || verb === 'run-script' ? next : verb;
  if (name === undefined || name === '' || cwd === null) return null;
  const folder = inside.startsWith('/') ? inside : `${cwd}/${inside}`;
  const file = around.sources.contextPathOf(absolute(`${folder}/package.json`));
  const text = file === null ? null : around.project.readText(file);
  if (file === null || text === null) return null;
  const scripts = field(readJson(text), 'scripts');
  const own = field(scripts, name);
  if (typeof own !== 'string') return null;
  const pre = field(scripts, `pre${name}`);
  const whole = typeof pre === 'string' ? `${pre} && ${own}` : own;
  return { file, line: lineWith(text, `"${name}"`), name, text: whole };
}

/** Manifests whose text names the libraries; where exactly in it does not matter for the names that are looked for. */
const MANIFESTS =
  /(?:^|\/)(?:package\.json|requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Cargo\.toml|Gemfile|composer\.json|[^/]+\.csproj|mix\.exs)$/;

export interface Manifest {
  readonly file: string;
  readonly text: string;
}

export function manifestsOf({ sources, project }: Surroundings): readonly Manifest[] {
  return sources.files.flatMap(({ path }) => {
    if (!MANIFESTS.test(path)) return [];
    const text = project.disk.readText(path);
    return text === null ? [] : [{ file: path, text }];
  });
}
