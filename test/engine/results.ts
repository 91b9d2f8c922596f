/** What the suite measures, in a file that scripts/measured.mjs makes the README's table of. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from './app.ts';
import { shrinkOf } from './expectations.ts';
import type { Note } from './plan.ts';
import type { Rebuilt, Rewritten, Verified } from './verified.ts';

/** Where it is written. */
export const RESULTS = process.env.SLIMIFY_RESULTS ?? path.join(import.meta.dirname, 'results.json');

/** Before and after; null where it was not found out: nothing is built where nothing changes. */
interface Sides<T> {
  readonly before: T | null;
  readonly after: T | null;
}

export interface Result {
  readonly app: string;
  readonly title: string;
  readonly kind: string;
  readonly status: string;
  readonly bytes: Sides<number>;
  /** What slimify had expected, without building; of official images. */
  readonly estimate: Rewritten['estimate'];
  /** By how much it is smaller. */
  readonly percent: number | null;
  /** After one source file has changed. */
  readonly rebuild: Sides<Rebuild>;
  /** Of the build without a cache, while others were being built. */
  readonly coldSeconds: Sides<number>;
  /** The ids of all processes that ran. */
  readonly users: Sides<readonly string[]>;
  /** The codes of what was left alone, by transform. */
  readonly refused: readonly { readonly transform: string | null; readonly code: string }[];
}

/** What was seen of the image before and of the one after. */
export interface Proven {
  readonly before: Seen;
  readonly after: Seen;
}

interface Seen {
  readonly uids: Note['uids'];
  readonly bytes: number | null;
}

interface Rebuild {
  /** Steps that came from the cache, of how many. */
  readonly cached: number;
  readonly steps: number;
  readonly seconds: number;
}

export function resultOf(
  { name, title, kind }: App & { readonly kind: string },
  { skipped, estimate }: Rewritten,
  { status, sides: { before, after } }: Verified,
  proven: Proven,
): Result {
  const bytes = { before: proven.before.bytes, after: proven.after.bytes };
  const share = shrinkOf({ before, after });
  return {
    app: name,
    title,
    kind,
    status,
    bytes,
    estimate,
    percent: share === null ? null : Math.round(share * 1000) / 10,
    rebuild: { before: rebuildOf(before?.rebuilt ?? null), after: rebuildOf(after?.rebuilt ?? null) },
    coldSeconds: { before: before?.coldSeconds ?? null, after: after?.coldSeconds ?? null },
    users: { before: proven.before.uids, after: proven.after.uids },
    refused: skipped.map(({ transform, code }) => ({ transform, code })),
  };
}

function rebuildOf(rebuilt: Rebuilt | null): Rebuild | null {
  if (rebuilt === null) return null;
  const { steps, seconds } = rebuilt;
  return { cached: steps.filter(({ cached }) => cached).length, steps: steps.length, seconds };
}

/**
 * Written at the end, in the order of their names, whatever the order in which they were found.
 * @param standIns the base images are not the official ones.
 */
export function writeResults(results: readonly Result[], standIns: boolean): void {
  const sorted = results.toSorted((a, b) => a.app.localeCompare(b.app, 'en'));
  const whole = {
    version: 1,
    date: new Date().toISOString().slice(0, 10),
    command: COMMAND,
    standIns,
    results: sorted,
  };
  writeFileSync(RESULTS, `${JSON.stringify(whole, null, 2)}\n`);
}

/** How one gets these figures. */
const COMMAND = 'npm run test:engine && npm run measured';
