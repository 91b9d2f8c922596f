/** Times, addresses, how others build a Dockerfile. */
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readDuration, readHttp } from '../../../../src/cli/verify/settings/values.ts';
import { declaredBuild } from '../../../../src/cli/verify/subjects/declared-build.ts';
import type { Use } from '../../../../src/project/project.ts';
import { NOTHING_GIVEN } from '../../../../src/project/uses/given.ts';

const ROOT = realpathSync(mkdtempSync(path.join(tmpdir(), 'slimify-values-')));
afterAll(() => rmSync(ROOT, { recursive: true }));

test.each([
  ['30s', 30_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['30', null],
  ['0s', null],
  ['-1s', null],
  ['1d', null],
  ['1h30m', null],
  ['', null],
])('a time: %s', (text, milliseconds) => {
  expect(readDuration(text)).toBe(milliseconds);
});

test.each([
  [':3000/health', { port: 3000, path: '/health' }],
  [':80', { port: 80, path: '/' }],
  [':65535/a?b=c', { port: 65_535, path: '/a?b=c' }],
  [':65536/', null],
  [':0/', null],
  ['3000/health', null],
  [':3000health', null],
  [':3000/a b', null],
  ['http://localhost:3000/', null],
])('an address: %s', (text, address) => {
  expect(readHttp(text)).toEqual(address);
});

describe('how compose and the like build it', () => {
  const use = (more: Partial<Use>): Use => ({
    kind: 'compose',
    file: 'compose.yaml',
    line: 1,
    name: 'app',
    context: '',
    target: null,
    args: new Map(),
    build: NOTHING_GIVEN,
    command: null,
    entrypoint: null,
    health: null,
    user: null,
    workdir: null,
    environment: new Map(),
    mounts: [],
    syncs: [],
    ports: [],
    rights: [],
    ...more,
  });
  const built = (...uses: Partial<Use>[]) => {
    const { target, args } = declaredBuild(uses.map(use), ROOT, ROOT);
    return [target, Object.fromEntries(args)];
  };
  const UNKNOWN = '${STAGE}';
  test('its target and arguments; what is known at build time only is left out', () => {
    const args = new Map([
      ['A', '1'],
      ['B', null],
    ]);
    expect(built({ target: 'dev', args })).toEqual(['dev', { A: '1' }]);
    expect(built()).toEqual([null, {}]);
  });
  test('the one that builds the last stage goes before one that does not', () => {
    expect(built({ target: 'dev' }, { kind: 'bake', args: new Map([['A', '1']]) })).toEqual([null, { A: '1' }]);
  });
  test('a stage that is known at build time only is not asked for by its variable', () => {
    const args = new Map([['A', '1']]);
    expect(built({ target: UNKNOWN, args })).toEqual([null, { A: '1' }]);
    expect(built({ target: UNKNOWN, args }, { target: 'dev' })).toEqual(['dev', {}]);
    expect(built({ target: '', args }, { target: 'dev' })).toEqual([null, { A: '1' }]);
  });
  test('through a link it is the same folder', () => {
    symlinkSync(ROOT, path.join(ROOT, 'linked'));
    expect(built({ context: 'linked', target: 'dev' })).toEqual(['dev', {}]);
  });
  test('from another folder it is another build; a command says little', () => {
    expect(built({ context: 'api', target: 'dev' }, { kind: 'command', target: 'x' })).toEqual([null, {}]);
    expect(built({ context: null, target: 'dev' })).toEqual(['dev', {}]);
  });
});
