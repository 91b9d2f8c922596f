/** The page around the files: totals, and an index with every verdict. */
import { createHash } from 'node:crypto';
import type { Status, Verified } from '../../../../verify/verified.ts';
import { amount, duration, grouped, size } from '../figures.ts';
import type { VerifySummary } from '../reporter.ts';
import { STATUS_WORDS } from '../words.ts';
import { sizeChangeMark } from './bars.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { STYLE } from './style.ts';

/** What stands in the head of the page, and below it. */
export interface Page {
  readonly version: string;
  readonly engine: string;
  readonly summary: VerifySummary;
  readonly rows: readonly Markup[];
  readonly sections: readonly Markup[];
  readonly unchanged: readonly string[];
}

const MEANING: Readonly<Record<Status, string>> = {
  alike: 'good',
  repaired: 'odd',
  regression: 'bad',
  'broken-before': 'odd',
  'not-verified': 'odd',
  unchanged: '',
};

/** Nothing is loaded, run or sent; the one style sheet is known by its hash. https://www.w3.org/TR/CSP3/ */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

export function pageText({ version, engine, summary, rows, sections, unchanged }: Page): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>slimify verify: ${titleWords(summary)}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
<header class="card">
<div class="head"><h1>slimify verify</h1></div>
${totals(summary)}
</header>
${index(rows, unchanged)}
${sections}
<footer>Built with ${engine} in ${duration(summary.seconds)}, by slimify ${version}. Sizes are uncompressed, as the engine counts them.</footer>
</main>
</body>
</html>
`;
  return markup;
}

export function badge(status: Status): Markup {
  return html`<span class="badge ${MEANING[status]}">${STATUS_WORDS[status]}</span>`;
}

/** A file in the index. */
export function indexRow({ path, status, before, after }: Verified, id: string): Markup {
  const [old, young] = [before?.image ?? null, after?.image ?? null];
  const change = old === null || young === null ? NOTHING : sizeChangeMark(old.bytes, young.bytes, status);
  return html`<tr><th scope="row" class="whole"><a class="path" href="#${id}">${path}</a></th><td class="whole">${badge(status)}</td>
<td class="number" data-name="before">${sizeOf(old)}</td><td class="number" data-name="after">${sizeOf(young)}</td><td class="number">${change}</td></tr>
`;
}

function sizeOf(image: { readonly bytes: number } | null): string {
  return image === null ? '' : size(image.bytes);
}

function titleWords({ files, regressions }: VerifySummary): string {
  return `${amount(files, 'file')}, ${regressions === 0 ? 'no regressions' : amount(regressions, 'regression')}`;
}

function totals(summary: VerifySummary): Markup {
  const { files, alike, repaired, regressions, brokenBefore, notVerified, unchanged, written } = summary;
  const counts = [
    [regressions, regressions === 1 ? 'regression' : 'regressions', 'bad'],
    [alike, 'alike', 'good'],
    [repaired, 'alike with fixes dropped', 'odd'],
    [brokenBefore, 'broken before', 'odd'],
    [notVerified, 'not verified', 'odd'],
    [unchanged, 'with nothing to change', ''],
    [written, 'written', ''],
  ] as const;
  const items = counts
    .filter(([count]) => count > 0)
    .map(([count, words, meaning]) => html`<li class="badge ${meaning}">${grouped(count)} ${words}</li>`);
  const { beforeBytes, afterBytes } = summary;
  const sizes =
    beforeBytes === 0
      ? NOTHING
      : html`<div><div class="soft">Images that were built on both sides</div>
<div class="figure">${size(beforeBytes)} <span class="arrow">&rarr;</span> ${size(afterBytes)} <small>${sizeChangeMark(beforeBytes, afterBytes, 'alike')}</small></div></div>`;
  return html`<div class="totals"><div><div class="soft">Dockerfiles</div><div class="figure">${grouped(files)}</div></div>${sizes}</div>
<ul class="counts">${items}</ul>`;
}

function index(rows: readonly Markup[], unchanged: readonly string[]): Markup {
  if (rows.length === 0 && unchanged.length === 0) return NOTHING;
  const table = html`<table class="folds"><thead><tr><th>Dockerfile</th><th>Verdict</th>
<th class="number">before</th><th class="number">after</th><th></th></tr></thead>
<tbody>${rows}</tbody></table>`;
  const items = unchanged.map((path) => html`<li class="path">${path}</li>`);
  const rest = html`<details><summary>${amount(unchanged.length, 'file')} with nothing to change</summary><ul class="plain">${items}</ul></details>`;
  return html`<nav class="card" aria-label="Files">${rows.length === 0 ? NOTHING : table}${unchanged.length === 0 ? NOTHING : rest}</nav>`;
}
