/** Dependencies that lie in the context: a folder to build, a wheel. They go in front of the sources whole, or not at all. */

import type { SkipReason } from '../../../src/engine/skips.ts';
import { inFolder, isBelow, resolvePath } from '../../../src/project/paths.ts';
import type { Project } from '../../../src/project/project.ts';
import type { Step } from '../recipe.ts';
import { environmentFiles } from './environment-files.ts';

/** What is larger is hardly a library beside the app, and changes as often as the app does. */
const MAX_FILES = 150;
/** Folders that nobody means to copy. */
const HEAVY: ReadonlySet<string> = new Set([
  'node_modules',
  '.venv',
  'venv',
  '.git',
  'target',
  '__pycache__',
  '_build',
  'deps',
]);
/** Build backends that ask git for the version. */
const ASKS_GIT =
  /setuptools[-_]scm|hatch-vcs|versioneer|\bpbr\b|dunamai|poetry-dynamic-versioning|versioningit|git ls-files/;

export interface LocalPaths {
  /** Files, and folders to be copied whole; those that the environment names, too. */
  readonly reads: readonly string[];
  /** What has to be assumed of the folders. */
  readonly assumptions: readonly string[];
}

export interface LocalPath {
  /** In the context; null when it lies outside. */
  readonly path: string | null;
  /** As written. */
  readonly text: string;
  /** A folder of wheels, which are unpacked; default: what is in it is built. */
  readonly isStore?: boolean;
}

/**
 * What of the paths can be copied along.
 * @param command for messages: `pip install`.
 */
export function localPaths(step: Step, paths: readonly LocalPath[], command: string): LocalPaths | SkipReason {
  const { project, root } = step;
  const reads: string[] = [];
  const folders: string[] = [];
  const named = paths.flatMap((each) => each.path ?? []);
  for (const { path, text, isStore = false } of paths) {
    if (path === null) return { code: 'reads-sources', command, what: text };
    const kind = project.statOf(path)?.kind;
    if (kind !== 'file' && kind !== 'folder') return { code: 'not-in-build', path, isIgnored: project.isIgnored(path) };
    const isApart = kind === 'file' || (isBeside(path, root) && (isStore || isLibrary(project, path, named)));
    if (!isApart) return { code: 'reads-sources', command, what: path === '' ? text : path };
    if (!reads.includes(path)) reads.push(path);
    if (kind === 'folder' && !isStore && !folders.includes(path)) folders.push(path);
  }
  const assumptions = folders.length === 0 ? [] : [`the build of ${folders.join(' and ')} reads nothing outside of it`];
  return { reads: [...reads, ...environmentFiles(step)], assumptions };
}

/** Not the folder of the app, and none that holds it. */
function isBeside(folder: string, root: string): boolean {
  return folder !== '' && root !== folder && !root.startsWith(`${folder}/`);
}

const MANIFEST = /^(?:pyproject\.toml|setup\.py|setup\.cfg|mix\.exs|.*\.gemspec)$/;
/** Code that goes up from the folder in other ways than by a path in one piece. */
const GOES_UP = /["']\.\.["']|parent\s*\.\s*parent|parents\s*\[|dirname\(\s*(?:os\.path\.)?dirname/;

/**
 * Small, and built from nothing but itself.
 * @param others what goes along.
 */
function isLibrary(project: Project, folder: string, others: readonly string[]): boolean {
  const hasGit = project.statOf('.git') !== null;
  const isApart = project.list(folder).every((name) => {
    const text = MANIFEST.test(name) ? project.readText(inFolder(folder, name)) : null;
    if (text === null) return true;
    // A gem is loaded without git too, but is another one then.
    if (ASKS_GIT.test(text) && (hasGit || !name.endsWith('.gemspec'))) return false;
    const above = [...text.matchAll(/\.\.\/[\w./-]*/g)].map(([path]) => resolvePath(folder, path));
    return !GOES_UP.test(text) && above.every((path) => isWithin(path, [folder, ...others]));
  });
  return isApart && countFiles(project, folder) <= MAX_FILES;
}

function isWithin(path: string | null, folders: readonly string[]): boolean {
  return path !== null && folders.some((folder) => folder !== '' && isBelow(path, folder));
}

function countFiles(project: Project, folder: string): number {
  let count = 0;
  const waiting = [folder];
  while (waiting.length > 0 && count <= MAX_FILES) {
    const at = waiting.pop()!;
    for (const name of project.list(at)) {
      if (HEAVY.has(name)) return Number.POSITIVE_INFINITY;
      count++;
      const path = inFolder(at, name);
      if (!/\.\w{1,4}$/.test(name) && project.statOf(path)?.kind === 'folder') waiting.push(path);
    }
  }
  return count;
}
