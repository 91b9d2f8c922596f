/** pip, and `uv pip`: requirements files with all that they include. What builds the sources themselves stays behind them. */

import { type CallWords, hasOption, programOf, readWords } from '../../../src/app/call-words.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import type { SkipReason } from '../../../src/engine/skips.ts';
import { inFolder } from '../../../src/project/paths.ts';
import { readPyproject } from '../../../src/project/python/pyproject.ts';
import { cloneOf, localPathOf, type Requirements, readRequirements } from '../../../src/project/python/requirements.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { variable } from './around.ts';
import { fileAt, from } from './in-image.ts';
import { type LocalPath, type LocalPaths, localPaths } from './local-paths.ts';
import { brokenManifest, laidOver, needOf } from './need.ts';
import { settingsOf } from './pip-settings.ts';
import { dynamicWord, LISTS, listFiles, syncedFiles, VALUED, valuesOf, variablesOf, verbOf } from './pip-words.ts';
import { environmentsOf } from './python-environment.ts';
import { isExported, isPiped } from './python-export.ts';

const VERBS: ReadonlySet<string> = new Set(['install', 'wheel', 'download', 'sync']);

export const pip: Recipe = (step) => {
  const program = programOf(step.call);
  const isUv = program.name === 'uv';
  if (!isUv && program.name !== 'pip' && program.name !== 'pip-sync') return null;
  const words = readWords(program.args, VALUED);
  const [verb, packages] = verbOf(program.name, words);
  if (!VERBS.has(verb) || hasOption(words, ['--help', '-h', '--dry-run'])) return null;
  const command = `${program.name === 'uv' ? 'uv pip' : 'pip'} ${verb}`;
  const dynamic = dynamicWord(step, words, packages, isUv);
  if (dynamic !== null) return refuse({ code: 'dynamic-command', text: dynamic });
  const lists = [...listFiles(step, words, isUv), ...syncedFiles(verb, packages)];
  const names = verb === 'sync' ? [] : packages;
  return answer(step, command, words, names, lists, isUv);
};

function answer(
  step: Step,
  command: string,
  words: CallWords,
  packages: readonly Word[],
  lists: readonly string[],
  isUv: boolean,
): Need | Refusal | null {
  const listed = readLists(step, command, words, lists);
  if ('code' in listed) return refuse(listed);
  const locals = [...listed.locals, ...namedPaths(step, packages, words), ...linkedFolders(step, words, isUv)];
  if (hasOption(words, ['--group'])) locals.push(...pyprojectHere(step));
  const copied = localPaths(step, locals, command);
  if ('code' in copied) return refuse(copied);
  const settings = settingsOf(step, words, isUv, command);
  if ('code' in settings) return refuse(settings);
  const reads = [...settings, ...listed.files, ...copied.reads];
  if (reads.length === 0 && !(listed.isMade && listed.elsewhere === null)) return null;
  // Nobody knows what stands in it.
  if (listed.elsewhere !== null) return refuse({ code: 'dynamic-command', text: `-r ${listed.elsewhere}` });
  const cloned = cloneProblem(step, words, listed.clones);
  return cloned === null ? placed(step, words, { ...copied, reads }, isUv) : refuse(cloned);
}

interface Listed {
  readonly files: readonly string[];
  readonly locals: readonly LocalPath[];
  /** Names of what is cloned and installed from there. */
  readonly clones: readonly string[];
  /** A program of the RUN prints a list for it. */
  readonly isMade: boolean;
  /** A file that is none of the context; null when there is none. */
  readonly elsewhere: string | null;
}

function readLists(step: Step, command: string, words: CallWords, lists: readonly string[]): Listed | SkipReason {
  const files: string[] = [];
  const locals: LocalPath[] = [];
  const clones: string[] = [];
  let isMade = words.options.some(({ name, value }) => value === null && LISTS.includes(name));
  let elsewhere: string | null = null;
  for (const list of lists) {
    const place = from(step.cwd, list);
    const isOwn = list === '-' || list === '/dev/stdin' ? isPiped(step) : isExported(step, place);
    const found = isOwn ? null : listAt(step, place, command);
    if (isOwn) isMade = true;
    else if (found === null) elsewhere ??= list;
    else if ('code' in found) return found;
    else {
      files.push(...found.files);
      clones.push(...found.clones);
      locals.push(...found.locals, ...found.links.map((path) => ({ path, text: path, isStore: true })));
    }
  }
  return { files, locals, clones, isMade, elsewhere };
}

/** Folders, wheels and archives among the packages. */
function namedPaths(step: Step, packages: readonly Word[], words: CallWords): readonly LocalPath[] {
  const edited = valuesOf(words, ['-e', '--editable']).map((value) => editablePath(value));
  return [...packages.map(({ value }) => value), ...edited].flatMap((word) => {
    const path = word === null ? undefined : localPathOf(step.project, word, step.root);
    if (word === null || path === undefined) return [];
    const place = path === null ? null : step.toContext(from(step.cwd, path.replace(/^file:(?:\/\/)?/i, '')));
    // A path of the image into which the context was not copied.
    return place === null && path?.startsWith('/') === true ? [] : [{ path: place, text: word }];
  });
}

function linkedFolders(step: Step, words: CallWords, isUv: boolean): LocalPath[] {
  const links = [...valuesOf(words, ['-f', '--find-links']), ...variablesOf(step, isUv, ['FIND_LINKS'])];
  return links.flatMap((link) => {
    if (link === null || /^https?:/i.test(link)) return [];
    const path = step.toContext(from(step.cwd, link.replace(/^file:(?:\/\/)?/i, '')));
    return path === null ? [] : [{ path, text: link, isStore: true }];
  });
}

/** `-e foo` is a folder, whatever it looks like. */
function editablePath(value: string | null): string | null {
  return value === null || /^[./]|:/.test(value) ? value : `./${value}`;
}

/** What a file of requirements needs; null when it is none of the context. */
function listAt(
  step: Step,
  imagePath: string,
  command: string,
): Pick<Requirements, 'files' | 'locals' | 'links' | 'clones'> | SkipReason | null {
  const { project, root } = step;
  const path = step.toContext(imagePath);
  if (path === null) return null;
  const file = fileAt(step, imagePath);
  if (file === null) return { code: 'not-in-build', path, isIgnored: project.isIgnored(path) };
  // uv reads the dependencies of a project as well.
  if (/(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|pylock[\w.]*\.toml)$/.test(file))
    return projectAt(step, file, command);
  const found = readRequirements(project, file, root);
  if (found.broken !== null) return brokenManifest(found.broken);
  const [missing] = found.missing;
  if (missing !== undefined) return { code: 'not-in-build', path: missing, isIgnored: project.isIgnored(missing) };
  const [unknown] = found.unknown;
  if (unknown !== undefined) return { code: 'reads-sources', command, what: `${unknown.text} in ${unknown.file}` };
  return found;
}

function projectAt({ project }: Step, file: string, command: string): ReturnType<typeof listAt> {
  const read = readPyproject(project, file);
  if (!file.endsWith('/pyproject.toml') && file !== 'pyproject.toml')
    return { code: 'reads-sources', command, what: file };
  if (read === null || !read.ok) return read === null ? null : brokenManifest(read.broken);
  const { dynamic, paths, uv } = read.value;
  if (dynamic.some((field) => /dependencies$/.test(field)) || uv.fromWorkspace.length > 0 || uv.links.length > 0)
    return { code: 'reads-sources', command, what: file };
  const locals = paths.map(({ path, text }) => ({ path, text, isEditable: false, file, line: 1 }));
  return { files: [file], locals, links: [], clones: [] };
}

function pyprojectHere(step: Step): { path: string | null; text: string }[] {
  const path = fileAt(step, from(step.cwd, 'pyproject.toml'));
  return path === null ? [] : [{ path, text: path }];
}

/** Where the packages are put, when that is in the copied tree. */
function placed(step: Step, words: CallWords, { reads, assumptions }: LocalPaths, isUv: boolean): Need | Refusal {
  const { root, cwd, project } = step;
  const writes: (string | null)[] = [...environmentsOf(step)];
  const more: string[] = [];
  const targets = ['-t', '--target', '--prefix', '--root', '--src', '-w', '--wheel-dir', '-d', '--dest'];
  const base = variable(step, 'PYTHONUSERBASE') || null;
  for (const place of [...valuesOf(words, targets), ...variablesOf(step, isUv, ['TARGET', 'PREFIX']), base]) {
    const path = place === null ? null : step.toContext(from(cwd, place));
    if (path === null) continue;
    const isTree = path === root || path === '';
    // Scripts of packages go into `bin`.
    const taken = laidOver(project, isTree ? inFolder(root, 'bin') : path);
    if (taken !== null) return refuse(taken);
    if (isTree) more.push('no package brings a file or folder of a name that the project has too');
  }
  const isSystem =
    hasOption(words, ['--system', '--target', '-t', '--prefix']) || variable(step, 'UV_SYSTEM_PYTHON') !== '';
  if (isUv && !isSystem && variable(step, 'VIRTUAL_ENV') === '') writes.push(inFolder(root, '.venv'));
  return needOf({ tool: isUv ? 'uv' : 'pip', reads, writes, assumptions: [...assumptions, ...more] });
}

/** pip clones what is to be edited into `src`. Source: pip's documentation, "VCS Support". */
function cloneProblem({ project, root }: Step, words: CallWords, listed: readonly string[]): SkipReason | null {
  const edited = valuesOf(words, ['-e', '--editable']).flatMap((value) =>
    value === null ? [] : (cloneOf(value) ?? []),
  );
  const folder = inFolder(root, 'src');
  const names = new Set([...listed, ...edited]);
  const taken = project.list(folder).find((name) => names.has(name.toLowerCase()));
  return taken === undefined ? null : laidOver(project, inFolder(folder, taken));
}
