/** What an app needs at run time besides itself, read from its sources: files of the context, and programs that it starts. */
import type { Document, Stage } from '../dockerfile/document.ts';
import type { Project } from '../project/project.ts';
import type { Language } from './code/languages.ts';

/** A place in a file of the context. */
export interface Place {
  /** Relative to the root of the build context. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** A file or folder of the context that the sources name, where it lies in the image. */
export interface ReadPath {
  /** Absolute, in the image. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly place: Place;
}

export interface Reads {
  /** Each once, sorted, those inside another one left out. Only what the context has and a COPY brings. */
  readonly paths: readonly ReadPath[];
  /** Reads whose path cannot be told, and may well be a file of the context. */
  readonly unknown: readonly Place[];
  /** Programs that the sources start; the name is null when it cannot be told. */
  readonly programs: readonly { readonly name: string | null; readonly place: Place }[];
  /**
   * Files of the context in the image that are neither sources, tests, manifests, documentation nor the build's own: what an app may
   * read at run time. Where `unknown` is not empty, carrying these is the safe answer.
   */
  readonly data: readonly ReadPath[];
}

/**
 * @param languages those of what runs: files in others are not looked into.
 * @returns null when there is more than is read, or sources came in that cannot be looked into.
 */
export function findReads(
  _doc: Document,
  _project: Project,
  _stage: Stage,
  _languages: readonly Language[],
): Reads | null {
  return null;
}
