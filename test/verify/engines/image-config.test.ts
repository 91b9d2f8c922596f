import { expect, test } from 'vitest';
import { isOurLabel } from '../../../src/verify/engines/image-config.ts';

test('labels of a run, and of its builds without the cache, are ours', () => {
  const labels = ['org.slimify.run', 'org.slimify.run.build', 'org.slimify.runner', 'x'];
  expect(labels.filter((one) => isOurLabel(one, 'org.slimify.run'))).toEqual(labels.slice(0, 2));
});
