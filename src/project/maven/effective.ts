/** A pom with the parents that lie in the context, and its `${...}` replaced. Source: maven.apache.org/ref, "Maven Model Builder". */
import type { Files } from '../files.ts';
import { folderOf, inFolder, resolvePath } from '../paths.ts';
import { type Reading, readAs } from '../reading.ts';
import { type Pom, readPom } from './pom.ts';

export interface PomChain {
  readonly path: string;
  readonly pom: Pom;
  /** Its parent and theirs, nearest first, as far as they lie in the context. */
  readonly parents: readonly { readonly path: string; readonly pom: Pom }[];
}

/** Deeper than any chain that somebody wrote. */
const MAX_PARENTS = 20;
/** Longer than any name of a file; properties can be nested so that each is twice the one before. */
const MAX_LENGTH = 1000;

/** @param path of the pom, relative to the root of the context. */
export function readPomChain(files: Files, path: string): Reading<PomChain> {
  const read = readPom(path, files.readText(path) ?? '');
  if (!read.ok) return read;
  const parents: { path: string; pom: Pom }[] = [];
  let at = path;
  for (let pom = read.value; parents.length < MAX_PARENTS; ) {
    const place = parentPath(files, at, pom);
    const parent = place === null ? null : readPom(place, files.readText(place) ?? '');
    if (place === null || parent === null) break;
    if (!parent.ok) return parent;
    // Another pom that happens to lie there is not used.
    if (parent.value.artifactId !== pom.parent?.artifactId) break;
    parents.push({ path: place, pom: parent.value });
    at = place;
    pom = parent.value;
  }
  return readAs({ path, pom: read.value, parents });
}

/** Where a parent's file would be, when something lies there; a folder means the pom.xml in it. */
function parentPath(files: Files, path: string, { parent }: Pom): string | null {
  if (parent === null || parent.relativePath === null || parent.relativePath.includes('${')) return null;
  const place = resolvePath(folderOf(path), parent.relativePath);
  if (place === null) return null;
  const file = files.statOf(place)?.kind === 'folder' ? inFolder(place, 'pom.xml') : place;
  return files.statOf(file)?.kind === 'file' ? file : null;
}

/**
 * A value with its `${...}` replaced, from the pom, its parents and what the command sets.
 * @param given properties of the command line: `-Drevision=1.0`.
 * @returns null when something in it is not known here.
 */
export function interpolate(
  chain: PomChain,
  text: string,
  given: ReadonlyMap<string, string> = new Map(),
): string | null {
  // What is being looked up is null: a property that names itself has no value.
  const known = new Map<string, string | null>();
  const replace = (value: string): string | null => {
    let isKnown = true;
    const out = value.replaceAll(/\$\{([^${}]+)\}/g, (_, name: string) => {
      if (!known.has(name)) {
        known.set(name, null);
        const written = given.get(name) ?? valueOf(chain, name);
        known.set(name, written === null ? null : replace(written));
      }
      const inner = known.get(name) ?? null;
      if (inner === null) isKnown = false;
      return inner ?? '';
    });
    return isKnown && out.length <= MAX_LENGTH ? out : null;
  };
  return replace(text);
}

function valueOf({ pom, parents }: PomChain, name: string): string | null {
  const poms = [pom, ...parents.map((each) => each.pom)];
  switch (name.replace(/^(?:project|pom)\./, '')) {
    case 'artifactId':
      return pom.artifactId;
    case 'packaging':
      return pom.packaging;
    case 'version':
      return pom.version ?? pom.parent?.version ?? null;
    case 'groupId':
      return pom.groupId ?? pom.parent?.groupId ?? null;
    case 'parent.version':
      return pom.parent?.version ?? null;
    case 'build.finalName':
      return poms.find(({ finalName }) => finalName !== null)?.finalName ?? '${project.artifactId}-${project.version}';
    default:
      return poms.find(({ properties }) => properties.has(name))?.properties.get(name) ?? null;
  }
}
