/** Asks one recipe about a Dockerfile and the files around it. */
import { parseDocument } from '../../../../src/dockerfile/document.ts';
import { memoryProject } from '../../../../src/project/project.ts';
import { readApp } from '../../../../transforms/split-stages/app.ts';
import { isRefusal, type Plan, type Recipe, type Refusal } from '../../../../transforms/split-stages/recipe.ts';

/** @returns what the recipe says, or why the app cannot be read at all. */
export function ask(
  recipe: Recipe,
  dockerfile: string,
  files: Readonly<Record<string, string>>,
): Plan | Refusal | null {
  const parsed = parseDocument(dockerfile);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const project = memoryProject({ Dockerfile: dockerfile, ...files });
  const app = readApp(parsed.document, project, parsed.document.stages.at(-1)!);
  return isRefusal(app) ? app : recipe(app);
}

/** The plan of a recipe that is known to give one. */
export function planOf(recipe: Recipe, dockerfile: string, files: Readonly<Record<string, string>>): Plan {
  const answer = ask(recipe, dockerfile, files);
  if (answer === null || isRefusal(answer)) throw new Error(`no plan: ${JSON.stringify(answer?.refused ?? null)}`);
  return answer;
}

/** The code of the reason for which a recipe leaves a file alone; null when it is none of its business. */
export function refusalOf(recipe: Recipe, dockerfile: string, files: Readonly<Record<string, string>>): string | null {
  const answer = ask(recipe, dockerfile, files);
  if (answer !== null && !isRefusal(answer)) throw new Error(`it is split: ${answer.runtime}`);
  return answer?.refused.code ?? null;
}
