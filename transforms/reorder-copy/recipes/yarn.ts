/** yarn install, of yarn 1 and of yarn 2 and later. */
import { readYarnLock } from '../../../src/project/node/yarn-lock.ts';
import { type BerryYarnrc, readBerryYarnrc, readClassicYarnrc } from '../../../src/project/node/yarnrc.ts';
import { foldersUp, inFolder, resolvePath } from '../../../src/project/paths.ts';
import { type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { type CommandLine, type Grammar, isOn, valueOf, words } from './node/command.ts';
import { type Found, findProject } from './node/found.ts';
import { type ImageFiles, imagePath } from './node/image.ts';
import { addNpmrc, filesOf, type Manager, planInstall } from './node/install.ts';
import { readInstallLine, shownCommand, type Tool } from './node/install-line.ts';
import { addIfThere, type Plan, refuseBroken, refuseMissing, refuseScript } from './node/plan.ts';

/** Source: classic.yarnpkg.com/en/docs/cli/install, yarnpkg.com/cli/install, yarnpkg.com/cli/workspaces/focus. */
const GRAMMAR: Grammar = {
  valued: words(`--cwd --network-timeout --network-concurrency --cache-folder --modules-folder --registry --mutex
    --use-yarnrc --link-folder --global-folder --preferred-cache-folder --proxy --https-proxy --child-concurrency --mode`),
  plain: words(`--frozen-lockfile --pure-lockfile --production --prod --non-interactive --silent -s --ignore-engines
    --ignore-scripts --ignore-optional --ignore-platform --no-lockfile --no-progress --no-bin-links --check-files --force
    --flat --offline --prefer-offline --verbose --json --audit --no-audit --link-duplicates --update-checksums
    --skip-integrity-check --no-default-rc --ignore-workspace-root-check -W --no-emoji --emoji --strict-semver
    --no-node-version-check --pnp --disable-pnp --immutable --no-immutable --immutable-cache --check-cache --inline-builds
    --check-resolutions --refresh-lockfile --all -A --har --no-fund --legacy-peer-deps --no-save --no-optional`),
};

const TOOL: Tool = {
  name: 'yarn',
  programs: ['yarn', 'yarnpkg'],
  grammar: GRAMMAR,
  isInstall: ([verb, second, third]) =>
    verb === undefined ||
    verb === 'install' ||
    verb === 'add' ||
    (verb === 'workspaces' && second === 'focus') ||
    (verb === 'workspace' && third === 'install'),
};

const INSTALLED = ['preinstall', 'install', 'postinstall'] as const;
/** Source: yarnpkg/yarn, src/cli/commands/install.js. */
const CLASSIC_SCRIPTS = [...INSTALLED, 'prepublish', 'preprepare', 'prepare', 'postprepare'] as const;

const CLASSIC: Manager = {
  tool: 'yarn',
  negation: 'never',
  rootScripts: CLASSIC_SCRIPTS,
  memberScripts: CLASSIC_SCRIPTS,
  local: { linksFolders: false, linksBlindly: true },
  addSettings(plan, { root }) {
    addIfThere(plan, inFolder(root.folder, 'yarn.lock'));
    // Source: yarnpkg/yarn, src/rc.js and src/registries/npm-registry.js: it looks for both further up.
    for (const folder of foldersUp(root.folder)) addNpmrc(plan, folder);
    addIfThere(plan, inFolder(root.folder, '.yarnclean'));
    for (const folder of foldersUp(root.folder)) {
      const refused = addClassicSettings(plan, folder);
      if (refused !== null) return refused;
    }
    return null;
  },
  writesModules: () => true,
  isChosenAbove: true,
};

const BERRY: Manager = {
  tool: 'yarn',
  negation: 'last',
  // It does not run `prepare` for a project. Source: yarnpkg.com/advanced/lifecycle-scripts.
  rootScripts: INSTALLED,
  memberScripts: INSTALLED,
  local: { linksFolders: false, linksBlindly: true },
  addSettings(plan, { root }) {
    addIfThere(plan, inFolder(root.folder, 'yarn.lock'));
    for (const folder of foldersUp(root.folder)) {
      const refused = addBerrySettings(plan, folder);
      if (refused !== null) return refused;
    }
    // Patches are named by specs, and a folder of them is what people copy.
    addIfThere(plan, inFolder(root.folder, '.yarn/patches'));
    addIfThere(plan, inFolder(root.folder, '.yarn/cache'));
    return null;
  },
  writesModules(plan, { root }) {
    const settings = readBerryYarnrc(plan.files, root.folder);
    const linker = settings?.ok ? settings.value.nodeLinker : 'pnp';
    const own = linker === 'pnp' ? ['.pnp.cjs', '.pnp.loader.mjs', '.yarn/unplugged'] : [];
    for (const name of [...own, '.yarn/install-state.gz', '.yarn/build-state.yml'])
      plan.writes.add(inFolder(root.folder, name));
    return linker !== 'pnp';
  },
  isChosenAbove: true,
};

/** `prepare` is run when the development dependencies are there. Source: yarnpkg/yarn, src/cli/commands/install.js. */
const CLASSIC_IN_PRODUCTION: Manager = { ...CLASSIC, rootScripts: INSTALLED };

/** The lockfile is one of yarn 2 or later, and yarn 1 may be what runs: it runs more scripts. */
const UNCERTAIN: Manager = { ...BERRY, rootScripts: CLASSIC_SCRIPTS, memberScripts: CLASSIC_SCRIPTS };

export const yarn: Recipe = (step) => {
  const line = readInstallLine(step, TOOL);
  if (line === null || 'refused' in line) return line;
  const command = shownCommand(TOOL, line);
  if (line.words[0] === 'add') return refuse({ code: 'writes-manifest', command, path: 'package.json' });
  if (line.words[0] === 'install' && line.words.length > 1) return null;
  // `yarn --version` and `yarn --help` install nothing.
  if (isOn(line, '--version', '-v', '--help', '-h')) return null;
  const where = valueOf(line, '--cwd');
  const modules = valueOf(line, '--modules-folder', '--use-yarnrc', '--link-folder');
  if (where === null || modules !== undefined)
    return refuse({
      code: 'option-not-known',
      tool: 'yarn',
      option: modules === undefined ? '--cwd' : '--modules-folder',
    });
  const files = filesOf(step);
  const found = findProject(step, files, imagePath(step.cwd, where ?? '.'), (root) => root.workspaces, 'never');
  if ('refused' in found) return found;
  const ignoresScripts = isOn(line, '--ignore-scripts') || valueOf(line, '--mode') === 'skip-build';
  const known = managerOf(files, found);
  const manager = known === CLASSIC && isProduction(step, line) ? CLASSIC_IN_PRODUCTION : known;
  return planInstall({ step, manager: withLinker(manager, step), files, found, ignoresScripts, patches: [] });
};

/** Source: yarnpkg/yarn, src/cli/index.js. */
function isProduction({ state, call }: Step, line: CommandLine): boolean {
  const written = valueOf(line, '--production', '--prod');
  if (written !== undefined) return written === 'true';
  const env = new Map([...state.env, ...call.env]);
  const isOff = ['NPM_CONFIG_PRODUCTION', 'YARN_PRODUCTION'].some((name) => (env.get(name) ?? 'true') !== 'true');
  return (
    env.get('NODE_ENV') === 'production' &&
    !isOff &&
    !(env.has('YARN_PRODUCTION') && env.get('YARN_PRODUCTION') === null)
  );
}

/** The environment goes before the file. Source: yarnpkg.com/configuration/yarnrc. */
function withLinker(manager: Manager, { state, call }: Step): Manager {
  const env = [call.env, state.env].find((each) => each.has('YARN_NODE_LINKER'));
  if (env === undefined || env.get('YARN_NODE_LINKER') === 'pnp') return manager;
  return {
    ...manager,
    writesModules(plan, found) {
      manager.writesModules(plan, found);
      return true;
    },
  };
}

/** By what only yarn 2 and later write. Where nothing says so, more is read and run: as yarn 1. */
function managerOf(files: ImageFiles, { root }: Found): Manager {
  const lock = readYarnLock(files, root.folder);
  const settings = readBerryYarnrc(files, root.folder);
  const isNamed = /^yarn@(?:[2-9]|\d\d)/.test(root.packageManager ?? '');
  if (lock !== null ? lock.kind === 'classic' : !isNamed && settings === null) return CLASSIC;
  return isNamed || (settings?.ok === true && settings.value.yarnPath !== null) ? BERRY : UNCERTAIN;
}

/** A release of yarn in the project, and the folder of archives. Source: classic.yarnpkg.com/en/docs/yarnrc. */
function addClassicSettings(plan: Plan, folder: string): Refusal | null {
  const rc = readClassicYarnrc(plan.files, folder);
  if (rc !== null) plan.reads.add(rc.path);
  for (const key of ['yarn-path', 'yarn-offline-mirror', 'cafile']) {
    const written = rc?.settings.get(key);
    const path = written === undefined ? null : resolvePath(folder, written);
    if (path !== null && path !== folder) addIfThere(plan, path);
  }
  const moved = ['--modules-folder', '--install.modules-folder'].find((key) => rc?.settings.has(key) === true);
  if (moved !== undefined) return refuse({ code: 'option-not-known', tool: '.yarnrc', option: moved });
  // A project may be on its way from one yarn to the next: the release of either is read.
  return addBerrySettings(plan, folder);
}

function addBerrySettings(plan: Plan, folder: string): Refusal | null {
  const read = readBerryYarnrc(plan.files, folder);
  if (read === null) return null;
  if (!read.ok) return refuseBroken(plan.files, read.broken);
  const rc = read.value;
  plan.reads.add(rc.path);
  const moved = BERRY_MOVED.find((key) => rc.settings.has(key));
  if (moved !== undefined) return refuse({ code: 'option-not-known', tool: '.yarnrc.yml', option: moved });
  const after = rc.settings.get('afterInstall');
  if (after !== undefined) return refuseScript(plan.files, rc.path, 'afterInstall', String(after));
  const missing = releaseOf(rc).find((written) => !addNamed(plan, folder, written));
  if (missing !== undefined)
    return refuseMissing(plan.files, plan.files.isIgnored, resolvePath(folder, missing) ?? missing);
  for (const written of rc.plugins.filter((each) => !OWN_PLUGIN.test(each)))
    plan.assumptions.add(`yarn's plugin ${written} reads nothing of the sources`);
  for (const written of [rc.caFile, rc.enableConstraintsChecks ? 'yarn.config.cjs' : null, '.env.yarn'])
    if (written !== null) addNamed(plan, folder, written);
  const cache = rc.cacheFolder === null ? null : resolvePath(folder, rc.cacheFolder);
  if (cache !== null && cache !== folder && rc.enableGlobalCache !== true) addIfThere(plan, cache);
  return null;
}

/** Settings that move what it reads or writes. Source: yarnpkg.com/configuration/yarnrc. */
const BERRY_MOVED = [
  'lockfileFilename',
  'pnpDataPath',
  'pnpUnpluggedFolder',
  'virtualFolder',
  'installStatePath',
  'immutablePatterns',
];
/** Where `yarn plugin import` puts those that yarn's own project makes. */
const OWN_PLUGIN = /^(?:\.\/)?\.yarn\/plugins\/@yarnpkg\//;

function releaseOf({ yarnPath, plugins }: BerryYarnrc): readonly string[] {
  return [...(yarnPath === null ? [] : [yarnPath]), ...plugins];
}

function addNamed(plan: Plan, folder: string, written: string): boolean {
  const path = resolvePath(folder, written);
  if (path === null || plan.files.statOf(path)?.kind !== 'file') return false;
  // The folder with all releases, or plugins, as people copy it.
  const own = /^(.*\.yarn\/(?:releases|plugins))\//.exec(path)?.[1];
  plan.reads.add(own ?? path);
  return true;
}
