/** What failed, and what was dropped because of it, for people at a terminal. */
import type { Dropped, Verified } from '../../verify/verified.ts';
import { type Failure, failuresOf, tail } from './findings.ts';
import type { Colors, Line, Row } from './rows.ts';
import { brokeWords, CAUSE_WORDS, checkWords } from './words.ts';

/** Where the column of what was dropped begins: below the id of its transform. */
const GAP = '  ';

export function failureRows(verified: Verified, colors: Colors): readonly Row[] {
  return failuresOf(verified).map((failure) => ({
    label: failure.side,
    lines: [...failureLines(failure, colors), ...logLines(failure.log)],
  }));
}

function failureLines({ what }: Failure, colors: Colors): readonly Line[] {
  if ('check' in what) return [{ text: checkWords(what.check), style: colors.red }];
  const { cause, step, message } = what.built;
  const head: Line = { text: step === null ? CAUSE_WORDS[cause] : `${CAUSE_WORDS[cause]}: ${step}`, style: colors.red };
  return [head, { text: message, style: colors.dim }];
}

export function droppedRow({ dropped }: Verified, colors: Colors): Row {
  return { label: 'dropped', lines: dropped.flatMap((each) => droppedLines(each, colors)) };
}

function droppedLines({ transform, line, message, broke }: Dropped, colors: Colors): readonly Line[] {
  const place = line === null ? '' : `line ${line}: `;
  const head: Line = { text: `${place}${message}`, lead: `${transform}${GAP}` };
  const why: Line = { text: brokeWords(broke), style: colors.red };
  return broke.what === 'config' ? [head, why] : [head, why, ...logLines(broke.log)];
}

function logLines(log: readonly string[]): readonly Line[] {
  return tail(log).map((text) => ({ text, fit: 'log' }));
}
