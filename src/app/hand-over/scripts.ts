/** Shell text of the scripts, Makefiles and CI files around some Dockerfiles, in the order in which it is written. */

import type { Files } from '../../project/files.ts';
import { inFolder, nameOf } from '../../project/paths.ts';
import { readRecipes } from '../../project/uses/makefile.ts';
import { readYaml } from '../../project/uses/yaml.ts';
import { asText, entriesOf, field, isMapping, listOf, readJson } from '../../project/value.ts';

export interface Script {
  /** Relative to the root of the repository, as all paths here. */
  readonly file: string;
  readonly text: string;
  /** Pieces that a shell of their own runs, one after the other. */
  readonly parts: readonly Part[];
}

export interface Part {
  readonly text: string;
  /** 1-based; null when the text stands in a string of a structure. */
  readonly line: number | null;
}

/** Where people keep scripts beside a Dockerfile. */
const BESIDE = ['scripts', 'script', 'build', 'ci', '.ci', 'bin', 'hack', 'tools', 'docker', 'deploy'];
const MAX_FILES = 60;
const MAX_LENGTH = 256 * 1024;

const SHELL_NAME = /\.(?:ba|da|z)?sh$/;
const MAKEFILE = /^(?:GNUmakefile|[Mm]akefile|.+\.mk)$/;
const CI = /^(?:\.gitlab-ci|\.travis|\.drone|azure-pipelines.*|bitbucket-pipelines|cloudbuild.*)\.ya?ml$/;
/** Keys with shell text: GitHub, CircleCI, GitLab, Travis, Azure. */
const SCRIPT_KEYS: ReadonlySet<string> = new Set([
  ...['run', 'script', 'before_script', 'after_script', 'bash', 'command', 'commands'],
  ...['before_install', 'install', 'after_success', 'before_deploy'],
]);
const MAX_DEPTH = 12;

/** Those that speak of a container engine. @param folders the nearest first. */
export function scriptsAround(files: Files, folders: readonly string[]): readonly Script[] {
  const all = [...new Set(folders)].flatMap((folder) => [
    folder,
    ...BESIDE.map((name) => inFolder(folder, name)).filter((path) => files.statOf(path)?.kind === 'folder'),
  ]);
  const paths = [...new Set([...all.flatMap((folder) => namesIn(files, folder)), ...ciFiles(files)])];
  return paths.slice(0, MAX_FILES).flatMap((file) => {
    const stat = files.statOf(file);
    const text = stat?.kind === 'file' && stat.size <= MAX_LENGTH ? files.readText(file) : null;
    if (text === null || !/\b(?:docker|podman|nerdctl)\b/.test(text)) return [];
    return [lazyScript(file, text.replaceAll('\r\n', '\n'))];
  });
}

/** What it is made of is read when it is asked for. */
function lazyScript(file: string, text: string): Script {
  let known: readonly Part[] | null = null;
  return {
    file,
    text,
    get parts() {
      known ??= partsOf(file, text);
      return known;
    },
  };
}

function namesIn(files: Files, folder: string): readonly string[] {
  return files
    .list(folder)
    .filter((name) => SHELL_NAME.test(name) || MAKEFILE.test(name) || CI.test(name) || isBare(name))
    .map((name) => inFolder(folder, name));
}

/** A script without an ending, by a name that such scripts have. */
function isBare(name: string): boolean {
  return name === 'package.json' || /^(?:build|make|release|package|docker)(?:[-_]?\w+)*$/.test(name);
}

function ciFiles(files: Files): readonly string[] {
  const workflows = files.list('.github/workflows').filter((name) => /\.ya?ml$/.test(name));
  return [...workflows.map((name) => `.github/workflows/${name}`), '.circleci/config.yml'];
}

function partsOf(file: string, text: string): readonly Part[] {
  const name = nameOf(file);
  if (MAKEFILE.test(name)) return rules(text);
  if (/\.ya?ml$/.test(name)) return yamlParts(text);
  if (name === 'package.json') return packageParts(text);
  return SHELL_NAME.test(name) || /^#!.*\b(?:ba|da|z)?sh\b/.test(text) ? [{ text, line: 1 }] : [];
}

/** The recipes of each rule as one piece: make stops at the first that fails, so it is like `&&`. */
function rules(makefile: string): readonly Part[] {
  const lines = makefile.split('\n');
  const isBreak = (line: string): boolean => /^[^\t\s#]/.test(line);
  const parts: { text: string; line: number; last: number }[] = [];
  for (const { text, line } of readRecipes(makefile, /\S/)) {
    const open = parts.at(-1);
    const isSame = open !== undefined && !lines.slice(open.last, line - 1).some(isBreak);
    // Each line has a shell of its own: a `cd` ends with it.
    const own = text.trimStart().startsWith('#') ? '' : /\bcd\s/.test(text) ? `( ${text} )` : text;
    if (!isSame) parts.push({ text: own, line, last: line });
    else {
      open.text += `${'\n'.repeat(line - open.last)}${own}`;
      open.last = line;
    }
  }
  return parts.map(({ text, line }) => ({ text, line }));
}

function yamlParts(text: string): readonly Part[] {
  const known = text.replaceAll(/\$\{\{[^\n]*?\}\}/g, '${CI_VALUE}');
  return readYaml(known).flatMap(({ value }) => {
    const found: string[] = [];
    visit(value, found, 0);
    return found.length === 0 ? [] : [{ text: found.join('\n'), line: null }];
  });
}

function visit(value: unknown, found: string[], depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const each of listOf(value)) visit(each, found, depth + 1);
  if (!isMapping(value)) return;
  for (const [key, each] of entriesOf(value)) {
    if (SCRIPT_KEYS.has(key)) found.push(...flat(each, 0));
    if (typeof each === 'object') visit(each, found, depth + 1);
  }
}

function flat(value: unknown, depth: number): readonly string[] {
  const text = asText(value);
  if (text !== null) return [text];
  return depth > MAX_DEPTH ? [] : listOf(value).flatMap((each) => flat(each, depth + 1));
}

function packageParts(text: string): readonly Part[] {
  return entriesOf(field(readJson(text), 'scripts')).flatMap(([, script]) => {
    const body = asText(script);
    return body === null || !/\b(?:docker|podman)\b/.test(body) ? [] : [{ text: body, line: null }];
  });
}
