/** What lies where in the image when a step runs, as far as the COPYs of the context put it there. */
import { absolute } from '../../../src/project/copies.ts';
import type { Step } from '../recipe.ts';

/** The path in the context of the file at a path of the image; null when there is none in the build. */
export function fileAt(step: Step, imagePath: string): string | null {
  return ofKind(step, imagePath, 'file');
}

/** As `fileAt`, of a folder. The context's own root is ''. */
export function folderAt(step: Step, imagePath: string): string | null {
  return ofKind(step, imagePath, 'folder');
}

/** A path as a program in `folder` understands it, both absolute in the image. */
export function from(folder: string, path: string): string {
  return absolute(path.startsWith('/') ? path : `${folder}/${path}`);
}

/** The files of these names that lie in a folder of the image, as paths of the context. */
export function filesIn(step: Step, folder: string, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => fileAt(step, from(folder, name)) ?? []);
}

function ofKind(step: Step, imagePath: string, kind: 'file' | 'folder'): string | null {
  const path = step.toContext(absolute(imagePath));
  return path !== null && step.project.statOf(path)?.kind === kind ? path : null;
}
