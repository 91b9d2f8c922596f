import { expect, test } from 'vitest';
import { nextMark, valueOfMark } from '../../../../src/verify/engines/daemonless/mark.ts';

test('each build has a mark of its own, which says whose it is', () => {
  const [one, two] = [nextMark('org.slimify.run=host.1.abc'), nextMark('org.slimify.run=host.1.abc')];
  expect(one).not.toBe(two);
  expect([one, two].map((mark) => valueOfMark(mark, 'org.slimify.run'))).toEqual(['host.1.abc', 'host.1.abc']);
});

test.each(['id=npmrc', 'id=org.slimify.runner=x:1', 'org.slimify.run=x:1'])('%s is somebody else’s', (mark) => {
  expect(valueOfMark(mark, 'org.slimify.run')).toBe(null);
});
