/** Packages whose own install scripts look into the project that installs them. */
import { dependencyOn, type Manifest, majorOf } from '../../../../src/project/node/manifest.ts';
import { readNpmLock } from '../../../../src/project/node/npm-lock.ts';
import { readPrisma } from '../../../../src/project/node/prisma.ts';
import { readNodeScript } from '../../../../src/project/node/script.ts';
import { foldersUp, inFolder } from '../../../../src/project/paths.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { isOpenRegistry } from './hidden.ts';
import { addIfThere, type Plan, refuseScript, shown } from './plan.ts';

/** Settings of puppeteer, which says in them where the browser goes. Source: pptr.dev/guides/configuration. */
const PUPPETEER = /^(?:\.puppeteerrc(?:\.(?:json|ya?ml|[cm]?js|ts))?|puppeteer\.config\.(?:[cm]?js|ts))$/;

/** Git hooks that a package installs when it is installed: without a repository it does nothing. */
const HOOKS: readonly string[] = ['yorkie', 'pre-commit', 'pre-push', 'ghooks', 'lefthook', 'simple-git-hooks'];

/**
 * Adds what they read. The scripts of other public packages run in their own folder below node_modules and read nothing of
 * the project; one that is not public may be written for this project.
 */
export function addDependencyReads(plan: Plan, root: Manifest, manifests: readonly Manifest[]): Refusal | null {
  const own = unpublished(plan, root);
  if (own !== null) plan.assumptions.add(`the install script of ${own} reads nothing of the project`);
  for (const manifest of manifests) {
    const refused = addPrismaClient(plan, root, manifest) ?? refuseHooks(plan, root, manifest);
    if (refused !== null) return refused;
    const types = madeByKit(plan, root, manifest);
    if (types !== null) plan.assumptions.add(types);
    const worker = writesWorker(manifest);
    if (worker) return refuseScript(plan.files, manifest.path, 'postinstall of msw', 'msw init');
  }
  return addPuppeteer(plan, new Set([...foldersUp(root.folder), ...manifests.map(({ folder }) => folder)]));
}

/** Whatever depends on it, it looks for them from its own folder upwards. */
function addPuppeteer(plan: Plan, folders: ReadonlySet<string>): Refusal | null {
  for (const folder of folders) {
    for (const name of plan.files.list(folder).filter((each) => PUPPETEER.test(each))) {
      const path = inFolder(folder, name);
      if (!addIfThere(plan, path) || !/js$/.test(name)) continue;
      const read = readNodeScript(plan.files, path, { folder, args: [] });
      if (!read.ok) return refuse({ code: 'reads-sources', command: shown(plan.files, path), what: read.why });
      for (const file of read.files) plan.reads.add(file);
    }
  }
  return null;
}

/** The first release of SvelteKit without a postinstall, which made types and a tsconfig for the routes. Source: npm. */
const KIT_WITHOUT = [2, 17] as const;

/** What has to be assumed where SvelteKit made .svelte-kit when it was installed; null for nothing. */
function madeByKit({ files }: Plan, root: Manifest, manifest: Manifest): string | null {
  const spec = dependencyOn(manifest, '@sveltejs/kit');
  if (spec === null || files.statOf(inFolder(manifest.folder, 'svelte.config.js')) === null) return null;
  const lock = readNpmLock(files, root.folder);
  const locked = lock?.ok ? lock.value.packages.find(({ name }) => name === '@sveltejs/kit') : undefined;
  if (locked?.hasInstallScript === false) return null;
  const [, major, minor] = /^[\^~]?(\d+)\.(\d+)\./.exec(spec)?.map(Number) ?? [];
  const isLater =
    major !== undefined && (major > KIT_WITHOUT[0] || (major === KIT_WITHOUT[0] && minor! >= KIT_WITHOUT[1]));
  if (isLater && locked === undefined) return null;
  return 'what needs .svelte-kit behind the install makes it, as vite build does';
}

/** A package with an install script that does not come from a public registry, as far as the lockfile says. */
function unpublished({ files }: Plan, root: Manifest): string | null {
  const lock = readNpmLock(files, root.folder);
  const packages = lock?.ok ? lock.value.packages : [];
  const found = packages.find(
    ({ hasInstallScript, resolved }) =>
      hasInstallScript === true && resolved !== null && /^(?:git|https?:)/.test(resolved) && !isOpenRegistry(resolved),
  );
  return found?.name ?? null;
}

/** Until release 7 it runs `prisma generate` where it finds a schema. Source: prisma/prisma, packages/client/scripts/postinstall.js. */
function addPrismaClient(plan: Plan, root: Manifest, manifest: Manifest): Refusal | null {
  const spec = dependencyOn(manifest, '@prisma/client');
  if (spec === null || (majorOf(spec) ?? 0) >= 7) return null;
  for (const each of new Set([root, manifest])) {
    const read = readPrisma(plan.files, each, null);
    if (read === null) continue;
    if (!read.ok)
      return refuse({ code: 'broken-manifest', path: shown(plan.files, read.path), line: null, why: read.why });
    for (const path of read.reads) plan.reads.add(path);
    for (const path of read.writes) plan.writes.add(path);
  }
  return null;
}

/** husky before release 5 was set up by its own install. */
function refuseHooks(plan: Plan, root: Manifest, manifest: Manifest): Refusal | null {
  if (!foldersUp(root.folder).some((folder) => plan.files.statOf(inFolder(folder, '.git')) !== null)) return null;
  const husky = dependencyOn(manifest, 'husky');
  const isOldHusky = husky !== null && (majorOf(husky) ?? 9) < 5;
  const name = isOldHusky ? 'husky' : HOOKS.find((each) => dependencyOn(manifest, each) !== null);
  return name === undefined ? null : refuseScript(plan.files, manifest.path, `postinstall of ${name}`, name);
}

/** It writes its worker into folders that package.json names. Source: mswjs.io/docs/cli/init. */
function writesWorker(manifest: Manifest): boolean {
  return dependencyOn(manifest, 'msw') !== null && manifest.table.has('msw');
}
