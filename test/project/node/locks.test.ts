import { expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { bunLockPaths } from '../../../src/project/node/bun-lock.ts';
import { readNpmLock } from '../../../src/project/node/npm-lock.ts';
import { readNpmrc } from '../../../src/project/node/npmrc.ts';
import { readPnpmLock, readPnpmWorkspace } from '../../../src/project/node/pnpm-lock.ts';
import { readYarnLock } from '../../../src/project/node/yarn-lock.ts';
import { readBerryYarnrc, readClassicYarnrc } from '../../../src/project/node/yarnrc.ts';

test('package-lock.json, version 3', () => {
  const packages = {
    '': { name: 'app' },
    'node_modules/@x/a': {
      version: '1.0.0',
      resolved: 'https://npm.example.org/a.tgz',
      hasInstallScript: true,
      os: ['linux'],
      cpu: ['x64'],
      optional: true,
    },
    'node_modules/b': { resolved: 'packages/b', link: true },
    'packages/b': { name: 'b', version: '2.0.0', dev: true },
    odd: 7,
  };
  const read = readNpmLock(memoryFiles({ 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }) }), '');
  expect(read).toMatchObject({
    ok: true,
    value: {
      lockfileVersion: 3,
      packages: [
        {
          place: 'node_modules/@x/a',
          name: '@x/a',
          hasInstallScript: true,
          os: ['linux'],
          cpu: ['x64'],
          isOptional: true,
          isLink: false,
        },
        { name: 'b', resolved: 'packages/b', isLink: true },
        { place: 'packages/b', name: 'b', version: '2.0.0', isDev: true },
      ],
    },
  });
});

test('package-lock.json, version 1', () => {
  const dependencies = {
    a: { version: '1.0.0', dependencies: { c: { version: '3.0.0', dev: true } } },
    b: { version: 'file:b' },
  };
  const read = readNpmLock(
    memoryFiles({ 'package-lock.json': JSON.stringify({ lockfileVersion: 1, dependencies }) }),
    '',
  );
  expect(read).toMatchObject({
    ok: true,
    value: {
      packages: [
        { place: 'node_modules/a', hasInstallScript: null },
        { place: 'node_modules/a/node_modules/c', isDev: true },
        { place: 'node_modules/b', resolved: 'file:b', isLink: true },
      ],
    },
  });
});

test('a shrinkwrap goes first', () => {
  const read = readNpmLock(memoryFiles({ 'npm-shrinkwrap.json': '{}', 'package-lock.json': 'broken' }), '');
  expect(read).toMatchObject({ ok: true, value: { path: 'npm-shrinkwrap.json' } });
});

test('yarn.lock of both kinds', () => {
  const classic =
    'yarn lockfile v1\n\n"@x/a@^1.0.0", "@x/a@^1.1.0":\n  version "1.2.0"\n  resolved "https://npm.acme.org/@x/a/-/a.tgz#1"\n\n"b@file:./b":\n  version "0.0.0"\n';
  expect(readYarnLock(memoryFiles({ 'yarn.lock': `# ${classic}` }), '')).toMatchObject({
    kind: 'classic',
    names: new Set(['@x/a', 'b']),
    local: ['file:./b'],
    hosts: new Set(['https://npm.acme.org']),
  });
  const berry =
    '__metadata:\n  version: 8\n\n"a@patch:a@npm%3A1.0.0#~/.yarn/patches/a.patch":\n  version: 1.0.0\n\n"app@workspace:.":\n  version: 0\n';
  expect(readYarnLock(memoryFiles({ 'yarn.lock': berry }), '')).toMatchObject({
    kind: 'berry',
    local: ['patch:a@npm%3A1.0.0#~/.yarn/patches/a.patch'],
  });
  expect(readYarnLock(memoryFiles({}), '')).toBeNull();
});

test('pnpm-lock.yaml', () => {
  const text =
    "lockfileVersion: '6.0'\nimporters:\n  .: {}\n  apps/a: {}\npackages:\n  /esbuild@0.1.0:\n    requiresBuild: true\n  /left-pad@1.0.0: {}\n";
  expect(readPnpmLock(memoryFiles({ 'pnpm-lock.yaml': text }), '')).toMatchObject({
    ok: true,
    value: { lockfileVersion: '6.0', importers: ['.', 'apps/a'], built: ['/esbuild@0.1.0'] },
  });
  expect(readPnpmLock(memoryFiles({ 'pnpm-lock.yaml': 'a: 1\nb: [\n' }), '')).toMatchObject({
    ok: false,
    broken: { line: 3 },
  });
});

test('pnpm-workspace.yaml', () => {
  const text =
    'packages: [a/*]\nsharedWorkspaceLockfile: false\nignoreScripts: true\npnpmfile: hooks.cjs\noverrides:\n  b: link:b\n';
  expect(readPnpmWorkspace(memoryFiles({ 'pnpm-workspace.yaml': text }), '')).toMatchObject({
    ok: true,
    value: {
      packages: ['a/*'],
      isSharedLockfile: false,
      ignoresScripts: true,
      pnpmfiles: ['hooks.cjs'],
      overrides: new Map([['b', 'link:b']]),
    },
  });
  expect(readPnpmWorkspace(memoryFiles({ 'pnpm-workspace.yaml': '' }), '')).toMatchObject({
    ok: true,
    value: { packages: null },
  });
  expect(readPnpmWorkspace(memoryFiles({ 'pnpm-workspace.yaml': '- a' }), '')).toMatchObject({ ok: false });
});

test('a YAML bomb is a reason', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
  const text = `a0: &a0 [x]\n${lines.join('\n')}\n`;
  expect(readPnpmWorkspace(memoryFiles({ 'pnpm-workspace.yaml': text }), '')).toMatchObject({ ok: false });
});

test('the lockfiles of bun, the one first that it reads first', () => {
  expect(bunLockPaths(memoryFiles({ 'bun.lockb': '', 'bun.lock': '' }), '')).toEqual(['bun.lock', 'bun.lockb']);
  expect(bunLockPaths(memoryFiles({ 'a/bun.lockb': '' }), 'a')).toEqual(['a/bun.lockb']);
});

test('.npmrc', () => {
  const text =
    '# comment\n; another\nregistry = "https://npm.acme.org/"\n@x:registry=https://x.org\n//x.org/:_authToken=${TOKEN}\nignore-scripts\n';
  const npmrc = readNpmrc(memoryFiles({ '.npmrc': text }), '');
  expect(npmrc?.settings.get('ignore-scripts')).toBe('true');
  expect(npmrc?.settings.get('//x.org/:_authToken')).toBe('${TOKEN}');
});

test('.yarnrc and .yarnrc.yml', () => {
  const classic = readClassicYarnrc(
    memoryFiles({ '.yarnrc': '# c\nyarn-path "./.yarn/releases/y.cjs"\n--modules-folder /deps\nlastUpdateCheck 1\n' }),
    '',
  );
  expect([...classic!.settings]).toEqual([
    ['yarn-path', './.yarn/releases/y.cjs'],
    ['--modules-folder', '/deps'],
    ['lastUpdateCheck', '1'],
  ]);
  const berry =
    'yarnPath: .yarn/releases/y.cjs\nenableGlobalCache: false\nplugins:\n  - ./a.cjs\n  - path: b.cjs\n  - 7\n';
  expect(readBerryYarnrc(memoryFiles({ '.yarnrc.yml': berry }), '')).toMatchObject({
    ok: true,
    value: {
      yarnPath: '.yarn/releases/y.cjs',
      plugins: ['./a.cjs', 'b.cjs'],
      nodeLinker: 'pnp',
      enableGlobalCache: false,
      cacheFolder: null,
    },
  });
});
