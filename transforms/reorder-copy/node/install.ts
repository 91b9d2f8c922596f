/** Plans the install of a project: the part that all package managers share. */
import { type Manifest, readManifest } from '../../../src/project/node/manifest.ts';
import { readNpmrc } from '../../../src/project/node/npmrc.ts';
import { type Negation, readMembers } from '../../../src/project/node/workspaces.ts';
import { foldersUp, inFolder, resolvePath } from '../../../src/project/paths.ts';
import { type Need, type Refusal, refuse, type Step } from '../recipe.ts';
import { addBins } from './bins.ts';
import { addDependencyReads } from './dependencies.ts';
import { hiddenSettings } from './hidden.ts';
import { type ImageFiles, imageFiles } from './image.ts';
import { addLocal, addPatches, type LocalRules } from './local.ts';
import { addIfThere, newPlan, type Plan, refuseBroken, refuseMissing, refuseScript, shown } from './plan.ts';
import { addScript } from './scripts.ts';

/** A project as its manager finds it. */
export interface Found {
  readonly root: Manifest;
  /** Null when it has no workspaces. */
  readonly patterns: readonly string[] | null;
}

/** What differs between the managers. */
export interface Manager {
  /** For messages. */
  readonly tool: string;
  readonly negation: Negation;
  /** Scripts that it runs, in the root and in members. Each in order. */
  readonly rootScripts: readonly string[];
  readonly memberScripts: readonly string[];
  readonly local: Pick<LocalRules, 'linksFolders' | 'linksBlindly'>;
  /** Adds lockfile and settings to the plan, in the order people write them. */
  addSettings(plan: Plan, found: Found, members: readonly Manifest[]): Refusal | null;
  /** Adds what it writes besides node_modules; false when it writes none of these. */
  writesModules(plan: Plan, found: Found): boolean;
}

export interface Install {
  readonly step: Step;
  readonly manager: Manager;
  readonly files: ImageFiles;
  readonly found: Found;
  readonly ignoresScripts: boolean;
  /** Patch files that the manager's settings name, relative to the root. */
  readonly patches: Iterable<string>;
}

export function filesOf(step: Step): ImageFiles {
  return imageFiles(step);
}

/**
 * The project that a command in a folder means: that of the nearest package.json, or the workspace around it that has it
 * as a member. `patternsOf` says what the patterns of a root are; null for no workspace.
 */
export function findProject(
  step: Step,
  files: ImageFiles,
  folder: string,
  patternsOf: (root: Manifest) => readonly string[] | null,
  negation: Negation,
): Found | Refusal {
  let nearest: Manifest | null = null;
  for (const each of foldersUp(folder)) {
    const read = readManifest(files, each);
    if (read === null) continue;
    if (!read.ok) return refuseBroken(files, read.broken);
    const patterns = patternsOf(read.value);
    if (nearest === null) nearest = read.value;
    else if (patterns !== null) {
      const around = readMembers(files, read.value, patterns, negation);
      if (!around.ok || around.members.some((member) => member.folder === nearest!.folder))
        return { root: read.value, patterns };
    }
  }
  if (nearest === null) return refuseMissing(files, step.project.isIgnored, inFolder(folder, 'package.json'));
  return { root: nearest, patterns: patternsOf(nearest) };
}

/** As `findProject`, for an option that names the folder: then it is not looked for further up. */
export function projectAt(
  step: Step,
  files: ImageFiles,
  folder: string,
  patternsOf: (root: Manifest) => readonly string[] | null,
): Found | Refusal {
  const read = readManifest(files, folder);
  if (read === null) return refuseMissing(files, step.project.isIgnored, inFolder(folder, 'package.json'));
  return read.ok ? { root: read.value, patterns: patternsOf(read.value) } : refuseBroken(files, read.broken);
}

export function planInstall({ step, manager, files, found, ignoresScripts, patches }: Install): Need | Refusal {
  const preload = preloadOf(step);
  if (preload !== null) return refuse({ code: 'reads-sources', command: manager.tool, what: preload });
  const plan = newPlan(files);
  const { root, patterns } = found;
  const { isIgnored } = step.project;
  const read = readMembers(files, root, patterns ?? [], manager.negation);
  if (!read.ok && read.why === 'broken') return refuseBroken(files, read.broken);
  if (!read.ok)
    return refuse({
      code: 'broken-manifest',
      path: shown(files, root.path),
      line: null,
      why: `the pattern ${read.pattern} is not understood`,
    });
  const { members } = read;
  plan.reads.add(root.path);
  const refused = manager.addSettings(plan, found, members) ?? addPatches(plan, root.folder, patches, isIgnored);
  if (refused !== null) return refused;
  for (const member of members) plan.reads.add(member.path);
  const bins = firstRefusal(members, (member) => addBins(plan, member));
  if (bins !== null) return bins;
  const local = addLocal(plan, root, members, { ...manager.local, isIgnored });
  if ('refused' in local) return local;
  const others = [...members, ...local];
  if (!ignoresScripts) {
    const script =
      addScripts(plan, root, root, manager.rootScripts) ??
      firstRefusal(others, (each) => addScripts(plan, root, each, manager.memberScripts));
    if (script !== null) return script;
    const dependency = addDependencyReads(plan, root, [root, ...others]);
    if (dependency !== null) return dependency;
  }
  const hidden = hiddenSettings(step, plan, root.folder);
  if (hidden !== null) plan.assumptions.add(hidden);
  if (manager.writesModules(plan, found))
    for (const { folder } of [root, ...(manager.local.linksFolders ? others : members)])
      plan.writes.add(inFolder(folder, 'node_modules'));
  return needOf(plan, manager.tool);
}

/** What NODE_OPTIONS has every program of Node.js load first, the package manager too. Source: nodejs.org/api/cli.html. */
function preloadOf({ state, call }: Step): string | null {
  for (const env of [call.env, state.env]) {
    const value = env.get('NODE_OPTIONS');
    if (value === undefined) continue;
    return value === null || /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader|--env-file)\b/.test(value)
      ? 'what NODE_OPTIONS names'
      : null;
  }
  return null;
}

function firstRefusal(manifests: readonly Manifest[], look: (manifest: Manifest) => Refusal | null): Refusal | null {
  for (const manifest of manifests) {
    const refused = look(manifest);
    if (refused !== null) return refused;
  }
  return null;
}

function addScripts(plan: Plan, root: Manifest, manifest: Manifest, names: readonly string[]): Refusal | null {
  const { files } = plan;
  // Source: docs.npmjs.com/cli/using-npm/scripts: the default of the install script; the other managers do the same.
  const isAddon = files.statOf(inFolder(manifest.folder, 'binding.gyp')) !== null;
  if (isAddon && !manifest.scripts.has('install') && !manifest.scripts.has('preinstall'))
    return refuseScript(files, manifest.path, 'install', 'node-gyp rebuild');
  for (const name of names) {
    const text = manifest.scripts.get(name);
    const refused = text === undefined ? null : addScript(plan, root, manifest, text);
    if (refused !== null) return refuseScript(files, manifest.path, name, refused);
  }
  return null;
}

/** Settings of npm's kind that an install in this folder reads: the file, and certificates that it names. */
export function addNpmrc(plan: Plan, folder: string): void {
  const npmrc = readNpmrc(plan.files, folder);
  if (npmrc === null) return;
  plan.reads.add(npmrc.path);
  for (const key of ['cafile', 'certfile', 'keyfile']) {
    const path = resolvePath(folder, npmrc.settings.get(key) ?? '/');
    if (path !== null && path !== folder) addIfThere(plan, path);
  }
}

function needOf(plan: Plan, tool: string): Need | Refusal {
  const reads = [...plan.reads].map((path) => plan.files.contextOf(path));
  const writes = [...plan.writes].map((path) => plan.files.contextOf(path));
  const isKnown = (path: string | null): path is string => path !== null;
  const paths = reads.filter(isKnown);
  if (paths.length < reads.length || paths.includes(''))
    return refuse({ code: 'reads-sources', command: tool, what: 'the whole project' });
  const [assumption, ...more] = plan.assumptions;
  if (more.length > 0) return refuse({ code: 'unproven', assumptions: [...plan.assumptions] });
  const isInside = (path: string) => paths.some((other) => path.startsWith(`${other}/`));
  const need = {
    tool,
    reads: [...new Set(paths)].filter((path) => !isInside(path)),
    writes: writes.filter(isKnown),
    added: null,
  };
  return assumption === undefined ? { ...need, risk: 'safe' } : { ...need, risk: 'assumes', assumption };
}
