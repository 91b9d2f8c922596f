/** What failed, and the fixes that were dropped because of it. */
import type { Dropped, Verified } from '../../../verify/verified.ts';
import { amount } from '../figures.ts';
import { type Failure, failuresOf, LOG_LINES } from '../findings.ts';
import { brokeWords, CAUSE_WORDS, checkWords, whyWords } from '../words.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Of a log. */
const MAX_LINES = 200;

export function failures(verified: Verified): Markup {
  const { why, status } = verified;
  const meaning = status === 'regression' ? 'bad' : 'odd';
  const reason = why === null ? NOTHING : html`<p class="note odd"><span>${whyWords(why)}</span></p>`;
  return html`${reason}${failuresOf(verified).map((failure) => failureNote(failure, meaning))}`;
}

function failureNote({ side, what, log }: Failure, meaning: string): Markup {
  if ('check' in what)
    return html`<div class="note ${meaning}"><p><strong>${side}:</strong> ${checkWords(what.check)}</p>${logBlock(log)}</div>
`;
  const { cause, step, message } = what.built;
  const place = step === null ? NOTHING : html`: <code>${step}</code>`;
  return html`<div class="note ${meaning}"><p><strong>${side}:</strong> ${CAUSE_WORDS[cause]}${place}</p>
<p class="soft">${message}</p>${logBlock(log)}</div>
`;
}

export function droppedFixes({ dropped }: Verified): Markup {
  if (dropped.length === 0) return NOTHING;
  return html`<h3>Dropped</h3>${dropped.map(droppedNote)}`;
}

function droppedNote({ transform, line, message, broke }: Dropped): Markup {
  const place = line === null ? NOTHING : html`<span class="soft">line ${line}</span> `;
  const log = broke.what === 'config' ? NOTHING : logBlock(broke.log);
  return html`<div class="note odd"><p><code>${transform}</code> ${place}${message}</p>
<p><strong>${brokeWords(broke)}</strong></p>${log}</div>
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
