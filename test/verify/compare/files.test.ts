import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { compareFiles } from '../../../src/verify/compare/files.ts';
import type { Archive, ContainerEngine } from '../../../src/verify/container-engine.ts';

type Entry = Parameters<ReturnType<typeof pack>['entry']>[0];
type Files = Readonly<Record<string, Partial<Entry> & { readonly text?: string }>>;
/** What archives give for a path of an image. */
type Images = Readonly<Record<string, Readonly<Record<string, Files>>>>;

const ABORT = { signal: new AbortController().signal, timeout: 1000 };

/** A name that ends in a slash is a folder. */
function archive(files: Files): Readable {
  const tar = pack();
  for (const [name, { text = '', ...header }] of Object.entries(files)) {
    const isFolder = name.endsWith('/');
    const type = header.type ?? (isFolder ? 'directory' : 'file');
    tar.entry({ name, type, mode: isFolder ? 0o755 : 0o644, ...header }, text);
  }
  tar.finalize();
  return Readable.from(tar);
}

function engine(images: Images): Pick<ContainerEngine, 'archives'> {
  return {
    async *archives(image, paths) {
      for (const path of paths) {
        const files = images[image]?.[path];
        if (files !== undefined) yield { path, tar: archive(files) };
      }
    },
  };
}

/** Compares one folder, `/app`. */
function compare(before: Files, after: Files | null) {
  const images = { before: { '/app': before }, after: after === null ? {} : { '/app': after } };
  return compareFiles(engine(images), 'before', 'after', ['/app'], ABORT);
}

const own = (uid: number, mode: number) => ({ uid, gid: uid, mode });

describe('missing', () => {
  test('nothing when all is there, whatever is in the files', async () => {
    const files = { 'app/': {}, 'app/a': { text: 'x' } };
    expect(await compare(files, { ...files, 'app/a': { text: 'yy' }, 'app/new': {} })).toEqual({
      folders: ['/app'],
      missing: [],
      changed: [],
    });
  });

  test('files by their size, the largest first', async () => {
    const files = { 'app/': {}, 'app/a': { text: 'x' }, 'app/b': { text: 'xxx' }, 'app/c': { text: 'xx' } };
    const { missing } = await compare(files, { 'app/': {}, 'app/a': {} });
    expect(missing).toEqual([
      { path: '/app/b', count: 1, bytes: 3 },
      { path: '/app/c', count: 1, bytes: 2 },
    ]);
  });

  test('of a folder that is gone, only the folder', async () => {
    const before = {
      'app/': {},
      'app/lib/': {},
      'app/lib/a': { text: 'x' },
      'app/lib/deep/': {},
      'app/lib/deep/b': { text: 'xx' },
      'app/lib/deep/link': { type: 'symlink', linkname: 'b' } as const,
      'app/library': { text: 'x' },
    };
    const { missing } = await compare(before, { 'app/': {}, 'app/library': {} });
    expect(missing).toEqual([{ path: '/app/lib', count: 3, bytes: 3 }]);
  });

  test('an empty folder counts no files', async () => {
    const { missing } = await compare({ 'app/': {}, 'app/log/': {} }, { 'app/': {} });
    expect(missing).toEqual([{ path: '/app/log', count: 0, bytes: 0 }]);
  });

  test('a path that is gone whole is one entry', async () => {
    const { missing } = await compare({ 'app/': {}, 'app/a': { text: 'x' }, 'app/b/': {}, 'app/b/c': {} }, null);
    expect(missing).toEqual([{ path: '/app', count: 2, bytes: 1 }]);
  });

  test('a single file', async () => {
    const images = { before: { '/usr/local/bin/run': { run: { text: 'xyz' } } } };
    const { missing } = await compareFiles(engine(images), 'before', 'after', ['/usr/local/bin/run', '/gone'], ABORT);
    expect(missing).toEqual([{ path: '/usr/local/bin/run', count: 1, bytes: 3 }]);
  });

  test('names of any length, and those that begin with a dot and a slash', async () => {
    const long = `${'a/'.repeat(100)}ä`;
    const { missing } = await compare(
      { './app/': {}, [`./app/${long}`]: { text: 'x' }, './app/b': {} },
      { 'app/': {} },
    );
    expect(missing.map(({ path }) => path)).toEqual(['/app/a', '/app/b']);
  });

  test('what only builds the image is not worth a line, at the top', async () => {
    const before = {
      'app/': {},
      'app/Dockerfile': {},
      'app/.dockerignore': {},
      'app/web.Dockerfile': {},
      'app/Dockerfile.md.js': {},
      'app/templates/': {},
      'app/templates/Dockerfile': {},
    };
    const { missing } = await compare(before, { 'app/': {}, 'app/templates/': {} });
    expect(missing.map(({ path }) => path)).toEqual(['/app/templates/Dockerfile']);
  });

  test('thousands are listed, the rest is counted', async () => {
    const names = Array.from({ length: 10_007 }, (_, i) => [`app/${i}`, {}] as const);
    const { missing, unlisted } = await compare({ 'app/': {}, ...Object.fromEntries(names) }, { 'app/': {} });
    expect(missing).toHaveLength(10_000);
    expect(unlisted).toEqual({ missing: 7, changed: 0 });
  });
});

describe('changed', () => {
  test('an owner, with all below that changed in the same way', async () => {
    const before = { 'app/': own(0, 0o755), 'app/a': own(0, 0o644), 'app/b/': own(0, 0o700), 'app/b/c': own(0, 0o600) };
    const after = Object.fromEntries(Object.entries(before).map(([name, { mode }]) => [name, own(1000, mode)]));
    const { changed } = await compare(before, after);
    expect(changed).toEqual([{ path: '/app', before: own(0, 0o755), after: own(1000, 0o755), below: 3 }]);
  });

  test('what changed otherwise has an entry of its own, what did not has none', async () => {
    const before = { 'app/': own(0, 0o755), 'app/a': own(0, 0o644), 'app/b/': own(5, 0o755), 'app/b/c': own(0, 0o644) };
    const after = { 'app/': own(9, 0o755), 'app/a': own(0, 0o644), 'app/b/': own(9, 0o755), 'app/b/c': own(9, 0o644) };
    const { changed } = await compare(before, after);
    expect(changed).toEqual([
      { path: '/app', before: own(0, 0o755), after: own(9, 0o755), below: 1 },
      { path: '/app/b', before: own(5, 0o755), after: own(9, 0o755), below: 0 },
    ]);
  });

  test('permissions given or taken are the same change on other permissions', async () => {
    const before = { 'app/': own(0, 0o755), 'app/a': own(0, 0o644), 'app/b': own(0, 0o4755) };
    const { changed } = await compare(before, {
      'app/': own(0, 0o775),
      'app/a': own(0, 0o664),
      'app/b': own(0, 0o755),
    });
    expect(changed).toEqual([
      { path: '/app', before: own(0, 0o755), after: own(0, 0o775), below: 1 },
      { path: '/app/b', before: own(0, 0o4755), after: own(0, 0o755), below: 0 },
    ]);
  });

  test('files side by side do not stand for each other', async () => {
    const before = { 'app/': own(0, 0o755), 'app/a': own(0, 0o644), 'app/ab': own(0, 0o644) };
    const { changed } = await compare(before, {
      'app/': own(0, 0o755),
      'app/a': own(7, 0o644),
      'app/ab': own(7, 0o644),
    });
    expect(changed.map(({ path, below }) => [path, below])).toEqual([
      ['/app/a', 0],
      ['/app/ab', 0],
    ]);
  });

  test('numbers too large for a header', async () => {
    const pax = { uid: '1000680000' };
    const { changed } = await compare({ 'app/': { pax } }, { 'app/': { uid: 7 } });
    expect(changed[0]).toMatchObject({ before: { uid: 1000680000 }, after: { uid: 7 } });
  });

  test('thousands are listed, the rest is counted', async () => {
    const names = (uid: number) => Object.fromEntries(Array.from({ length: 10_003 }, (_, i) => [`app/${i}`, { uid }]));
    const { changed, unlisted } = await compare({ 'app/': {}, ...names(0) }, { 'app/': {}, ...names(1) });
    expect(changed).toHaveLength(10_000);
    expect(unlisted).toEqual({ missing: 0, changed: 3 });
  });
});

test('several folders', async () => {
  const images = {
    before: { '/a': { 'a/': {}, 'a/x': {} }, '/srv/b': { 'b/': {}, 'b/x': {} } },
    after: { '/a': { 'a/': {}, 'a/x': {} }, '/srv/b': { 'b/': {} } },
  };
  const { folders, missing } = await compareFiles(engine(images), 'before', 'after', ['/a', '/srv/b'], ABORT);
  expect(folders).toEqual(['/a', '/srv/b']);
  expect(missing.map(({ path }) => path)).toEqual(['/srv/b/x']);
});

test.each(['before', 'after'])('an archive of %s that ends too early is an error', async (broken) => {
  const whole = await archive({ 'app/': {}, 'app/a': { text: 'x'.repeat(5000) } }).toArray();
  const short = Buffer.concat(whole).subarray(0, 2048);
  async function* archives(image: string): AsyncGenerator<Archive> {
    yield { path: '/app', tar: image === broken ? Readable.from([short]) : archive({ 'app/': {} }) };
  }
  await expect(compareFiles({ archives }, 'before', 'after', ['/app'], ABORT)).rejects.toThrow(
    'Unexpected end of data',
  );
});

test('an engine that stops in between is an error', async () => {
  async function* archives(): AsyncGenerator<Archive> {
    yield { path: '/app', tar: archive({ 'app/': {} }) };
    throw new Error('it went away');
  }
  await expect(compareFiles({ archives }, 'before', 'after', ['/app'], ABORT)).rejects.toThrow('it went away');
});
