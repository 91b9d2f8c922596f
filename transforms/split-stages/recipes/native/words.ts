/** Words of a RUN's program as paths of the image. */

import { expandWord } from '../../../../src/dockerfile/expand.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import { absolute } from '../../../../src/project/copies.ts';
import type { Step } from '../../app.ts';

/** The value of a word, variables of the Dockerfile replaced; null when it is known at build time only. */
export function textOf(word: Word, { state, call }: Pick<Step, 'state' | 'call'>): string | null {
  if (word.value !== null) return word.value;
  if (word.scripts.length > 0 || word.hasGlob) return null;
  return expandWord(word.text, (name) => call.env.get(name) ?? state.env.get(name) ?? null, '\\');
}

/** A path as the program sees it; null when it cannot be told. */
export function placeOf(path: string | null, cwd: string | null): string | null {
  if (path === null || path === '') return null;
  if (path.startsWith('/')) return absolute(path);
  return cwd === null ? null : absolute(`${cwd}/${path}`);
}

/** A variable as the program sees it: '' when it is not set, null when it is known at build time only. */
export function variableOf({ call, state }: Step, name: string): string | null {
  const own = call.env.get(name);
  if (own !== undefined) return own;
  const set = state.env.get(name);
  return set === undefined ? '' : set;
}

/** The program and its first argument, for messages. */
export function commandOf({ call }: Step): string {
  return [call.name ?? call.program.text, call.args[0]?.text].filter((part) => part !== undefined).join(' ');
}
