/** What a relative path in a source may be relative to. */

import { absolute } from '../../project/copies.ts';
import { nameOf } from '../../project/paths.ts';
import type { Image } from './image.ts';
import type { SourceFile } from './sources.ts';

interface Around {
  readonly workdir: string;
  readonly image: Image;
}

const MANIFESTS = [
  'package.json',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'pyproject.toml',
  'composer.json',
];
/** Files that say where they lie: compiled they lie elsewhere. */
const ITSELF = /__dirname|__filename|import\.meta/;

/** The working directory, and the folders above the file that are a package's own. */
export function rootsOf({ image }: SourceFile, { workdir, image: tree }: Around): readonly string[] {
  const roots = new Set([workdir]);
  for (let at = image; at !== null && at !== '/'; ) {
    at = absolute(`${at}/..`);
    if (MANIFESTS.some((name) => tree.kindOf(absolute(`${at}/${name}`)) === 'file')) roots.add(at);
  }
  return [...roots];
}

/** Where a source may lie once it is compiled: in one file for all, or one folder deeper. */
export function compiledPlaces({ language, text, image }: SourceFile, roots: readonly string[]): readonly string[] {
  if (language !== 'js' || image === null || !ITSELF.test(text)) return [];
  const name = nameOf(image);
  return roots.flatMap((root) => {
    const inside = image.startsWith(`${root}/`) ? image.slice(root.length + 1) : null;
    return inside === null ? [] : [absolute(`${root}/dist/${name}`), absolute(`${root}/dist/${inside}`)];
  });
}
