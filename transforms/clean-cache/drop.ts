/** Takes a command, or a word, out of a RUN when nothing depends on its being there and no comment would be lost. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Edit, Span } from '../../src/dockerfile/edit.ts';
import type { Word } from '../../src/dockerfile/shell.ts';
import type { Call } from './calls.ts';
import type { Run } from './run.ts';

/** The word with what stands between it and the word in front of it. */
export function dropWord({ command }: Invocation, word: Word): Edit {
  const before = command.words[command.words.indexOf(word) - 1];
  return { span: { start: before?.span.end ?? word.span.start, end: word.span.end }, text: '' };
}

/**
 * The command with the `&&`, or the `;`, that joins it to a neighbour; null when the RUN's exit status could change, or
 * when the command is more than a plain call.
 */
export function dropCommand(run: Run, { invocation }: Call): Edit | null {
  const { path, command, editable } = invocation;
  const item = run.body.list.items[path.item];
  if (!editable || item === undefined || item.background || command.redirects.some(({ operator }) => operator === '<'))
    return null;
  const { node } = item;
  let span: Span | null = null;
  if (node.kind === 'and-or') {
    if (node.items[path.part] !== command || node.operators.some(({ text }) => text === '||')) return null;
    const before = node.items[path.part - 1];
    const after = node.items[path.part + 1];
    if (before !== undefined) span = { start: before.span.end, end: command.span.end };
    else if (after !== undefined) span = { start: command.span.start, end: after.span.start };
  } else if (node === command) {
    // A first command of a `;` list has no say in its status; a last one has.
    const next = run.body.list.items[path.item + 1];
    if (next !== undefined) span = { start: command.span.start, end: next.node.span.start };
  }
  if (span === null) return null;
  const gone = span;
  return run.instruction.comments.some(({ span: at }) => at.start < gone.end && at.end > gone.start)
    ? null
    : { span: gone, text: '' };
}
