/** The transforms in the order in which they run. Each line says why it stands where it does. */
import type { AnyTransform } from '../src/engine/transform.ts';
import { addUser, leftOutOnPurpose as leftOutOfUser } from './add-user.ts';
import { cleanCache, leftOutOnPurpose } from './clean-cache.ts';
import { mergeRun } from './merge-run.ts';
import { leftOutOnPurpose as leftOutOfReorder, reorderCopy } from './reorder-copy.ts';
import { leftOutOnPurpose as leftOutOfSplit, splitStages } from './split-stages.ts';

export const preset: readonly AnyTransform[] = [
  // What is parted here must not be joined again, and what follows judges the layers as they will be.
  reorderCopy,
  // The COPY of the sources stands behind the dependencies by now, and can move to where they run.
  splitStages,
  // Which COPY brings the app, and so gets an owner, is settled; a RUN that it adds can still join its neighbours.
  addUser,
  // Update and install have to be one RUN before anyone can say whether their lists are still needed.
  mergeRun,
  // Works inside one RUN; the layers are what they will be.
  cleanCache,
];

/** What could be done and is not, and why, by transform. */
export const leftOut: Readonly<Record<string, typeof leftOutOnPurpose>> = {
  [reorderCopy.id]: leftOutOfReorder,
  [splitStages.id]: leftOutOfSplit,
  [addUser.id]: leftOutOfUser,
  [cleanCache.id]: leftOutOnPurpose,
};
