import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { readComposerLock, readComposerManifest } from '../../../src/project/php/composer.ts';

const read = (value: unknown, more: Record<string, string> = {}) => {
  const found = readComposerManifest(memoryFiles({ 'composer.json': JSON.stringify(value), ...more }), 'composer.json');
  return found?.ok === true ? found.value : null;
};

describe('readComposerManifest', () => {
  test('a bare one', () => {
    expect(read({ require: { php: '>=8' } })).toEqual({
      path: 'composer.json',
      hasVersion: false,
      requires: ['php'],
      repositories: [],
      scripts: new Map(),
      classmap: [],
      isOptimised: false,
      vendorDir: 'vendor',
      binDir: null,
      patches: [],
      allowedPlugins: [],
      placesElsewhere: false,
    });
  });

  test('all that an install looks at', () => {
    const found = read(
      {
        version: '1',
        repositories: [
          { type: 'path', url: './packages/x/' },
          { type: 'artifact', url: 'zips' },
          { type: 'vcs', url: 'https://example.org' },
        ],
        scripts: { 'post-install-cmd': '@php a.php', 'post-autoload-dump': ['b', 'c'] },
        autoload: { classmap: ['database'], 'psr-4': { 'App\\': 'src/' } },
        config: { 'vendor-dir': 'lib/vendor/', 'optimize-autoloader': true, 'bin-dir': 'bin' },
        extra: {
          patches: { 'a/b': { fix: 'patches/a.patch', other: 'https://example.org/x.patch' } },
          'patches-file': 'patches.json',
        },
      },
      { 'patches.json': '{"patches": {"c/d": [{"url": "patches/c.patch"}]}}' },
    );
    expect(found).toMatchObject({
      hasVersion: true,
      repositories: [
        { type: 'path', path: 'packages/x' },
        { type: 'artifact', path: 'zips' },
      ],
      classmap: ['database'],
      isOptimised: true,
      vendorDir: 'lib/vendor',
      binDir: 'bin',
      patches: ['patches.json', 'patches/a.patch', 'patches/c.patch'],
    });
    expect([...found!.scripts]).toEqual([
      ['post-install-cmd', ['@php a.php']],
      ['post-autoload-dump', ['b', 'c']],
    ]);
  });

  test('repositories by name, plugins that place files', () => {
    expect(
      read({ repositories: { x: { type: 'path', url: '../x' }, y: false }, extra: { 'installer-paths': {} } }),
    ).toMatchObject({
      repositories: [{ type: 'path', path: null, text: '../x' }],
      placesElsewhere: true,
    });
  });

  test('other shapes and no JSON', () => {
    expect(read({ repositories: 'x', scripts: [], autoload: 3, config: 'x', extra: { patches: 'x' } })).toMatchObject({
      patches: [],
    });
    expect(readComposerManifest(memoryFiles({ 'composer.json': '{' }), 'composer.json')).toMatchObject({ ok: false });
  });
});

test('plugins of the lock', () => {
  const text =
    '{"packages": [{"name": "symfony/flex", "type": "composer-plugin"}, {"name": "a/b", "type": "library"}], "packages-dev": [{"name": "c/d", "type": "composer-installer"}]}';
  expect(readComposerLock(memoryFiles({ 'composer.lock': text }), 'composer.lock')).toEqual({
    ok: true,
    value: { path: 'composer.lock', plugins: ['symfony/flex', 'c/d'] },
  });
});
