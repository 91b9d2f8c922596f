import { expect, test } from 'vitest';
import { count, emptySummary } from '../../../src/cli/verify/summary.ts';
import { alike, brokenCheck, repaired } from './reporters/samples.ts';

test('sizes are those of files of which something works', () => {
  const [one, two] = [emptySummary(), emptySummary()];
  for (const verified of [alike, repaired]) count(one, verified);
  for (const verified of [alike, brokenCheck, repaired]) count(two, verified);
  expect(one.beforeBytes).toBe(alike.before!.image!.bytes + repaired.before!.image!.bytes);
  expect(two).toEqual({ ...one, files: 3, regressions: 1 });
});
