/** The words of a pip call: which name files, and which are known at build time only. */

import { type CallWords, hasOption } from '../../../src/app/call-words.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import type { Step } from '../recipe.ts';
import { variable } from './around.ts';
import { isPiped } from './python-export.ts';

/** Source: pip's _internal/cli/cmdoptions.py and `uv pip install --help`. */
export const VALUED: ReadonlySet<string> = new Set(
  (
    '-r --requirement --requirements -c --constraint --constraints --build-constraint -b --override --overrides --exclude -e --editable -f --find-links ' +
    '-i --index-url --pypi-url --extra-index-url --index --default-index -t --target --prefix --root --src --platform ' +
    '--python-version --python-platform --implementation --abi --upgrade-strategy -P --upgrade-package --no-binary --only-binary ' +
    '--no-build-isolation-package --progress-bar --root-user-action --report --global-option --config-settings -C --install-option ' +
    '--hash --group --extra -w --wheel-dir --build-option -d --dest --log --proxy --retries --timeout --exists-action --trusted-host --cert ' +
    '--client-cert --cache-dir --keyring-provider --use-feature --use-deprecated --python -p --index-strategy --allow-insecure-host ' +
    '--resolution --prerelease --exclude-newer --link-mode --config-file --directory --project --refresh-package --reinstall-package ' +
    '--no-build-package --no-binary-package --torch-backend --color'
  ).split(' '),
);

/** Options that name a file of requirements, and the variables that do; pip splits those at blanks. */
export const LISTS = ['-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints'];

const MORE_LISTS = ['--build-constraint', '-b', '--override', '--overrides', '--exclude'];

const LIST_VARIABLES = ['REQUIREMENT', 'CONSTRAINT', 'BUILD_CONSTRAINT', 'OVERRIDE'];

/** A package with a version that is a variable: `flask==${VERSION}`. */
const PACKAGE = /^["']?[A-Za-z][\w.-]*(?:\[[\w,.\s-]*\])?\s*(?:===?|~=|!=|[<>]=?|@\s*["']?(?:https?|git\+\w+):\/\/)/;

export function verbOf(name: string, { rest }: CallWords): [string, readonly Word[]] {
  if (name === 'pip-sync') return ['sync', rest];
  const [first, second] = rest;
  if (name === 'uv') return first?.value === 'pip' ? [second?.value ?? '', rest.slice(2)] : ['', []];
  // pip itself has no sync.
  return first?.value === 'sync' ? ['', []] : [first?.value ?? '', rest.slice(1)];
}

/** A word of which nobody knows before the build what it names. */
export function dynamicWord(step: Step, words: CallWords, packages: readonly Word[], isUv: boolean): string | null {
  const named = [...LISTS, ...MORE_LISTS, '-e', '--editable', '-f', '--find-links', '-t', '--target', '--config-file'];
  // What a program prints into `<(...)` is not read from the disk.
  const option = words.options.find(
    ({ name, value, text }) =>
      value === null && named.includes(name) && !(LISTS.includes(name) && /<\(/.test(text) && isPiped(step)),
  );
  if (option !== undefined) return option.text;
  if (hasOption(words, ['--directory', '--project'])) return '--directory';
  const word = packages.find(({ value, text, hasGlob }) =>
    value === null ? !PACKAGE.test(text) : hasGlob && /[*?]/.test(text) && value.includes('/'),
  );
  if (word !== undefined) return word.text;
  const prefix = isUv ? 'UV_' : 'PIP_';
  const variables = [...LIST_VARIABLES, 'CONFIG_FILE', 'FIND_LINKS', 'TARGET', 'EDITABLE'].map(
    (name) => `${prefix}${name}`,
  );
  return variables.find((name) => variable(step, name) === null) ?? null;
}

export function listFiles(step: Step, words: CallWords, isUv: boolean): readonly string[] {
  const named = [...valuesOf(words, [...LISTS, ...MORE_LISTS]), ...variablesOf(step, isUv, LIST_VARIABLES)];
  return named.flatMap((path) => (path === null || /^[a-z]+:\/\//i.test(path) ? [] : [path]));
}

/** `pip-sync` and `uv pip sync` take files, not packages. */
export function syncedFiles(verb: string, packages: readonly Word[]): readonly string[] {
  if (verb !== 'sync') return [];
  return packages.length === 0 ? ['requirements.txt'] : packages.flatMap(({ value }) => value ?? []);
}

export function valuesOf({ options }: CallWords, names: readonly string[]): (string | null)[] {
  return options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
}

export function variablesOf(step: Step, isUv: boolean, names: readonly string[]): (string | null)[] {
  return names.flatMap((name) => {
    const value = variable(step, `${isUv ? 'UV_' : 'PIP_'}${name}`);
    return value === null || value === '' ? [] : value.split(/\s+/);
  });
}
