/** What is to be done with a last stage that runs an app: split it, put it on another image, or leave it alone and say why. */
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import { baseOf } from '../../src/dockerfile/state.ts';
import type { Fix } from '../../src/engine/transform.ts';
import type { Project } from '../../src/project/project.ts';
import { readApp } from './app.ts';
import { refuseFile, refuseUses } from './frame/refuse.ts';
import { frame } from './frame.ts';
import type { Options } from './options.ts';
import { rebase } from './rebase.ts';
import { isRefusal, type Refusal, refuse } from './recipe.ts';
import { recipes } from './recipes.ts';

/** A fix but for its key and place. */
export type Split = Omit<Fix, 'key' | 'at'>;

/** Of a stage that builds what it starts. */
export function decide(doc: Document, project: Project, stage: Stage, options: Options): Split | Refusal | null {
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
export function decideBase(doc: Document, project: Project, stage: Stage): Split | Refusal | null {
  if (refuseFile(doc, project, stage) !== null) return null;
  if (!project.hasContext) return refuse({ code: 'needs-context' });
  const app = readApp(doc, project, stage);
  return isRefusal(app) ? app : (refuseUses(app) ?? rebase(app));
}
