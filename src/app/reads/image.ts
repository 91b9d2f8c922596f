/** What of the build context lies where in a stage's image. */
import type { Document, Stage } from '../../dockerfile/document.ts';
import { absolute, type Copied } from '../../project/copies.ts';
import { contextAt, placedBy } from '../../project/placed.ts';
import type { Project } from '../../project/project.ts';
import { history, originOf } from '../lineage.ts';

export interface Image {
  readonly project: Project;
  /** Files and folders that COPYs of the stage bring, with the folders that the contents of a copied folder go to. */
  readonly copied: readonly Copied[];
  /** The path in the context of what lies at an absolute path of the image; null when nothing of the context does. */
  contextOf(path: string): string | null;
  /** What lies there, if it comes from the context. */
  kindOf(path: string): 'file' | 'folder' | null;
  /** Names of what lies in a folder that comes from the context. */
  list(folder: string): readonly string[];
}

/** The files of the context by where they lie in the image of a stage. */
export function imageOf(doc: Document, project: Project, stage: Stage): Image {
  const instructions = history(doc, stage);
  const copied = placedBy(doc, project, instructions).flatMap((one) => one.copied);
  const hasStages = instructions.some(
    ({ keyword, arguments: { flags } }) => keyword === 'COPY' && flags.some(({ name }) => name === 'from'),
  );
  const known = new Map<string, string | null>();
  const find = (path: string): string | null => {
    const own = contextAt(project, copied, path);
    if (own !== null && project.statOf(own) !== null) return own;
    const origin = hasStages ? originOf(doc, project, stage, path) : null;
    return origin?.kind === 'context' ? origin.path : null;
  };
  const contextOf = (path: string): string | null => {
    const place = absolute(path);
    let found = known.get(place);
    if (found === undefined) {
      found = find(place);
      known.set(place, found);
    }
    return found;
  };
  return {
    project,
    copied,
    contextOf,
    kindOf(path) {
      const found = contextOf(path);
      const kind = found === null ? undefined : project.statOf(found)?.kind;
      return kind === 'file' || kind === 'folder' ? kind : null;
    },
    list(folder) {
      const found = contextOf(folder);
      return found === null ? [] : project.list(found);
    },
  };
}
