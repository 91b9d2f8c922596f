import { describe, expect, test } from 'vitest';
import {
  applyFileEdits,
  cleanRelative,
  type Files,
  filterFiles,
  memoryFiles,
  overlayFiles,
} from '../../src/project/files.ts';

const insert = (path: string, text: string, at = 0) => ({ path, edits: [{ span: { start: at, end: at }, text }] });

test.each([
  ['a/./b//c/', 'a/b/c'],
  ['a/../b', 'b'],
  ['.', ''],
  ['../a', null],
  ['a/../../b', null],
])('%s is cleaned', (path, clean) => {
  expect(cleanRelative(path)).toBe(clean);
});

describe('files in memory', () => {
  const files = memoryFiles({ 'a/b.txt': 'é', 'a/c/d': '' }, { 'a/b.txt': 0o755 });
  test('files, folders and what is not there', () => {
    expect(files.readText('./a/b.txt')).toBe('é');
    expect(files.statOf('a/b.txt')).toEqual({ kind: 'file', mode: 0o755, size: 2 });
    expect(files.statOf('a/c')).toEqual({ kind: 'folder', mode: 0o755, size: 0 });
    expect(files.statOf('')?.kind).toBe('folder');
    expect([files.statOf('x'), files.statOf('../a'), files.readText('a')]).toEqual([null, null, null]);
    expect([files.list('a'), files.list('x'), files.list('..')]).toEqual([['b.txt', 'c'], [], []]);
  });

  test('names of the prototype are names', () => {
    expect(files.readText('constructor')).toBeNull();
    expect(memoryFiles({ __proto__x: '' }).readText('__proto__')).toBeNull();
  });
});

describe('an overlay', () => {
  const files = overlayFiles(
    memoryFiles({ a: 'old', 'b/c': '' }, { a: 0o600 }),
    new Map([
      ['a', 'newer'],
      ['d/e', 'x'],
    ]),
  );
  test('shows what is written, with the permissions that were', () => {
    expect([files.readText('a'), files.readText('d/e'), files.readText('b/c')]).toEqual(['newer', 'x', '']);
    expect(files.statOf('a')).toEqual({ kind: 'file', mode: 0o600, size: 5 });
    expect([files.statOf('d')?.kind, files.statOf('d/e')?.kind]).toEqual(['folder', 'file']);
    expect([files.list(''), files.list('d')]).toEqual([['a', 'b', 'd'], ['e']]);
  });
});

describe('edits', () => {
  test('of one file follow each other', () => {
    const written = applyFileEdits(memoryFiles({ a: 'x' }), [insert('a', '1'), insert('./a', '2'), insert('b', '3')]);
    expect([...written!]).toEqual([
      ['a', '21x'],
      ['b', '3'],
    ]);
  });

  test.each([
    ['outside of the text', insert('a', '1', 5)],
    ['outside of the folder', insert('../a', '1')],
    ['of a folder', insert('b', '1')],
    ['of the root', insert('.', '1')],
  ])('%s are refused', (_, edit) => {
    expect(applyFileEdits(memoryFiles({ a: 'x', 'b/c': '' }), [edit])).toBeNull();
  });

  test('of what is there and is no text are refused', () => {
    const binary: Files = { readText: () => null, statOf: () => ({ kind: 'file', mode: 0, size: 3 }), list: () => [] };
    expect(applyFileEdits(binary, [insert('a', '1')])).toBeNull();
  });
});

describe('a filter', () => {
  const counted = (texts: Readonly<Record<string, string>>) => {
    const files = memoryFiles(texts);
    const count = { lists: 0 };
    const list = (folder: string) => {
      count.lists++;
      return files.list(folder);
    };
    return { files: { ...files, list }, count };
  };

  test('an ignored folder is there when something in it is', () => {
    const files = filterFiles(memoryFiles({ 'a/b/c': 'x', 'a/d': '' }), {
      isIgnored: (path) => path !== 'a/b/c',
      mayTakeInBelow: () => true,
    });
    expect([files.statOf('a')?.kind, files.list('a'), files.readText('a/b/c'), files.readText('a/d')]).toEqual([
      'folder',
      ['b'],
      'x',
      null,
    ]);
  });

  test('nothing is looked for where nothing can be taken in', () => {
    const { files, count } = counted({ 'a/b/c': '' });
    const filtered = filterFiles(files, { isIgnored: () => true, mayTakeInBelow: () => false });
    expect([filtered.statOf('a'), filtered.statOf('a'), count.lists]).toEqual([null, null, 0]);
  });

  test('answers are remembered, and a huge folder is not walked to its end', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`a/${i % 200}/${i}`, '']));
    const { files, count } = counted(many);
    const filtered = filterFiles(files, { isIgnored: () => true, mayTakeInBelow: () => true });
    expect(filtered.statOf('a')?.kind).toBe('folder');
    const after = count.lists;
    expect(after).toBeLessThan(100);
    expect(filtered.statOf('a')?.kind).toBe('folder');
    expect(count.lists).toBe(after);
  });
});
