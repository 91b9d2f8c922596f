/** The files of the context where the COPYs put them: paths are those of the image, without the slash in front. */
import { absolute, type Copied, readCopies } from '../../../src/project/copies.ts';
import type { Files } from '../../../src/project/files.ts';
import { folderOf } from '../../../src/project/paths.ts';
import type { Step } from '../recipe.ts';

export interface ImageFiles extends Files {
  /** Where a path lies in the context; null when the COPYs put nothing there. */
  contextOf(path: string): string | null;
}

export function imageFiles(step: Step): ImageFiles {
  const { project } = step;
  const contextOf = (path: string): string | null => step.toContext(`/${path}`);
  const copied = copiedBefore(step);
  return {
    contextOf,
    readText: (path) => {
      const from = contextOf(path);
      return from === null ? null : project.readText(from);
    },
    statOf: (path) => {
      const from = contextOf(path);
      return from === null ? null : project.statOf(from);
    },
    list: (folder) => {
      const from = contextOf(folder);
      // A COPY of its own may put more into a folder.
      const more = copied.flatMap(({ to }) =>
        folderOf(to.slice(1)) === folder && to !== '/' ? [to.slice(to.lastIndexOf('/') + 1)] : [],
      );
      return [...new Set([...(from === null ? [] : project.list(from)), ...more])].sort();
    },
  };
}

function copiedBefore({ doc, project, run }: Step): readonly Copied[] {
  const stage = doc.stages[run.stage ?? -1];
  return (stage?.instructions ?? []).flatMap((instruction) => {
    if (instruction.index >= run.index || !/^(?:COPY|ADD)$/.test(instruction.keyword)) return [];
    const copies = readCopies(doc, project, instruction);
    return copies.ok ? copies.copied : [];
  });
}

/** An absolute path of the image as these files name it. */
export function imagePath(cwd: string, path: string): string {
  return absolute(path.startsWith('/') ? path : `${cwd}/${path}`).slice(1);
}
