import { expect, it } from 'vitest';
import { nativeNeed } from '../../src/facts/node-native.ts';

it.each([
  ['bcrypt', { kind: 'none' }],
  ['core-js', { kind: 'none' }],
  ['@node-rs/argon2', { kind: 'none' }],
  ['@img/sharp-linux-x64', { kind: 'none' }],
  ['libpq', { kind: 'packages', packages: ['libpq5'] }],
  ['canvas', { kind: 'impossible' }],
  ['left-pad', null],
  ['constructor', null],
])('%s', (name, need) => {
  expect(nativeNeed(name)).toEqual(need);
});
