/** What failed, and the fixes that were dropped because of it. */
import type { Dropped, Verified } from '../../../../verify/verified.ts';
import { doubtsOf } from '../doubts.ts';
import { amount } from '../figures.ts';
import { type Failure, failuresOf, isNothingLeft, LOG_LINES, logOfDropped } from '../findings.ts';
import { hintWords } from '../hints.ts';
import {
  brokeWords,
  CAUSE_WORDS,
  checkWords,
  doubtWords,
  ignoreWords,
  inOneLine,
  NOTHING_LEFT,
  SAME,
  whyWords,
} from '../words.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Of a log. */
const MAX_LINES = 200;

export function failures(verified: Verified): Markup {
  const { why, status } = verified;
  const meaning = status === 'regression' ? 'bad' : 'odd';
  const reason = why === null ? NOTHING : html`<p class="note odd"><span>${whyWords(why)}</span></p>`;
  return html`${reason}${failuresOf(verified).map((failure) => failureNote(failure, meaning))}`;
}

/** What speaks against trusting that both are alike. */
export function doubts(verified: Verified): Markup {
  return html`${doubtsOf(verified).map(
    (doubt) => html`<p class="note odd"><span>${doubtWords(doubt)}</span></p>
`,
  )}`;
}

function failureNote({ side, what, log, isSame }: Failure, meaning: string): Markup {
  if ('check' in what)
    return html`<div class="note ${meaning}"><p><strong>${side}:</strong> ${checkWords(what.check)}${isSame ? SAME : ''}</p>${logBlock(log)}</div>
`;
  const { cause, step, message } = what.built;
  if (isSame)
    return html`<div class="note ${meaning}"><p><strong>${side}:</strong> ${CAUSE_WORDS[cause]}, for the same reason</p></div>
`;
  const place = step === null ? NOTHING : html`: <code>${inOneLine(step)}</code>`;
  const hint = hintWords(what.built);
  return html`<div class="note ${meaning}"><p><strong>${side}:</strong> ${CAUSE_WORDS[cause]}${place}</p>
<p class="soft">${message}</p>${hint === null ? NOTHING : html`<p>${hint}</p>`}${logBlock(log)}</div>
`;
}

export function droppedFixes(verified: Verified): Markup {
  const { dropped } = verified;
  if (dropped.length === 0) return NOTHING;
  const rest = isNothingLeft(verified) ? html`<p class="note odd"><span>${NOTHING_LEFT}</span></p>` : NOTHING;
  return html`<h3>Dropped</h3>${dropped.map((each) => droppedNote(each, verified))}${rest}`;
}

function droppedNote(dropped: Dropped, verified: Verified): Markup {
  const { transform, line, message, broke } = dropped;
  const place = line === null ? NOTHING : html`<span class="soft">line ${line}</span> `;
  const hint = ignoreWords(dropped);
  return html`<div class="note odd"><p><code>${transform}</code> ${place}${message}</p>
<p><strong>${brokeWords(broke)}</strong></p>${logBlock(logOfDropped(dropped, verified))}${hint === null ? NOTHING : html`<p class="soft">${hint}</p>`}</div>
`;
}

/** The end of what was printed; a long one is closed at first. */
function logBlock(log: readonly string[]): Markup {
  if (log.length === 0) return NOTHING;
  const shown = log.slice(-MAX_LINES);
  const lines = shown.map((line) => html`${line}\n`);
  const open = log.length <= LOG_LINES ? html` open` : NOTHING;
  const words = shown.length === log.length ? 'Log' : `Last ${amount(shown.length, 'line')} of the log`;
  return html`<details${open}><summary>${words}</summary><pre>${lines}</pre></details>`;
}
