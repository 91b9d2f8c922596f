/** Settings of pip and uv: files that variables and options name, those of uv in the folder that it runs in, `pip config set`. */

import { type CallWords, programOf } from '../../../src/app/call-words.ts';
import type { SkipReason } from '../../../src/engine/skips.ts';
import { upwards } from '../../../src/project/absolute.ts';
import { readUvSettings } from '../../../src/project/python/pyproject.ts';
import type { Step } from '../recipe.ts';
import { callsBefore, variable } from './around.ts';
import { fileAt, from } from './in-image.ts';
import { brokenManifest } from './need.ts';
import { valuesOf, variablesOf } from './pip-words.ts';

/** Files that pip looks at wherever it runs. Source: pip's documentation, "Configuration". */
const CONFIGS = ['/etc/pip.conf', '/root/.config/pip/pip.conf', '/root/.pip/pip.conf'];
/** Settings that name files, or that move what is installed; they are pip's long options. */
const NAMES_FILES = /^(?:requirements?|constraint|build-constraint|editable|find-links|target|prefix|root|src|user)$/;

/** @returns the files that are read, or why nobody can tell what they make of the install. */
export function settingsOf(
  step: Step,
  words: CallWords,
  isUv: boolean,
  command: string,
): readonly string[] | SkipReason {
  if (!isUv && isSetBefore(step)) return { code: 'dynamic-command', text: 'pip config set' };
  const named = variablesOf(step, isUv, ['CONFIG_FILE']).concat(valuesOf(words, ['--config-file']));
  const own = isUv ? upwards(step.cwd).flatMap((folder) => uvSettings(step, folder)) : CONFIGS;
  const places = [...named.flatMap((path) => (path === null ? [] : from(step.cwd, path))), ...own];
  const paths = places.flatMap((place) => fileAt(step, place) ?? []);
  for (const path of paths) {
    const wrong = isUv ? uvProblem(step, path, command) : pipProblem(step, path, command);
    if (wrong !== null) return wrong;
  }
  return paths;
}

/** `pip config set global.constraint x` of an earlier step or of this one. */
function isSetBefore(step: Step): boolean {
  return callsBefore(step).some((call) => {
    const { name, args } = programOf(call);
    const words = args.flatMap(({ value }) => (value === null || value.startsWith('-') ? [] : [value]));
    if (name !== 'pip' || words[0] !== 'config' || words[1] !== 'set') return false;
    const key = words[2]?.split('.').at(-1) ?? '';
    return NAMES_FILES.test(key) && !/^(?:https?:|true$|false$|yes$|no$|1$|0$)/i.test(words[3] ?? '');
  });
}

/** A line of an INI file is `key = value` or `key: value`; all that looks like one is taken for one. */
function pipProblem({ project }: Step, path: string, command: string): SkipReason | null {
  const text = project.readText(path);
  if (text === null) return { code: 'not-in-build', path, isIgnored: project.isIgnored(path) };
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    const key = name.replaceAll('_', '-').toLowerCase();
    if (NAMES_FILES.test(key) && !/^https?:/i.test(value))
      return { code: 'reads-sources', command, what: `${key} in ${path}` };
  }
  return null;
}

/** Folders of wheels, and indexes that are files. */
export function uvProblem({ project }: Step, path: string, command: string): SkipReason | null {
  const read = readUvSettings(project, path);
  if (read === null) return null;
  if (!read.ok) return brokenManifest(read.broken);
  const [link] = read.value.links;
  return link === undefined ? null : { code: 'reads-sources', command, what: link };
}

/** In the folder that uv runs in and those above: uv.toml, or `[tool.uv]` of a pyproject.toml. */
function uvSettings(step: Step, folder: string): readonly string[] {
  const path = fileAt(step, from(folder, 'pyproject.toml'));
  const text = path === null ? null : step.project.readText(path);
  const hasTable = text !== null && /^[ \t]*\[+tool\.uv\b/m.test(text);
  return [from(folder, 'uv.toml'), ...(hasTable ? [from(folder, 'pyproject.toml')] : [])];
}

/** Whether a variable of uv makes it look somewhere else; null when none does. */
export function uvElsewhere(step: Step): string | null {
  const names = ['UV_PROJECT', 'UV_WORKING_DIR', 'UV_WORKING_DIRECTORY', 'UV_CONFIG_FILE'];
  return names.find((name) => variable(step, name) !== '') ?? null;
}
