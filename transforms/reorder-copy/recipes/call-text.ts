/** The text of a call, for a step that is added. */
import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { expandWord } from '../../../src/dockerfile/expand.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import { absolute } from '../../../src/project/copies.ts';
import type { Step } from '../recipe.ts';

/** The call as it is written with a word put in: for a step that is added. @returns null when it cannot be copied. */
export function callWith(step: Step, extra: string, behind: Word): string | null {
  return copyOf(step, step.call, (word) => (word === behind ? [word.text, extra] : [word.text]));
}

/** A call of the same RUN as it is written, on one line. @returns null when it cannot be copied. */
export function callAsWritten(step: Step, call: Invocation): string | null {
  return copyOf(step, call, ({ text }) => [text]);
}

function copyOf({ doc }: Step, call: Invocation, textsOf: (word: Word) => readonly string[]): string | null {
  if (!call.editable || call.conditional || call.wrappers.length > 0) return null;
  const { assignments, words, redirects } = call.command;
  const pieces = [...assignments.map(({ span }) => doc.text.slice(span.start, span.end)), ...words.flatMap(textsOf)];
  const isOdd = redirects.length > 0 || pieces.some((piece) => /[\r\n]/.test(piece));
  return isOdd ? null : pieces.join(' ');
}

/** The folder above the program's `bin`, as an absolute path; null when it is called by its name, or not known. */
export function prefixOf({ call, state, cwd }: Step): string | null {
  if (!call.program.text.includes('/')) return null;
  const path = expandWord(call.program.text, (name) => state.env.get(name) ?? null, '\\');
  const prefix = path === null ? undefined : /^(.*)\/bin\/[^/]+$/.exec(path)?.[1];
  return prefix === undefined ? null : absolute(prefix.startsWith('/') ? prefix : `${cwd}/${prefix}`);
}
