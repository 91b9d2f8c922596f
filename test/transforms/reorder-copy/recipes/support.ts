/** Asks a recipe about a Dockerfile as the core does, without the core. */
import { type Invocation, invocations } from '../../../../src/dockerfile/commands.ts';
import { type Document, type Instruction, parseDocument, type Stage } from '../../../../src/dockerfile/document.ts';
import { readShell } from '../../../../src/dockerfile/shell.ts';
import { stateBefore } from '../../../../src/dockerfile/state.ts';
import { absolute, type Copied, contextPathOf, readCopies } from '../../../../src/project/copies.ts';
import { memoryProject, type Project } from '../../../../src/project/project.ts';
import type { Need, Recipe, Refusal, Step } from '../../../../transforms/reorder-copy/recipe.ts';

/** Files by path; a Dockerfile is not needed among them. */
export type FileTexts = Readonly<Record<string, string>>;

/** A step for every program of every RUN that runs in a folder which a COPY has filled. `cd` at the top level counts. */
export function stepsOf(dockerfile: string, files: FileTexts | Project): readonly Step[] {
  const parsed = parseDocument(dockerfile);
  if (!parsed.ok) throw new Error(`${parsed.problem.code}: ${parsed.problem.message}`);
  const project = isProject(files) ? files : memoryProject(files);
  return parsed.document.stages.flatMap((stage) => stepsOfStage(parsed.document, stage, project));
}

/** What a recipe says to the first program that is its own; null when none is. */
export function plan(recipe: Recipe, dockerfile: string, files: FileTexts | Project): Need | Refusal | null {
  for (const step of stepsOf(dockerfile, files)) {
    const answer = recipe(step);
    if (answer !== null) return answer;
  }
  return null;
}

function isProject(files: FileTexts | Project): files is Project {
  return typeof files.readText === 'function';
}

function stepsOfStage(doc: Document, stage: Stage, project: Project): readonly Step[] {
  const copied: Copied[] = [];
  const steps: Step[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
      const copies = readCopies(doc, project, instruction);
      if (copies.ok) copied.push(...copies.copied);
    }
    if (instruction.keyword === 'RUN') steps.push(...stepsOfRun(doc, instruction, project, [...copied]));
  }
  return steps;
}

function stepsOfRun(doc: Document, run: Instruction, project: Project, copied: readonly Copied[]): readonly Step[] {
  const body = readShell(run);
  if (!body.readable) return [];
  const state = stateBefore(doc, run);
  const calls = invocations(body.list);
  const toContext = (imagePath: string): string | null => contextPathOf(copied, imagePath);
  let cwd = state.workdir ?? '/';
  return calls.flatMap((call) => {
    if (call.name === 'cd') cwd = folderBehind(cwd, call);
    // Single files make the folder that they are put into.
    const root = toContext(cwd) ?? (copied.some(({ to }) => to.startsWith(`${cwd}/`)) ? '' : null);
    return root === null ? [] : [{ doc, project, run, state, call, calls, cwd, root, toContext }];
  });
}

function folderBehind(cwd: string, cd: Invocation): string {
  const to = cd.args.at(-1)?.value ?? '/';
  return absolute(to.startsWith('/') ? to : `${cwd}/${to}`);
}
