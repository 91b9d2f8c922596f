/** `cp` and `mv` of what was built. */

import { readWords } from '../../../../src/app/call-words.ts';
import { pathOf } from '../../../../src/app/runs.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import type { App, Step } from '../../app.ts';

export interface Move {
  readonly call: Invocation;
  /** Absolute; a pattern where `isPattern` says so. */
  readonly from: string;
  readonly isPattern: boolean;
  readonly to: string;
}

/** Options that change neither what is copied nor where to. Source: GNU coreutils, busybox. */
const PLAIN = /^-(?:[rRafvpnL]+|-recursive|-archive|-force|-verbose|-preserve)$/;

/** In the order in which they run; one with several sources is several. */
export function readMoves({ steps }: App): readonly Move[] {
  return steps.flatMap((step) => (isMove(step) ? movesOf(step) : []));
}

function isMove({ call }: Step): boolean {
  return (call.name === 'cp' || call.name === 'mv') && !call.conditional;
}

function movesOf({ call, cwd, state }: Step): readonly Move[] {
  const { options, rest } = readWords(call.args, new Set());
  const target = rest.at(-1);
  if (cwd === null || target === undefined || rest.length < 2 || options.some(({ text }) => !PLAIN.test(text)))
    return [];
  const here = { ...state, workdir: cwd };
  const to = pathOf(target, here);
  if (to === null) return [];
  return rest.slice(0, -1).flatMap((word): readonly Move[] => {
    const isPattern = word.hasGlob;
    const from = isPattern ? patternOf(word.value, cwd) : pathOf(word, here);
    return from === null ? [] : [{ call, from, isPattern, to }];
  });
}

function patternOf(value: string | null, cwd: string): string | null {
  if (value === null || /[{]/.test(value)) return null;
  const path = absoluteFrom(cwd, value);
  // Folders are matched by their names alone.
  return /[*?[]/.test(path.slice(0, path.lastIndexOf('/'))) ? null : path;
}
