/** Which files and folders at the top of a project an app may need when it runs. */
import type { Reads } from '../../../../src/app/reads.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { isBuildFile } from './build-files.ts';
import type { Entry } from './entries.ts';
import type { StartNeeds } from './start.ts';
import type { Subject } from './subject.ts';

/** Whether a file or folder at the top may be needed at run time. What is not known to be the build's alone is kept. */
export function isKept(
  app: App,
  { manifest }: Subject,
  needs: StartNeeds,
  reads: Reads | null,
  entry: Entry,
  isBuilt: boolean,
): boolean {
  if (entry.name === 'package.json') return true;
  const isNamed =
    needs.entries.some((path) => isBelow(path, entry.path)) ||
    reads?.paths.some(({ path }) => isBelow(path, entry.path) || isBelow(entry.path, path)) === true;
  if (isNamed) return true;
  if (isBuildFile(entry.name, entry.kind)) return false;
  if (!isBuilt) return true;
  // It reads comments in the sources.
  if (manifest.dependencies.has('swagger-jsdoc')) return true;
  if (entry.kind === 'file') return !/(?<!\.d)\.[cm]?tsx?$/.test(entry.name) || /^next\.config\./.test(entry.name);
  return !isSourcesOnly(app, entry, reads !== null && reads.unknown.length === 0);
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
