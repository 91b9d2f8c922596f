/** The sizes of two images as two bars on one scale, split by layer; with every number in a table below them. */
import type { Image } from '../../../../verify/container-engine.ts';
import type { Status } from '../../../../verify/verified.ts';
import { amount, percent, size } from '../figures.ts';
import { type LayerPair, layerPairs, sum } from '../findings.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Layers with a colour of their own; the smaller ones are one grey. */
const MAX_COLORS = 8;
/** Of the longer bar, that can still be seen. */
const MIN_PART = 0.004;
/** Characters of an instruction that surely fit in the two lines which the legend has for it. */
const MAX_CLAMPED = 80;
/** Of the list of all layers. */
const MAX_LAYERS = 200;
/** Units of a bar that is as long as the scale. */
const SCALE = 1000;
const HEIGHT = 26;

/** A piece of both bars. */
interface Piece extends LayerPair {
  readonly color: string;
  /** Layers in it. */
  readonly counted: number;
}

type SideName = 'before' | 'after';

/** Either image may be missing. */
export function sizeBars(before: Image | null, after: Image | null): Markup {
  if (before === null && after === null) return NOTHING;
  const pairs = layerPairs(before?.layers ?? [], after?.layers ?? []);
  const bytes = { before: before?.bytes ?? 0, after: after?.bytes ?? 0 };
  const longest = Math.max(bytes.before, bytes.after, 1);
  const pieces = piecesOf(pairs, longest);
  const bars = (['before', 'after'] as const).map((side) => bar(side, pieces, bytes[side], longest));
  return html`<h3>Size by layer</h3>
<div class="bars">${bars.filter((_, index) => [before, after][index] !== null)}</div>
${legend(pieces)}${allLayers(pairs, pieces)}`;
}

/** What is largest in either image gets a colour; the order stays that of the layers, the rest comes last. */
function piecesOf(pairs: readonly LayerPair[], longest: number): readonly Piece[] {
  const extent = (pair: LayerPair): number => Math.max(pair.before, pair.after);
  const largest = pairs
    .filter((pair) => extent(pair) >= longest * MIN_PART)
    .toSorted((a, b) => extent(b) - extent(a))
    .slice(0, MAX_COLORS);
  const named = pairs
    .filter((pair) => largest.includes(pair))
    .map((pair, index): Piece => ({ ...pair, color: `c${index}`, counted: 1 }));
  const others = pairs.filter((pair) => !largest.includes(pair));
  const [only] = others;
  if (only === undefined) return named;
  const total = (side: SideName): number => sum(others.map((pair) => pair[side]));
  const by = others.length === 1 ? only.by : amount(others.length, 'smaller layer');
  return [...named, { by, before: total('before'), after: total('after'), color: 'rest', counted: others.length }];
}

function bar(side: SideName, pieces: readonly Piece[], bytes: number, longest: number): Markup {
  const drawn = pieces.filter((piece) => piece[side] > 0);
  let left = 0;
  const rects = drawn.map((piece) => {
    const width = (piece[side] / longest) * SCALE;
    const x = left;
    left += width;
    const words = html`<title>${piece.by}: ${size(piece[side])}</title>`;
    return html`<rect class="${piece.color}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="${HEIGHT}">${words}</rect>`;
  });
  return html`<div class="bar"><span>${side}</span>
<svg width="100%" height="${HEIGHT}" viewBox="0 0 ${SCALE} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${side}: ${size(bytes)} in ${amount(drawn.length, 'part')}, listed below">${rects}</svg>
<span class="value">${size(bytes)}</span></div>
`;
}

function legend(pieces: readonly Piece[]): Markup {
  const rows = pieces.map(
    (
      piece,
    ) => html`<tr><td><svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><rect class="${piece.color}" width="12" height="12" rx="3"/></svg></td>
<td>${piece.counted === 1 ? html`<code>${piece.by}</code>` : piece.by}</td>
<td class="number">${bytesOrDash(piece.before)}</td><td class="number">${bytesOrDash(piece.after)}</td></tr>
`,
  );
  return html`<table class="legend">
<thead><tr><th></th><th>Layer</th><th class="number">before</th><th class="number">after</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

/** In the order in which they lie, each in full. */
function allLayers(pairs: readonly LayerPair[], pieces: readonly Piece[]): Markup {
  const isShown = pairs.length <= pieces.length && pairs.every(({ by }) => by.length <= MAX_CLAMPED);
  if (isShown) return NOTHING;
  const shown = pairs.slice(0, MAX_LAYERS);
  const rows = shown.map(
    ({ by, before, after }) => html`<tr><td><code>${by}</code></td>
<td class="number">${bytesOrDash(before)}</td><td class="number">${bytesOrDash(after)}</td></tr>
`,
  );
  const more = pairs.length - shown.length;
  const rest = more === 0 ? NOTHING : html`<p class="soft">and ${amount(more, 'more layer')}</p>`;
  return html`<details><summary>All ${amount(pairs.length, 'layer')}</summary><div class="scroll"><table>
<thead><tr><th>Layer</th><th class="number">before</th><th class="number">after</th></tr></thead>
<tbody>${rows}</tbody></table>${rest}</div></details>`;
}

function bytesOrDash(bytes: number): string {
  return bytes === 0 ? '–' : size(bytes);
}

/** `-81%`, in the colour of what it means; of a file that is broken it means nothing. */
export function sizeChangeMark(before: number, after: number, status: Status): Markup {
  const change = percent(before, after);
  if (change === null) return NOTHING;
  if (status === 'regression') return html`<span class="soft">${change}</span>`;
  const meaning = change === '0%' ? 'soft' : after < before ? 'good' : 'odd';
  return html`<span class="${meaning}">${change}</span>`;
}
