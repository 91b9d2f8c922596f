/** A build line that leaves symbols and paths of the builder out of the program, where the user wants it so. */
import type { Edit } from '../../../../src/dockerfile/edit.ts';
import type { App } from '../../app.ts';
import type { Plan } from '../../recipe.ts';
import type { GoCall } from './call.ts';

/** Panics then name no file of the builder, and debuggers find nothing: that is for the user to allow. */
export function stripped(app: Pick<App, 'options'>, calls: readonly GoCall[], plan: Plan): Plan {
  const edits = app.options.go === 'strip' ? stripEdits(calls) : [];
  if (edits.length === 0) return plan;
  const { assumption: _, otherwise, ...rest } = plan;
  return {
    ...rest,
    edits: [...plan.edits, ...edits],
    keeps: plan.keeps.replace(/\bbinary\b/, 'binary without symbols'),
    risk: 'changes',
    ...(otherwise === undefined ? {} : { otherwise: stripped(app, calls, otherwise) }),
  };
}

/** Right behind `go build`, as far as the line says nothing of the linker itself. */
function stripEdits(calls: readonly GoCall[]): readonly Edit[] {
  const found = new Map<number, Edit>();
  for (const { step, flags } of calls) {
    const [verb] = step.call.args;
    if (verb === undefined || !step.call.editable || flags.has('ldflags') || flags.has('race')) continue;
    const at = verb.span.end;
    const text = `${flags.has('trimpath') ? '' : ' -trimpath'} -ldflags="-s -w"`;
    found.set(at, { span: { start: at, end: at }, text });
  }
  return [...found.values()];
}
