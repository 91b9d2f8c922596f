/** What reporters draw from what verify found out, before they put it into their own shape. */

import { newLackIn } from '../../../verify/compare/lacks.ts';
import type { BuildStep, Layer, NotBuilt } from '../../../verify/container-engine.ts';
import type {
  ChangedMode,
  CheckResult,
  Dropped,
  FileDifferences,
  MissingFile,
  Side,
  Verified,
} from '../../../verify/verified.ts';
import { amount, size } from './figures.ts';
import { isNotFetched } from './hints.ts';
import { layerWords } from './words.ts';

/** Lines of a log that are shown; its end says what was wrong. */
export const LOG_LINES = 20;

/** What went wrong, with what was printed. */
export interface Failure {
  readonly side: 'before' | 'after';
  readonly what: { readonly built: NotBuilt } | { readonly check: CheckResult };
  readonly log: readonly string[];
  /** The old one fails in the same way: there is nothing more to say. */
  readonly isSame: boolean;
}

/** The builds that failed; and, where the file is broken, what the check printed that failed or had another outcome. */
export function failuresOf({ status, before, after }: Verified): readonly Failure[] {
  const sides = [['before', before] as const, ['after', after] as const];
  return sides.flatMap(([side, found]): Failure[] => {
    if (found === null) return [];
    const { failed } = found;
    if (failed !== null) {
      const isSame = side === 'after' && before?.failed != null && isSameFailure(before.failed, failed);
      return [{ side, what: { built: failed }, log: isSame ? [] : logOf(failed), isSame }];
    }
    const { check } = found;
    if (check === null) return [];
    const isOdd = check.passed === false || (side === 'after' && check.outcome !== before?.check?.outcome);
    const isAtFault = status === 'regression' || status === 'broken-before';
    if (!isOdd || !isAtFault) return [];
    const isSame = side === 'after' && isSameCheck(before?.check ?? null, check);
    return [{ side, what: { check }, log: isSame ? [] : check.log, isSame }];
  });
}

function isSameFailure(a: NotBuilt, b: NotBuilt): boolean {
  if (isNotFetched(a) && isNotFetched(b)) return true;
  return a.cause === b.cause && a.step === b.step && a.message === b.message;
}

/** What was printed with a fix that was dropped; nothing where it stands above already, as what fails. */
export function logOfDropped({ broke }: Dropped, verified: Verified): readonly string[] {
  if (broke.what === 'config') return [];
  const isShown = failuresOf(verified).some(({ log }) => log.length > 0 && log.join('\n') === broke.log.join('\n'));
  return isShown ? [] : broke.log;
}

/** Everything was dropped: the file stays as it is. */
export function isNothingLeft({ status, dropped, report }: Verified): boolean {
  return status === 'regression' && dropped.length > 0 && report?.changed === false;
}

function isSameCheck(a: CheckResult | null, b: CheckResult): boolean {
  return a !== null && a.passed === b.passed && a.outcome === b.outcome && newLackIn(a.log, b.log) === null;
}

/** BuildKit ends a log with what the message says. */
function logOf({ log, message }: NotBuilt): readonly string[] {
  const last = log.at(-1) ?? '';
  return last.startsWith('ERROR: failed to solve: ') && last.endsWith(message) ? log.slice(0, -1) : log;
}

/** A layer by its instruction in words, with the bytes of all layers of it; 0 where one of the images has none. */
export interface LayerPair {
  readonly by: string;
  readonly before: number;
  readonly after: number;
}

/** In the order in which they lie, those of the old image first. */
export function layerPairs(before: readonly Layer[], after: readonly Layer[]): readonly LayerPair[] {
  const pairs = new Map<string, { by: string; before: number; after: number }>();
  const pair = (by: string) => {
    const found = pairs.get(by) ?? { by, before: 0, after: 0 };
    pairs.set(by, found);
    return found;
  };
  for (const { by, bytes } of before) pair(layerWords(by)).before += bytes;
  for (const { by, bytes } of after) pair(layerWords(by)).after += bytes;
  return [...pairs.values()];
}

/** Of the larger image: what is less than that is lost in its size. */
const NOTABLE = 0.001;

/** The layers that differ by what can be told in the size, the most first. */
export function layersThatDiffer(before: readonly Layer[], after: readonly Layer[]): readonly LayerPair[] {
  const change = (pair: LayerPair): number => Math.abs(pair.after - pair.before);
  const pairs = layerPairs(before, after);
  const whole = Math.max(sum(pairs.map((pair) => pair.before)), sum(pairs.map((pair) => pair.after)));
  return pairs.filter((pair) => change(pair) > whole * NOTABLE).sort((a, b) => change(b) - change(a));
}

export function cachedOf(steps: readonly BuildStep[]): number {
  return steps.filter(({ cached }) => cached).length;
}

/** As `docker run` would have it: nobody named is root. */
export function userOf(side: Side | null): string | null {
  if (side?.image == null) return null;
  return side.image.config.user === '' ? 'root' : side.image.config.user;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** The first of a list, and what all of it comes to. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** That are not shown. */
  readonly more: number;
  /** `1,204 files, 32 MB`, `38 paths`. */
  readonly total: string;
}

/** The largest first, so that a short list shows what counts. */
export function missingFiles({ missing, unlisted }: FileDifferences, max: number): Listed<MissingFile> {
  const items = missing.toSorted((a, b) => b.bytes - a.bytes).slice(0, max);
  const beyond = unlisted?.missing ?? 0;
  const count = sum(missing.map((file) => file.count)) + beyond;
  const bytes = size(sum(missing.map((file) => file.bytes)));
  const more = missing.length - items.length + beyond;
  return { items, more, total: `${amount(count, 'file')}, ${beyond === 0 ? bytes : `more than ${bytes}`}` };
}

export function changedModes({ changed, unlisted }: FileDifferences, max: number): Listed<ChangedMode> {
  const items = changed.slice(0, max);
  const beyond = unlisted?.changed ?? 0;
  const paths = sum(changed.map(({ below }) => below + 1)) + beyond;
  return { items, more: changed.length - items.length + beyond, total: amount(paths, 'path') };
}

/** The end of a log. */
export function tail(log: readonly string[], lines = LOG_LINES): readonly string[] {
  return log.slice(-lines);
}

/** Cut where it is too long to be read; by whole characters. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** What was looked into; null where it is too much to be named. */
export function foldersOf({ folders }: FileDifferences, max: number): readonly string[] | null {
  return folders.length > max ? null : folders;
}
