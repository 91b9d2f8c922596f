/** Whether development packages can be left behind, and the command that does so. */
import { mountsOf } from '../../../../src/dockerfile/state.ts';
import { majorOf } from '../../../../src/facts/image-table.ts';
import { dependencyOn, majorOf as majorOfSpec } from '../../../../src/project/node/manifest.ts';
import { inFolder, isBelow } from '../../../../src/project/paths.ts';
import { contextAt } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import { isBuildFile, isTest } from './build-files.ts';
import type { Packages } from './packages.ts';
import type { StartNeeds } from './start-needs.ts';
import type { Install, Subject } from './subject.ts';

/** npm 7 knows `--omit`. Source: nodejs.org/dist/index.json. */
const FIRST_WITH_OMIT = 15;
/** Next.js compiles its settings when it starts; those of 15 need no package for it. Source: `next start` of 15.1, 15.3 and 16.0. */
const FIRST_THAT_COMPILES = 16;

/** @returns the command for the end of the build; null where there is nothing to leave, or it is not certain that nothing needs it. */
export function pruneCommand(app: App, subject: Subject, packages: Packages, needs: StartNeeds): string | null {
  const { manifest, installs, isSingle, isPruned, root } = subject;
  const last = installs.at(-1);
  if (last === undefined || manifest.devDependencies.size === 0 || isPruned || !isSingle) return null;
  if (hasWorkspaces(app, subject) || installs.some(isConditional) || installs.some(isProduction)) return null;
  if (needs.development.length > 0 || (needs.served === null && usesDevelopment(app, subject))) return null;
  if (!isSameUser(app, subject, last)) return null;
  const command = commandOf(app, subject, packages, last);
  const finalStep = app.steps.findLast(({ call }) => subject.claims.has(call));
  if (command === null || finalStep === undefined) return null;
  return finalStep.state.workdir === root ? command : `cd ${root} && ${command}`;
}

/** Whether the project is made of several packages. */
export function hasWorkspaces({ project }: App, { manifest }: Subject): boolean {
  const at = (name: string) => (manifest.folder === '' ? name : `${manifest.folder}/${name}`);
  return (
    manifest.workspaces !== null ||
    ['pnpm-workspace.yaml', 'lerna.json'].some((name) => project.statOf(at(name)) !== null)
  );
}

function isConditional({ step }: Install): boolean {
  return step.call.conditional;
}

/** Source: docs.npmjs.com/cli/using-npm/config (omit), classic.yarnpkg.com/docs/cli/install, pnpm.io/cli/install. */
export function isProduction({ step, options }: Install): boolean {
  const has = (pattern: RegExp) => options.some((option) => pattern.test(option));
  if (has(/^(?:--include=dev|--production=false|--also=dev|--dev|-D|--omit=)$/)) return false;
  if (has(/^(?:--omit=dev|--production(?:=true)?|--prod|-P|--only=prod(?:uction)?)$/)) return true;
  const mode = step.call.env.get('NODE_ENV') ?? step.state.env.get('NODE_ENV');
  const omit = step.state.env.get('NPM_CONFIG_PRODUCTION') ?? step.state.env.get('npm_config_production');
  return mode === 'production' || mode === null || omit === 'true';
}

/**
 * Whether no development packages are left when the build is done: the last install of several takes away what is not its
 * own. bun takes no word of NODE_ENV.
 */
export function isLean({ installs, isPruned, isSingle }: Subject): boolean {
  const last = installs.at(-1);
  return (
    isPruned ||
    (isSingle && last !== undefined && isProduction(last) && (last.manager !== 'bun' || last.options.length > 0))
  );
}

/** The names of development packages among the texts of the sources: an import, or a plugin that is called by its name. */
function usesDevelopment(app: App, { manifest, root }: Subject): boolean {
  const { files, isTooMuch } = app.sources;
  if (isTooMuch) return true;
  const names = [...manifest.devDependencies.keys()].filter(
    (name) => !manifest.dependencies.has(name) && !name.startsWith('@types/'),
  );
  const settings = settingsOf(app, manifest.folder, root);
  const next = majorOfSpec(dependencyOn(manifest, 'next') ?? '') ?? FIRST_THAT_COMPILES;
  const isCompiled =
    next >= FIRST_THAT_COMPILES && settings.some((path) => /(?:^|\/)next\.config\.[cm]?ts$/.test(path));
  if (isCompiled && names.includes('typescript')) return true;
  const used = new RegExp(
    `(['"\`])(?:${names.map((name) => name.replaceAll(/[^\w/@-]/g, '\\$&')).join('|')})(?:\\1|/)`,
  );
  const sources = files.flatMap(({ path, image }) => {
    if (image === null || !isBelow(image, root)) return [];
    const inside = image.slice(root === '/' ? 1 : root.length + 1);
    return isTest(inside) || isBuildFile(inside, 'file', true) ? [] : [path];
  });
  return [...new Set([...sources, ...settings])].some((path) => {
    if (!/\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(path)) return false;
    const text = app.project.readText(path);
    return text === null || used.test(withoutTypes(text));
  });
}

/** Files at the top that are set-up by their names, and that the app reads when it starts: they are no sources. */
function settingsOf({ project, toContext }: App, folder: string, root: string): readonly string[] {
  return project.list(folder).flatMap((name) => {
    const path = inFolder(folder, name);
    const isThere = toContext(root === '/' ? `/${name}` : `${root}/${name}`) === path;
    return isThere && /^next\.config\.[cm]?[jt]s$/.test(name) ? [path] : [];
  });
}

/** Imports of types are gone when the sources are compiled. */
function withoutTypes(text: string): string {
  return text.replaceAll(/\b(?:import|export)\s+type\b[^;'"`]*['"][^'"\n]*['"]/g, '');
}

/** Who installed can take away again. */
function isSameUser({ steps }: App, { claims }: Subject, { step }: Install): boolean {
  const last = steps.findLast(({ call }) => claims.has(call));
  return last?.state.user === step.state.user;
}

function commandOf(
  app: App,
  { manifest }: Subject,
  packages: Packages,
  { manager, options, step }: Install,
): string | null {
  const scripts = ['preinstall', 'install', 'postinstall', 'prepublish', 'prepare'].filter((name) =>
    manifest.scripts.has(name),
  );
  const all = [...manifest.dependencies.keys(), ...manifest.devDependencies.keys()];
  switch (manager) {
    case 'npm': {
      const peers = options.filter((option) => /^(?:--legacy-peer-deps|--force|-f)$/.test(option));
      return ['npm prune', isOld(app) ? '--production' : '--omit=dev', ...new Set(peers)].join(' ');
    }
    case 'yarn':
      // It unpacks what it keeps anew: what scripts have put into node_modules would be gone.
      if (packages.isBerry || scripts.length > 0 || !hasLock(app, manifest, step)) return null;
      if (options.some((option) => /^--(?:no|pure)-lockfile$/.test(option))) return null;
      // It may have to fetch again what a secret let it fetch.
      if (mountsOf(step.run).some(({ type }) => type === 'secret' || type === 'ssh')) return null;
      if (all.some((name) => name.includes('prisma') || name === 'patch-package')) return null;
      return 'yarn install --production --ignore-scripts --prefer-offline --frozen-lockfile';
    case 'pnpm':
      // It is an install, and runs the project's own scripts, which may need what is gone by then.
      return scripts.length > 0 || packages.lockPath === null ? null : 'CI=true pnpm prune --prod';
    case 'bun':
      return null;
  }
}

/** Whether the lockfile is there when the packages are installed. */
function hasLock({ placed, project }: App, { folder }: Subject['manifest'], { run, cwd }: Install['step']): boolean {
  const above = placed.filter(({ copy }) => copy.stage !== run.stage || copy.index < run.index);
  const path = contextAt(
    project,
    above.flatMap(({ copied }) => copied),
    `${cwd ?? ''}/yarn.lock`,
  );
  return path !== null && path === inFolder(folder, 'yarn.lock') && project.statOf(path) !== null;
}

/** An image whose release is not written has the newest. */
function isOld({ base }: App): boolean {
  const major = base.tag === null ? null : majorOf(base.tag);
  const isNamed = /^(?:argon|boron|carbon|dubnium|erbium|fermium)\b/.test(base.tag ?? '');
  // A variable may stand for any release, and both spellings work in those with the new one.
  return isNamed || base.tag?.startsWith('$') === true || (major !== null && major < FIRST_WITH_OMIT);
}
