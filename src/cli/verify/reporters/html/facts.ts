/** Times, cached steps, check and user, before and after. */
import type { BuildStep } from '../../../../verify/container-engine.ts';
import type { Rebuilt, Verified } from '../../../../verify/verified.ts';
import { duration } from '../figures.ts';
import { cachedOf, userOf } from '../findings.ts';
import { checkWords } from '../words.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Of a row of squares; longer builds have the numbers alone. */
const MAX_SQUARES = 40;
const SQUARE = 10;
const STEP = 14;

/** By its name: the command has to be plain ASCII, and a template's text cannot be escaped in it. */
const ARROW = html` <span class="arrow">&rarr;</span> `;

export function facts(verified: Verified): Markup {
  const { before, after, changedFile } = verified;
  const rebuilt = [before?.rebuilt ?? null, after?.rebuilt ?? null] as const;
  const terms = [
    term('Build without a cache', pair(before?.coldSeconds ?? null, after?.coldSeconds ?? null, duration)),
    changedFile === null ? NOTHING : rebuiltTerm(changedFile, rebuilt),
    term('Check', pair(before?.check ?? null, after?.check ?? null, checkWords)),
    term(
      'User',
      pair(userOf(before), userOf(after), (user) => user),
    ),
  ].filter((each) => each !== NOTHING);
  if (terms.length === 0) return NOTHING;
  return html`<dl class="facts">${terms}</dl>${changedFile === null ? NOTHING : stepsList(rebuilt)}`;
}

function term(name: string, words: Markup): Markup {
  return words === NOTHING ? NOTHING : html`<div><dt>${name}</dt><dd>${words}</dd></div>`;
}

/** Both when they differ, one when they are the same. */
function pair<Value>(before: Value | null, after: Value | null, words: (value: Value) => string): Markup {
  if (before === null) return NOTHING;
  if (after === null) return html`${words(before)} <span class="soft">before</span>`;
  return words(before) === words(after) ? html`${words(before)}` : html`${words(before)}${ARROW}${words(after)}`;
}

function rebuiltTerm(changedFile: string, [before, after]: readonly [Rebuilt | null, Rebuilt | null]): Markup {
  if (before === null) return NOTHING;
  const cached = pair(before, after, ({ steps }) => `${cachedOf(steps)} of ${steps.length}`);
  return html`<div><dt>After a change of <span class="path">${changedFile}</span></dt>
<dd>${pair(before, after, ({ seconds }) => duration(seconds))}</dd></div>
<div><dt>Steps cached after that change</dt><dd>${cached}
<span class="steps">${squares('before', before.steps)}${after === null ? NOTHING : squares('after', after.steps)}</span></dd></div>`;
}

function squares(side: string, steps: readonly BuildStep[]): Markup {
  if (steps.length === 0 || steps.length > MAX_SQUARES) return NOTHING;
  const boxes = steps.map(({ text, cached }, index) => {
    const words = html`<title>${text}: ${cached ? 'cached' : 'run again'}</title>`;
    return html`<rect class="${cached ? 'kept' : 'ran'}" x="${index * STEP + 1}" y="2" width="${SQUARE}" height="${SQUARE}" rx="2">${words}</rect>`;
  });
  const label = `${side}: ${cachedOf(steps)} of ${steps.length} steps cached`;
  return html`<span>${side}</span><svg width="${steps.length * STEP}" height="${STEP}" viewBox="0 0 ${steps.length * STEP} ${STEP}" preserveAspectRatio="xMinYMid" role="img" aria-label="${label}">${boxes}</svg>`;
}

function stepsList(sides: readonly (Rebuilt | null)[]): Markup {
  const tables = sides.map((rebuilt, index) => {
    if (rebuilt === null) return NOTHING;
    const rows = rebuilt.steps.map(
      ({ text, cached, seconds }) => html`<tr><td><code>${text}</code></td>
<td class="number">${cached ? html`<span class="good">cached</span>` : seconds === null ? 'run again' : duration(seconds)}</td></tr>
`,
    );
    return html`<table><thead><tr><th>Step, ${index === 0 ? 'before' : 'after'}</th><th></th></tr></thead><tbody>${rows}</tbody></table>`;
  });
  if (sides.every((side) => side === null)) return NOTHING;
  return html`<details><summary>Which steps are cached</summary><div class="sides">${tables}</div></details>`;
}
