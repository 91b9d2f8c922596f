/** What slimify changes in the Dockerfile: its fixes, and the diff. */
import type { AppliedFix } from '../../../../engine/report.ts';
import type { Verified } from '../../../../verify/verified.ts';
import { diffLines } from '../../../diff.ts';
import { amount } from '../figures.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** A longer diff is closed at first. */
const MAX_OPEN = 60;
const MAX_LINES = 2_000;

/** Of a diff. */
interface Line {
  readonly text: string;
  readonly meaning: 'at' | 'add' | 'gone' | 'same';
}

export function rewrite({ report, path }: Verified): Markup {
  if (report?.changed !== true) return NOTHING;
  const sides = [...report.files, { path, before: report.before, after: report.after }];
  const lines = sides.flatMap((file) => {
    const { header, body } = diffLines(file.path, file.before, file.after);
    return [...header.map((text): Line => ({ text, meaning: 'at' })), ...body.map(bodyLine)];
  });
  return html`${fixes(report.applied)}${diff(lines)}`;
}

function fixes(applied: readonly AppliedFix[]): Markup {
  if (applied.length === 0) return NOTHING;
  const items = applied.map(({ transform, line, message, assumption }) => {
    const place = line === null ? NOTHING : html` <span class="soft">line ${line}</span>`;
    const note = assumption === null ? NOTHING : html`<br><span class="odd">assumes: ${assumption}</span>`;
    return html`<li><code>${transform}</code>${place} ${message}${note}</li>
`;
  });
  return html`<h3>Fixes</h3><ul class="plain">${items}</ul>`;
}

function diff(lines: readonly Line[]): Markup {
  const shown = lines.slice(0, MAX_LINES).map(({ text, meaning }) => html`<span class="${meaning}">${text}</span>`);
  const rest = lines.length - shown.length;
  const more = rest === 0 ? NOTHING : html`<p class="soft">and ${amount(rest, 'more line')}</p>`;
  const added = lines.filter(({ meaning }) => meaning === 'add').length;
  const gone = lines.filter(({ meaning }) => meaning === 'gone').length;
  const open = lines.length <= MAX_OPEN ? html` open` : NOTHING;
  return html`<details${open}><summary>Diff, ${amount(added, 'line')} added, ${gone} removed</summary><pre class="diff"><code>${shown}</code></pre>${more}</details>`;
}

function bodyLine(text: string): Line {
  if (text.startsWith('+')) return { text, meaning: 'add' };
  if (text.startsWith('-')) return { text, meaning: 'gone' };
  return { text, meaning: text.startsWith(' ') ? 'same' : 'at' };
}
