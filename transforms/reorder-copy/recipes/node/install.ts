/** Plans the install of a project: the part that all package managers share. */
import { isGitIgnored } from '../../../../src/project/git-ignored.ts';
import { dependenciesOf, type Manifest, readManifest } from '../../../../src/project/node/manifest.ts';
import { readNpmrc } from '../../../../src/project/node/npmrc.ts';
import { type Negation, readMembers } from '../../../../src/project/node/workspaces.ts';
import { foldersUp, inFolder, resolvePath } from '../../../../src/project/paths.ts';
import { type Need, type Refusal, refuse, type Step } from '../../recipe.ts';
import { addBins } from './bins.ts';
import { addDependencyReads } from './dependencies.ts';
import { addEnvironmentFiles, preloads } from './environment.ts';
import type { Found } from './found.ts';
import { hiddenSettings } from './hidden.ts';
import { type ImageFiles, imageFiles } from './image.ts';
import { addLocal, addPatches, type LocalRules } from './local.ts';
import { addIfThere, newPlan, type Plan, refuseBroken, refuseScript, shown } from './plan.ts';
import { addScript } from './scripts.ts';

/** What differs between the managers. */
export interface Manager {
  /** For messages. */
  readonly tool: string;
  readonly negation: Negation;
  /** Scripts that it runs, in the root and in members. Each in order. */
  readonly rootScripts: readonly string[];
  readonly memberScripts: readonly string[];
  readonly local: Pick<LocalRules, 'linksFolders' | 'linksBlindly'>;
  /** Whether its release is what the nearest `packageManager` says, which may stand in a package.json further up. */
  readonly isChosenAbove: boolean;
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

export function planInstall(install: Install): Need | Refusal {
  const { step, manager, files, found } = install;
  const { root, patterns } = found;
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
  const plan = newPlan(files);
  const refused = refuseSurroundings(install, members) ?? addManifests(plan, install, members);
  if (refused !== null) return refused;
  const local = addLocal(plan, root, members, { ...manager.local, isIgnored: step.project.isIgnored });
  if ('refused' in local) return local;
  const others = [...members, ...local];
  const script = install.ignoresScripts ? null : addAllScripts(plan, manager, root, others);
  if (script !== null) return script;
  const hidden = hiddenSettings(step, plan, root.folder);
  if (hidden !== null) plan.assumptions.add(hidden);
  if (manager.writesModules(plan, found))
    for (const { folder } of [root, ...(manager.local.linksFolders ? others : members)])
      plan.writes.add(inFolder(folder, 'node_modules'));
  for (const path of plan.reads) addIfLocal(plan, step, path);
  return needOf(plan, manager.tool);
}

/** What makes the manifests alone say too little. */
function refuseSurroundings({ step, manager, files, found }: Install, members: readonly Manifest[]): Refusal | null {
  const { root } = found;
  const preload = preloadOf(step, files, root);
  if (preload !== null) return refuse({ code: 'reads-sources', command: manager.tool, what: preload });
  if (members.length > 0) return null;
  // A member without its workspace cannot be installed: the build has another context than the one that is looked at.
  // Source: pnpm.io/catalogs; yarnpkg.com/features/catalogs; bun.sh/docs/pm/catalogs.
  const hasCatalog =
    found.patterns !== null ||
    ['catalog', 'catalogs'].some((key) => root.table.has(key)) ||
    ['pnpm-workspace.yaml', '.yarnrc.yml'].some((name) => files.statOf(inFolder(root.folder, name)) !== null);
  const stranger = dependenciesOf(root).find(
    ([, spec]) => spec.startsWith('workspace:') || (spec.startsWith('catalog:') && !hasCatalog),
  );
  if (stranger === undefined) return null;
  const [name, spec] = stranger;
  const path = `the ${spec.startsWith('catalog:') ? 'catalog' : 'workspace'} with ${name}`;
  return refuse({ code: 'not-in-build', path, isIgnored: false });
}

/** Manifests, lockfile, settings, and the programs of members, in the order people write them. */
function addManifests(plan: Plan, install: Install, members: readonly Manifest[]): Refusal | null {
  const { step, manager, found, patches } = install;
  const { root } = found;
  plan.reads.add(root.path);
  const refused =
    manager.addSettings(plan, found, members) ?? addPatches(plan, root.folder, patches, step.project.isIgnored);
  if (refused !== null) return refused;
  const unknown = addEnvironmentFiles(plan, step);
  if (unknown !== null) return refuse({ code: 'reads-sources', command: manager.tool, what: `what ${unknown} names` });
  if (manager.isChosenAbove) addChoice(plan, root);
  for (const member of members) plan.reads.add(member.path);
  return firstRefusal(members, (member) => addBins(plan, member));
}

/** What the scripts of the project read, and those of its dependencies. */
function addAllScripts(plan: Plan, manager: Manager, root: Manifest, others: readonly Manifest[]): Refusal | null {
  return (
    addScripts(plan, root, root, manager.rootScripts) ??
    firstRefusal(others, (each) => addScripts(plan, root, each, manager.memberScripts)) ??
    addDependencyReads(plan, root, [root, ...others])
  );
}

/** What is loaded first, by the package manager too or by its scripts. Source: docs.npmjs.com/cli/using-npm/config. */
function preloadOf({ state, call }: Step, files: ImageFiles, root: Manifest): string | null {
  const npmrc = readNpmrc(files, root.folder);
  if (preloads(npmrc?.settings.get('node-options') ?? '')) return 'what its node-options name';
  const env = [call.env, state.env].find((each) => each.has('NODE_OPTIONS'));
  return env !== undefined && preloads(env.get('NODE_OPTIONS') ?? null) ? 'what NODE_OPTIONS names' : null;
}

/** Source: nodejs/corepack, sources/specUtils.ts: it goes up until a package.json has the field. */
function addChoice({ files, reads }: Plan, root: Manifest): void {
  for (const folder of foldersUp(root.folder)) {
    const read = readManifest(files, folder);
    if (!read?.ok || read.value.packageManager === null) continue;
    reads.add(read.value.path);
    return;
  }
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
  const isLeftOut = manifest.table.get('gypfile') === false;
  if (isAddon && !isLeftOut && !manifest.scripts.has('install') && !manifest.scripts.has('preinstall'))
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

/** A COPY that names a file fails where it is not there. */
function addIfLocal({ files, assumptions }: Plan, { project }: Step, path: string): void {
  const from = files.contextOf(path);
  if (from !== null && isGitIgnored(project, from))
    assumptions.add(`${from}, which git ignores, is there wherever the image is built`);
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
