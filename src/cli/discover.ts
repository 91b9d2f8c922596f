/** Finds Dockerfiles below a folder, in path order. Loaded only when a folder or a pattern is given. */
import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import createIgnore, { type Ignore } from 'ignore';
import { globSync } from 'tinyglobby';
import { isDockerfileName } from '../project/dockerfile-names.ts';
import { gitRoot } from './git-root.ts';
import { toSlashes } from './paths.ts';

/** Never entered. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The rules of one .gitignore, for paths below its folder. */
interface Rules {
  readonly folder: string;
  readonly ignore: Ignore;
}

/**
 * Walks a folder. Symbolic links to folders are not followed, so a loop cannot hold it up; each .gitignore counts from
 * its folder down. One sorted listing at a time: the memory does not grow with the number of files.
 * @param folder absolute.
 * @param onUnreadable is told of folders that cannot be listed.
 */
export function* findDockerfiles(
  folder: string,
  onUnreadable: (folder: string, cause: unknown) => void,
): Generator<string> {
  // A folder that is itself ignored was named on purpose: what ignores it does not count.
  yield* walk(folder, rulesAbove(folder) ?? [], onUnreadable);
}

/** Files that a pattern matches, in path order; what git ignores is left out. */
export function matchPattern(pattern: string, cwd: string): string[] {
  const ignore = [...SKIPPED_FOLDERS].map((name) => `**/${name}/**`);
  const found = globSync(toSlashes(pattern), { cwd, ignore, absolute: true, dot: true, followSymbolicLinks: false });
  const rules = new Map<string, readonly Rules[] | null>();
  return found
    .map((file) => path.normalize(file))
    .filter((file) => !isIgnoredAnywhere(file, rules))
    .sort(byName);
}

function* walk(
  folder: string,
  above: readonly Rules[],
  onUnreadable: (folder: string, cause: unknown) => void,
): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    onUnreadable(folder, cause);
    return;
  }
  const own = entries.some(({ name }) => name === '.gitignore') ? readRules(folder) : null;
  const rules = own === null ? above : [...above, own];
  const wanted = entries.filter((entry) =>
    entry.isDirectory() ? !SKIPPED_FOLDERS.has(entry.name) : isDockerfileName(entry.name),
  );
  for (const entry of wanted.sort((a, b) => byName(sortsAs(a), sortsAs(b)))) {
    const file = path.join(folder, entry.name);
    if (isIgnored(file, entry.isDirectory(), rules)) continue;
    if (entry.isDirectory()) yield* walk(file, rules, onUnreadable);
    else if (entry.isFile() || leadsToFile(file)) yield file;
  }
}

/** A folder sorts as its files do: `api/Dockerfile` behind `api.Dockerfile`. */
function sortsAs(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

/** A link counts as what it leads to; a dangling one, a loop, a socket or a folder is passed over. */
function leadsToFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The last rule that speaks of the path decides, and a nearer .gitignore over one further up. */
function isIgnored(file: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  for (const { folder, ignore } of rules.toReversed()) {
    const result = ignore.test(toSlashes(path.relative(folder, file)) + (isFolder ? '/' : ''));
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}

/** What holds from the repository's root down to a folder, without the folder's own; null when the folder is ignored. */
function rulesAbove(folder: string): readonly Rules[] | null {
  const root = gitRoot(folder);
  if (root === null) return [];
  const rules: Rules[] = [...excludesOf(root)];
  let at = root;
  for (const name of path.relative(root, folder).split(path.sep)) {
    if (name === '') break;
    const own = readRules(at);
    if (own !== null) rules.push(own);
    at = path.join(at, name);
    if (isIgnored(at, true, rules)) return null;
  }
  return rules;
}

/** The repository's own list that is not committed. */
function excludesOf(root: string): readonly Rules[] {
  const rules = readRules(root, path.join(root, '.git', 'info', 'exclude'));
  return rules === null ? [] : [rules];
}

function readRules(folder: string, file = path.join(folder, '.gitignore')): Rules | null {
  if (!existsSync(file)) return null;
  try {
    return { folder, ignore: createIgnore().add(readFileSync(file, 'utf8')) };
  } catch {
    return null;
  }
}

function isIgnoredAnywhere(file: string, known: Map<string, readonly Rules[] | null>): boolean {
  const folder = path.dirname(file);
  let rules = known.get(folder);
  if (rules === undefined) {
    const above = rulesAbove(folder);
    const own = readRules(folder);
    rules = above === null || own === null ? above : [...above, own];
    known.set(folder, rules);
  }
  return rules === null || isIgnored(file, false, rules);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
