/** Whether a COPY brings sources: what changes more often than the manifests do. */

import { type Copied, imagePathOf } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import type { Project } from '../../src/project/project.ts';

/** Names that are edited as the program is; what is not among them is read by tools. */
const SOURCE =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|scala|groovy|exs?|erl|cs|fs|vb|c|cc|cpp|h|hpp|html?|s?css|vue|svelte|sh)$/i;
const CONFIG =
  /(?:\.config\.[cm]?[jt]s$|rc\.[cm]?js$|^setup\.py$|^conf(?:test|ig)\.|file\.js$|\.gradle\.kts$|^mix\.exs$)/i;

/** Whether a COPY brings more than the install step reads, and to where the step works. */
export function isSourceCopy(
  project: Project,
  copied: readonly Copied[],
  reads: readonly string[],
  home: string | null,
): boolean {
  const bringsRead = reads.some((path) => imagePathOf(copied, path) !== null);
  const isHome = home !== null && home !== '/' && copied.some(({ to }) => isBelow(to, home));
  if (!bringsRead && !isHome) return false;
  return copied.some(({ kind, from }) => {
    if (reads.some((path) => isBelow(from, path))) return false;
    if (kind === 'folder') return holdsSources(project, from, reads, { left: MOST_LOOKS });
    const name = from.slice(from.lastIndexOf('/') + 1);
    return SOURCE.test(name) && !CONFIG.test(name);
  });
}

/** What may be a manifest or settings: a folder of nothing else is copied as such. */
const SETTINGS = /^\.|^[^.]+$|\.(?:txt|in|lock|toml|ya?ml|json|cfg|ini|conf|md|sum|mod|xml|props|targets)$/i;
/** A folder with more than this in it is one of sources. */
const MOST_LOOKS = 500;

function holdsSources(project: Project, folder: string, reads: readonly string[], budget: { left: number }): boolean {
  return project.list(folder).some((name) => {
    budget.left--;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (budget.left < 0) return true;
    if (reads.some((read) => isBelow(path, read))) return false;
    if (project.statOf(path)?.kind === 'folder') return holdsSources(project, path, reads, budget);
    return !SETTINGS.test(name);
  });
}
