/** bun install. */
import { bunLockPaths } from '../../../src/project/node/bun-lock.ts';
import { inFolder } from '../../../src/project/paths.ts';
import { type Recipe, refuse } from '../recipe.ts';
import { type Grammar, isOn, valueOf, words } from './node/command.ts';
import { findProject } from './node/found.ts';
import { imagePath } from './node/image.ts';
import { addNpmrc, filesOf, type Manager, planInstall } from './node/install.ts';
import { readInstallLine, shownCommand, type Tool } from './node/install-line.ts';
import { addIfThere, type Plan } from './node/plan.ts';

/** Source: bun.sh/docs/cli/install. */
const GRAMMAR: Grammar = {
  valued:
    words(`--cwd --backend --registry --filter -F --network-concurrency --concurrent-scripts --cache-dir --cafile --ca
    --config -c --linker --omit --cpu --os --minimum-release-age`),
  plain:
    words(`--production -p --prod --frozen-lockfile --no-save --save --dry-run --force -f --no-cache --silent --verbose
    --no-progress --no-summary --no-verify --ignore-scripts --trust --global -g --yarn -y --dev -d --optional --exact -E
    --save-text-lockfile --lockfile-only`),
};

const TOOL: Tool = {
  name: 'bun',
  programs: ['bun'],
  grammar: GRAMMAR,
  isInstall: ([verb]) => verb !== undefined && /^(?:install|i|ci|add|a)$/.test(verb),
};

const SCRIPTS = words('preinstall install postinstall preprepare prepare postprepare');

/** What it takes the versions from when it has no lockfile of its own. Source: bun.sh/docs/pm/lockfile, migration. */
const FOREIGN_LOCKS = ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];

const MANAGER: Manager = {
  tool: 'bun',
  negation: 'never',
  rootScripts: [...SCRIPTS],
  memberScripts: [...SCRIPTS],
  local: { linksFolders: false, linksBlindly: false },
  addSettings(plan, { root }) {
    const locks = bunLockPaths(plan.files, root.folder);
    for (const path of locks) plan.reads.add(path);
    if (locks.length === 0) for (const name of FOREIGN_LOCKS) addIfThere(plan, inFolder(root.folder, name));
    addIfThere(plan, inFolder(root.folder, 'bunfig.toml'));
    addNpmrc(plan, root.folder);
    addVariables(plan, root.folder);
    return null;
  },
  writesModules: () => true,
  isChosenAbove: false,
};

const VARIABLES = /^\.env(?:\.(?:development|production|test))?(?:\.local)?$/;

/** Its settings may take a token from .env. Source: bun.sh/docs/runtime/env. */
function addVariables(plan: Plan, folder: string): void {
  const asks = ['bunfig.toml', '.npmrc'].some((name) => plan.files.readText(inFolder(folder, name))?.includes('$'));
  if (!asks) return;
  for (const name of plan.files.list(folder)) if (VARIABLES.test(name)) addIfThere(plan, inFolder(folder, name));
}

export const bun: Recipe = (step) => {
  const line = readInstallLine(step, TOOL);
  if (line === null || 'refused' in line) return line;
  const [verb, ...packages] = line.words;
  const command = shownCommand(TOOL, line);
  if (packages.length > 0 || verb === 'add' || verb === 'a')
    return refuse({ code: 'writes-manifest', command, path: 'package.json' });
  const where = valueOf(line, '--cwd');
  const config = ['--config', '-c'].find((name) => line.options.has(name));
  if (where === null || config !== undefined)
    return refuse({ code: 'option-not-known', tool: 'bun', option: config ?? '--cwd' });
  const files = filesOf(step);
  const found = findProject(step, files, imagePath(step.cwd, where ?? '.'), (root) => root.workspaces, 'never');
  if ('refused' in found) return found;
  const patches = found.root.patchedDependencies.values();
  return planInstall({ step, manager: MANAGER, files, found, ignoresScripts: isOn(line, '--ignore-scripts'), patches });
};
