import { expect, test } from 'vitest';
import { contextName } from '../../src/project/context-name.ts';

test.each([
  ['node', 'node'],
  ['node:latest', 'node'],
  ['docker.io/library/node:20', 'node:20'],
  ['index.docker.io/library/node', 'node'],
  ['docker.io/team/app', 'team/app'],
  ['node:20::linux/arm64', 'node:20'],
  ['ghcr.io/library/x:latest', 'ghcr.io/library/x'],
  ['Builder', 'builder'],
])('%s is %s', (name, expected) => {
  expect(contextName(name)).toBe(expected);
});
