/** uv: `--no-install-project` installs everything but the project itself, `--no-install-workspace` all but its members. */

import {
  type CallWords,
  hasOption,
  isCallOf,
  preparesTool,
  programOf,
  readWords,
} from '../../../src/app/call-words.ts';
import type { SkipReason } from '../../../src/engine/skips.ts';
import { upwards } from '../../../src/project/absolute.ts';
import { expandFolders } from '../../../src/project/node/globs.ts';
import { inFolder } from '../../../src/project/paths.ts';
import { type LockedPackage, readUvLock } from '../../../src/project/python/locks.ts';
import { type Pyproject, readPyproject } from '../../../src/project/python/pyproject.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, cannotStandAlone, variable } from './around.ts';
import { callWith } from './call-text.ts';
import { filesIn, from } from './in-image.ts';
import { localPaths } from './local-paths.ts';
import { brokenManifest, needOf } from './need.ts';
import { uvElsewhere, uvProblem } from './pip-settings.ts';
import { takenOutput } from './python-export.ts';

/** Source: `uv sync --help`, `uv export --help`. */
const VALUED: ReadonlySet<string> = new Set(
  (
    '--extra --no-extra --group --no-group --only-group --package --no-install-package --index --default-index -i --index-url --extra-index-url ' +
    '-f --find-links -P --upgrade-package --reinstall-package --refresh-package --index-strategy --keyring-provider --resolution ' +
    '--prerelease --fork-strategy -C --config-setting --no-build-isolation-package --exclude-newer --link-mode --no-build-package ' +
    '--no-binary-package --cache-dir -p --python --python-preference --allow-insecure-host --project --directory --config-file --color ' +
    '--script --output-format -o --output-file --format --prune --no-emit-package --python-platform'
  ).split(' '),
);

/** What the install knows of the project before it looks at a source. */
interface UvProject {
  /** Folder of the context with uv.lock. */
  readonly folder: string;
  readonly root: Pyproject;
  readonly members: readonly Pyproject[];
  readonly locked: readonly LockedPackage[] | null;
  readonly reads: readonly string[];
}

export const uv: Recipe = (step) => {
  const { name, args } = programOf(step.call);
  if (name !== 'uv') return null;
  const words = readWords(args, VALUED);
  const verb = words.rest[0]?.value;
  if (verb === 'python' && words.rest[1]?.value === 'install') return pythonInstall(step);
  if ((verb !== 'sync' && verb !== 'export') || hasOption(words, ['--help', '-h', '--dry-run'])) return null;
  const command = `uv ${verb}`;
  const moved = words.options.find(({ name: option }) => /^--(?:project|directory|config-file|script)$/.test(option));
  const elsewhere = uvElsewhere(step);
  if (elsewhere !== null) return refuse({ code: 'dynamic-command', text: elsewhere });
  const dynamic = moved?.text ?? args.find(({ value, text }) => value === null && /^["']?\$/.test(text))?.text;
  if (dynamic !== undefined) return refuse({ code: 'dynamic-command', text: dynamic });
  const project = readProject(step, command);
  if ('code' in project) return refuse(project);
  const link = localIndex(step, words, project);
  if (link !== null) return refuse({ code: 'reads-sources', command, what: link });
  const dynamicField = buildsToLock(step, words, project);
  if (dynamicField !== null) return refuse({ code: 'reads-sources', command, what: dynamicField });
  if (verb === 'export') return takenOutput(step, words) ?? needOf({ tool: 'uv', reads: project.reads });
  return synced(step, words, project);
};

/** What is there for the step to read; a reason when it cannot be told. */
function readProject(step: Step, command: string): UvProject | SkipReason {
  const { project, root } = step;
  const path = inFolder(root, 'pyproject.toml');
  const own = readPyproject(project, path);
  if (own === null) return { code: 'not-in-build', path, isIgnored: project.isIgnored(path) };
  if (!own.ok) return brokenManifest(own.broken);
  if (own.value.uv.members === null && isMember(step))
    return { code: 'reads-sources', command, what: 'the workspace above it' };
  const lockPath = inFolder(root, 'uv.lock');
  const lock = readUvLock(project, lockPath);
  if (lock?.ok === false) return brokenManifest(lock.broken);
  const members = readMembers(step, own.value, command);
  if ('code' in members) return members;
  // Settings and the Python version are looked for in the folders above too. Source: uv's documentation, "Configuration files".
  const settings = upwards(step.cwd).flatMap((folder) => filesIn(step, folder, ['uv.toml', '.python-version']));
  for (const file of settings.filter((each) => each.endsWith('.toml'))) {
    const wrong = uvProblem(step, file, command);
    if (wrong !== null) return wrong;
  }
  const there = [...(lock === null ? [] : [lockPath]), ...settings];
  const locked = lock === null ? null : lock.value.locals;
  return {
    folder: root,
    root: own.value,
    members,
    locked,
    reads: [path, ...there, ...members.map((member) => member.path)],
  };
}

/** A folder of wheels, or an index that is a file, which an option, a variable, the settings or the lockfile name. */
function localIndex(step: Step, words: CallWords, { root, locked }: UvProject): string | null {
  const options = ['-f', '--find-links', '--index', '--default-index', '-i', '--index-url', '--extra-index-url'];
  const variables = ['UV_FIND_LINKS', 'UV_INDEX', 'UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_EXTRA_INDEX_URL'];
  const named = [
    ...words.options.filter(({ name }) => options.includes(name)).map(({ value }) => value ?? ''),
    ...variables.flatMap((name) => (variable(step, name) ?? '').split(/[\s,]+/)),
    ...root.uv.links,
  ];
  const isLocal = (link: string): boolean => {
    const place = link.replace(/^[\w.-]+=/, '');
    return place !== '' && (!/^[a-z+]+:/i.test(place) || /^file:/i.test(place));
  };
  return named.find(isLocal) ?? locked?.find(({ kind }) => kind === 'index')?.text ?? null;
}

/** Whether a folder above, copied too, is a workspace. */
function isMember({ project, cwd, toContext }: Step): boolean {
  const parts = cwd.split('/').slice(1);
  return parts.some((_, i) => {
    const above = i === 0 ? null : toContext(`/${parts.slice(0, -i).join('/')}`);
    const found = above === null ? null : readPyproject(project, inFolder(above, 'pyproject.toml'));
    return found?.ok === true && found.value.uv.members !== null;
  });
}

function readMembers(
  { project, root }: Step,
  { uv: table, path }: Pyproject,
  command: string,
): Pyproject[] | SkipReason {
  const excluded = new Set(table.excluded.flatMap((glob) => expandFolders(project, root, glob) ?? []));
  const found: Pyproject[] = [];
  for (const glob of table.members ?? []) {
    const folders = expandFolders(project, root, glob);
    if (folders === null) return { code: 'reads-sources', command, what: `${glob} of the workspace` };
    for (const folder of folders) {
      const file = inFolder(folder, 'pyproject.toml');
      if (excluded.has(folder) || file === path || found.some((other) => other.path === file)) continue;
      const member = readPyproject(project, file);
      if (member?.ok === false) return brokenManifest(member.broken);
      if (member !== null) found.push(member.value);
    }
  }
  return found;
}

/**
 * A field that the build backend fills in, so that locking builds the project. Since uv locks without the version of such a
 * project, a lockfile that has none tells that it is not asked for.
 */
function buildsToLock(step: Step, words: CallWords, { root, members, locked }: UvProject): string | null {
  const isFrozen = hasOption(words, ['--frozen']) || /^(?:1|true)$/i.test(variable(step, 'UV_FROZEN') ?? '');
  if (isFrozen && locked !== null) return null;
  for (const { name, dynamic } of [root, ...members]) {
    const dependencies = dynamic.find((field) => /dependencies$/.test(field));
    if (dependencies !== undefined) return `its dynamic ${dependencies}`;
    const entry = locked?.find((each) => each.name === name);
    if (dynamic.includes('version') && entry?.version !== null) return 'its dynamic version';
  }
  return null;
}

function synced(step: Step, words: CallWords, project: UvProject): Need | Refusal | null {
  // A step for the dependencies stands in front already.
  if (callsBefore(step).some((each) => isCallOf(each, 'uv', ['sync']))) return null;
  const { folder, root, members } = project;
  const isOwn = (path: string | null): boolean =>
    path === folder || members.some((member) => inFolder(path ?? '..', 'pyproject.toml') === member.path);
  const named = [...(project.locked ?? []), ...[root, ...members].flatMap(({ paths }) => paths)];
  const others = named.filter((each) => !isOwn(each.path));
  // Members and paths are the project's own for `--no-install-local`.
  const skipsAll = hasOption(words, ['--no-install-local']);
  const locals = localPaths(step, skipsAll ? [] : others, 'uv sync');
  if ('code' in locals) return refuse(locals);
  const found = {
    tool: 'uv',
    reads: [...project.reads, ...locals.reads],
    writes: [environmentOf(step)],
    assumptions: locals.assumptions,
  };
  const hasMembers = members.length > 0;
  const isWithout =
    skipsAll ||
    hasOption(words, ['--no-install-workspace']) ||
    (!hasMembers && (hasOption(words, ['--no-install-project']) || !isInstalled(root)));
  if (isWithout) return needOf(found);
  // What installs uv goes in front with the step.
  const reason = cannotStandAlone(step, preparesTool);
  if (reason !== null) return refuse(reason);
  const command = callWith(
    step,
    hasMembers ? '--no-install-workspace' : '--no-install-project',
    step.call.args.at(-1)!,
  );
  if (command === null) return refuse({ code: 'cannot-split', command: 'uv sync' });
  return needOf({ ...found, added: command });
}

/** Source: uv's documentation, "Project packaging": without a build system the project itself is not installed. */
function isInstalled({ uv: table, hasBuildSystem }: Pyproject): boolean {
  return table.isPackage ?? hasBuildSystem;
}

function environmentOf(step: Step): string | null {
  const place = variable(step, 'UV_PROJECT_ENVIRONMENT');
  return step.toContext(from(step.cwd, place === null || place === '' ? '.venv' : place));
}

/** It takes the version from a file when none is named. */
function pythonInstall(step: Step): Need | Refusal | null {
  const reads = upwards(step.cwd).flatMap((folder) => filesIn(step, folder, ['.python-versions', '.python-version']));
  return reads.length === 0 ? null : needOf({ tool: 'uv', reads });
}
