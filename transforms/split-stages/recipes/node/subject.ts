/** What the RUNs of a stage do for an app of Node.js: which project is installed, and what is built of it. */

import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import { mountsOf } from '../../../../src/dockerfile/state.ts';
import { packageOfTool } from '../../../../src/facts/node-tools.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { type Manifest, readManifest } from '../../../../src/project/node/manifest.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { type ManagerName, type NodeCall, readNodeCall, type Tool } from './calls.ts';
import { changesApp, isShellWord, movesOut } from './file-calls.ts';

export interface Install {
  readonly step: Step;
  readonly manager: ManagerName;
  readonly options: readonly string[];
}

/** A script or a tool that a RUN runs. */
export interface Build {
  readonly step: Step;
  /** The folder of the image that it works in. */
  readonly folder: string;
  readonly what: { readonly kind: 'script'; readonly name: string } | { readonly kind: 'tool'; readonly tool: Tool };
}

export interface Global {
  readonly step: Step;
  readonly packages: readonly string[];
}

export interface Subject {
  /** The app's folder in the image: that of its package.json, or the one that all of its projects lie in. */
  readonly root: string;
  readonly manifest: Manifest;
  /** There is one package.json that is installed, and that is all. */
  readonly isSingle: boolean;
  readonly installs: readonly Install[];
  readonly builds: readonly Build[];
  readonly globals: readonly Global[];
  /** `npm prune` and the like are called already. */
  readonly isPruned: boolean;
  /** Files of the app's folder are moved, copied or removed by a RUN. */
  readonly isRearranged: boolean;
  /** The steps that do so; empty where packages are added one by one as well. */
  readonly changes: readonly Step[];
  readonly claims: ReadonlySet<Invocation>;
}

/** @returns null when no dependencies are installed and no script of package.json is run. */
export function readSubject(app: App): Subject | Refusal | null {
  const known = withGlobals(app.steps);
  const work = known.filter(({ call }) => call.kind === 'install' || call.kind === 'script' || call.kind === 'add');
  if (work.length === 0) return null;
  const folders = new Set<string>();
  for (const { step, call } of work) {
    const folder = folderOfCall(step, call);
    if (folder === null) return refuse({ code: 'dynamic-command', text: textOf(step) }, step.run);
    folders.add(folder);
  }
  const root = commonFolder([...folders]);
  const manifest = manifestAt(app, root) ?? manifestAt(app, app.final.workdir) ?? manifestAt(app, [...folders][0]!);
  if (manifest === null) return refuse({ code: 'not-in-build', path: 'package.json', isIgnored: false });
  if (!manifest.ok) return refuse({ code: 'broken-manifest', ...manifest.broken });
  const mounted = mountedOver(
    app,
    known.map(({ step }) => step),
    root,
  );
  if (mounted !== null) return mounted;
  const moved = app.steps.find((step) => root !== '/' && movesOut(step, root));
  if (moved !== undefined)
    return refuse({ code: 'artefact-not-known', command: textOf(moved), line: moved.run.startLine }, moved.run);
  return subjectOf(app, root, manifest.value, folders.size === 1, known);
}

type Known = { readonly step: Step; readonly call: NodeCall };

/** What is installed globally is called by its name: `npm install -g typescript`, `tsc`. */
function withGlobals(steps: readonly Step[]): readonly Known[] {
  const globals = new Set<string>();
  return steps.flatMap((step) => {
    const own = readNodeCall(step.call);
    if (own?.kind === 'global') for (const each of own.packages) globals.add(each.replace(/(?<=.)@[^@/]*$/, ''));
    const { name, args } = step.call;
    const isGlobal = own === null && name !== null && globals.has(packageOfTool(name));
    const tool: NodeCall | null = isGlobal
      ? { kind: 'tool', tool: { name, words: args.map(({ value }) => value) } }
      : null;
    const call = own ?? tool;
    return call === null ? [] : [{ step, call }];
  });
}

function subjectOf(app: App, root: string, manifest: Manifest, isSingle: boolean, known: readonly Known[]): Subject {
  const claims = new Set(known.map(({ step }) => step.call));
  const runs = new Set(known.map(({ step }) => step.run));
  const changes: Step[] = [];
  for (const step of app.steps) {
    const isChange = !claims.has(step.call) && changesApp(step, root);
    if (isChange) changes.push(step);
    if (isChange || (runs.has(step.run) && isShellWord(step.call))) claims.add(step.call);
  }
  const of = <K extends NodeCall['kind']>(kind: K) =>
    known.flatMap(({ step, call }) =>
      call.kind === kind ? [{ step, call: call as Extract<NodeCall, { kind: K }> }] : [],
    );
  return {
    root,
    manifest,
    isSingle,
    installs: of('install').map(({ step, call: { manager, options } }) => ({ step, manager, options })),
    builds: known.flatMap(({ step, call }) => buildOf(step, call)),
    globals: of('global').map(({ step, call: { packages } }) => ({ step, packages })),
    isPruned: of('prune').length > 0,
    isRearranged: changes.length > 0 || of('add').length > 0,
    changes: of('add').length > 0 ? [] : changes,
    claims,
  };
}

function buildOf(step: Step, call: NodeCall): Build | [] {
  const folder = folderOfCall(step, call);
  if (folder === null) return [];
  if (call.kind === 'script') return { step, folder, what: { kind: 'script', name: call.name } };
  return call.kind === 'tool' ? { step, folder, what: { kind: 'tool', tool: call.tool } } : [];
}

function folderOfCall({ cwd }: Step, call: NodeCall): string | null {
  const option = call.kind === 'install' || call.kind === 'script' ? call.folder : null;
  if (option === null || cwd === null) return cwd;
  return absoluteFrom(cwd, option);
}

function commonFolder(folders: readonly string[]): string {
  let [common = '/'] = folders;
  while (!folders.every((folder) => isBelow(folder, common))) common = absolute(`${common}/..`);
  return common;
}

function manifestAt(app: App, folder: string): ReturnType<typeof readManifest> {
  const path = app.toContext(absolute(`${folder}/package.json`));
  if (path === null || !path.endsWith('package.json')) return null;
  return readManifest(app.project, path.slice(0, -'package.json'.length).replace(/\/$/, ''));
}

/** What is made on a mount is in no layer. */
function mountedOver(_app: App, steps: readonly Step[], root: string): Refusal | null {
  for (const { run } of steps) {
    for (const { target, type } of mountsOf(run)) {
      if (target === null || type === 'secret' || type === 'ssh') continue;
      const path = absoluteFrom(root, target);
      const isModules = /\/node_modules$/.test(path);
      if (isModules || isBelow(root, path)) return refuse({ code: 'cache-mount', path }, run);
    }
  }
  return null;
}

/** A whole command as it is written, for messages. */
export function textOf({ call: { command } }: Step): string {
  return command.words.map(({ text }) => text).join(' ');
}
