/** What is to be done with the last stage of a file: split it, put it on another image, or leave it alone and say why. */
import { findBuilderPattern } from '../../src/app/builder-pattern.ts';
import { history } from '../../src/app/lineage.ts';
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import { baseOf } from '../../src/dockerfile/state.ts';
import type { Fix } from '../../src/engine/transform.ts';
import type { Copies } from '../../src/project/copies.ts';
import { copiesOf, isCopy } from '../../src/project/placed.ts';
import type { Project } from '../../src/project/project.ts';
import { readApp } from './app.ts';
import { refuseFile, refuseUses } from './frame/refuse.ts';
import { frame } from './frame.ts';
import type { Options } from './options.ts';
import { rebase, smallerOf } from './rebase.ts';
import { isRefusal, type Refusal, refuse } from './recipe.ts';
import { recipes } from './recipes.ts';

/** A fix but for its key and place. */
export type Split = Omit<Fix, 'key' | 'at'>;

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
  if (!builds) return decideBase(doc, project, stage);
  return isApp(doc, stage) ? decide(doc, project, stage, options) : null;
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

function decide(doc: Document, project: Project, stage: Stage, options: Options): Split | Refusal | null {
  if (!starts(doc, stage)) return refuse({ code: 'starts-nothing' });
  const refused = refuseFile(doc, project, stage);
  if (refused !== null) return refused;
  if (!project.hasContext) return refuse({ code: 'needs-context' });
  const app = readApp(doc, project, stage, options);
  if (isRefusal(app)) return app;
  for (const recipe of recipes) {
    const answer = recipe(app);
    if (answer === null) continue;
    return isRefusal(answer) ? answer : frame(app, answer);
  }
  return refuse({ code: 'no-recipe', tool: baseOf(doc, stage).name ?? stage.image, of: 'stages' });
}

/** Nothing is built in the line of the stage: it may stand on the image of a builder nevertheless. */
function decideBase(doc: Document, project: Project, stage: Stage): Split | Refusal | null {
  const base = baseOf(doc, stage);
  if (!starts(doc, stage) || smallerOf(stage.image, base) === null || refuseFile(doc, project, stage) !== null)
    return null;
  if (!stage.instructions.some(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')) return null;
  if (!project.hasContext) return refuse({ code: 'needs-context' });
  const app = readApp(doc, project, stage);
  return isRefusal(app) ? app : (refuseUses(app) ?? rebase(app));
}
