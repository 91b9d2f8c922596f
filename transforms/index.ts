/** The transforms in the order in which they run. Each line says why it stands where it does. */
import type { AnyTransform } from '../src/engine/transform.ts';
import { cleanCache, leftOutOnPurpose } from './clean-cache.ts';
import { mergeRun } from './merge-run.ts';

export const preset: readonly AnyTransform[] = [
  // Update and install have to be one RUN before anyone can say whether their lists are still needed.
  mergeRun,
  // Works inside one RUN; the layers are what they will be.
  cleanCache,
];

/** What could be done and is not, and why, by transform. */
export const leftOut: Readonly<Record<string, typeof leftOutOnPurpose>> = {
  [cleanCache.id]: leftOutOnPurpose,
};
