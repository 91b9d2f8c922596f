/** Where the packages of the app lie: in an environment that the file makes, or in the image's own Python. */
import { hasOption } from '../../../../src/app/call-words.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import type { State } from '../../../../src/dockerfile/state.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { inFolder } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { commandOf, isInstall, type PythonCall } from './calls.ts';
import { homeOf, isOfRoot } from './home.ts';

export type Environment =
  /** A folder that the file's own steps make. */
  | { readonly kind: 'own'; readonly path: string }
  /** Packages of one user alone: `pip install --user`. */
  | { readonly kind: 'user'; readonly path: string }
  /** The image's Python, from which nothing can be taken by its path. */
  | { readonly kind: 'system' };

const SYSTEM: Environment = { kind: 'system' };
/** They put packages where no start would look without more. */
const ELSEWHERE = ['-t', '--target', '--prefix', '--root', '--src', '--python', '-p', '--directory', '--project'];
/** As they do. PYTHONHOME is in the way of every environment. Source: pip's and Python's documentation. */
const MOVING = [
  'PIP_TARGET',
  'PIP_PREFIX',
  'PIP_ROOT',
  'PIP_USER',
  'PYTHONUSERBASE',
  'PYTHONHOME',
  'UV_PROJECT_ENVIRONMENT',
  'UV_PYTHON',
  'UV_TARGET',
  'UV_PREFIX',
];

/** The one place that all installs use. */
export function environmentOf(app: App, calls: readonly PythonCall[]): Environment | Refusal {
  const made = calls.flatMap((call) => (call.kind === 'venv' ? (madeBy(call) ?? []) : []));
  let found: Environment | null = null;
  for (const call of calls.filter(isInstall)) {
    const place = placeOf(app, call, made, calls);
    if ('refused' in place) return place;
    if (found !== null && (found.kind !== place.kind || pathOf(found) !== pathOf(place))) return refused(call);
    found = place;
  }
  return found ?? SYSTEM;
}

/** The folder of the environment; null for the system's own. */
export function pathOf(environment: Environment): string | null {
  return environment.kind === 'system' ? null : environment.path;
}

function placeOf(
  app: App,
  call: PythonCall,
  made: readonly string[],
  calls: readonly PythonCall[],
): Environment | Refusal {
  const { step, words, kind } = call;
  const moving = MOVING.find((name) => isSet(name, step.state, call));
  if (moving !== undefined) return refuse({ code: 'option-not-known', tool: toolOf(call), option: moving }, step.run);
  const option = words.options.find(({ name }) => ELSEWHERE.includes(name));
  if (option !== undefined)
    return refuse({ code: 'option-not-known', tool: toolOf(call), option: option.text }, step.run);
  if (step.call.wrappers.some((name) => name === 'sudo' || name === 'gosu' || name === 'su-exec')) return refused(call);
  if (step.cwd === null) return refused(call);
  if (kind === 'poetry' || kind === 'uv-sync' || kind === 'pipenv') return projectPlace(app, call, calls, step.cwd);
  if (hasOption(words, ['--user']) || (kind === 'pip' && !isOfRoot(step.state) && programFolder(call) === null))
    return userPlace(app, call, made);
  const program = programFolder(call);
  if (program === undefined) return refused(call);
  const entered = program ?? activated(call) ?? onPath(app, call, made);
  if (entered !== null) return made.includes(entered) ? { kind: 'own', path: entered } : refused(call);
  if (kind !== 'uv-pip') return SYSTEM;
  if (hasOption(words, ['--system'])) return isSet('UV_SYSTEM_PYTHON', step.state, call) ? refused(call) : SYSTEM;
  const own = inFolder(step.cwd, '.venv');
  return made.includes(own) ? { kind: 'own', path: own } : refused(call);
}

/** pip does so by itself for a user who may not write into the image's Python. Source: pip's documentation of `--user`. */
function userPlace(app: App, call: PythonCall, made: readonly string[]): Environment | Refusal {
  const { step } = call;
  const home = homeOf(app, step);
  const isEntered = activated(call) !== null || onPath(app, call, made) !== null;
  return home === null || isEntered ? refused(call) : { kind: 'user', path: absolute(`${home}/.local`) };
}

/** Managers of projects have an environment of their own, or take the image's Python when they are told so. */
function projectPlace(app: App, call: PythonCall, calls: readonly PythonCall[], cwd: string): Environment | Refusal {
  const own: Environment = { kind: 'own', path: absolute(`${cwd}/.venv`) };
  if (call.kind === 'uv-sync') return isSet('UV_SYSTEM_PYTHON', call.step.state, call) ? refused(call) : own;
  const { state } = call.step;
  const isIn = (name: string) => isTrue(state.env.get(name)) || isTrue(call.step.call.env.get(name));
  if (call.kind === 'pipenv') {
    if (hasOption(call.words, ['--system'])) return SYSTEM;
    return isIn('PIPENV_VENV_IN_PROJECT') ? own : withoutPlace('Pipenv without an environment in the project', call);
  }
  if (isOnInPoetry(app, call, calls, 'create', 'false')) {
    // It takes away what the lockfile does not name, and would find itself among it.
    const isSync = call.words.rest[0]?.value === 'sync' || hasOption(call.words, ['--sync']);
    return isSync ? withoutPlace('poetry sync', call) : SYSTEM;
  }
  const isOn = isOnInPoetry(app, call, calls, 'in-project', 'true');
  return isOn ? own : withoutPlace('Poetry without an environment in the project', call);
}

function withoutPlace(tool: string, { step }: PythonCall): Refusal {
  return refuse({ code: 'no-recipe', tool, of: 'stages' }, step.run);
}

/** Set by a variable, by `poetry config` or in poetry.toml. Source: Poetry's documentation, "Configuration". */
function isOnInPoetry(app: App, call: PythonCall, calls: readonly PythonCall[], key: string, value: string): boolean {
  const { state, cwd } = call.step;
  const name = `POETRY_VIRTUALENVS_${key.replaceAll('-', '_').toUpperCase()}`;
  const variable = call.step.call.env.get(name) ?? state.env.get(name);
  if (variable !== undefined && variable !== null) return (isTrue(variable) ? 'true' : 'false') === value;
  const isConfigured = calls.some(({ program, words: { rest } }) => {
    const [verb, option, set] = rest.map((word) => word.value);
    return program.name === 'poetry' && verb === 'config' && option === `virtualenvs.${key}` && set === value;
  });
  const file = cwd === null ? null : app.toContext(`${cwd}/poetry.toml`);
  const text = file === null ? null : app.project.readText(file);
  return isConfigured || (text !== null && new RegExp(`^\\s*${key}\\s*=\\s*${value}\\b`, 'm').test(text));
}

/** The environment of `/x/bin/pip`; null when it is called by its name, undefined when nobody can tell. */
function programFolder({ step: { call, state, cwd } }: PythonCall): string | null | undefined {
  const path = expandWord(call.program.text, (name) => state.env.get(name) ?? null, '\\');
  if (path === null) return undefined;
  if (!path.includes('/')) return null;
  const match = /^(.+)\/bin\/[^/]+$/.exec(absoluteFrom(cwd, path));
  return match?.[1];
}

/** `. /x/bin/activate` in front of it in the same RUN. */
function activated({ step }: PythonCall): string | null {
  const { body, call, cwd, state } = step;
  let found: string | null = null;
  for (const { node } of body.list.items) {
    const commands = node.kind === 'and-or' ? node.items : [node];
    for (const command of commands) {
      if (command === call.command) return found;
      if (command.kind !== 'command' || !['.', 'source'].includes(command.words[0]?.value ?? '')) continue;
      const script = command.words[1] === undefined ? null : wordPath(command.words[1], state, cwd);
      found = script === null ? found : (/^(.*)\/bin\/activate$/.exec(script)?.[1] ?? found);
    }
  }
  return found;
}

/** The environment whose programs come first by an ENV of the file. */
function onPath({ instructions }: App, { step, kind }: PythonCall, made: readonly string[]): string | null {
  let found: string | null = null;
  for (const instruction of instructions) {
    if (instruction === step.run) break;
    for (const folder of pathFolders(instruction, step.state)) {
      const environment = /^(.+)\/bin$/.exec(folder)?.[1];
      if (environment !== undefined && made.includes(environment)) found = environment;
    }
  }
  const named = step.state.env.get('VIRTUAL_ENV');
  return kind === 'uv-pip' && named !== undefined ? named : found;
}

/** Folders that an ENV puts in front of PATH. */
export function pathFolders({ keyword, arguments: { pairs } }: Instruction, { env }: State): readonly string[] {
  if (keyword !== 'ENV') return [];
  const values = pairs.filter(({ key }) => key === 'PATH').map(({ value }) => value.replaceAll(/["']/g, ''));
  return values.flatMap((value) => {
    const front = value.split(/:?\$\{?PATH\}?/)[0]!;
    return front.split(':').flatMap((folder) => expandWord(folder, (name) => env.get(name) ?? null, '\\') ?? []);
  });
}

/** The folder of an environment that a call makes; null when it cannot be told. */
function madeBy({ step, words, program }: PythonCall): string | null {
  const isUv = program.name === 'uv';
  if (hasOption(words, ['--system-site-packages'])) return null;
  const word = isUv ? words.rest[1] : words.rest[0];
  if (word === undefined) {
    const named = step.state.env.get('VIRTUAL_ENV');
    return !isUv || step.cwd === null || named === null ? null : absolute(named ?? `${step.cwd}/.venv`);
  }
  return wordPath(word, step.state, step.cwd);
}

function wordPath(word: Word, { env }: State, cwd: string | null): string | null {
  const path = word.value ?? expandWord(word.text, (name) => env.get(name) ?? null, '\\');
  if (path === null || path === '' || word.hasGlob || path.startsWith('~')) return null;
  if (path.startsWith('/')) return absolute(path);
  return cwd === null ? null : absolute(`${cwd}/${path}`);
}

function isSet(name: string, { env }: State, { step }: PythonCall): boolean {
  const value = step.call.env.has(name) ? step.call.env.get(name) : env.get(name);
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

function isTrue(value: string | null | undefined): boolean {
  return value !== undefined && value !== null && /^(?:1|true|yes|on)$/i.test(value);
}

function toolOf({ program }: PythonCall): string {
  return program.name;
}

function refused(call: PythonCall): Refusal {
  const { run } = call.step;
  return refuse({ code: 'artefact-not-known', command: commandOf(call), line: run.startLine }, run);
}
