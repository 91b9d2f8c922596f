/** That the suite fails where it has to: what it declares is held against what would be wrong. */
import { describe, expect, test } from 'vitest';
import type { App } from './app.ts';
import { expectRewritten, expectSameFiles, expectSamePaths, expectUsers, expectVerified } from './expectations.ts';
import type { Rewritten, Verified } from './verified.ts';

const APP: App = {
  name: 'app',
  title: 'an app',
  source: null,
  install: null,
  talk: { over: 'stdin', input: '', output: '' },
};
const SPLIT = 'FROM a AS b\n# What runs: the program\nFROM c\n';

describe('what is written', () => {
  const report: Rewritten = {
    before: 'FROM a\n',
    after: 'FROM b\n',
    changed: true,
    skipped: [],
    rejected: [],
    estimate: null,
    error: null,
  };

  test.each<[string, Partial<App>, Partial<Rewritten>]>([
    ['nothing, where something should change', {}, { changed: false }],
    ['something, where nothing may', { staysAsIs: true }, {}],
    ['a split that is not declared', {}, { after: SPLIT }],
    ['no split, where one is', { split: 0.5 }, {}],
    ['what a check undid', {}, { rejected: [{ transform: 'a', message: 'b' }] }],
    ['without a refusal', { refused: { 'add-user': 'root-home' } }, {}],
    [
      'refused for another reason',
      { refused: { 'add-user': 'root-home' } },
      { skipped: [{ transform: 'add-user', code: 'starts-nothing' }] },
    ],
  ])('%s', (_, app, more) => {
    expectRewritten(APP, report);
    expect(() => expectRewritten({ ...APP, ...app }, { ...report, ...more })).toThrow();
  });

  test('a refusal of the file as a whole', () => {
    const left = { ...report, changed: false, after: 'FROM a\n', skipped: [{ transform: null, code: 'ignored' }] };
    expectRewritten({ ...APP, staysAsIs: true, refused: { file: 'ignored' } }, left);
  });
});

describe('what was verified', () => {
  const rebuilt = (cached: boolean) => ({ seconds: 1, steps: [{ text: 'RUN npm ci', cached }], missed: 0 });
  const side = (bytes: number, cached: boolean) => ({
    bytes,
    failed: null,
    check: null,
    coldSeconds: 1,
    rebuilt: rebuilt(cached),
  });
  const sides = { before: side(100, false), after: side(30, true) };
  const verified: Verified = { status: 'alike', dropped: [], sides, changedFile: 'a', config: [] };
  const user = { field: 'USER', key: null, declaredBy: 'add-user' };

  test('as declared', () => {
    expectVerified({ ...APP, split: 0.6, install: 'RUN npm ci' }, { ...verified, config: [user] });
    const nothing = { ...verified, status: 'unchanged', sides: { before: null, after: null } };
    expectVerified({ ...APP, staysAsIs: true }, nothing);
  });

  test.each<[string, Partial<App>, Partial<Verified>]>([
    ['a regression', {}, { status: 'regression' }],
    ['repaired', {}, { status: 'repaired' }],
    ['a dropped fix', {}, { dropped: [{ transform: 'a', why: 'b' }] }],
    ['not smaller', { split: 0.8 }, {}],
    ['a difference that nobody declares', {}, { config: [{ ...user, declaredBy: null }] }],
    ['a difference where nothing may differ', { keepsAll: true }, { config: [user] }],
    ['cached before', { install: 'RUN npm ci' }, { sides: { ...sides, before: side(100, true) } }],
    ['not cached after', { install: 'RUN npm ci' }, { sides: { ...sides, after: side(30, false) } }],
    ['no such step', { install: 'RUN yarn' }, {}],
    ['not built at all', { split: 0.1 }, { sides: { before: null, after: null } }],
  ])('%s', (_, app, more) => {
    expect(() => expectVerified({ ...APP, ...app }, { ...verified, ...more })).toThrow();
  });
});

test.each<[string, Partial<App>, readonly string[], readonly string[], boolean]>([
  ['no longer root', {}, ['0'], ['10001'], true],
  ['root still', {}, ['0'], ['0'], false],
  ['root still, which may be', { mayStayRoot: true }, ['0'], ['0'], true],
  ['one of its processes is root', {}, ['0'], ['10001', '0'], false],
  ['its own user', { hasUser: true }, ['700'], ['700'], true],
  ['another one than its own', { hasUser: true }, ['700'], ['10001'], false],
  ['nobody was seen', { mayStayRoot: true }, ['0'], [], false],
])('users: %s', (_, app, before, after, isRight) => {
  const check = () => expectUsers({ ...APP, ...app }, before, after);
  if (isRight) check();
  else expect(check).toThrow();
});

test('the folder of an app: what slimify writes may differ, nothing else', () => {
  const had = new Map([
    ['app/a', 'x'],
    ['app/Dockerfile', '1'],
  ]);
  expectSameFiles(had, new Map([...had, ['app/Dockerfile', '2'], ['app/data/', 'd']]));
  expectSameFiles(null, null);
  expect(() => expectSameFiles(had, new Map([['app/a', 'y']]))).toThrow();
  expect(() => expectSameFiles(had, new Map())).toThrow();
  expect(() => expectSameFiles(had, null)).toThrow();
});

test('the image as a whole: caches may go, nothing else', () => {
  const had = new Set([...Array(200)].map((_, i) => `/usr/bin/${i} 755 root:root`));
  expectSamePaths(new Set([...had, '/var/lib/apt/lists/a 644 root:root']), had);
  expect(() => expectSamePaths(had, new Set([...had, '/etc/new 644 root:root']))).toThrow();
  expect(() => expectSamePaths(new Set([...had, '/etc/old 644 root:root']), had)).toThrow();
  expect(() => expectSamePaths(new Set(), new Set())).toThrow();
});
