/**
 * Cargo: it reads a manifest only when the sources of a target are there or their paths are written in it. So `cargo fetch`
 * goes in front of the sources where all paths are written; anything else would need made-up sources.
 */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { upwards } from '../../../src/project/absolute.ts';
import { type CargoManifest, readCargoManifest } from '../../../src/project/cargo/manifest.ts';
import { CARGO_CONFIGS, RUST_TOOLCHAINS, readCargoConfig } from '../../../src/project/cargo/settings.ts';
import { memberFolders } from '../../../src/project/cargo/workspace.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, cannotStandAlone, commandOf, isCached, variable } from './around.ts';
import { fileAt, filesIn, folderAt, from } from './in-image.ts';
import { refuseNamed } from './named-files.ts';
import { brokenManifest, needOf } from './need.ts';

const BUILDS: ReadonlySet<string> = new Set([
  'build',
  'b',
  'install',
  'test',
  't',
  'check',
  'c',
  'run',
  'r',
  'rustc',
  'clippy',
]);
/** Made-up sources, or dependencies that are built by a tool: somebody has thought of it. */
const DONE: ReadonlySet<string> = new Set(['chef', 'fetch', 'vendor', 'init', 'new', 'build-deps']);

/** A build fetches those of its own platform only. */
const ASSUMPTION = 'every crate in Cargo.lock can be downloaded, those for other platforms too';

export const cargo: Recipe = (step) => {
  const { call, run } = step;
  if (call.name !== 'cargo' || call.conditional) return null;
  const verb = verbOf(call);
  const isFetch = verb === 'fetch';
  if (!isFetch && !isOwnBuild(call)) return null;
  const earlier = callsBefore(step).filter(({ name }) => name === 'cargo' || name === 'cargo-chef');
  if (earlier.some((each) => each.name === 'cargo-chef' || DONE.has(verbOf(each)) || isOwnBuild(each))) return null;
  const home = variable(step, 'CARGO_HOME') || '/usr/local/cargo';
  if (isCached(run, `${home}/registry`) || isCached(run, `${home}/registry/cache`)) return null;
  if (call.args.some(({ value }) => /^--(?:offline|frozen|manifest-path|config)\b/.test(value ?? '') || value === '-C'))
    return null;
  const root = upwards(step.cwd).find((folder) => fileAt(step, from(folder, 'Cargo.toml')) !== null);
  return root === undefined ? null : answer(step, root, isFetch);
};

function answer(step: Step, folder: string, isFetch: boolean): Need | Refusal | null {
  const { call, cwd, state } = step;
  const risk = isFetch ? 'safe' : 'assumes';
  const found = new Map<string, CargoManifest>();
  const root = workspaceRoot(step, folder);
  const refused = collect(step, root, found) ?? (root === folder ? null : collect(step, folder, found));
  if (refused !== null) return { ...refused, risk };
  if (![...found.values()].some(({ dependencies }) => dependencies.some(({ path }) => path === null))) return null;
  if ([...found.values()].some((manifest) => !isReadAlone(manifest)))
    return refuse({ code: 'no-recipe', tool: 'Cargo', of: 'order' }, risk);
  const named = refuseNamed(step, commandOf(call));
  if (named !== null) return { ...named, risk };
  const settings = readSettings(step);
  if (settings === null || 'refused' in settings) return settings;
  const lock = fileAt(step, from(root, 'Cargo.lock'));
  if (cwd !== root && cwd !== state.workdir) return refuse({ code: 'cannot-split', command: commandOf(call) }, risk);
  const reads = [...(lock === null ? [] : [lock]), ...settings];
  const [first, ...members] = [...found.keys()].flatMap((each) => fileAt(step, from(each, 'Cargo.toml')) ?? []);
  const all = [first!, ...reads, ...members];
  if (isFetch) return needOf({ tool: 'Cargo', reads: all });
  // Without a lockfile the crates of today would be kept for good.
  if (lock === null) return null;
  const reason = cannotStandAlone(step, ({ name }) => name === 'cargo' || name === 'rustup');
  if (reason !== null) return refuse(reason, risk);
  const toolchain = call.args[0]?.value?.startsWith('+') === true ? `${call.args[0].text} ` : '';
  const locked = call.args.some(({ value }) => value === '--locked') ? ' --locked' : '';
  const added = `${call.program.text} ${toolchain}fetch${locked}`;
  return needOf({ tool: 'Cargo', reads: all, added, assumptions: [ASSUMPTION] });
}

/** The workspace that a package belongs to: the nearest folder above whose manifest has one. */
function workspaceRoot(step: Step, folder: string): string {
  for (const each of upwards(folder)) {
    const path = fileAt(step, from(each, 'Cargo.toml'));
    const read = path === null ? null : readCargoManifest(path, step.project.readText(path) ?? '');
    if (read?.ok === true && read.value.workspace !== null) return each;
  }
  return folder;
}

/** The manifests of a folder, its members and the folders that they depend on, by folder of the image. */
function collect(step: Step, folder: string, found: Map<string, CargoManifest>): Refusal | null {
  if (found.has(folder)) return null;
  const path = fileAt(step, from(folder, 'Cargo.toml'));
  if (path === null) {
    const missing = step.toContext(from(folder, 'Cargo.toml')) ?? from(folder, 'Cargo.toml');
    return refuse({ code: 'not-in-build', path: missing, isIgnored: step.project.isIgnored(missing) });
  }
  const read = readCargoManifest(path, step.project.readText(path) ?? '');
  if (!read.ok) return refuse(brokenManifest(read.broken));
  found.set(folder, read.value);
  const own = path.split('/').slice(0, -1).join('/');
  const members = read.value.workspace === null ? [] : memberFolders(step.project, own, read.value.workspace);
  if (members === null) return refuse({ code: 'no-recipe', tool: 'Cargo', of: 'order' });
  const below = members.map((member) => from(folder, own === '' ? member : member.slice(own.length + 1)));
  const paths = read.value.dependencies.flatMap((each) => (each.path === null ? [] : [from(folder, each.path)]));
  for (const next of [...below, ...paths]) {
    const refused = collect(step, next, found);
    if (refused !== null) return refused;
  }
  return null;
}

/**
 * Tried: a target without a path is looked for, and not to find it is an error; so is a package without a target. So are a
 * default program that is not among the targets, and `links` without a build script, which may be there and not be written.
 */
function isReadAlone({ package: own, targets }: CargoManifest): boolean {
  if (own === null) return true;
  if (own.links !== null && typeof own.build !== 'string') return false;
  const programs = targets.filter(({ kind }) => kind === 'bin').map(({ name }) => name);
  if (own.defaultRun !== null && !programs.includes(own.defaultRun)) return false;
  const isThere = targets.some(({ kind }) => kind === 'lib' || kind === 'bin');
  return isThere && targets.every(({ path }) => path !== null);
}

/** Settings of this folder and those above; null when the crates lie in the context, where nothing is fetched. */
function readSettings(step: Step): readonly string[] | Refusal | null {
  const reads: string[] = [];
  for (const folder of upwards(step.cwd)) {
    for (const path of filesIn(step, folder, CARGO_CONFIGS)) {
      const read = readCargoConfig(path, step.project.readText(path) ?? '');
      if (!read.ok) return refuse(brokenManifest(read.broken));
      if (read.value.directories.some((each) => folderAt(step, from(folder, each)) !== null)) return null;
      const [overlay] = read.value.overlays;
      if (overlay !== undefined) return refuse({ code: 'reads-sources', command: commandOf(step.call), what: overlay });
      reads.push(path);
    }
    reads.push(...filesIn(step, folder, RUST_TOOLCHAINS));
  }
  return reads;
}

function verbOf({ name, args }: Invocation): string {
  if (name === 'cargo-chef') return 'chef';
  const words = args.map(({ value }) => value ?? '');
  return words.find((word) => !/^[-+]/.test(word)) ?? '';
}

function isOwnBuild(call: Invocation): boolean {
  if (call.name !== 'cargo' || !BUILDS.has(verbOf(call))) return false;
  const isInstall = verbOf(call) === 'install';
  return !isInstall || call.args.some(({ value }) => /^--path(?:=\.\/?)?$/.test(value ?? ''));
}
