/** An estimate in one line, always with what it counts and from when the figures are. */
import prettyBytes from 'pretty-bytes';
import type { Counted, Estimate } from '../engine/estimate.ts';

/**
 * "about 1.1 GB -> 227 MB (base images only, 2026-07)"; "about 20 MB less (the apt package lists only, 2026-11)" where the
 * base image stays; null where the difference is not known.
 */
export function estimateWords({ beforeBytes, afterBytes, savedBytes, counts }: Estimate): string | null {
  if (savedBytes === null) return null;
  const changed = counts.filter((count) => count.beforeBytes !== count.afterBytes);
  const hasNewBase = changed.some(({ kind }) => kind === 'base-image');
  const figures =
    hasNewBase && beforeBytes !== null && afterBytes !== null
      ? `${roundBytes(beforeBytes)} -> ${roundBytes(afterBytes)}`
      : `${roundBytes(savedBytes)} less`;
  return `about ${figures} (${whatCounts(changed)}, ${datesOf(changed)})`;
}

/** To a tenth of a gigabyte, or a megabyte: more would pass for a measurement. */
export function roundBytes(bytes: number): string {
  const step = Math.abs(bytes) >= 1e9 ? 1e8 : 1e6;
  return prettyBytes(Math.round(bytes / step) * step);
}

function whatCounts(counts: readonly Counted[]): string {
  const images = counts.some(({ kind }) => kind === 'base-image') ? ['base images'] : [];
  const fixes = counts.flatMap(({ kind, what }) => (kind === 'fix' ? [what] : []));
  return `${[...images, ...fixes].join(' and ')} only`;
}

/** From the oldest figure to the newest. */
function datesOf(counts: readonly Counted[]): string {
  const dates = counts.map(({ date }) => date).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  return first === last ? `${first}` : `${first} to ${last}`;
}
