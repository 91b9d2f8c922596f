/** What the COPYs have put into folders of the image. */

import { contextPathOf } from '../../../../src/project/copies.ts';
import { nameOf } from '../../../../src/project/paths.ts';
import { parentFolder } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';

/** The file of the context at a path of the image; null when none is known to be there. */
export function fileAt({ project, toContext }: App, path: string): string | null {
  const found = toContext(path);
  return found !== null && project.statOf(found)?.kind === 'file' ? found : null;
}

/** The names in a folder of the image, each with its path in the context. Empty when nothing of the context lies there. */
export function namesIn({ placed, project }: App, folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const one of placed.flatMap(({ copied }) => copied)) {
    if (one.kind === 'file') {
      if (parentFolder(one.to) === folder) found.set(nameOf(one.to), one.from);
      continue;
    }
    const own = contextPathOf([one], folder);
    if (own === null || project.statOf(own)?.kind !== 'folder') {
      // What a folder is copied to makes the folders above it.
      if (one.to.startsWith(folder === '/' ? '/' : `${folder}/`) && one.to !== folder)
        found.set(one.to.slice(folder === '/' ? 1 : folder.length + 1).split('/')[0]!, one.from);
      continue;
    }
    for (const name of project.list(own)) found.set(name, own === '' ? name : `${own}/${name}`);
  }
  return found;
}

/** Whether a folder of the image holds Go itself, or a module. */
export function holdsSources(app: App, folder: string): boolean {
  return [...namesIn(app, folder).keys()].some((name) => /\.go$|^go\.mod$/.test(name));
}
