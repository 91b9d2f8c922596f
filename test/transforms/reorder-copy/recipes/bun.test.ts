import { describe, expect, test } from 'vitest';
import { bun } from '../../../../transforms/reorder-copy/recipes/bun.ts';
import { type FileTexts, plan } from './support.ts';

function run(command: string): string {
  return `FROM oven/bun:1\nWORKDIR /app\nCOPY . .\nRUN ${command}\n`;
}

const APP = { 'package.json': '{}', 'bun.lock': '{\n  "lockfileVersion": 1,\n}\n', 'src/a.ts': '' };

test.each([
  'bun install',
  'bun i',
  'bun install --frozen-lockfile --production',
  'bun install --filter ./apps/a',
  'bun --cwd . install',
])('%s', (command) => {
  expect(plan(bun, run(command), APP)).toMatchObject({
    reads: ['package.json', 'bun.lock'],
    writes: ['node_modules'],
    risk: 'safe',
  });
});

test.each(['bun run build', 'bun build ./src/a.ts', 'bun install -g turbo', 'bun src/a.ts', 'bun x install'])(
  'not ours: %s',
  (command) => {
    expect(plan(bun, run(command), APP)).toBeNull();
  },
);

test.each([
  ['bun add hono', 'writes-manifest'],
  ['bun install hono', 'writes-manifest'],
  ['bun install --config=x.toml', 'option-not-known'],
])('refused: %s', (command, code) => {
  expect(plan(bun, run(command), APP)).toMatchObject({ refused: { code } });
});

describe('what it reads', () => {
  test.each<readonly [string, FileTexts, readonly string[]]>([
    ['both lockfiles', { ...APP, 'bun.lockb': '' }, ['package.json', 'bun.lock', 'bun.lockb']],
    ['settings', { ...APP, 'bunfig.toml': '', '.npmrc': '' }, ['package.json', 'bun.lock', 'bunfig.toml', '.npmrc']],
    [
      'the lockfile of another manager',
      { 'package.json': '{}', 'package-lock.json': '{}' },
      ['package.json', 'package-lock.json'],
    ],
    [
      'patches',
      {
        ...APP,
        'package.json': '{"patchedDependencies":{"a@1.0.0":"patches/a@1.0.0.patch"}}',
        'patches/a@1.0.0.patch': '',
      },
      ['package.json', 'bun.lock', 'patches'],
    ],
    [
      'members',
      { ...APP, 'package.json': '{"workspaces":["apps/*"]}', 'apps/a/package.json': '{}' },
      ['package.json', 'bun.lock', 'apps/a/package.json'],
    ],
  ])('%s', (_, files, reads) => {
    expect(plan(bun, run('bun install'), files)).toMatchObject({ reads });
  });
});

test.each(['preinstall', 'install', 'postinstall', 'prepare'])('%s is run', (name) => {
  const files = { ...APP, 'package.json': JSON.stringify({ scripts: { [name]: 'tsc' } }) };
  expect(plan(bun, run('bun install'), files)).toMatchObject({ refused: { code: 'lifecycle-script', script: name } });
  expect(plan(bun, run('bun install --ignore-scripts'), files)).toMatchObject({ risk: 'safe' });
});

test('a catalog of the package itself', () => {
  const files = { 'package.json': '{"dependencies":{"a":"catalog:"},"catalog":{"a":"1"}}', 'a.ts': '' };
  const dockerfile = 'FROM oven/bun:1\nWORKDIR /app\nCOPY . .\nRUN bun install\n';
  expect(plan(bun, dockerfile, files)).toMatchObject({ risk: 'safe' });
});

test('.env, where settings take their token from it', () => {
  const dockerfile = 'FROM oven/bun:1\nWORKDIR /app\nCOPY . .\nRUN bun install\n';
  const files = { 'package.json': '{}', '.env': 'TOKEN=1', '.env.local': '', 'bunfig.toml': '' };
  expect(plan(bun, dockerfile, files)).toMatchObject({ reads: ['package.json', 'bunfig.toml'] });
  const asking = { ...files, 'bunfig.toml': '[install]\nregistry = { url = "https://r", token = "$TOKEN" }\n' };
  expect(plan(bun, dockerfile, asking)).toMatchObject({ reads: ['package.json', 'bunfig.toml', '.env', '.env.local'] });
});
