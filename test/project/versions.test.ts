import { expect, test } from 'vitest';
import { isAtLeast } from '../../src/project/versions.ts';

test.each([
  ['1.10', '1.9', true],
  ['2', '1.9.9', true],
  ['1.9', '1.9', true],
  ['1.9', '1.9.0', true],
  ['1.9', '1.9.1', false],
  ['1.9rc1', '1.10', false],
  ['', '0.1', false],
])('%s is at least %s: %s', (version, least, is) => {
  expect(isAtLeast(version, least)).toBe(is);
});
