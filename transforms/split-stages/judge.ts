/** What is to be done with the last stage of a file, by a first look: most files need no closer one. */
import { findBuilderPattern } from '../../src/app/builder-pattern.ts';
import { history } from '../../src/app/lineage.ts';
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import { baseOf } from '../../src/dockerfile/state.ts';
import type { Copies } from '../../src/project/copies.ts';
import { copiesOf, isCopy } from '../../src/project/placed.ts';
import type { Project } from '../../src/project/project.ts';
import { decide, decideBase, type Split } from './decide.ts';
import type { Options } from './options.ts';
import { type Refusal, refuse } from './recipe.ts';
import { smallerOf } from './smaller.ts';

/**
 * @param builds whether the stage, or one that it is FROM, runs something that may build.
 * @returns null when it is none of our business.
 */
export function judge(
  doc: Document,
  project: Project,
  stage: Stage,
  builds: boolean,
  options: Options,
): Split | Refusal | null {
  const pattern = twoFiles(doc, project, stage, builds);
  if (pattern !== null) return pattern;
  if (!builds) return mayRebase(doc, stage) ? decideBase(doc, project, stage) : null;
  if (!isApp(doc, stage)) return null;
  return starts(doc, stage) ? decide(doc, project, stage, options) : refuse({ code: 'starts-nothing' });
}

/** Whether something comes in and is started, on an image that has a smaller one. */
function mayRebase(doc: Document, stage: Stage): boolean {
  return starts(doc, stage) && stage.instructions.some(isCopy) && smallerOf(stage.image, baseOf(doc, stage)) !== null;
}

function starts(doc: Document, stage: Stage): boolean {
  return history(doc, stage).some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
}

/** Whether files of the context come in: what only installs tools is an image of tools. */
function isApp(doc: Document, stage: Stage): boolean {
  return history(doc, stage).some(
    (each) => isCopy(each) && !each.arguments.flags.some(({ name }) => name === 'from') && each.heredocs.length === 0,
  );
}

/** A builder that starts nothing, or an image that copies in what nobody has: a script may hand from the one to the other. */
function twoFiles(doc: Document, project: Project, stage: Stage, builds: boolean): Refusal | null {
  if (doc.stages.length > 1) return null;
  const isBuilder = builds && !starts(doc, stage);
  const takes = stage.instructions.some((each) => isCopy(each) && lacksSource(copiesOf(doc, project, each)));
  const pattern = isBuilder || (starts(doc, stage) && takes) ? findBuilderPattern(doc, project) : null;
  return pattern === null ? null : refuse({ code: 'fold', ...pattern });
}

function lacksSource(copies: Copies): boolean {
  return !copies.ok && copies.why === 'missing';
}
