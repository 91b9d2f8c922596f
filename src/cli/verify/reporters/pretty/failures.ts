/** What failed, and what was dropped because of it, for people at a terminal. */
import type { Dropped, Verified } from '../../../../verify/verified.ts';
import { type Failure, failuresOf, isNothingLeft, logOfDropped, tail } from '../findings.ts';
import { hintWords } from '../hints.ts';
import type { Colors, Line, Row } from '../rows.ts';
import { brokeWords, CAUSE_WORDS, checkWords, ignoreWords, inOneLine, NOTHING_LEFT, SAME } from '../words.ts';

/** Where the column of what was dropped begins: below the id of its transform. */
const GAP = '  ';

export function failureRows(verified: Verified, colors: Colors): readonly Row[] {
  return failuresOf(verified).map((failure) => ({
    label: failure.side,
    lines: [...failureLines(failure, colors), ...logLines(failure.log)],
  }));
}

function failureLines({ what, isSame }: Failure, colors: Colors): readonly Line[] {
  if ('check' in what) return [{ text: `${checkWords(what.check)}${isSame ? SAME : ''}`, style: colors.red }];
  const { cause, step, message } = what.built;
  if (isSame) return [{ text: `${CAUSE_WORDS[cause]}, for the same reason`, style: colors.red }];
  const place = step === null ? '' : `: ${inOneLine(step)}`;
  const head: Line = { text: `${CAUSE_WORDS[cause]}${place}`, style: colors.red };
  const hint = hintWords(what.built);
  return [head, { text: message, style: colors.dim }, ...(hint === null ? [] : [{ text: hint, style: colors.yellow }])];
}

export function droppedRow(verified: Verified, colors: Colors): Row {
  const lines = verified.dropped.flatMap((each) => droppedLines(each, verified, colors));
  const rest: readonly Line[] = isNothingLeft(verified) ? [{ text: NOTHING_LEFT, style: colors.yellow }] : [];
  return { label: 'dropped', lines: [...lines, ...rest] };
}

function droppedLines(dropped: Dropped, verified: Verified, colors: Colors): readonly Line[] {
  const { transform, line, message, broke } = dropped;
  const place = line === null ? '' : `line ${line}: `;
  const head: Line = { text: `${place}${message}`, lead: `${transform}${GAP}` };
  const why: Line = { text: brokeWords(broke), style: colors.red };
  const words = ignoreWords(dropped);
  const hint: readonly Line[] = words === null ? [] : [{ text: words, style: colors.dim }];
  return [head, why, ...logLines(logOfDropped(dropped, verified)), ...hint];
}

function logLines(log: readonly string[]): readonly Line[] {
  return tail(log).map((text) => ({ text, fit: 'log' }));
}
