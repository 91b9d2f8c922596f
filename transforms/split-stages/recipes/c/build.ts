/** The programs that a step makes of C or C++: by a compiler, by make, by cmake. */
import type { App, Step } from '../../app.ts';
import type { Refusal } from '../../recipe.ts';
import { type Built, byCompiler, unclear } from './built.ts';
import { byCmake } from './cmake.ts';
import { isCompiler } from './compile.ts';
import { byMake } from './make.ts';

/** Whether a step builds with one of these tools at all. */
export function isBuildTool({ call }: Step): boolean {
  return isCompiler(call) || ['make', 'gmake', 'cmake', 'ninja'].includes(call.name ?? '');
}

/** @returns the programs that a step makes, null when it is none of these tools, or why it cannot be told. */
export function builtBy(app: App, step: Step): readonly Built[] | Refusal | null {
  if (!isBuildTool(step)) return null;
  const answer = isCompiler(step.call)
    ? byCompiler(step)
    : step.call.name === 'cmake'
      ? byCmake(app, step)
      : byMake(app, step);
  if (answer === null || step.call.conditional) return unclear(step);
  return answer;
}
