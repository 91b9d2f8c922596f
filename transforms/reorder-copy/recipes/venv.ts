/** Making or entering a virtual environment beside the app: it reads nothing of the sources, and moves with the install. */

import { programOf, readWords } from '../../../src/app/call-words.ts';
import { expandWord } from '../../../src/dockerfile/expand.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import type { Recipe, Step } from '../recipe.ts';
import { variable } from './around.ts';
import { fileAt, from } from './in-image.ts';
import { needOf } from './need.ts';

/** Source: `python -m venv --help`, `virtualenv --help`, `uv venv --help`. */
const VALUED: ReadonlySet<string> = new Set(
  '--prompt -p --python --seeder --creator --pip --setuptools --wheel --index-url -i --default-index --link-mode --cache-dir'.split(
    ' ',
  ),
);

export const venv: Recipe = (step) => {
  const { call } = step;
  if (call.name === '.' || call.name === 'source') return entered(step);
  const { name, args } = programOf(call);
  const { rest } = readWords(args, VALUED);
  const isUv = name === 'uv' && rest[0]?.value === 'venv';
  if (!isUv && name !== 'venv' && name !== 'virtualenv') return null;
  const word = isUv ? rest[1] : rest[0];
  const folder = word === undefined ? (isUv ? '.venv' : null) : valueOf(step, word);
  const path = folder === null ? null : step.toContext(from(step.cwd, folder));
  if (path === null || variable(step, 'UV_PROJECT_ENVIRONMENT') !== '') return null;
  const settings = isUv ? ['.python-version', 'uv.toml', 'pyproject.toml'] : [];
  const reads = settings.flatMap((each) => fileAt(step, from(step.cwd, each)) ?? []);
  return needOf({ tool: 'venv', reads, writes: [path] });
};

/** `$VIRTUAL_ENV` is set by an ENV above, as a rule. */
function valueOf({ state }: Step, { value, text }: Word): string | null {
  return value ?? expandWord(text, (name) => state.env.get(name) ?? null, '\\');
}

/** `. venv/bin/activate`, of an environment that was not copied along. */
function entered(step: Step): ReturnType<Recipe> {
  const script = step.call.args[0]?.value;
  const match = script === undefined || script === null ? null : /^(.*)\/bin\/activate$/.exec(script);
  if (match === null) return null;
  const path = step.toContext(from(step.cwd, match[1]!));
  if (path === null || fileAt(step, from(step.cwd, script!)) !== null) return null;
  return needOf({ tool: 'venv', reads: [], writes: [path] });
}
