/** Pipenv: Pipfile, Pipfile.lock and the packages beside them. */

import { hasOption, isCallOf, programOf, readWords } from '../../../src/app/call-words.ts';
import { inFolder } from '../../../src/project/paths.ts';
import { readPipfile, readPipfileLock } from '../../../src/project/python/pipfile.ts';
import { type Recipe, refuse, type Step } from '../recipe.ts';
import { variable } from './around.ts';
import { localPaths } from './local-paths.ts';
import { brokenManifest, needOf } from './need.ts';
import { environmentsOf } from './python-environment.ts';

/** Source: `pipenv install --help`. */
const VALUED: ReadonlySet<string> = new Set(
  '-r --requirements -e --editable -i --index --python --pypi-mirror --categories --extra-pip-args'.split(' '),
);

export const pipenv: Recipe = (step) => {
  const { name, args } = programOf(step.call);
  if (name !== 'pipenv') return null;
  const words = readWords(args, VALUED);
  const [verb, ...packages] = words.rest;
  // Older releases print the list with `pipenv lock -r`.
  const isPrinted = verb?.value === 'requirements' || isCallOf(step.call, 'pipenv', ['lock']);
  if (!isPrinted && !['install', 'sync'].includes(verb?.value ?? '')) return null;
  const command = `pipenv ${verb!.value}`;
  // With packages, or with requirements to take over, it writes the Pipfile.
  const listed = args.some(({ value }) => value === '-r' || value === '--requirements');
  if (verb!.value === 'lock' && !listed) return null;
  if (hasOption(words, ['-e', '--editable', '--help', '-h'])) return null;
  if (!isPrinted && (packages.length > 0 || listed || hasOption(words, ['-r', '--requirements']))) return null;
  const place = variable(step, 'PIPENV_PIPFILE');
  if (place !== '') return refuse({ code: 'dynamic-command', text: 'PIPENV_PIPFILE' });
  const path = inFolder(step.root, 'Pipfile');
  const read = readPipfile(step.project, path);
  if (read === null) return refuse({ code: 'not-in-build', path, isIgnored: step.project.isIgnored(path) });
  if (!read.ok) return refuse(brokenManifest(read.broken));
  const lock = readPipfileLock(step.project, `${path}.lock`);
  if (lock?.ok === false) return refuse(brokenManifest(lock.broken));
  const locked = lock === null ? [] : [lock.value];
  const locals = localPaths(
    step,
    [read.value, ...locked].flatMap(({ paths }) => paths),
    command,
  );
  if ('code' in locals) return refuse(locals);
  // Values for the variables in it.
  const dotenv = inFolder(step.root, '.env');
  const hasDotenv = read.value.hasVariables && step.project.statOf(dotenv)?.kind === 'file';
  return needOf({
    tool: 'Pipenv',
    reads: [path, ...locked.map((each) => each.path), ...(hasDotenv ? [dotenv] : []), ...locals.reads],
    writes:
      isPrinted || hasOption(words, ['--system'])
        ? environmentsOf(step)
        : [...environmentsOf(step), ...environmentBeside(step)],
    assumptions: locals.assumptions,
  });
};

/** Source: Pipenv's documentation, PIPENV_VENV_IN_PROJECT; a `.venv` that is there is used in any case. */
function environmentBeside(step: Step): readonly string[] {
  const own = inFolder(step.root, '.venv');
  const isAsked = !/^(?:|0|false|no|off)$/i.test(variable(step, 'PIPENV_VENV_IN_PROJECT') ?? '1');
  return isAsked || step.project.disk.statOf(own) !== null ? [own] : [];
}
