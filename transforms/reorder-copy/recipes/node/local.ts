/** Dependencies that lie in the project: what of them an install reads. */
import { dependenciesOf, type Manifest, readManifest } from '../../../../src/project/node/manifest.ts';
import { isArchive, type LocalSpec, localSpecs } from '../../../../src/project/node/specs.ts';
import { folderOf, inFolder, resolvePath } from '../../../../src/project/paths.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { addBins } from './bins.ts';
import { addIfThere, type Plan, refuseBroken, refuseMissing, shown } from './plan.ts';

/** What is copied along whole; a larger folder is sources, and would be there twice. */
const MAX_FILES = 200;
const MAX_BYTES = 1_000_000;

export interface LocalRules {
  /** Whether a `file:` folder is only linked, as npm does, and not copied into node_modules. */
  readonly linksFolders: boolean;
  /** Whether a `link:` is made without a look at what it leads to, as both yarns do. */
  readonly linksBlindly: boolean;
  readonly isIgnored: (path: string) => boolean;
}

/**
 * Adds what the manifests' local dependencies need to the plan.
 * @returns the manifests of folders that were not members, which have scripts and dependencies of their own.
 */
export function addLocal(
  plan: Plan,
  root: Manifest,
  members: readonly Manifest[],
  rules: LocalRules,
): readonly Manifest[] | Refusal {
  const known = new Map([root, ...members].map((manifest) => [manifest.folder, manifest] as const));
  const found: Manifest[] = [];
  const waiting = [root, ...members];
  for (let at = 0; at < waiting.length && at < 500; at++) {
    const manifest = waiting[at]!;
    const overrides = manifest === root ? [...root.overrides] : [];
    for (const [, spec] of [...dependenciesOf(manifest), ...overrides]) {
      for (const local of localSpecs(spec)) {
        const added = addSpec(plan, root, manifest, local, rules, known);
        if (added === null) continue;
        if ('refused' in added) return added;
        known.set(added.folder, added);
        found.push(added);
        waiting.push(added);
      }
    }
  }
  return found;
}

function addSpec(
  plan: Plan,
  root: Manifest,
  manifest: Manifest,
  spec: LocalSpec,
  rules: LocalRules,
  known: ReadonlyMap<string, Manifest>,
): Manifest | Refusal | null {
  const { files } = plan;
  const from = spec.kind === 'patch' && spec.isFromRoot ? root.folder : manifest.folder;
  const path = resolvePath(from, spec.path);
  const reads = refuse({
    code: 'reads-sources',
    command: manifest.name ?? shown(files, manifest.path),
    what: spec.path,
  });
  if (path === null || spec.kind === 'exec') return reads;
  const stat = files.statOf(path);
  if (spec.kind === 'patch' || (isArchive(path) && stat?.kind !== 'folder')) {
    if (stat?.kind !== 'file') return refuseMissing(files, rules.isIgnored, path);
    plan.reads.add(path);
    return null;
  }
  const member = known.get(path);
  const isLink = spec.kind === 'link' || spec.kind === 'portal';
  if (spec.kind === 'link' && rules.linksBlindly) {
    // Its package.json alone, if any, is looked at.
    addIfThere(plan, inFolder(path, 'package.json'));
    return null;
  }
  if (stat?.kind !== 'folder') return refuseMissing(files, rules.isIgnored, path);
  if (member !== undefined && (isLink || rules.linksFolders)) return member === root ? addBins(plan, root) : null;
  if (isAround(path, root.folder)) return reads;
  const read = readManifest(files, path);
  if (read !== null && !read.ok) return refuseBroken(files, read.broken);
  const isLinked = isLink || rules.linksFolders;
  const isWhole = isSmall(plan, path);
  if (!isWhole && !(isLinked && read !== null)) return reads;
  plan.reads.add(isWhole || read === null ? path : read.value.path);
  const bins = isLinked && read !== null ? addBins(plan, read.value) : null;
  if (bins !== null) return bins;
  return member === undefined && read !== null ? read.value : null;
}

/** Whether a folder is the other one or holds it. */
function isAround(folder: string, other: string): boolean {
  return folder === '' || folder === other || other.startsWith(`${folder}/`);
}

function isSmall({ files }: Plan, folder: string): boolean {
  let left = MAX_FILES;
  let bytes = MAX_BYTES;
  const waiting = [folder];
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    for (const name of files.list(at)) {
      const path = inFolder(at, name);
      const stat = files.statOf(path);
      left--;
      bytes -= stat?.size ?? 0;
      if (left < 0 || bytes < 0 || name === 'node_modules') return false;
      if (stat?.kind === 'folder') waiting.push(path);
    }
  }
  return true;
}

/** Adds the files that patch packages: one by one, or their folder when nothing else lies in it. */
export function addPatches(
  plan: Plan,
  folder: string,
  patches: Iterable<string>,
  isIgnored: LocalRules['isIgnored'],
): Refusal | null {
  const paths: string[] = [];
  for (const written of patches) {
    const path = resolvePath(folder, written);
    if (path === null || plan.files.statOf(path)?.kind !== 'file')
      return refuseMissing(plan.files, isIgnored, path ?? written);
    paths.push(path);
  }
  const parents = [...new Set(paths.map(folderOf))];
  for (const parent of parents) {
    const own = paths.filter((path) => folderOf(path) === parent);
    const isOnlyPatches =
      parent !== folder && plan.files.list(parent).every((name) => /\.(?:patch|diff)$|^\.gitkeep$/.test(name));
    for (const path of isOnlyPatches && own.length > 0 ? [parent] : own) plan.reads.add(path);
  }
  return null;
}
