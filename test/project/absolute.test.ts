import { expect, test } from 'vitest';
import { absoluteFrom, upwards } from '../../src/project/absolute.ts';

test.each([
  ['/app', 'server', '/app/server'],
  ['/app', './bin/../server', '/app/server'],
  ['/app', '..', '/'],
  ['/app', '/usr/bin/', '/usr/bin'],
  [null, '/usr/./bin', '/usr/bin'],
])('in %s, %s is %s', (folder, path, found) => {
  expect(absoluteFrom(folder, path)).toBe(found);
});

test('a folder, and those that it lies in', () => {
  expect(upwards('/src/app')).toEqual(['/src/app', '/src', '/']);
  expect(upwards('/')).toEqual(['/']);
});
