/** The files of the context where the COPYs put them: paths are those of the image, without the slash in front. */
import { absolute } from '../../../../src/project/copies.ts';
import type { Files } from '../../../../src/project/files.ts';
import { instructionsBefore, placedBy } from '../../../../src/project/placed.ts';
import type { Step } from '../../recipe.ts';

export interface ImageFiles extends Files {
  /** Where a path lies in the context; null when the COPYs put nothing there. */
  contextOf(path: string): string | null;
  /** Whether a path of the context is kept out of the build. */
  isIgnored(path: string): boolean;
}

export function imageFiles(step: Step): ImageFiles {
  const { project } = step;
  const contextOf = (path: string): string | null => step.toContext(`/${path}`);
  const places = placesBefore(step);
  // A COPY of single files makes the folders that it puts them into.
  const below = (folder: string): readonly string[] => {
    const start = folder === '' ? '/' : `/${folder}/`;
    return places
      .filter((to) => to.startsWith(start) && to !== start)
      .map((to) => to.slice(start.length).split('/')[0]!);
  };
  return {
    contextOf,
    isIgnored: project.isIgnored,
    readText: (path) => {
      const from = contextOf(path);
      return from === null ? null : project.readText(from);
    },
    statOf: (path) => {
      const from = contextOf(path);
      const stat = from === null ? null : project.statOf(from);
      return stat ?? (below(path).length > 0 ? MADE_FOLDER : null);
    },
    list: (folder) => {
      const from = contextOf(folder);
      return [...new Set([...(from === null ? [] : project.list(from)), ...below(folder)])].sort();
    },
  };
}

const MADE_FOLDER = { kind: 'folder', size: 0, mode: 0o755 } as const;

/** Where the COPYs in front of the step put something, those of the stages below too. */
function placesBefore({ doc, project, run }: Step): readonly string[] {
  const stage = doc.stages[run.stage ?? -1];
  const before = stage === undefined ? [] : instructionsBefore(doc, stage, run);
  return placedBy(doc, project, before).flatMap(({ copied }) => copied.map(({ to }) => to));
}

/** An absolute path of the image as these files name it. */
export function imagePath(cwd: string, path: string): string {
  return absolute(path.startsWith('/') ? path : `${cwd}/${path}`).slice(1);
}
