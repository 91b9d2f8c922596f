/** Numbers as people read them. */
import prettyBytes from 'pretty-bytes';
import type { Ownership } from '../../../verify/verified.ts';

/** `184 MB`: decimal units, as engines print them. */
export function size(bytes: number): string {
  return prettyBytes(bytes);
}

/** `-957 MB`, `+3 kB`. */
export function sizeChange(bytes: number): string {
  return bytes === 0 ? '0 B' : prettyBytes(bytes, { signed: true });
}

/** `-83%`; with one decimal where it would round to nothing or to all; null where there is nothing to compare with. */
export function percent(before: number, after: number): string | null {
  if (before === 0) return null;
  const change = ((after - before) / before) * 100;
  // What is left is never said to be nothing.
  if (after > 0 && change < -99) return `${(Math.ceil(change * 10) / 10).toFixed(1)}%`;
  const text = Math.abs(change) < 1 ? change.toFixed(1) : change.toFixed(0);
  if (Number(text) === 0) return '0%';
  return `${change > 0 ? '+' : ''}${text}%`;
}

/** `4.9 s`, `6 min 53 s`. */
export function duration(seconds: number): string {
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `1,204 files`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `1,204`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}

/** `0:0 755`. */
export function ownership({ uid, gid, mode }: Ownership): string {
  return `${uid}:${gid} ${mode.toString(8).padStart(3, '0')}`;
}
