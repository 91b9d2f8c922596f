/** Poetry: `--no-root` installs everything but the project itself, and that alone needs the sources. */

import {
  type CallWords,
  hasOption,
  isCallOf,
  preparesTool,
  programOf,
  readWords,
} from '../../../src/app/call-words.ts';
import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { readPoetryLock } from '../../../src/project/python/locks.ts';
import { type Pyproject, readPyproject } from '../../../src/project/python/pyproject.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, cannotStandAlone, sameRunBefore, variable } from './around.ts';
import { callAsWritten, callWith } from './call-text.ts';
import { fileAt, from } from './in-image.ts';
import { localPaths } from './local-paths.ts';
import { brokenManifest, needOf } from './need.ts';
import { environmentsOf } from './python-environment.ts';
import { takenOutput } from './python-export.ts';

/** Source: `poetry install --help` and `poetry export --help`. */
const VALUED: ReadonlySet<string> = new Set(
  '--without --with --only -E --extras -C --directory -P --project -f --format -o --output'.split(' '),
);

export const poetry: Recipe = (step) => {
  const { name, args } = programOf(step.call);
  if (name !== 'poetry') return null;
  const words = readWords(args, VALUED);
  const verb = words.rest[0]?.value;
  if (verb !== 'install' && verb !== 'sync' && verb !== 'export') return null;
  if (hasOption(words, ['--help', '-h', '--dry-run'])) return null;
  const command = `poetry ${verb}`;
  const moved = words.options.find(({ name: option }) => /^(?:-C|-P|--directory|--project)$/.test(option));
  if (moved !== undefined) return refuse({ code: 'dynamic-command', text: moved.text });
  const path = step.toContext(from(step.cwd, 'pyproject.toml'));
  const project = path === null ? null : readPyproject(step.project, path);
  if (project === null)
    return refuse({
      code: 'not-in-build',
      path: path ?? 'pyproject.toml',
      isIgnored: path !== null && step.project.isIgnored(path),
    });
  if (!project.ok) return refuse(brokenManifest(project.broken));
  // The plugin fails where there is no repository.
  const asksGit = project.value.poetry?.asksGit === true && step.project.statOf('.git') !== null;
  if (asksGit) return refuse({ code: 'reads-sources', command, what: '.git' });
  const files = filesOf(step, command, words, project.value);
  if ('refused' in files) return files;
  if (verb === 'export') return takenOutput(step, words) ?? needOf({ tool: 'Poetry', ...files });
  const found = { tool: 'Poetry', ...files, writes: writesOf(step) };
  const installsRoot = !hasOption(words, ['--no-root']) && project.value.poetry?.packageMode !== false;
  return installsRoot ? added(step, words, found) : needOf(found);
};

/** The files that the dependencies are read from. */
function filesOf(
  step: Step,
  command: string,
  words: CallWords,
  { path, paths }: Pyproject,
): { readonly reads: readonly string[]; readonly assumptions: readonly string[] } | Refusal {
  const { cwd, project } = step;
  const lockPath = fileAt(step, from(cwd, 'poetry.lock'));
  const lock = lockPath === null ? null : readPoetryLock(project, lockPath);
  if (lock?.ok === false) return refuse(brokenManifest(lock.broken));
  const locked = lock === null ? [] : lock.value.locals;
  // What is built from a folder; with `--no-directory` nothing is.
  const skipsFolders = hasOption(words, ['--no-directory']) && lock !== null;
  const named = skipsFolders ? locked.filter(({ kind }) => kind === 'path') : [...paths, ...locked];
  const locals = localPaths(step, named, command);
  if ('code' in locals) return refuse(locals);
  const settings = fileAt(step, from(cwd, 'poetry.toml'));
  const own = [path, ...(lockPath === null ? [] : [lockPath]), ...(settings === null ? [] : [settings])];
  return { reads: [...own, ...locals.reads], assumptions: locals.assumptions };
}

/** A step of its own for all but the project; the old one then installs the project alone. */
function added(step: Step, words: CallWords, found: Parameters<typeof needOf>[0]): Need | Refusal | null {
  const { call } = step;
  // A step for the dependencies stands in front already.
  if (callsBefore(step).some((each) => isCallOf(each, 'poetry', ['install', 'sync']))) return null;
  // `--only-root` is the project without its dependencies.
  if (hasOption(words, ['--only-root']))
    return refuse({ code: 'reads-sources', command: 'poetry install', what: 'the project itself' });
  const dynamic = call.args.find(
    ({ value, text, scripts }) => value === null && (scripts.length === 0 || /root/.test(text)),
  );
  if (dynamic !== undefined) return refuse({ code: 'dynamic-command', text: dynamic.text });
  if ((variable(step, 'POETRY_VERSION') ?? '').startsWith('0.'))
    return refuse({ code: 'tool-too-old', tool: 'poetry', since: '1.0' });
  // What installs Poetry goes in front with the step.
  const reason = cannotStandAlone(step, (each) => preparesTool(each) || isSetting(each));
  if (reason !== null) return refuse(reason);
  const command = callWith(step, '--no-root', words.rest[0]!);
  // Settings in front of it are needed by both.
  const settings = sameRunBefore(step)
    .filter(isSetting)
    .map((each) => callAsWritten(step, each));
  if (command === null || settings.includes(null)) return refuse({ code: 'cannot-split', command: 'poetry install' });
  return needOf({ ...found, added: [...settings, command].join(' && ') });
}

/** `poetry config virtualenvs.create false`: kept with the user, not in the project. */
function isSetting({ name, args }: Invocation): boolean {
  return (
    name === 'poetry' && args[0]?.value === 'config' && !args.some(({ value }) => value === null || value === '--local')
  );
}

/** The environment beside the project. By default it lies in the user's folder. Source: Poetry's documentation, "Configuration". */
function writesOf(step: Step): readonly string[] {
  const { project, root, cwd } = step;
  const own = root === '' ? '.venv' : `${root}/.venv`;
  const settings = fileAt(step, from(cwd, 'poetry.toml'));
  const text = settings === null ? '' : (project.readText(settings) ?? '');
  const set = callsBefore(step).flatMap(({ name, args }) =>
    name === 'poetry' && args.some(({ value }) => value === 'config')
      ? args.map(({ value }) => value ?? '').join(' ')
      : [],
  );
  const isOn = (variableName: string, key: string, value: 'true' | 'false'): boolean =>
    (variable(step, variableName) ?? '').toLowerCase() === value ||
    new RegExp(String.raw`^\s*${key}\s*=\s*${value}`, 'm').test(text) ||
    set.some((words) => words.includes(`virtualenvs.${key} ${value}`));
  const isInProject = isOn('POETRY_VIRTUALENVS_IN_PROJECT', 'in-project', 'true') || project.disk.statOf(own) !== null;
  const hasNone = isOn('POETRY_VIRTUALENVS_CREATE', 'create', 'false');
  const place = variable(step, 'POETRY_VIRTUALENVS_PATH');
  const kept = place === null || place === '' ? null : step.toContext(from(cwd, place));
  const isKept = kept !== null && project.disk.statOf(kept) !== null;
  return [...environmentsOf(step), ...(isInProject && !hasNone ? [own] : []), ...(isKept ? [kept] : [])];
}
