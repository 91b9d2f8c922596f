/** CGO_ENABLED=0 on the line that builds. */
import type { Edit } from '../../../../src/dockerfile/edit.ts';
import type { Command, Node } from '../../../../src/dockerfile/shell.ts';
import type { Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

/** Programs that run another one, which finds the variables of their own line. */
const HANDING_ON: ReadonlySet<string> = new Set(['env', 'nice', 'ionice', 'nohup', 'timeout', 'stdbuf']);

/** In front of `go`, behind the variables that are there; in front of programs that run it. */
export function cgoEdit({ call, run, body }: Step): Edit | Refusal {
  const { wrappers, program, command, editable } = call;
  if (!editable) return refuse({ code: 'inside-quotes', command: 'go build' }, run);
  // Whether `time` is a word of the shell or a program depends on the shell.
  const isTimed = body.list.items.some(({ node }) => times(node, command));
  if (isTimed || !wrappers.every((name) => HANDING_ON.has(name)))
    return refuse({ code: 'artefact-not-known', command: wrappers[0] ?? 'time', line: run.startLine }, run);
  const isAtProgram = wrappers.every((name) => name === 'env');
  const start = isAtProgram ? program.span.start : command.span.start;
  return { span: { start, end: start }, text: 'CGO_ENABLED=0 ' };
}

/** Whether a command stands behind `time`. */
function times(node: Node, command: Command): boolean {
  switch (node.kind) {
    case 'command':
      return false;
    case 'pipeline':
      return (node.timed && node.commands.includes(command)) || node.commands.some((one) => times(one, command));
    case 'and-or':
      return node.items.some((one) => times(one, command));
    case 'compound':
      return node.bodies.some(({ items }) => items.some((one) => times(one.node, command)));
    default:
      return node.body.items.some((one) => times(one.node, command));
  }
}
