import { expect, test } from 'vitest';
import { readToml } from '../../src/project/toml.ts';

test.each([
  ['a mistake', 'a = 1\nb = [\n'],
  ['nesting without an end', `a = ${'['.repeat(5000)}`],
])('%s is told with its line, in words without a full stop', (_, text) => {
  const read = readToml('a.toml', text);
  if (read.ok) throw new Error('it was read');
  expect(read.broken.line).toBeGreaterThan(0);
  expect(read.broken.why).toMatch(/^[a-z].*[a-z]$/);
});
