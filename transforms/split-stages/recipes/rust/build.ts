/** What a cargo call builds, and where it puts it. Source: doc.rust-lang.org/cargo/guide/build-cache.html and its commands. */
import { type CallWords, hasOption, optionOf, readWords } from '../../../../src/app/call-words.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import { absolute } from '../../../../src/project/copies.ts';
import { parentFolder } from '../../../../src/project/placed.ts';
import type { App, Step } from '../../app.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import { commandOf, placeOf } from '../native/words.ts';
import { flagsOf, installFolder, outputFolder, profileOf, targetOf } from './output.ts';
import { binariesOf, ownPackages, type Package, type Tree, treeAt } from './tree.ts';

/** One call that makes programs of the app. */
export interface Build {
  readonly step: Step;
  readonly tree: Tree;
  /** Absolute paths: of all programs that it may make. */
  readonly paths: readonly string[];
  /** The platform that it is built for; null for the builder's own. */
  readonly target: string | null;
  readonly packages: readonly Package[];
  readonly features: Features;
  /** Built without optimisation, as cargo does when it is not told otherwise. */
  readonly isDebug: boolean;
  /** Options of the compiler. */
  readonly rustflags: readonly string[];
}

export interface Features {
  readonly names: readonly string[];
  readonly all: boolean;
  readonly noDefault: boolean;
}

const BUILDS: ReadonlySet<string> = new Set(['build', 'b', 'install', 'rustc']);
/** They leave nothing that runs. */
const OTHERS: ReadonlySet<string> = new Set([
  ...[
    'fetch',
    'clean',
    'update',
    'check',
    'c',
    'test',
    't',
    'vendor',
    'chef',
    'init',
    'new',
    'generate-lockfile',
    'fmt',
  ],
  ...['clippy', 'tree', 'doc', 'd', 'login', 'search', 'metadata', 'bench', 'add', 'version', 'help', 'audit', 'deny'],
]);
const VALUED: ReadonlySet<string> = new Set([
  ...['--bin', '--example', '--test', '--bench', '-p', '--package', '--exclude', '-F', '--features', '--target'],
  ...['--profile', '--target-dir', '--manifest-path', '--message-format', '-j', '--jobs', '--color', '--config', '-Z'],
  ...['-C', '--root', '--path', '--version', '--vers', '--git', '--branch', '--tag', '--rev', '--registry', '--index'],
  ...['--artifact-dir', '--out-dir'],
]);
/** They move what is built to where it cannot be told from here. */
const NOT_READ: readonly string[] = [
  '--artifact-dir',
  '--out-dir',
  '--config',
  '-C',
  '--example',
  '--examples',
  '--lib',
];

interface CargoCall {
  readonly verb: string;
  readonly words: CallWords;
}

/** Whether a step is a call of cargo. */
export function isCargo({ call }: Step): boolean {
  return call.name === 'cargo';
}

/** The subcommand of a call of cargo. */
export function verbOf({ call }: Step): string {
  return readCargo(call.args).verb;
}

function readCargo(args: readonly Word[]): CargoCall {
  // `+nightly` picks a toolchain.
  const words = readWords(args[0]?.value?.startsWith('+') === true ? args.slice(1) : args, VALUED);
  const [verb, ...rest] = words.rest;
  return { verb: verb?.value ?? '', words: { options: words.options, rest } };
}

/** Whether a call builds the app itself, not a tool from elsewhere. */
export function isOwnBuild(step: Step): boolean {
  if (!isCargo(step)) return false;
  const { verb, words } = readCargo(step.call.args);
  return BUILDS.has(verb) && (verb !== 'install' || hasOption(words, ['--path']));
}

/** Whether a call of cargo leaves nothing that is needed when the app runs. */
export function leavesNothing(step: Step): boolean {
  const { verb } = readCargo(step.call.args);
  return verb === '' || verb === 'install' || OTHERS.has(verb);
}

/** @returns why it cannot be told. */
export function readBuild(app: App, step: Step): Build | Refusal {
  const { verb, words } = readCargo(step.call.args);
  const unclear = refuse({ code: 'artefact-not-known', command: commandOf(step), line: step.run.startLine }, step.run);
  const odd = words.options.find(({ name }) => NOT_READ.includes(name));
  if (odd !== undefined) return refuse({ code: 'option-not-known', tool: 'cargo', option: odd.text }, step.run);
  if (step.call.conditional || step.cwd === null || words.options.some(({ value }) => value === null)) return unclear;
  const manifest = optionOf(words, ['--manifest-path']);
  const path = verb === 'install' ? optionOf(words, ['--path']) : undefined;
  const folder =
    manifest !== undefined && manifest !== null
      ? parentFolder(placeOf(manifest, step.cwd)!)
      : path !== undefined && path !== null
        ? placeOf(path, step.cwd)
        : null;
  const tree = treeAt(app, step.cwd, folder);
  if (tree === null)
    return refuse(
      { code: 'not-in-build', path: 'Cargo.toml', isIgnored: app.project.isIgnored('Cargo.toml') },
      step.run,
    );
  if (isRefusal(tree)) return tree;
  const target = targetOf(step, words, tree);
  const rustflags = flagsOf(step, tree);
  const where = verb === 'install' ? installFolder(step, words) : outputFolder(step, words, tree, target);
  if (where === null || target === undefined || rustflags === null) return unclear;
  const packages = packagesOf(words, tree);
  const bins = words.options.flatMap(({ name, value }) => (name === '--bin' ? (value ?? []) : []));
  const names = packages
    .flatMap((each) => binariesOf(app, each))
    .filter((name) => bins.length === 0 || bins.includes(name));
  return {
    step,
    tree,
    target,
    packages,
    rustflags,
    features: featuresOf(words),
    isDebug: verb !== 'install' && profileOf(words) === 'debug',
    paths: names.map((name) => absolute(`${where}/${name}`)),
  };
}

function packagesOf(words: CallWords, tree: Tree): readonly Package[] {
  const named = words.options.flatMap(({ name, value }) =>
    name === '-p' || name === '--package' ? (value ?? []) : [],
  );
  if (named.length > 0)
    return tree.packages.filter(({ manifest }) =>
      named.some((name) => manifest.package?.name === name.split('@', 1)[0]),
    );
  if (hasOption(words, ['--workspace', '--all']))
    return tree.packages.filter(({ manifest }) => manifest.package !== null);
  return ownPackages(tree);
}

function featuresOf(words: CallWords): Features {
  return {
    names: words.options.flatMap(({ name, value }) =>
      name === '--features' || name === '-F' ? (value ?? '').split(/[\s,]+/).filter((each) => each !== '') : [],
    ),
    all: hasOption(words, ['--all-features']),
    noDefault: hasOption(words, ['--no-default-features']),
  };
}
