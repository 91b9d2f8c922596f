/** pnpm install. */
import { type Manifest, readManifest } from '../../../src/project/node/manifest.ts';
import { readNpmrc } from '../../../src/project/node/npmrc.ts';
import { type PnpmWorkspace, readPnpmLock, readPnpmWorkspace } from '../../../src/project/node/pnpm-lock.ts';
import { readNodeScript } from '../../../src/project/node/script.ts';
import { hasOtherManifest } from '../../../src/project/node/workspaces.ts';
import { foldersUp, inFolder, resolvePath } from '../../../src/project/paths.ts';
import { tableOf } from '../../../src/project/toml.ts';
import { type Recipe, type Refusal, refuse } from '../recipe.ts';
import { type Grammar, isOn, valueOf, words } from './node/command.ts';
import { type Found, findProject } from './node/found.ts';
import { type ImageFiles, imagePath } from './node/image.ts';
import { addNpmrc, filesOf, type Manager, planInstall } from './node/install.ts';
import { readInstallLine, shownCommand, type Tool } from './node/install-line.ts';
import { addIfThere, type Plan, refuseBroken, shown } from './node/plan.ts';
import { isIgnoringByEnv } from './npm.ts';

/** Source: pnpm.io/cli/install, pnpm.io/pnpm-cli, pnpm.io/filtering. */
const GRAMMAR: Grammar = {
  valued:
    words(`--filter -F --filter-prod --dir -C --prefix --store-dir --virtual-store-dir --registry --loglevel --reporter
    --network-concurrency --child-concurrency --workspace-concurrency --fetch-timeout --fetch-retries
    --fetch-retry-mintimeout --fetch-retry-maxtimeout --package-import-method --node-linker --use-node-version --cpu --os
    --libc --cache-dir --state-dir --global-dir --hoist-pattern --public-hoist-pattern --node-options
    --lockfile-dir --modules-dir`),
  plain: words(`--frozen-lockfile --no-frozen-lockfile --prefer-frozen-lockfile --prod -P --production --dev -D
    --no-optional --offline --prefer-offline --ignore-scripts --shamefully-hoist --force --fix-lockfile --lockfile-only
    --recursive -r --workspace-root -w --silent -s --aggregate-output --stream --strict-peer-dependencies
    --no-strict-peer-dependencies --side-effects-cache --ignore-workspace --ignore-pnpmfile --no-lockfile --color
    --no-color --unsafe-perm --resolution-only --no-verify-store-integrity --dangerously-allow-all-builds
    --no-optimistic-repeat-install --link-workspace-packages --global -g --trust-lockfile --yes -y`),
};

const TOOL: Tool = {
  name: 'pnpm',
  programs: ['pnpm'],
  grammar: GRAMMAR,
  isInstall: (written) => {
    const [verb, ...rest] =
      written[0] === 'recursive' || written[0] === 'multi' || written[0] === 'm' ? written.slice(1) : written;
    return (
      verb !== undefined &&
      /^(?:install|i|ci|clean-install|add|fetch|install-test|it)$/.test(verb) &&
      (verb !== 'fetch' || rest.length === 0)
    );
  },
};

const SCRIPTS = words('pnpm:devPreinstall preinstall install postinstall prepublish preprepare prepare postprepare');

const MANAGER: Manager = {
  tool: 'pnpm',
  negation: 'last',
  rootScripts: [...SCRIPTS],
  memberScripts: [...SCRIPTS],
  local: { linksFolders: false, linksBlindly: false },
  addSettings(plan, { root }, members) {
    const { files } = plan;
    addIfThere(plan, inFolder(root.folder, 'pnpm-lock.yaml'));
    addIfThere(plan, inFolder(root.folder, 'pnpm-workspace.yaml'));
    addNpmrc(plan, root.folder);
    for (const { folder } of members) {
      const other = hasOtherManifest(files, folder);
      if (other !== null)
        return refuse({
          code: 'broken-manifest',
          path: shown(files, inFolder(folder, other)),
          line: null,
          why: 'it is not a package.json',
        });
      // Without a shared lockfile, and settings of a member alone.
      for (const name of ['pnpm-lock.yaml', '.npmrc']) addIfThere(plan, inFolder(folder, name));
    }
    const [member] = members;
    if (member !== undefined && isInjecting(files, root, members))
      return refuse({ code: 'reads-sources', command: 'pnpm install', what: shown(files, member.folder) });
    return addHooks(plan, root);
  },
  writesModules: () => true,
  isChosenAbove: true,
};

/** Whether members are copied into node_modules, their sources too. Source: pnpm.io/package_json, dependenciesMeta. */
function isInjecting(files: ImageFiles, root: Manifest, members: readonly Manifest[]): boolean {
  const read = readPnpmWorkspace(files, root.folder);
  if (read?.ok && read.value.table.get('injectWorkspacePackages') === true) return true;
  if (readNpmrc(files, root.folder)?.settings.get('inject-workspace-packages') === 'true') return true;
  return [root, ...members].some(({ table }) =>
    [...(tableOf(table.get('dependenciesMeta')) ?? [])].some(([, meta]) => tableOf(meta)?.get('injected') === true),
  );
}

export const pnpm: Recipe = (step) => {
  const line = readInstallLine(step, TOOL);
  if (line === null || 'refused' in line) return line;
  const command = shownCommand(TOOL, line);
  const verb = line.words.find((word) => !/^(?:recursive|multi|m)$/.test(word))!;
  const packages = line.words.slice(line.words.indexOf(verb) + 1);
  if (/^(?:install-test|it)$/.test(verb)) return refuse({ code: 'reads-sources', command, what: 'the tests' });
  if (verb === 'add' || packages.length > 0) return refuse({ code: 'writes-manifest', command, path: 'package.json' });
  const moved = ['--lockfile-dir', '--modules-dir'].find((name) => line.options.has(name));
  const where = valueOf(line, '--dir', '-C', '--prefix');
  if (moved !== undefined || where === null)
    return refuse({ code: 'option-not-known', tool: 'pnpm', option: moved ?? '--dir' });
  const files = filesOf(step);
  const found = findWorkspace(step, files, imagePath(step.cwd, where ?? '.'));
  if ('refused' in found) return found;
  const { workspace } = found;
  const npmrc = readNpmrc(files, found.root.folder)?.settings;
  const named = MOVED.find((key) => npmrc?.has(key)) ?? MOVED.find((key) => workspace?.table.has(camelCase(key)));
  if (named !== undefined) return refuse({ code: 'option-not-known', tool: 'pnpm', option: named });
  const ignoresScripts =
    verb === 'fetch' ||
    isOn(line, '--ignore-scripts') ||
    npmrc?.get('ignore-scripts') === 'true' ||
    workspace?.ignoresScripts === true ||
    isIgnoringByEnv(step);
  const patches = [...found.root.patchedDependencies.values(), ...(workspace?.patchedDependencies.values() ?? [])];
  return planInstall({ step, manager: MANAGER, files, found, ignoresScripts, patches: new Set(patches) });
};

/** Settings that move what it reads or writes. Source: pnpm.io/settings. */
const MOVED = ['modules-dir', 'lockfile-dir', 'git-branch-lockfile', 'virtual-store-dir'] as const;

function camelCase(key: string): string {
  return key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

interface Workspace extends Found {
  readonly workspace: PnpmWorkspace | null;
}

/** The nearest pnpm-workspace.yaml decides, wherever in the workspace the command runs. Source: pnpm.io/workspaces. */
function findWorkspace(step: Parameters<Recipe>[0], files: ImageFiles, folder: string): Workspace | Refusal {
  for (const each of foldersUp(folder)) {
    const read = readPnpmWorkspace(files, each);
    if (read === null) continue;
    if (!read.ok) return refuseBroken(files, read.broken);
    const root = readManifest(files, each);
    if (root !== null && !root.ok) return refuseBroken(files, root.broken);
    if (root === null) break;
    const withOverrides: Manifest = {
      ...root.value,
      overrides: new Map([...root.value.overrides, ...read.value.overrides, ...read.value.catalog]),
    };
    const patterns = read.value.packages ?? importersOf(files, each);
    if ('refused' in patterns) return patterns;
    return { root: withOverrides, patterns, workspace: read.value };
  }
  // It does not know the `workspaces` of package.json.
  const found = findProject(step, files, folder, () => null, 'last');
  return 'refused' in found ? found : { ...found, workspace: null };
}

/** The members that the lockfile knows, where the workspace file has settings alone. */
function importersOf(files: ImageFiles, folder: string): readonly string[] | Refusal {
  const lock = readPnpmLock(files, folder);
  if (lock === null) return [];
  return lock.ok ? lock.value.importers.filter((path) => path !== '.') : refuseBroken(files, lock.broken);
}

/** Hooks that are run before anything is installed. Source: pnpm.io/pnpmfile. */
function addHooks(plan: Plan, root: Manifest): Refusal | null {
  const { files } = plan;
  const read = readPnpmWorkspace(files, root.folder);
  const npmrc = readNpmrc(files, root.folder)?.settings.get('pnpmfile');
  const named = [...(read?.ok ? read.value.pnpmfiles : []), ...(npmrc === undefined ? [] : [npmrc])];
  for (const name of new Set([...named, '.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js'])) {
    const path = resolvePath(root.folder, name);
    if (path === null || files.statOf(path) === null) continue;
    const script = readNodeScript(files, path, { folder: root.folder, args: [] });
    if (!script.ok) return refuse({ code: 'reads-sources', command: shown(files, path), what: script.why });
    for (const file of script.files) plan.reads.add(file);
  }
  return null;
}
