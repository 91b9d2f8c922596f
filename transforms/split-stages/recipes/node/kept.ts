/** Which files and folders at the top of a project an app may need when it runs. */
import type { Reads } from '../../../../src/app/reads.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { isBuildFile } from './build-files.ts';
import type { Entry } from './entries.ts';
import type { StartNeeds } from './start.ts';
import type { Subject } from './subject.ts';

/** They read the sources when the app runs: to compile them, or for the comments in them. Source: their documentation. */
const READ_SOURCES = ['swagger-jsdoc', 'ts-node', 'tsx', 'jiti', '@swc-node/register', '@mikro-orm/reflection'];

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
  const kept = entries.filter((entry) => isKept(app, known, entry));
  const loaded = new Set(kept.flatMap((entry) => loadedBy(app, entry)));
  return entries.filter((entry) => kept.includes(entry) || loaded.has(stemOf(entry.name)));
}

function isKept(app: App, { subject: { manifest }, needs, reads, isBuilt }: Known, entry: Entry): boolean {
  if (entry.name === 'package.json') return true;
  const isNamed =
    needs.entries.some((path) => isBelow(path, entry.path)) ||
    reads?.paths.some(({ path }) => isBelow(path, entry.path) || isBelow(entry.path, path)) === true;
  if (isNamed) return true;
  const areReadsKnown = reads !== null && reads.unknown.length === 0;
  if (isBuildFile(entry.name, entry.kind, areReadsKnown)) return false;
  if (!isBuilt || READ_SOURCES.some((name) => manifest.dependencies.has(name))) return true;
  if (entry.kind === 'file') return !/(?<!\.d)\.[cm]?tsx?$/.test(entry.name) || /^next\.config\./.test(entry.name);
  return !isSourcesOnly(app, entry, areReadsKnown);
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
      else if (/\.[cm]?tsx?$/.test(child)) continue;
      else if (!areReadsKnown || !SOURCES.test(name) || !CODE.test(child)) return false;
    }
  }
  return true;
}
