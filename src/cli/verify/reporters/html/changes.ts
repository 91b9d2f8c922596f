/** How the images differ besides their size: config, missing files, owners and permissions. */
import type { ConfigDifference, FileDifferences, Verified } from '../../../../verify/verified.ts';
import { amount, grouped, ownership, size } from '../figures.ts';
import { changedModes, foldersOf, missingFiles } from '../findings.ts';
import { declaredWords, placesWords, subjectOf } from '../words.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Of a list; the page has to stay one that opens at once. */
const MAX_ROWS = 200;
const MAX_FOLDERS = 10;

export function changes({ config, files }: Verified): Markup {
  return html`${configTable(config)}${files === null ? NOTHING : fileTables(files)}`;
}

function fileTables(files: FileDifferences): Markup {
  if (files.missing.length === 0 && files.changed.length === 0) return NOTHING;
  return html`<h3>Files</h3>${missingTable(files)}${modesTable(files)}`;
}

function configTable(config: readonly ConfigDifference[]): Markup {
  if (config.length === 0) return NOTHING;
  const rows = config.map((difference) => {
    const { before, after, declaredBy } = difference;
    const tag = html`<span class="badge ${declaredBy === null ? 'bad' : ''}">${declaredWords(difference)}</span>`;
    return html`<tr><th scope="row" class="whole"><code>${subjectOf(difference)}</code></th>
<td data-name="before">${value(before)}</td><td data-name="after">${value(after)}</td><td class="whole">${tag}</td></tr>
`;
  });
  return html`<h3>Config of the image</h3><table class="folds">
<thead><tr><th>What</th><th>before</th><th>after</th><th></th></tr></thead><tbody>${rows}</tbody></table>`;
}

function value(text: string | null): Markup {
  return text === null ? html`<span class="soft">not set</span>` : html`<code>${text}</code>`;
}

function missingTable(files: FileDifferences): Markup {
  if (files.missing.length === 0) return NOTHING;
  const { items, more, total } = missingFiles(files, MAX_ROWS);
  const rows = items.map(
    ({ path, count, bytes }) => html`<tr><td class="path">${path}</td><td class="number">${amount(count, 'file')}</td>
<td class="number">${size(bytes)}</td></tr>
`,
  );
  const folders = foldersOf(files, MAX_FOLDERS);
  const below =
    folders === null ? placesWords(files.folders.length) : html`<span class="path">${folders.join(', ')}</span>`;
  return html`<details><summary>Not in the new image: ${total}</summary>
<div><p class="soft">Below ${below}, the largest first.</p><table><tbody>${rows}</tbody></table>${moreNote(more)}</div></details>`;
}

function modesTable(files: FileDifferences): Markup {
  if (files.changed.length === 0) return NOTHING;
  const { items, more, total } = changedModes(files, MAX_ROWS);
  const rows = items.map(({ path, before, after, below }) => {
    const rest = below === 0 ? NOTHING : html` <span class="soft">and ${grouped(below)} below it</span>`;
    return html`<tr><td class="whole"><span class="path">${path}</span>${rest}</td>
<td data-name="before"><code class="mode">${ownership(before)}</code></td><td data-name="after"><code class="mode">${ownership(after)}</code></td></tr>
`;
  });
  return html`<details><summary>Other owner or permissions: ${total}</summary><div><table class="folds">
<thead><tr><th>Path</th><th>before</th><th>after</th></tr></thead><tbody>${rows}</tbody></table>${moreNote(more)}</div></details>`;
}

function moreNote(count: number): Markup {
  return count === 0 ? NOTHING : html`<p class="soft">and ${grouped(count)} more</p>`;
}
