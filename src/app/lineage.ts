/** The stages that a stage is made of, and what each path in its image comes from. */

import type { Document, Instruction, Stage } from '../dockerfile/document.ts';
import { findStage } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { parentOf, stateBefore } from '../dockerfile/state.ts';
import { absolute, absoluteFrom } from '../project/absolute.ts';
import { contextPathOf } from '../project/copies.ts';
import { nameOf } from '../project/paths.ts';
import { copiesOf } from '../project/placed.ts';
import type { Project } from '../project/project.ts';

/** The stage itself, the one it is FROM, and so on. */
export function lineageOf(doc: Document, stage: Stage): readonly Stage[] {
  const lineage: Stage[] = [];
  for (let at: Stage | null = stage; at !== null; at = parentOf(doc, at)) lineage.push(at);
  return lineage;
}

/** All instructions behind the base image, first one first. */
export function history(doc: Document, stage: Stage): readonly Instruction[] {
  let all = histories.get(stage);
  if (all === undefined) {
    all = lineageOf(doc, stage)
      .toReversed()
      .flatMap(({ instructions }) => instructions);
    histories.set(stage, all);
  }
  return all;
}

/** Every look at a path asks for it. */
const histories = new WeakMap<Stage, readonly Instruction[]>();

/**
 * Where a path of the image comes from. `context`: that path of the build context. `made`: a RUN of another stage made it.
 * `foreign`: another image. Null: it is the base image's, a RUN made it here, or that cannot be told.
 */
export type Origin =
  | { readonly kind: 'context'; readonly path: string }
  | { readonly kind: 'made' }
  | { readonly kind: 'foreign' }
  | null;

/** Looks at the last COPY or ADD that brings the path, in the stage or in one that it is built on. */
export function originOf(doc: Document, project: Project, stage: Stage, imagePath: string): Origin {
  for (const copy of history(doc, stage).toReversed()) {
    if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') continue;
    const origin = copy.arguments.flags.some(({ name }) => name === 'from')
      ? fromStage(doc, project, copy, imagePath)
      : fromContext(doc, project, copy, imagePath);
    if (origin !== null) return origin;
  }
  return null;
}

function fromContext(doc: Document, project: Project, copy: Instruction, imagePath: string): Origin {
  const copies = copiesOf(doc, project, copy);
  if (!copies.ok) return null;
  const path = contextPathOf(copies.copied, imagePath);
  return path === null || project.statOf(path) === null ? null : { kind: 'context', path };
}

function fromStage(doc: Document, project: Project, copy: Instruction, imagePath: string): Origin {
  const words = pathsOf(doc, copy);
  const name = copy.arguments.flags.find((flag) => flag.name === 'from')?.value ?? '';
  const target = words?.at(-1);
  if (words === null || target === undefined || copy.stage === null) return null;
  const source = findStage(doc, name, copy.stage);
  const path = absolute(imagePath);
  for (const word of words.slice(0, -1)) {
    const from = absolute(word);
    const base = nameOf(from);
    const into = absolute(target);
    const rest = path === into ? '' : path.startsWith(into === '/' ? '/' : `${into}/`) ? path.slice(into.length) : null;
    if (rest === null) continue;
    if (source === null) return { kind: 'foreign' };
    const inner = absolute(rest) === `/${base}` ? [from, `${from}/${rest}`] : [`${from}/${rest}`];
    for (const each of inner) {
      const origin = originOf(doc, project, source, absolute(each));
      if (origin !== null) return origin;
    }
    return { kind: 'made' };
  }
  return null;
}

/** The words of a COPY with variables replaced, the target absolute; null when one is known at build time only. */
export function pathsOf(doc: Document, copy: Instruction): readonly string[] | null {
  const { env, workdir } = stateBefore(doc, copy);
  const paths: string[] = [];
  for (const word of copy.arguments.words) {
    const path = expandWord(word, (name) => env.get(name) ?? null, doc.escape);
    if (path === null) return null;
    paths.push(path);
  }
  const target = paths.pop();
  if (target === undefined || (!target.startsWith('/') && workdir === null)) return null;
  return [...paths, absoluteFrom(workdir, target)];
}

/** Where a shell looks when nobody says where. */
const PROGRAM_FOLDERS = ['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/bin', '/go/bin'];

/** The folders that this file puts into PATH. */
function pathFolders(doc: Document, stage: Stage): readonly string[] {
  const pairs = history(doc, stage).flatMap(({ keyword, arguments: args }) => (keyword === 'ENV' ? args.pairs : []));
  return pairs
    .filter(({ key }) => key === 'PATH')
    .flatMap(({ value }) => value.replaceAll(/["']/g, '').split(':'))
    .filter((folder) => folder.startsWith('/') && !folder.includes('$'));
}

/** Where a program lies that is called by its name: in PATH. */
export function programFolders(doc: Document, stage: Stage): readonly string[] {
  return [...pathFolders(doc, stage), ...PROGRAM_FOLDERS];
}
