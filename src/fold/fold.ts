/**
 * Folds two Dockerfiles into one with several stages: the one that builds, as it is, and the one that is shipped, in which
 * what a script copied from the first to the second is copied from a stage.
 */
import { builtStage, type Chore, type HandOver, readHandOver } from '../app/hand-over/copied-out.ts';
import type { Document, Stage } from '../dockerfile/document.ts';
import type { Files } from '../project/files.ts';
import type { Project } from '../project/project.ts';
import { findArtefacts } from './artefacts.ts';
import { whyNotOne } from './checks.ts';
import { copyEdits } from './copy-edits.ts';
import { joinFiles } from './join.ts';
import { chooseName, referenceEdits } from './names.ts';
import type { FoldRefusal } from './refusal.ts';

export interface FoldFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly document: Document;
  /** What is in its build. */
  readonly project: Project;
}

export interface FoldInput {
  /** All that lies in the repository. */
  readonly files: Files;
  /** What both are built from, relative to the root of the repository. */
  readonly context: string;
  readonly build: FoldFile;
  readonly image: FoldFile;
}

export interface Folded {
  readonly ok: true;
  /** Of the file that is shipped. */
  readonly text: string;
  readonly builder: string;
  /** Scripts that have nothing to copy any more, relative to the root of the repository. */
  readonly scripts: readonly string[];
  /** What those do besides: somebody has to do it still. */
  readonly chores: readonly Chore[];
  /** What the one build has to be given, as the scripts give it: `--build-arg VERSION=${TAG}`. */
  readonly options: readonly string[];
}

export type FoldResult = Folded | { readonly ok: false; readonly refusal: FoldRefusal };

/** One Dockerfile of the two, or why there is none. */
export function fold(input: FoldInput): FoldResult {
  const { files, context, build, image } = input;
  const handOver = readHandOver({
    files,
    context,
    build: build.path,
    image: image.path,
    builder: build.document,
  });
  const stage = builtStage(build.document, handOver.builders);
  if (stage === null) return refused({ code: 'stage-not-known' });
  return foldStage(input, handOver, stage);
}

function foldStage(input: FoldInput, handOver: HandOver, stage: Stage): FoldResult {
  const { build, image } = input;
  const artefacts = findArtefacts(input, handOver, stage);
  if (!artefacts.ok) return artefacts;
  const name = stage.name ?? chooseName(build.document, image.document);
  const references = referenceEdits(image.document, build.document.stages.length, { name, tags: handOver.tags });
  if (artefacts.found.length === 0 && !references.usesBuilder) return refused({ code: 'nothing-handed-over' });
  const against = whyNotOne(input, handOver);
  if (against !== null) return refused(against);
  const copies = copyEdits(input, { artefacts: artefacts.found, name, stage });
  if (!copies.ok) return copies;
  const text = joinFiles(build.document, image.document, {
    stage,
    name,
    edits: [...references.edits, ...copies.edits],
    added: copies.added,
  });
  if (text === null) return refused({ code: 'not-one-file' });
  const used = new Set(artefacts.found.flatMap(({ script }) => script ?? []));
  const options = [...handOver.builders, ...handOver.images].flatMap(({ build: { args, needs } }) => [
    ...[...args.values()].map((arg) => `--build-arg ${arg}`),
    ...needs,
  ]);
  const chores = handOver.chores.filter(({ file }) => used.has(file));
  return { ok: true, text, builder: name, scripts: [...used], chores, options: [...new Set(options)] };
}

function refused(refusal: FoldRefusal): FoldResult {
  return { ok: false, refusal };
}
