import { describe, expect, test } from 'vitest';
import { pnpm } from '../../../../transforms/reorder-copy/recipes/pnpm.ts';
import { type FileTexts, plan } from './support.ts';

function run(command: string): string {
  return `FROM node:20\nWORKDIR /app\nCOPY . .\nRUN ${command}\n`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

const APP = { 'package.json': '{}', 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n", 'src/a.js': '' };
const WORKSPACE = {
  ...APP,
  'package.json': json({ workspaces: ['ignored/*'] }),
  'pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - "!**/test/**"\n',
  'apps/a/package.json': '{}',
  'apps/b/package.json': '{}',
  'ignored/c/package.json': '{}',
};

describe('what is an install of the project', () => {
  test.each([
    'pnpm install',
    'pnpm i',
    'pnpm install --frozen-lockfile',
    'pnpm install --frozen-lockfile --prod',
    'pnpm -r install',
    'pnpm recursive install',
    'pnpm --filter api install',
    'pnpm install --filter=api...',
    'pnpm fetch',
    'pnpm install --offline --store-dir /store',
    'corepack pnpm install',
    'npx pnpm@9 i',
  ])('%s', (command) => {
    expect(plan(pnpm, run(command), APP)).toMatchObject({
      reads: ['package.json', 'pnpm-lock.yaml'],
      writes: ['node_modules'],
      risk: 'safe',
    });
  });

  test.each([
    'pnpm build',
    'pnpm run build',
    'pnpm add -g turbo',
    'pnpm store prune',
    'pnpm deploy /out',
    'pnpm -r build',
    'pnpm prune --prod',
  ])('not ours: %s', (command) => {
    expect(plan(pnpm, run(command), APP)).toBeNull();
  });

  test.each([
    ['pnpm add express', 'writes-manifest'],
    ['pnpm install express', 'writes-manifest'],
    ['pnpm install --lockfile-dir ..', 'option-not-known'],
    ['pnpm install --modules-dir deps', 'option-not-known'],
    ['pnpm it', 'reads-sources'],
  ])('refused: %s', (command, code) => {
    expect(plan(pnpm, run(command), APP)).toMatchObject({ refused: { code } });
  });
});

describe('workspaces', () => {
  const reads = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'apps/a/package.json', 'apps/b/package.json'];

  test.each(['pnpm install', 'pnpm install --filter a', 'cd apps/a && pnpm install', 'pnpm -C apps/a install'])(
    '%s',
    (command) => {
      expect(plan(pnpm, run(command), WORKSPACE)).toMatchObject({
        reads,
        writes: ['node_modules', 'apps/a/node_modules', 'apps/b/node_modules'],
      });
    },
  );

  test('the workspaces of package.json are not its', () => {
    const { 'pnpm-workspace.yaml': _, ...files } = WORKSPACE;
    expect(plan(pnpm, run('pnpm i'), files)).toMatchObject({ reads: ['package.json', 'pnpm-lock.yaml'] });
  });

  test('settings alone: the members that the lockfile knows', () => {
    const files = {
      ...WORKSPACE,
      'pnpm-workspace.yaml': 'onlyBuiltDependencies:\n  - esbuild\n',
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  apps/b: {}\n",
    };
    expect(plan(pnpm, run('pnpm i'), files)).toMatchObject({
      reads: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'apps/b/package.json'],
    });
  });

  test('lockfiles and settings of members', () => {
    const files = { ...WORKSPACE, 'apps/a/pnpm-lock.yaml': '', 'apps/a/.npmrc': '' };
    expect(plan(pnpm, run('pnpm i'), files)).toMatchObject({
      reads: [...reads.slice(0, 3), 'apps/a/pnpm-lock.yaml', 'apps/a/.npmrc', ...reads.slice(3)],
    });
  });

  test('a member in another format', () => {
    expect(plan(pnpm, run('pnpm i'), { ...WORKSPACE, 'apps/a/package.yaml': '' })).toMatchObject({
      refused: { code: 'broken-manifest', path: 'apps/a/package.yaml' },
    });
  });

  test('a broken workspace file', () => {
    expect(plan(pnpm, run('pnpm i'), { ...WORKSPACE, 'pnpm-workspace.yaml': 'packages: [\n' })).toMatchObject({
      refused: { code: 'broken-manifest', path: 'pnpm-workspace.yaml' },
    });
  });
});

describe('what else it reads', () => {
  test.each<readonly [string, FileTexts, object]>([
    ['.npmrc', { '.npmrc': '' }, { reads: ['package.json', 'pnpm-lock.yaml', '.npmrc'] }],
    [
      'hooks',
      { '.pnpmfile.cjs': 'module.exports = { hooks: {} };\n' },
      { reads: ['package.json', 'pnpm-lock.yaml', '.pnpmfile.cjs'] },
    ],
    [
      'hooks that read the sources',
      { '.pnpmfile.cjs': "require('./src/a.js'); require('fs').readdirSync('x');\n" },
      { refused: { code: 'reads-sources' } },
    ],
    [
      'patches, a folder of them',
      {
        'package.json': json({ pnpm: { patchedDependencies: { 'a@1.0.0': 'patches/a@1.0.0.patch' } } }),
        'patches/a@1.0.0.patch': '',
      },
      { reads: ['package.json', 'pnpm-lock.yaml', 'patches'] },
    ],
    [
      'patches among other files',
      {
        'pnpm-workspace.yaml': 'packages: []\npatchedDependencies:\n  a: etc/a.patch\n',
        'etc/a.patch': '',
        'etc/x.md': '',
      },
      { reads: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'etc/a.patch'] },
    ],
    [
      'a patch that is not there',
      { 'package.json': json({ pnpm: { patchedDependencies: { a: 'patches/a.patch' } } }) },
      { refused: { code: 'not-in-build', path: 'patches/a.patch' } },
    ],
    [
      'an override by a folder',
      { 'package.json': json({ pnpm: { overrides: { a: 'link:./a' } } }), 'a/package.json': '{}' },
      { reads: ['package.json', 'pnpm-lock.yaml', 'a'] },
    ],
  ])('%s', (_, files, expected) => {
    expect(plan(pnpm, run('pnpm install'), { ...APP, ...files })).toMatchObject(expected);
  });

  test.each<readonly [FileTexts]>([
    [{ '.npmrc': 'modules-dir=deps\n' }],
    [{ 'pnpm-workspace.yaml': 'virtualStoreDir: /store\n' }],
  ])('folders elsewhere: %j', (files) => {
    expect(plan(pnpm, run('pnpm i'), { ...APP, ...files })).toMatchObject({ refused: { code: 'option-not-known' } });
  });

  test('its own script', () => {
    const files = { ...APP, 'package.json': json({ scripts: { 'pnpm:devPreinstall': 'node -p x && tsc' } }) };
    expect(plan(pnpm, run('pnpm i'), files)).toMatchObject({
      refused: { code: 'lifecycle-script', script: 'pnpm:devPreinstall' },
    });
  });

  test('fetch runs no scripts', () => {
    const files = { ...APP, 'package.json': json({ scripts: { prepare: 'tsc' } }) };
    expect(plan(pnpm, run('pnpm fetch'), files)).toMatchObject({ risk: 'safe' });
  });
});

describe('members that are copied into node_modules', () => {
  const files = {
    'package.json': json({ dependencies: { b: 'workspace:*' } }),
    'pnpm-lock.yaml': '',
    'pnpm-workspace.yaml': 'packages: [b]\n',
    'b/package.json': '{"name":"b"}',
    'b/index.js': '',
  };

  test.each<readonly [string, FileTexts]>([
    ['by the manifest', { 'package.json': json({ dependenciesMeta: { b: { injected: true } } }) }],
    ['by a member', { 'b/package.json': json({ dependenciesMeta: { a: { injected: true } } }) }],
    ['by .npmrc', { '.npmrc': 'inject-workspace-packages=true\n' }],
    ['by the settings', { 'pnpm-workspace.yaml': 'packages: [b]\ninjectWorkspacePackages: true\n' }],
  ])('%s', (_, more) => {
    expect(plan(pnpm, run('pnpm install'), { ...files, ...more })).toMatchObject({
      refused: { code: 'reads-sources', command: 'pnpm install', what: 'b' },
    });
  });

  test('without members there is nothing to copy', () => {
    const alone = { 'package.json': '{}', '.npmrc': 'inject-workspace-packages=true\n' };
    expect(plan(pnpm, run('pnpm install'), alone)).toMatchObject({ risk: 'safe' });
    expect(plan(pnpm, run('pnpm install'), files)).toMatchObject({ risk: 'safe' });
  });
});

test('the release that a package.json above asks for', () => {
  const files = { 'package.json': json({ packageManager: 'pnpm@8.1.0' }), 'client/package.json': '{}' };
  const dockerfile = 'FROM node:20\nCOPY . /app\nWORKDIR /app/client\nRUN pnpm install\n';
  expect(plan(pnpm, dockerfile, files)).toMatchObject({ reads: ['client/package.json', 'package.json'] });
});

describe('a member without its workspace: the context is another one', () => {
  test.each([
    ['of another member', { '@x/shared': 'workspace:*' }, 'the workspace with @x/shared'],
    ['of the catalog', { react: 'catalog:' }, 'the catalog with react'],
  ])('a dependency %s', (_, dependencies, path) => {
    expect(plan(pnpm, run('pnpm install'), { 'package.json': json({ dependencies }) })).toMatchObject({
      refused: { code: 'not-in-build', path, isIgnored: false },
    });
  });

  test('with it all is well', () => {
    const files = {
      ...WORKSPACE,
      'apps/a/package.json': json({ name: 'a', dependencies: { b: 'workspace:*', react: 'catalog:' } }),
    };
    expect(plan(pnpm, run('pnpm install'), files)).toMatchObject({ risk: 'safe' });
    const alone = {
      'package.json': json({ dependencies: { react: 'catalog:' } }),
      'pnpm-workspace.yaml': 'catalog:\n  react: 19\n',
    };
    expect(plan(pnpm, run('pnpm install'), alone)).toMatchObject({ risk: 'safe' });
  });
});
