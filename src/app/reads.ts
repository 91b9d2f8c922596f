/** What an app needs at run time besides itself, read from its sources: files of the context, and programs that it starts. */

import type { Document, Stage } from '../dockerfile/document.ts';
import { stateAfter } from '../dockerfile/state.ts';
import type { Project } from '../project/project.ts';
import { type Gap, sourcesOf } from '../project/sources.ts';
import type { Language } from './code/languages.ts';
import { environmentOf } from './environment.ts';
import { Collector } from './reads/collect.ts';
import { dataOf } from './reads/data.ts';
import { imageOf } from './reads/image.ts';
import { startedWords } from './reads/settings.ts';
import { AppSources, readSources } from './reads/sources.ts';
import { withoutTools } from './reads/tools.ts';

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
  /**
   * Paths below the working directory, absolute, that are read and that the context does not have: a step of the build may make
   * them, or the app itself.
   */
  readonly missing?: readonly { readonly path: string; readonly place: Place }[];
  /**
   * Reads of a path that only whoever starts the container says: by a variable that the image does not set, by an option. It
   * may be a file of `data` all the same.
   */
  readonly given?: readonly Place[];
}

/**
 * @param languages those of what runs: files in others are not looked into.
 * @returns null when there is more than is read, or sources came in that cannot be looked into.
 */
export function findReads(doc: Document, project: Project, stage: Stage, languages: readonly Language[]): Reads | null {
  const key = [...languages].sort().join();
  const known = answers.get(stage)?.find((one) => one.project === project && one.key === key);
  if (known !== undefined) return known.reads;
  const reads = look(doc, project, stage, languages);
  answers.set(stage, [...(answers.get(stage) ?? []), { project, key, reads }]);
  return reads;
}

interface Answer {
  readonly project: Project;
  readonly key: string;
  readonly reads: Reads | null;
}

/** Several ask the same. */
const answers = new WeakMap<Stage, readonly Answer[]>();

function look(doc: Document, project: Project, stage: Stage, languages: readonly Language[]): Reads | null {
  const { workdir } = stateAfter(doc, stage);
  if (!project.hasContext || workdir === null) return null;
  const sources = sourcesOf(doc, project, stage);
  if (sources.isTooMuch || sources.gaps.some(mayHoldSources)) return null;
  const image = imageOf(doc, project, stage);
  const data = dataOf(image, languages);
  const files = readSources(sources.files, languages, (path) => project.disk.readText(path));
  if (data === null || files === null) return null;
  const own = withoutTools(files, startedWords(doc, project, stage, sources.files));
  const app = new AppSources(own, environmentOf(doc, project, stage));
  return new Collector({ doc, project, stage, image, data, app, workdir, languages, sources: sources.files }).collect();
}

/** What comes from another image is no file of the context; single files from elsewhere are no sources. */
function mayHoldSources({ why, word }: Gap): boolean {
  if (why === 'image') return false;
  if (why === 'remote') return /\.git\b|^git@|\.(?:tar|tgz|zip)\b/.test(word);
  return !(why === 'missing' && /(?:^|\/)\.env[^/]*$/.test(word));
}
