/** What a COPY brought and a later RUN took away again: nothing of it can be copied out of the builder, and the app had none. */
import { nameOf } from '../../../src/project/paths.ts';
import { contextAt } from '../../../src/project/placed.ts';
import type { App } from '../app.ts';
import { takes } from '../leftovers/ground.ts';
import { targetOf } from '../leftovers/words.ts';
import type { Carry, Plan, Refusal } from '../recipe.ts';
import { refuse } from '../recipe.ts';

/** The carries that are there in the end. @returns why that cannot be told. */
export function withoutGone(app: App, { brings }: Plan, carries: readonly Carry[]): readonly Carry[] | Refusal {
  const kept: Carry[] = [];
  for (const carry of carries) {
    const { path, to = path } = carry;
    const removal = brings.includes(nameOf(to)) ? undefined : removalOf(app, path);
    if (removal?.call.conditional === true)
      return refuse({ code: 'step-not-known', command: 'rm', line: removal.run.startLine }, removal.run);
    if (removal === undefined) kept.push(carry);
  }
  return kept;
}

/** The last `rm` of a file or folder of the context behind the COPYs that bring it. */
function removalOf({ placed, project, steps }: App, path: string): App['steps'][number] | undefined {
  const brought = placed.findLast(({ copied }) => contextAt(project, copied, path) !== null)?.copy;
  if (brought === undefined) return undefined;
  return steps.findLast((step) => {
    const { call, run } = step;
    if (call.name !== 'rm' || run.index < brought.index) return false;
    return call.args.some((word) => {
      const target = word.text.startsWith('-') ? null : targetOf(word, step);
      return target !== null && takes(target, path);
    });
  });
}
