import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDockerignore } from '../../../src/project/dockerignore.ts';
import { contextArchive } from '../../../src/verify/context/archive.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

interface Entry extends Header {
  readonly text: string;
}

async function read(archive: Readable): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of archive.pipe(extract()))
    entries.push({ ...entry.header, text: (await buffer(entry)).toString() });
  return entries;
}

/** The archive with an ignore file's text in force. */
function archive(ignore = '', changedFile: string | null = null): Readable {
  const rules = readDockerignore(ignore);
  return contextArchive(folder, (file) => !rules.isIgnored(file), changedFile, rules.mayTakeInBelow)();
}

async function namesIn(archive: Readable): Promise<readonly string[]> {
  return (await read(archive)).map(({ name }) => name);
}

describe('what is in it', () => {
  test('files with their text, sorted, folders before what lies in them', async () => {
    write({ b: '', 'a/z': 'Z', 'a/b/c': 'C', a0: '' });
    mkdirSync(path.join(folder, 'empty'));
    const entries = await read(archive());
    expect(entries.map(({ name }) => name)).toEqual(['a/', 'a/b/', 'a/b/c', 'a/z', 'a0', 'b', 'empty/']);
    expect(entries.map(({ text }) => text)).toEqual(['', '', 'C', 'Z', '', '', '']);
  });

  test('an empty folder gives an empty archive', async () => {
    expect(await read(archive())).toEqual([]);
  });

  test('owned by root, with permissions and times as they are', async () => {
    write({ run: '#!/bin/sh\n', 'secret/key': 'k' });
    chmodSync(path.join(folder, 'run'), 0o4750);
    chmodSync(path.join(folder, 'secret'), 0o700);
    utimesSync(path.join(folder, 'run'), 1_000_000_000.7, 1_000_000_000.7);
    const [run, secret] = await read(archive());
    expect(run).toMatchObject({ uid: 0, gid: 0, mode: 0o4750, mtime: new Date(1_000_000_000_000), type: 'file' });
    expect(secret).toMatchObject({ uid: 0, gid: 0, mode: 0o700, type: 'directory' });
  });

  test('times that a header does not hold', async () => {
    write({ old: '', new: '' });
    utimesSync(path.join(folder, 'old'), new Date(-5e6), new Date(-5e6));
    utimesSync(path.join(folder, 'new'), 2 ** 32, 2 ** 32);
    const times = (await read(archive())).map(({ mtime }) => mtime.getTime() / 1000);
    expect(times).toEqual([2 ** 31 - 1, 0]);
  });

  test('links as links, wherever they lead', async () => {
    write({ 'real/file': 'x' });
    symlinkSync('real', path.join(folder, 'folder'));
    symlinkSync('/etc/passwd', path.join(folder, 'outside'));
    symlinkSync('nothing', path.join(folder, 'void'));
    const links = (await read(archive())).filter(({ type }) => type === 'symlink');
    expect(links.map(({ name, linkname }) => [name, linkname])).toEqual([
      ['folder', 'real'],
      ['outside', '/etc/passwd'],
      ['void', 'nothing'],
    ]);
  });

  test('names of any length and in any script', async () => {
    const long = `${'folder-with-a-name/'.repeat(16)}${'x'.repeat(150)}`;
    write({ [long]: 'x', 'für/日本': 'y' });
    const files = (await read(archive())).filter(({ type }) => type === 'file');
    expect(files.map(({ name }) => name)).toEqual([long, 'für/日本']);
  });

  test('no sockets', async () => {
    write({ a: '' });
    const server = createServer().listen(path.join(folder, 'socket'));
    await once(server, 'listening');
    expect(await namesIn(archive())).toEqual(['a']);
    server.close();
  });

  test('large files', async () => {
    write({ large: 'x'.repeat(5_000_000), small: 'y' });
    const [large, small] = await read(archive());
    expect([large?.size, large?.text.length, small?.text]).toEqual([5_000_000, 5_000_000, 'y']);
  });
});

describe('what is left out', () => {
  test('files and whole folders', async () => {
    write({ 'a/b': '', 'c/d': '', 'c/e': '', f: '' });
    expect(await namesIn(archive('a\nc/d\nf'))).toEqual(['c/', 'c/e']);
  });

  test('what is taken in again comes with its folders', async () => {
    write({ 'a/b/c': '', 'a/b/d': '', 'a/e': '', 'f/g': '' });
    expect(await namesIn(archive('*\n!a/b/c'))).toEqual(['a/', 'a/b/', 'a/b/c']);
  });

  test('the same without knowing which folders to look through', async () => {
    write({ 'a/b/c': '', 'a/b/d': '', 'a/e': '', 'f/g': '' });
    const open = contextArchive(folder, (file) => file === 'a/b/c', null);
    expect(await namesIn(open())).toEqual(['a/', 'a/b/', 'a/b/c']);
  });

  test('a folder that is left out is not looked into for nothing', async () => {
    write({ 'data/x': '', a: '' });
    const asked: string[] = [];
    const isInBuild = (file: string): boolean => {
      asked.push(file);
      return file === 'a';
    };
    expect(await namesIn(contextArchive(folder, isInBuild, null, () => false)())).toEqual(['a']);
    expect(asked).not.toContain('data/x');
  });

  test.skipIf(process.getuid?.() === 0)('a folder that is left out may be unreadable', async () => {
    write({ 'data/x': '', a: '' });
    chmodSync(path.join(folder, 'data'), 0);
    expect(await namesIn(contextArchive(folder, (file) => file === 'a', null)())).toEqual(['a']);
    chmodSync(path.join(folder, 'data'), 0o755);
  });
});

describe('the file that is changed', () => {
  test.each([3, 3_000_000])('has blank lines more at its end, others have not: %i characters', async (length) => {
    write({ 'src/a': 'x'.repeat(length), 'src/b': 'y' });
    const [, a, b] = await read(archive('', 'src/a'));
    expect(a?.text.slice(0, length)).toBe('x'.repeat(length));
    expect(a?.text.slice(length)).toMatch(/^\n(?: ?\n)+$/);
    expect(a?.size).toBe(a?.text.length);
    expect(b?.text).toBe('y');
  });

  test('differs each time, so that no other build has seen it', async () => {
    write({ a: 'x' });
    const open = contextArchive(folder, () => true, 'a');
    const texts = [await read(open()), await read(open()), await read(open())].map(([entry]) => entry?.text);
    expect(new Set(texts).size).toBe(3);
  });

  test('one that is left out stays so', async () => {
    write({ a: 'x', b: '' });
    expect(await namesIn(archive('a', 'a'))).toEqual(['b']);
  });
});

describe('errors', () => {
  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    write({ 'a/key': 'k' });
    chmodSync(path.join(folder, 'a/key'), 0);
    await expect(buffer(archive())).rejects.toThrow('cannot read a/key of the build context: permission denied');
  });

  test('a file that vanishes', async () => {
    write({ a: 'x', b: 'y' });
    const isInBuild = (file: string): boolean => {
      if (file === 'b') rmSync(path.join(folder, 'b'));
      return true;
    };
    const reading = buffer(contextArchive(folder, isInBuild, null)());
    await expect(reading).rejects.toThrow('cannot read b of the build context: it has vanished');
  });

  test('a context that is not there', async () => {
    const open = contextArchive(path.join(folder, 'none'), () => true, null);
    await expect(buffer(open())).rejects.toThrow('cannot read the build context: it has vanished');
  });

  test('a large file that gets shorter; one that grows has what it had', async () => {
    write({ large: 'x'.repeat(9_000_000) });
    const grown = read(changing(() => appendFileSync(path.join(folder, 'large'), 'y')));
    expect((await grown)[0]?.text).toHaveLength(9_000_000);
    const shorter = buffer(changing(() => truncateSync(path.join(folder, 'large'), 10)));
    await expect(shorter).rejects.toThrow('cannot read large of the build context: it is being written to');
  });

  test('one who stops reading ends it', async () => {
    write({ large: 'x'.repeat(9_000_000), small: '' });
    const stream = archive();
    await once(stream, 'readable');
    stream.destroy();
    await once(stream, 'close');
    expect(stream.destroyed).toBe(true);
  });
});

/** The archive; something is done once its first bytes are there. */
function changing(act: () => void): Readable {
  const stream = archive();
  stream.once('readable', act);
  return stream;
}
