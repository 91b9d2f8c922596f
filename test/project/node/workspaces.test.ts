import { expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { expandFolders, matchesFolder } from '../../../src/project/node/globs.ts';
import { type Manifest, readManifest } from '../../../src/project/node/manifest.ts';
import { type Negation, readMembers } from '../../../src/project/node/workspaces.ts';

const FILES = memoryFiles({
  'package.json': '{}',
  'packages/a/package.json': '{}',
  'packages/a/node_modules/x/package.json': '{}',
  'packages/b/package.json': '{"workspaces":["inner/*"]}',
  'packages/b/inner/c/package.json': '{}',
  'packages/none/README.md': '',
  'packages/.dot/package.json': '{}',
  'apps/web/package.json': '{}',
  'apps/@x/api/package.json': '{}',
});

test.each([
  ['packages/*', ['packages/a', 'packages/b', 'packages/none']],
  ['./packages/*/', ['packages/a', 'packages/b', 'packages/none']],
  ['packages/?', ['packages/a', 'packages/b']],
  ['packages/[ab]', ['packages/a', 'packages/b']],
  ['packages/[!a]', ['packages/b']],
  ['packages/.*', ['packages/.dot']],
  ['{apps,packages}/{web,a}', ['apps/web', 'packages/a']],
  ['apps/@x/*', ['apps/@x/api']],
  ['apps/**', ['apps', 'apps/@x', 'apps/@x/api', 'apps/web']],
  ['missing/*', []],
  ['package.json', []],
  ['packages/+(a|b)', null],
  ['packages/{1..3}', null],
  ['../*', null],
])('%s', (pattern, folders) => {
  const found = expandFolders(FILES, '', pattern);
  expect(found === null ? null : [...found].sort()).toEqual(folders);
});

test('a pattern is followed only so far', () => {
  const deep = Object.fromEntries(Array.from({ length: 21_000 }, (_, i) => [`p/${i}/package.json`, '']));
  expect(expandFolders(memoryFiles(deep), '', 'p/*')).toBeNull();
});

test.each([
  ['packages/*', 'packages/a', true],
  ['packages/*', 'packages/a/b', false],
  ['**/test/**', 'packages/a/test', true],
  ['**/test/**', 'packages/a', false],
  ['packages/(a)', 'packages/a', null],
])('%s against %s', (pattern, folder, matches) => {
  expect(matchesFolder(pattern, folder)).toBe(matches);
});

function membersOf(patterns: readonly string[], negation: Negation = 'last'): readonly string[] | string {
  const root = readManifest(FILES, '');
  if (root === null || !root.ok) throw new Error('no root');
  const read = readMembers(FILES, root.value, patterns, negation);
  return read.ok ? read.members.map((member: Manifest) => member.folder) : read.why;
}

test('members are folders with a manifest, and theirs', () => {
  expect(membersOf(['packages/*', 'apps/web', 'gone'])).toEqual([
    'apps/web',
    'packages/a',
    'packages/b',
    'packages/b/inner/c',
  ]);
});

test('what is taken out, and in again', () => {
  expect(membersOf(['packages/*', '!packages/b'])).toEqual(['packages/a']);
  expect(membersOf(['packages/*', '!packages/**', 'packages/a'])).toEqual(['packages/a']);
  expect(membersOf(['!packages/b', 'packages/*'])).toEqual(['packages/a', 'packages/b', 'packages/b/inner/c']);
  expect(membersOf(['packages/*', '!packages/b'], 'never')).toEqual(['packages/a', 'packages/b', 'packages/b/inner/c']);
  expect(membersOf(['packages/*', '!packages/@(b)'])).toEqual(['packages/a', 'packages/b', 'packages/b/inner/c']);
});

test('what cannot be expanded', () => {
  expect(membersOf(['packages/!(a)'])).toBe('pattern');
});
