import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { dependenciesOf, type Manifest, majorOf, readManifest } from '../../../src/project/node/manifest.ts';
import { isArchive, localSpecs } from '../../../src/project/node/specs.ts';

function read(manifest: unknown): Manifest {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
  const found = readManifest(memoryFiles({ 'a/package.json': text }), 'a');
  if (found === null || !found.ok) throw new Error('not read');
  return found.value;
}

test('what an install and a build go by', () => {
  const manifest = read({
    name: '@x/app',
    version: '1.0.0',
    private: true,
    scripts: { build: 'tsc', odd: 7 },
    dependencies: { a: '^1.0.0' },
    devDependencies: { b: '2' },
    optionalDependencies: { c: '3' },
    bin: './cli.js',
    prisma: { schema: 'db/schema.prisma' },
    packageManager: 'pnpm@9.1.0',
    resolutions: { d: 'patch:d@npm%3A1#./d.patch' },
    overrides: { e: { f: 'file:./f' } },
    pnpm: { overrides: { g: 'link:../g' }, patchedDependencies: { 'h@1': 'patches/h.patch' } },
  });
  expect(manifest).toMatchObject({
    path: 'a/package.json',
    folder: 'a',
    name: '@x/app',
    isPrivate: true,
    prismaSchema: 'db/schema.prisma',
    packageManager: 'pnpm@9.1.0',
  });
  expect([...manifest.scripts]).toEqual([['build', 'tsc']]);
  expect(dependenciesOf(manifest).map(([name]) => name)).toEqual(['a', 'b', 'c']);
  expect([...manifest.bin]).toEqual([['app', './cli.js']]);
  expect([...manifest.overrides]).toEqual([
    ['d', 'patch:d@npm%3A1#./d.patch'],
    ['e>f', 'file:./f'],
    ['g', 'link:../g'],
  ]);
  expect([...manifest.patchedDependencies.values()]).toEqual(['patches/h.patch']);
});

test.each([
  [{ workspaces: ['a/*', 7] }, ['a/*']],
  [{ workspaces: { packages: ['b/*'], nohoist: ['x'] } }, ['b/*']],
  [{ workspaces: {} }, []],
  [{ workspaces: 'a' }, null],
  [{}, null],
])('workspaces of %j', (manifest, workspaces) => {
  expect(read(manifest).workspaces).toEqual(workspaces);
});

describe('broken and hostile texts', () => {
  test.each([
    ['{\n  "name": "a",\n}', 3],
    ['[]', null],
    ['', null],
    ['null', null],
  ])('%j gives a reason', (text, line) => {
    expect(readManifest(memoryFiles({ 'package.json': text }), '')).toMatchObject({
      ok: false,
      broken: { path: 'package.json', line },
    });
  });

  test('a deep one does not throw', () => {
    const depth = 100_000;
    const text = `${'{"overrides":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(() => readManifest(memoryFiles({ 'package.json': text }), '')).not.toThrow();
  });

  test('__proto__ and constructor are keys as others', () => {
    const manifest = read('{"__proto__":{"name":"x"},"dependencies":{"__proto__":"1","constructor":"2"}}');
    expect(manifest.name).toBeNull();
    expect([...manifest.dependencies.keys()]).toEqual(['__proto__', 'constructor']);
  });

  test('none', () => {
    expect(readManifest(memoryFiles({ a: '' }), '')).toBeNull();
  });
});

test.each([
  ['^8.0.1', 8],
  ['~9', 9],
  ['>=7.1', 7],
  ['v10.x', 10],
  ['5', 5],
  ['*', null],
  ['latest', null],
  ['github:a/b', null],
  ['<8', null],
])('the major release of %s', (spec, major) => {
  expect(majorOf(spec)).toBe(major);
});

test.each([
  ['file:./a', [{ kind: 'file', path: './a' }]],
  ['file:../a.tgz', [{ kind: 'file', path: '../a.tgz' }]],
  ['./a', [{ kind: 'file', path: './a' }]],
  ['vendor/a.tgz', [{ kind: 'file', path: 'vendor/a.tgz' }]],
  ['link:./src', [{ kind: 'link', path: './src' }]],
  ['portal:../b::locator=x', [{ kind: 'portal', path: '../b' }]],
  ['exec:./gen.js', [{ kind: 'exec', path: './gen.js' }]],
  ['patch:a@npm%3A1.0.0#~/.yarn/patches/a.patch', [{ kind: 'patch', path: '.yarn/patches/a.patch', isFromRoot: true }]],
  ['patch:a@1#optional!builtin<compat/a>', []],
  [
    'patch:a@1#./x.patch&./y.patch',
    [
      { kind: 'patch', path: './x.patch', isFromRoot: false },
      { kind: 'patch', path: './y.patch', isFromRoot: false },
    ],
  ],
  ['^1.0.0', []],
  ['workspace:*', []],
  ['npm:b@1.0.0', []],
  ['github:a/b', []],
  ['a/b', []],
  ['https://example.org/a.tgz', []],
  ['git+ssh://git@example.org/a/b.git', []],
])('local files of %s', (spec, local) => {
  expect(localSpecs(spec)).toEqual(local);
});

test('archives', () => {
  expect([isArchive('a.tgz'), isArchive('a.tar.gz'), isArchive('a')]).toEqual([true, true, false]);
});
