/** Which files and folders at the top of a project an app may need when it runs. */
import type { Reads } from '../../../../src/app/reads.ts';
import { programOfPackage } from '../../../../src/facts/node-tools.ts';
import { absolute } from '../../../../src/project/copies.ts';
import { folderOf, isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { isBuildFile, isTest } from './build-files.ts';
import type { Entry } from './entries.ts';
import type { StartNeeds } from './start-needs.ts';
import type { Subject } from './subject.ts';

/** They read the sources when the app runs: to compile them, or for the comments in them. Source: their documentation. */
const READ_SOURCES = ['swagger-jsdoc', 'ts-node', 'tsx', 'jiti', '@swc-node/register', '@mikro-orm/reflection'];

/** They take the paths of tsconfig.json when the app runs. Source: their readmes. */
const READ_PATHS = ['tsconfig-paths', 'tsconfig-paths-webpack-plugin', 'ts-node', 'tsx', '@swc-node/register'];

/** What is known of a run that tells what it may need. */
export interface Known {
  readonly subject: Subject;
  readonly needs: StartNeeds;
  readonly reads: Reads | null;
  /** The sources are compiled, and do not run themselves. */
  readonly isBuilt: boolean;
}

/** What may be needed at run time. What is not known to be the build's alone is kept. */
export function keptOf(app: App, known: Known, entries: readonly Entry[]): readonly Entry[] {
  const named = namedFiles(app, known.subject);
  const kept = entries.filter((entry) => isKept(app, known, entry) || named.some((path) => isBelow(path, entry.path)));
  const loaded = new Set(kept.flatMap((entry) => loadedBy(app, entry)));
  return entries.filter((entry) => kept.includes(entry) || loaded.has(stemOf(entry.name)));
}

/** Files that are no TypeScript and that sources name by where they lie, such as `../app.json`. */
function namedFiles({ sources, project, toContext }: App, { root }: Subject): readonly string[] {
  return sources.files.flatMap(({ path, image }) => {
    if (image === null || !isBelow(image, root) || !/\.[cm]?[jt]sx?$/.test(path)) return [];
    const inside = insideOf(root, image);
    const [own] = inside.split('/');
    if (isTest(inside) || isBuildFile(inside, 'file', true)) return [];
    const text = project.readText(path) ?? '';
    return [...text.matchAll(/['"`]((?:\.\.?\/)+[^'"`\s$*]+)['"`]/g)].flatMap(([, name]) => {
      const target = absolute(`${folderOf(image)}/${name!}`);
      // What stands in the same folder goes where the output goes, unless the folder itself is named.
      if (isBelow(target, root) && insideOf(root, target).split('/')[0] === own && !name!.includes(`../${own}/`))
        return [];
      const isThere = ['', '.js', '.json', '.cjs'].some((ending) => {
        const from = toContext(target + ending);
        return from !== null && !/(?<!\.d)\.[cm]?tsx?$/.test(from) && project.statOf(from)?.kind === 'file';
      });
      return isThere ? [target] : [];
    });
  });
}

function insideOf(root: string, path: string): string {
  return path.slice(root === '/' ? 1 : root.length + 1);
}

function isKept(app: App, known: Known, entry: Entry): boolean {
  const { needs, reads, isBuilt } = known;
  const { manifest } = known.subject;
  if (entry.name === 'package.json') return true;
  const isNamed =
    needs.entries.some((path) => isBelow(path, entry.path)) ||
    reads?.paths.some(({ path }) => isBelow(path, entry.path) || isBelow(entry.path, path)) === true;
  if (isNamed) return true;
  const areReadsKnown = reads !== null && reads.unknown.length === 0;
  if (/^tsconfig[\w.-]*\.json$/.test(entry.name) && readsPaths(app, known, entry)) return true;
  // What others copy and fill in.
  if (/^\.env\.(?:example|sample|template|dist)$/.test(entry.name) && !manifest.dependencies.has('dotenv-safe'))
    return false;
  // git itself looks for it.
  if (entry.name === '.git' && startsGit(known)) return true;
  if (isBuildFile(entry.name, entry.kind, areReadsKnown)) return false;
  if (!isBuilt || runsSources(needs) || READ_SOURCES.some((name) => manifest.dependencies.has(name))) return true;
  if (entry.kind === 'file') return isFileKept(entry, areReadsKnown ? reads : null);
  return !isSourcesOnly(app, entry, areReadsKnown);
}

/** bun looks there for paths whatever it runs. Source: bun.sh/docs/runtime/modules. */
function readsPaths(app: App, known: Known, { name, path }: Entry): boolean {
  if (READ_PATHS.some((each) => known.subject.manifest.dependencies.has(each)) || runsSources(known.needs)) return true;
  if (app.base.name !== 'oven/bun') return false;
  const from = app.toContext(path.replace(/[^/]*$/, 'tsconfig.json'));
  const text = from === null ? null : app.project.readText(from);
  if (text === null) return false;
  return /"extends"/.test(text) || (name === 'tsconfig.json' && /"(?:paths|baseUrl)"/.test(text));
}

/** node and bun run TypeScript as it is. Source: nodejs.org/api/typescript.html. */
function runsSources({ entries }: StartNeeds): boolean {
  return entries.some((path) => /\.[cm]?tsx?$/.test(path));
}

/** @param reads null when more may be read than is known. */
function isFileKept({ name, path }: Entry, reads: Reads | null): boolean {
  if (/(?<!\.d)\.[cm]?tsx?$/.test(name)) return /^next\.config\./.test(name);
  // Of what others read nothing is data of the app.
  return reads === null || !/^[^.].*\.json$/.test(name) || reads.data.some((one) => one.path === path);
}

function startsGit({ reads, subject: { manifest } }: Known): boolean {
  const isStarted = reads?.programs.some(({ name }) => name === 'git') === true;
  return isStarted || [...manifest.dependencies.keys()].some((name) => programOfPackage(name) === 'git');
}

/** The files and folders at the top that a file there loads by a relative name: settings of Next.js have their own modules. */
function loadedBy({ toContext, project }: App, { path, kind }: Entry): readonly string[] {
  const from = kind === 'file' && /\.[cm]?[jt]s$/.test(path) ? toContext(path) : null;
  const text = from === null ? '' : (project.readText(from) ?? '');
  return [...text.matchAll(/['"`]\.\/([^'"`/$]+)/g)].map(([, name]) => stemOf(name!));
}

function stemOf(name: string): string {
  return name.replace(/\.\w+$/, '');
}

/** Names of folders that are compiled, whatever they are written in. */
const SOURCES = /^(?:src|source|client|components|pages|hooks|styles)$/;
/** What compilers and bundlers take in. Data and templates may be looked for by a pattern. */
const CODE = /\.(?:[cm]?jsx?|s?css|sass|less|vue|svelte|astro)$/;
const MOST_FILES = 3000;

/**
 * TypeScript alone cannot be run. What else stands in a folder of sources is left only where it is known which files are
 * read at run time.
 */
function isSourcesOnly({ toContext, project }: App, { name, path }: Entry, areReadsKnown: boolean): boolean {
  const from = toContext(path);
  if (from === null) return false;
  const waiting = [from];
  for (let at = 0; at < waiting.length; at++) {
    const folder = waiting[at]!;
    if (waiting.length > MOST_FILES) return false;
    for (const child of project.list(folder)) {
      const inside = `${folder}/${child}`;
      if (project.statOf(inside)?.kind === 'folder') waiting.push(inside);
      else if (/\.[cm]?tsx?$|^tsconfig[\w.-]*\.json$/.test(child)) continue;
      else if (!areReadsKnown || !SOURCES.test(name) || !CODE.test(child)) return false;
    }
  }
  return true;
}
