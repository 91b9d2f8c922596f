/** Where the tools of a build put what they make. Sources: the tools' manuals. */

import { configLiteral } from '../../../../src/project/node/config-literals.ts';
import { dependencyOn, majorOf } from '../../../../src/project/node/manifest.ts';
import { folderOf } from '../../../../src/project/paths.ts';
import { tableOf, textOf } from '../../../../src/project/toml.ts';
import type { Tool } from './calls.ts';
import { at, clean, jsonAt, literal, type Outputs, one, type Place, valueOf } from './output-options.ts';
import { nest, typescript } from './typescript-outputs.ts';

/** They check, print, or change only what others have made or what lies in node_modules. */
const MAKES_NOTHING =
  /^(?:eslint|tslint|prettier|jest|vitest|mocha|ava|tape|nyc|c8|tsc-alias|tspaths|resolve-tspaths|tsconfig-replace-paths|rimraf|del|del-cli|rm|mkdir|mkdirp|make-dir|make-dir-cli|echo|true|exit|husky|is-ci|patch-package|check-types|stylelint|next-sitemap|chmod|sleep|\[|test|cd|biome|oxlint|cross-os|set|export)$/;
/** Their last word is where they copy to. */
const COPIES = /^(?:cp|cpx|cpx2|cpy|cpy-cli|copyfiles|ncp|cpr|mv)$/;

/** The folders that a tool writes. */
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
    return folder !== undefined ? one(folder) : one(file === undefined ? undefined : folderOf(file));
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
    if (folder !== undefined || file !== undefined) return one(folder ?? folderOf(file!));
    const dir = configLiteral(place.project, place.manifest.folder, 'rollup.config', 'dir');
    const out = configLiteral(place.project, place.manifest.folder, 'rollup.config', 'file');
    if (dir.kind === 'unknown' || out.kind === 'unknown') return null;
    return one(dir.kind === 'text' ? dir.text : out.kind === 'text' ? folderOf(out.text) : undefined);
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
