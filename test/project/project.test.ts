import { describe, expect, test } from 'vitest';
import { memoryProject, noProject, withFileEdits } from '../../src/project/project.ts';

const append = (path: string, text: string, at: number) => [{ path, edits: [{ span: { start: at, end: at }, text }] }];

describe('edits of the ignore file', () => {
  test('change what is in the build', () => {
    const before = memoryProject({ 'a.js': '', 'node_modules/x/y.js': '', '.dockerignore': 'b\n' });
    const after = withFileEdits(before, append('.dockerignore', 'node_modules\n', 2))!;
    expect(before.statOf('node_modules')?.kind).toBe('folder');
    expect([after.statOf('node_modules'), after.list(''), after.isIgnored('node_modules/z')]).toEqual([
      null,
      ['.dockerignore', 'a.js'],
      true,
    ]);
    expect(after.disk.statOf('node_modules')?.kind).toBe('folder');
    expect(after.ignoreFile).toEqual({ path: '.dockerignore', text: 'b\nnode_modules\n' });
  });

  test('also when there is none yet', () => {
    const before = memoryProject({ 'a.js': '' });
    expect(before.ignoreFile).toEqual({ path: '.dockerignore', text: null });
    expect(withFileEdits(before, append('.dockerignore', '*.js\n', 0))!.readText('a.js')).toBeNull();
  });

  test('follow each other', () => {
    const one = withFileEdits(memoryProject({ a: '', b: '' }), append('.dockerignore', 'a\n', 0))!;
    const two = withFileEdits(one, append('.dockerignore', 'b\n', 2))!;
    expect([two.isIgnored('a'), two.isIgnored('b')]).toEqual([true, true]);
  });

  test('the one named after the Dockerfile counts alone', () => {
    const project = memoryProject({ a: '', 'Dockerfile.dockerignore': '', '.dockerignore': 'a' });
    expect([project.ignoreFile.path, project.readText('a')]).toEqual(['Dockerfile.dockerignore', '']);
    expect(withFileEdits(project, append('.dockerignore', 'a\n', 0))!.readText('a')).toBe('');
  });

  test('that cannot be are refused', () => {
    expect(withFileEdits(memoryProject({}), append('.dockerignore', 'a', 7))).toBeNull();
  });
});

test('other files are seen, and uses and siblings stay', () => {
  const project = memoryProject({ 'compose.yaml': 'services: { a: { build: . } }', 'b.Dockerfile': 'FROM b' });
  const after = withFileEdits(project, append('new/x', '1', 0))!;
  expect([after.readText('new/x'), after.list('new')]).toEqual(['1', ['x']]);
  expect(after.uses).toBe(project.uses);
  expect(after.uses.map(({ file }) => file)).toEqual(['compose.yaml']);
  expect(after.siblings).toBe(project.siblings);
});

describe('siblings', () => {
  const paths = (files: Readonly<Record<string, string>>) => memoryProject(files).siblings.map(({ path }) => path);

  test('Dockerfiles below the context', () => {
    const names = [
      'Dockerfile',
      'a.Dockerfile',
      'Dockerfile.dev',
      'x/Containerfile',
      'x/dockerfile',
      'Dockerfile.dockerignore',
    ];
    const more = ['node_modules/a/Dockerfile', 'a.js/Dockerfile', 'x/Dockerfile.md'];
    expect(paths(Object.fromEntries([...names, ...more].map((name) => [name, 'FROM a'])))).toEqual([
      'Dockerfile.dev',
      'a.Dockerfile',
      'x/Containerfile',
      'x/dockerfile',
    ]);
  });

  test('not those that are built from another context, and those of another name that are built from this one', () => {
    const services =
      '{ a: { build: x }, b: { build: { context: ., dockerfile: y/image } }, c: { build: { context: ., dockerfile: y/Dockerfile } } }';
    expect(
      paths({
        'compose.yaml': `services: ${services}`,
        'x/Dockerfile': 'FROM x',
        'y/image': 'FROM y',
        'y/Dockerfile': 'FROM y',
      }),
    ).toEqual(['y/image', 'y/Dockerfile']);
  });

  test('with their texts', () => {
    expect(memoryProject({ 'a.Dockerfile': 'FROM b' }).siblings).toEqual([{ path: 'a.Dockerfile', text: 'FROM b' }]);
  });
});

test('uses can be given', () => {
  expect(memoryProject({ 'compose.yaml': 'services: { a: { build: . } }' }, { uses: [] }).uses).toEqual([]);
});

test('without a context there is nothing', () => {
  expect([noProject.hasContext, noProject.statOf(''), noProject.uses, noProject.siblings]).toEqual([
    false,
    null,
    [],
    [],
  ]);
});
