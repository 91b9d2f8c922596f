/** What the COPYs of a stage have put where, up to one of its instructions. */

import type { Document, Instruction, Stage } from '../dockerfile/document.ts';
import { parentOf } from '../dockerfile/state.ts';
import { instructionsOf } from '../dockerfile/target.ts';
import { type Copied, type Copies, contextPathOf, imagePathOf, readCopies } from './copies.ts';
import { isBelow } from './paths.ts';
import type { Project } from './project.ts';

/** A COPY or ADD of files of the context that could be read. */
export interface Placed {
  readonly copy: Instruction;
  readonly copied: readonly Copied[];
}

/** The folder of the context for a place in the image where nothing of it lies: no look-up finds anything there. */
export const NOWHERE = '..';

/** Instructions of the stages that this one is built FROM, oldest first, then its own up to `before`. */
export function instructionsBefore(doc: Document, stage: Stage, before: Instruction): readonly Instruction[] {
  const parent = parentOf(doc, stage);
  const inherited = parent === null ? [] : [...instructionsOf(doc, parent)];
  return [...inherited, ...stage.instructions.filter(({ index }) => index < before.index)];
}

/** Whether an instruction brings files. */
export function isCopy({ keyword }: Instruction): boolean {
  return keyword === 'COPY' || keyword === 'ADD';
}

const readings = new WeakMap<Instruction, { readonly project: Project; readonly copies: Copies }>();

/** As `readCopies`, remembered. */
export function copiesOf(doc: Document, project: Project, copy: Instruction): Copies {
  const known = readings.get(copy);
  if (known?.project === project) return known.copies;
  const copies = readCopies(doc, project, copy);
  readings.set(copy, { project, copies });
  return copies;
}

/** The COPYs among some instructions that could be read. */
export function placedBy(doc: Document, project: Project, instructions: readonly Instruction[]): readonly Placed[] {
  return instructions.filter(isCopy).flatMap((copy) => {
    const copies = copiesOf(doc, project, copy);
    return copies.ok ? [{ copy, copied: copies.copied }] : [];
  });
}

/** The folder of the context whose contents lie at a folder of the image. */
export function rootAt(project: Project, copied: readonly Copied[], folder: string): string {
  // A file that was named for this folder says more than a folder that is copied there as well.
  const file = copied.findLast(({ kind, to }) => kind === 'file' && parentFolder(to) === folder);
  const root = file === undefined ? null : parentFolder(`/${file.from}`).slice(1);
  const folders = copied.filter(({ kind }) => kind === 'folder').toReversed();
  const roots = folders.flatMap((each) => contextPathOf([each], folder) ?? []);
  const there = roots.filter((path) => project.statOf(path)?.kind === 'folder');
  return there.find((path) => path === root) ?? there[0] ?? root ?? NOWHERE;
}

/** The path in the context of what lies at a path of the image; of several the last one that is there. */
export function contextAt(project: Project, copied: readonly Copied[], place: string): string | null {
  const paths = copied.toReversed().flatMap((each) => contextPathOf([each], place) ?? []);
  return paths.find((path) => project.statOf(path) !== null) ?? paths[0] ?? null;
}

/** Where a file of the context lies, unless something else was laid over it. */
export function finalPathOf(project: Project, copied: readonly Copied[], path: string): string | null {
  for (const each of copied.toReversed()) {
    const place = imagePathOf([each], path);
    if (place !== null && contextAt(project, copied, place) === path) return place;
  }
  return null;
}

/** The folder of the image that an absolute path lies in; `/` for itself. */
export function parentFolder(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** Whether one of two absolute paths is the other or lies in it. */
export function overlap(a: string, b: string): boolean {
  return isBelow(a, b) || isBelow(b, a);
}
