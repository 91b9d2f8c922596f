/** Where tsc and the tools around it put what they make: their settings say it. Sources: the TypeScript handbook; docs.nestjs.com. */
import { tsconfigOutput, tsconfigOutputs } from '../../../../src/project/node/tsconfig.ts';
import { resolvePath } from '../../../../src/project/paths.ts';
import { tableOf, textOf } from '../../../../src/project/toml.ts';
import { at, jsonAt, type Outputs, one, type Place, valueOf } from './output-options.ts';

/** Source: docs.nestjs.com/cli/monorepo: a project's own settings go before those of all. */
export function nest(place: Place, args: readonly string[]): Outputs {
  if (args[0] !== 'build') return null;
  const config = jsonAt(place, 'nest-cli.json');
  const project = args[1] === undefined || args[1].startsWith('-') ? undefined : args[1];
  const own = project === undefined ? null : tableOf(tableOf(config?.get('projects'))?.get(project));
  if (project !== undefined && own === null && config?.get('monorepo') === true) return null;
  const settings = [own, config].map((table) => textOf(tableOf(table?.get('compilerOptions'))?.get('tsConfigPath')));
  const named = valueOf(args, '-p', '--path') ?? settings.find((each) => each !== null);
  const usual = ['tsconfig.build.json', 'tsconfig.json'].find((each) => place.project.statOf(at(place, each)) !== null);
  const path = named ?? usual;
  return path === undefined ? null : ofTsconfig(place, path);
}

/** Of tsc itself. */
export function typescript(place: Place, args: readonly string[]): Outputs {
  if (args.some((arg) => /^(?:-w|--watch)$/.test(arg))) return null;
  if (args.includes('--noEmit')) return [];
  if (/^(?:-b|--build)$/.test(args[0] ?? '')) return built(place, args.slice(1));
  const own = valueOf(args, '--outDir');
  if (own !== undefined) return one(own);
  const project = valueOf(args, '-p', '--project') ?? 'tsconfig.json';
  return ofTsconfig(place, project.endsWith('.json') ? project : `${project}/tsconfig.json`);
}

/** Projects stand behind `--build`, and each is compiled to where its own settings say. */
function built(place: Place, args: readonly string[]): Outputs {
  if (args.includes('--clean') || args.includes('--dry')) return [];
  const named = args.filter((arg) => !arg.startsWith('-'));
  const found = new Set<string>();
  for (const project of named.length === 0 ? ['.'] : named) {
    const path = project.endsWith('.json') ? project : `${project}/tsconfig.json`;
    const file = resolvePath(place.manifest.folder, path);
    const outputs = file === null ? null : tsconfigOutputs(place.project, file);
    if (outputs === null) return null;
    for (const output of outputs) {
      const inside = output.kind === 'folder' ? insideOf(place, output.path) : output.kind === 'none' ? [] : null;
      if (inside === null) return null;
      for (const folder of inside) found.add(folder);
    }
  }
  return [...found];
}

function ofTsconfig(place: Place, path: string): Outputs {
  const { folder } = place.manifest;
  const file = resolvePath(folder, path);
  const output = file === null ? null : tsconfigOutput(place.project, file);
  if (output?.kind === 'none') return [];
  if (output?.kind !== 'folder') return null;
  return insideOf(place, output.path);
}

function insideOf({ manifest: { folder } }: Place, path: string): Outputs {
  return one(folder === '' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '');
}
