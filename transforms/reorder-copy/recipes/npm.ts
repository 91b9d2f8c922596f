/** npm install and npm ci. */
import { readNpmLock } from '../../../src/project/node/npm-lock.ts';
import { readNpmrc } from '../../../src/project/node/npmrc.ts';
import { inFolder, resolvePath } from '../../../src/project/paths.ts';
import { type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { type CommandLine, type Grammar, isOn, valueOf, words } from './node/command.ts';
import { findProject, projectAt } from './node/found.ts';
import { imagePath } from './node/image.ts';
import { addNpmrc, filesOf, type Manager, planInstall } from './node/install.ts';
import { isRegistryPackage, readInstallLine, shownCommand, type Tool } from './node/install-line.ts';
import { addIfThere, type Plan, refuseBroken, refuseMissing } from './node/plan.ts';

/** With their aliases. Source: docs.npmjs.com/cli/commands/npm-install, npm-ci. */
const INSTALL = words('install add i in ins inst insta instal isnt isnta isntal isntall');
const CLEAN = words('ci clean-install ic install-clean isntall-clean');
/** They run the tests as well, which need the sources. */
const TESTED = words('install-test it install-ci-test cit clean-install-test sit');

/** Source: docs.npmjs.com/cli/using-npm/config. */
const GRAMMAR: Grammar = {
  valued:
    words(`--prefix -C --registry --reg --cache --loglevel --omit --include --only --also --workspace -w --userconfig
    --globalconfig --fetch-timeout --fetch-retries --fetch-retry-mintimeout --fetch-retry-maxtimeout --fetch-retry-factor
    --maxsockets --network-timeout --node-options --arch --platform --target --target_arch --target_platform --target_libc
    --cpu --os --libc --install-strategy --tag --location --script-shell --python --nodedir --before --min-release-age
    --audit-level --noproxy --proxy --https-proxy --cafile --ca --cert --key --jobs --user --lockfile-version --scope
    --local-address --heading --depth --cache-min --cache-max --replace-registry-host`),
  plain: words(`--production --prod --no-production --dev --no-dev --optional --no-optional --ignore-scripts
    --no-ignore-scripts --legacy-peer-deps --no-legacy-peer-deps --force -f --silent -s --quiet -q -d -dd -ddd --verbose
    --save --no-save --save-dev --save-prod --save-optional --save-exact --save-bundle --save-peer -S -D -E -O -P -B
    --prefer-offline --offline --prefer-online --unsafe-perm --global -g --strict-peer-deps --no-strict-peer-deps --audit
    --no-audit --fund --no-fund --package-lock --no-package-lock --package-lock-only --shrinkwrap --no-shrinkwrap --dry-run
    --workspaces -ws --include-workspace-root -iwr --install-links --build-from-source --foreground-scripts --global-style
    --legacy-bundling --json --bin-links --no-bin-links --update-notifier --no-update-notifier --yes -y --progress
    --no-progress --prefer-dedupe --scripts-prepend-node-path --frozen-lockfile --no-color --color --no-cache
    --strict-ssl --no-strict-ssl --no-package-manager --engine-strict --no-engine-strict`),
};

const SCRIPTS = words('preinstall install postinstall prepublish preprepare prepare postprepare');

const MANAGER: Manager = {
  tool: 'npm',
  negation: 'last',
  rootScripts: [...SCRIPTS],
  memberScripts: [...SCRIPTS],
  local: { linksFolders: true, linksBlindly: false },
  addSettings(plan, { root }) {
    const lock = readNpmLock(plan.files, root.folder);
    if (lock !== null && !lock.ok) return refuseBroken(plan.files, lock.broken);
    if (lock !== null) plan.reads.add(lock.value.path);
    // Without a lockfile of its own it goes by that of yarn. Source: npm/cli, arborist's Shrinkwrap.
    else addIfThere(plan, inFolder(root.folder, 'yarn.lock'));
    addNpmrc(plan, root.folder);
    return null;
  },
  writesModules: () => true,
  isChosenAbove: false,
};

const TOOL: Tool = {
  name: 'npm',
  programs: ['npm'],
  grammar: GRAMMAR,
  isInstall: ([verb]) => verb !== undefined && (INSTALL.has(verb) || CLEAN.has(verb) || TESTED.has(verb)),
};

export const npm: Recipe = (step) => {
  const line = readInstallLine(step, TOOL);
  if (line === null || 'refused' in line) return line;
  const [verb, ...packages] = line.words;
  const command = shownCommand(TOOL, line);
  if (TESTED.has(verb!)) return refuse({ code: 'reads-sources', command, what: 'the tests' });
  return refusePackages(line, command, packages) ?? planNpm(step, line, verb!);
};

/** Packages are written into package.json, unless `--no-save` stands there. */
function refusePackages(line: CommandLine, command: string, packages: readonly string[]): Refusal | null {
  const own = packages.filter((each) => !/^\.\/?$/.test(each));
  if (own.length === 0) return null;
  const isUnsaved = isOn(line, '--no-save') || valueOf(line, '--save') === 'false';
  return own.every(isRegistryPackage) && isUnsaved
    ? null
    : refuse({ code: 'writes-manifest', command, path: 'package.json' });
}

function planNpm(step: Step, line: CommandLine, verb: string): ReturnType<Recipe> {
  const prefix = valueOf(line, '--prefix', '-C');
  if (prefix === null)
    return refuse({ code: 'dynamic-command', text: step.call.command.words.map(({ text }) => text).join(' ') });
  const files = filesOf(step);
  const folder = imagePath(step.cwd, prefix ?? '.');
  const found =
    prefix === undefined
      ? findProject(step, files, folder, (root) => root.workspaces, 'last')
      : projectAt(step, files, folder, (root) => root.workspaces);
  if ('refused' in found) return found;
  const settings = readNpmrc(files, found.root.folder)?.settings;
  if (CLEAN.has(verb) && readNpmLock(files, found.root.folder) === null)
    return refuseMissing(files, step.project.isIgnored, inFolder(found.root.folder, 'package-lock.json'));
  const ignoresScripts =
    isOn(line, '--ignore-scripts') || settings?.get('ignore-scripts') === 'true' || isIgnoringByEnv(step);
  const packs = isOn(line, '--install-links') || settings?.get('install-links') === 'true';
  const linking = packs ? { ...MANAGER, local: { linksFolders: false, linksBlindly: false } } : MANAGER;
  const manager = withFiles(linking, namedFiles(step, line));
  return planInstall({ step, manager, files, found, ignoresScripts, patches: [] });
}

/** npm_config_ignore_scripts=true, of the RUN or of an ENV, in any case. Source: docs.npmjs.com/cli/using-npm/config. */
export function isIgnoringByEnv({ state, call }: Step): boolean {
  return [...state.env, ...call.env].some(
    ([name, value]) => name.toLowerCase() === 'npm_config_ignore_scripts' && value === 'true',
  );
}

/** Settings and certificates that options name. */
function namedFiles(step: Step, line: CommandLine): readonly string[] {
  return ['--userconfig', '--globalconfig', '--cafile'].flatMap((name) => {
    const written = valueOf(line, name) ?? null;
    return written === null ? [] : imagePath(step.cwd, written);
  });
}

function withFiles(manager: Manager, paths: readonly string[]): Manager {
  return {
    ...manager,
    addSettings(plan: Plan, found, members) {
      const refused = manager.addSettings(plan, found, members);
      for (const path of paths) addIfThere(plan, resolvePath('', path) ?? path);
      return refused;
    },
  };
}
