/** Where the tools of a build put what they make. Sources: the tools' manuals. */
import { configLiteral } from '../../../../src/project/node/config-literals.ts';
import { readJson } from '../../../../src/project/node/json.ts';
import { dependencyOn, type Manifest, majorOf } from '../../../../src/project/node/manifest.ts';
import { tsconfigOutput, tsconfigOutputs, withoutComments } from '../../../../src/project/node/tsconfig.ts';
import { inFolder, resolvePath } from '../../../../src/project/paths.ts';
import type { Project } from '../../../../src/project/project.ts';
import { type Table, tableOf, textOf } from '../../../../src/project/toml.ts';
import type { Tool } from './calls.ts';

/** Folders relative to that of package.json; null when it cannot be told. Empty: nothing is made. */
export type Outputs = readonly string[] | null;

export interface Place {
  readonly project: Project;
  readonly manifest: Manifest;
}

/** They check, print, or change only what others have made or what lies in node_modules. */
const MAKES_NOTHING =
  /^(?:eslint|tslint|prettier|jest|vitest|mocha|ava|tape|nyc|c8|tsc-alias|tspaths|resolve-tspaths|tsconfig-replace-paths|rimraf|del|del-cli|rm|mkdir|mkdirp|make-dir|make-dir-cli|echo|true|exit|husky|is-ci|patch-package|check-types|stylelint|next-sitemap|chmod|sleep|\[|test|cd|biome|oxlint|cross-os|set|export)$/;
/** Their last word is where they copy to. */
const COPIES = /^(?:cp|cpx|cpx2|cpy|cpy-cli|copyfiles|ncp|cpr|mv)$/;

export function outputsOf(place: Place, tool: Tool): Outputs {
  const { name, words } = tool;
  if (words.includes(null)) return null;
  const args = words as readonly string[];
  if (MAKES_NOTHING.test(name)) return [];
  if (COPIES.test(name))
    return one(
      args
        .filter((word) => !word.startsWith('-'))
        .at(-1)
        ?.replace(/^\.\//, ''),
    );
  if (name === 'shx') return outputsOf(place, { name: args[0] ?? '', words: args.slice(1) });
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return reader === undefined ? null : reader(place, args);
}

type Reader = (place: Place, args: readonly string[]) => Outputs;

const READERS: Readonly<Record<string, Reader>> = {
  tsc: typescript,
  nest,
  esbuild: (_place, args) => {
    const folder = valueOf(args, '--outdir');
    const file = valueOf(args, '--outfile');
    return folder !== undefined ? one(folder) : one(file === undefined ? undefined : folderOfFile(file));
  },
  // A binary is a file beside the others. Source: bun.sh/docs/bundler.
  'bun build': (_place, args) => (args.includes('--compile') ? null : one(valueOf(args, '--outdir'))),
  tsup: (place, args) =>
    one(valueOf(args, '-d', '--out-dir', '--outDir') ?? literal(place, ['tsup.config'], 'outDir', 'dist')),
  webpack,
  'webpack-cli': webpack,
  babel: (_place, args) => one(valueOf(args, '-d', '--out-dir')),
  swc: (_place, args) => one(valueOf(args, '-d', '--out-dir')),
  rollup: (place, args) => {
    const folder = valueOf(args, '-d', '--dir');
    const file = valueOf(args, '-o', '--file');
    if (folder !== undefined || file !== undefined) return one(folder ?? folderOfFile(file!));
    const dir = configLiteral(place.project, place.manifest.folder, 'rollup.config', 'dir');
    const out = configLiteral(place.project, place.manifest.folder, 'rollup.config', 'file');
    if (dir.kind === 'unknown' || out.kind === 'unknown') return null;
    return one(dir.kind === 'text' ? dir.text : out.kind === 'text' ? folderOfFile(out.text) : undefined);
  },
  vite: (place, args) => {
    if (args[0] !== 'build') return null;
    const own = valueOf(args, '--outDir') ?? literal(place, ['vite.config'], 'outDir', 'dist');
    // The adapter says where it puts its own.
    return dependencyOn(place.manifest, '@sveltejs/kit') === null ? one(own) : svelteKit(place);
  },
  'react-scripts': (_place, args) => (args[0] === 'build' ? ['build'] : null),
  craco: (_place, args) => (args[0] === 'build' ? ['build'] : null),
  'vue-cli-service': (place, args) =>
    args[0] === 'build' ? one(valueOf(args, '--dest') ?? literal(place, ['vue.config'], 'outputDir', 'dist')) : null,
  next: (place, args) =>
    args[0] === 'build'
      ? one(literal(place, ['next.config'], 'distDir', '.next'))
      : args[0] === 'export'
        ? ['out']
        : null,
  nuxt,
  nuxi: nuxt,
  astro: (place, args) =>
    args[0] === 'build' ? one(literal(place, ['astro.config'], 'outDir', 'dist')) : args[0] === 'check' ? [] : null,
  remix: (_place, args) => (args[0] === 'build' || args[0] === 'vite:build' ? ['build', 'public'] : null),
  'react-router': (_place, args) => (args[0] === 'build' ? ['build'] : args[0] === 'typegen' ? [] : null),
  docusaurus: (_place, args) => (args[0] === 'build' ? one(valueOf(args, '--out-dir') ?? 'build') : null),
  parcel: (_place, args) =>
    args[0] === 'build' ? one(valueOf(args, '-d', '--dist-dir', '--out-dir') ?? 'dist') : null,
  ng: angular,
  'svelte-kit': (_place, args) => (args[0] === 'sync' ? [] : null),
  'svelte-check': () => [],
  'node-gyp': () => ['build'],
  'cmake-js': () => ['build'],
  prisma: (place, args) => {
    if (args[0] !== 'generate') return null;
    const paths = ['prisma/schema.prisma', 'schema.prisma'].map((each) => at(place, each));
    const text = paths.map((path) => place.project.readText(path)).find((each) => each !== null);
    // Without a place of its own the client is in node_modules.
    return text === undefined || text === null || /^\s*output\s*=/m.test(text) ? null : [];
  },
};

/** Source: docs.nestjs.com/cli/monorepo: a project's own settings go before those of all. */
function nest(place: Place, args: readonly string[]): Outputs {
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

function typescript(place: Place, args: readonly string[]): Outputs {
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

function webpack(place: Place, args: readonly string[]): Outputs {
  const own = valueOf(args, '-o', '--output-path');
  if (own !== undefined) return one(own);
  const config = (valueOf(args, '-c', '--config') ?? 'webpack.config')
    .replace(/\.[cm]?[jt]s$/, '')
    .replace(/^\.\//, '');
  if (args.some((arg) => /^-w$|^--watch$|^serve$/.test(arg))) return null;
  const path = configLiteral(place.project, place.manifest.folder, config, 'path');
  return path.kind === 'unknown' ? null : one(path.kind === 'text' ? path.text : 'dist');
}

/** Since 3; before it, `.nuxt` needs all of the project. */
function nuxt({ manifest }: Place, args: readonly string[]): Outputs {
  const major = majorOf(dependencyOn(manifest, 'nuxt') ?? '');
  if (args[0] === 'prepare') return [];
  return major !== null && major >= 3 && (args[0] === 'build' || args[0] === 'generate') ? ['.output'] : null;
}

function svelteKit({ project, manifest }: Place): Outputs {
  const out = configLiteral(project, manifest.folder, 'svelte.config', 'out');
  return out.kind === 'unknown' ? null : one(out.kind === 'text' ? out.text : 'build');
}

function angular(place: Place, args: readonly string[]): Outputs {
  if (args[0] !== 'build') return null;
  const own = valueOf(args, '--output-path');
  if (own !== undefined) return one(own);
  const projects = tableOf(jsonAt(place, 'angular.json')?.get('projects'));
  const folders = new Set<string>();
  for (const [, project] of projects ?? []) {
    const table = tableOf(project);
    const targets = tableOf(table?.get('architect')) ?? tableOf(table?.get('targets'));
    const options = tableOf(tableOf(targets?.get('build'))?.get('options'));
    const path = options?.get('outputPath');
    folders.add(textOf(path) ?? textOf(tableOf(path)?.get('base')) ?? 'dist');
  }
  return folders.size === 0 ? null : [...folders].map(clean);
}

function jsonAt(place: Place, name: string): Table | null {
  const text = place.project.readText(at(place, name));
  const read = text === null ? null : readJson(name, withoutComments(text));
  return read?.ok === true ? read.value : null;
}

function at({ manifest }: Place, name: string): string {
  return inFolder(manifest.folder, name);
}

/** @returns undefined where the setting is not plain text. */
function literal(
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

function valueOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (names.includes(arg)) return args[i + 1];
    const equals = arg.indexOf('=');
    if (equals > 0 && names.includes(arg.slice(0, equals))) return arg.slice(equals + 1);
  }
  return undefined;
}

/** One folder below that of package.json; null for the folder itself, and for what leads out of it. */
function one(path: string | undefined): Outputs {
  if (path === undefined) return null;
  const folder = clean(path);
  return folder === '' || /^\/|(?:^|\/)\.\.(?:\/|$)|[*?$]/.test(folder) ? null : [folder];
}

function clean(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

function folderOfFile(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
