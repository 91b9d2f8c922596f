/** What lies in a build context, given as a folder and as an archive: the cache must not see a difference. */
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import * as tar from 'tar-stream';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { BuildContext, BuildStep, ContainerEngine } from '../../../../src/verify/container-engine.ts';
import { engineTest, folder, request, theEngine } from './engine.ts';

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly text?: string;
  readonly link?: string;
}

/** A new one for every run, so that nothing is in the cache. */
const NEW = `${process.pid} ${Math.random()}`;
const ENTRIES: readonly Entry[] = [
  { name: '.dockerignore', mode: 0o644, text: 'src\npackage.json\n' },
  { name: 'bin/', mode: 0o700 },
  { name: 'bin/run', mode: 0o755, text: '#!/bin/sh\n' },
  { name: 'package.json', mode: 0o600, text: `{ "version": "${NEW}" }` },
  { name: 'src/', mode: 0o755 },
  { name: 'src/empty/', mode: 0o755 },
  { name: 'src/link', mode: 0o777, link: 'nested/deep/a' },
  { name: 'src/main', mode: 0o644, text: NEW },
  { name: 'src/nested/', mode: 0o775 },
  { name: 'src/nested/deep/', mode: 0o755 },
  { name: 'src/nested/deep/a', mode: 0o640, text: 'a' },
  { name: 'src/nested/up', mode: 0o777, link: '../nowhere' },
];
const DOCKERFILE = `FROM busybox
COPY package.json ./
COPY --chown=7:8 bin ./bin
COPY src/nested ./nested
COPY *.json ./again/
COPY src/ ./src
RUN echo after
`;

let context = '';
beforeAll(async () => {
  context = await mkdtemp(path.join(folder, 'context-'));
  for (const { name, mode, text, link } of ENTRIES) {
    const file = path.join(context, name);
    if (link !== undefined) await symlink(link, file);
    else if (text === undefined) await mkdir(file);
    else await writeFile(file, text);
    if (link === undefined) await chmod(file, mode);
  }
});
afterAll(() => rm(context, { recursive: true, force: true }));

function archive(change: (entry: Entry) => Entry = (entry) => entry): BuildContext {
  const open = (): Readable => {
    const pack = tar.pack();
    for (const { name, mode, text, link } of ENTRIES.map(change)) {
      const type = link === undefined ? (text === undefined ? 'directory' : 'file') : 'symlink';
      pack.entry({ name, mode, type, ...(link === undefined ? {} : { linkname: link }) }, text ?? '');
    }
    pack.finalize();
    return Readable.from(pack, { objectMode: false });
  };
  return { kind: 'archive', open };
}

async function build(
  engine: ContainerEngine,
  built: BuildContext,
  dockerfile = DOCKERFILE,
): Promise<readonly BuildStep[]> {
  const result = await engine.build(request(dockerfile, { context: built }));
  if (!result.ok) expect.fail(`${result.step}: ${result.message}`);
  return result.steps;
}

function cached(steps: readonly BuildStep[]): readonly string[] {
  return steps.filter((step) => step.cached).map(({ text }) => text);
}

engineTest('every step is from the cache when the archive holds what the folder holds', async () => {
  const engine = theEngine();
  const first = await build(engine, { kind: 'folder', folder: context });
  expect(cached(first)).toEqual([]);
  expect(first).toHaveLength(6);
  expect(cached(await build(engine, archive()))).toEqual(first.map(({ text }) => text));
});

describe('one file of it changed', () => {
  engineTest.each([
    ['src/main', 4],
    ['src/nested/deep/a', 2],
    ['package.json', 0],
  ])('%s: only what copies it, and what comes then, is made again', async (changed, count) => {
    const engine = theEngine();
    const steps = await build(
      engine,
      archive((entry) => (entry.name === changed ? { ...entry, text: `${NEW}!` } : entry)),
    );
    expect(cached(steps)).toHaveLength(count);
  });

  engineTest('its mode counts as well', async () => {
    const engine = theEngine();
    const steps = await build(
      engine,
      archive((entry) => (entry.name === 'src/main' ? { ...entry, mode: 0o600 } : entry)),
    );
    expect(cached(steps)).toHaveLength(4);
  });
});

engineTest('the ignore file of the context does not count, the one that is given does', async () => {
  const engine = theEngine();
  const built: BuildContext = { kind: 'folder', folder: context };
  const dockerfile = 'FROM busybox\nCOPY src/main /\n';
  expect(await engine.build(request(dockerfile, { context: built }))).toMatchObject({ ok: true });
  expect(await engine.build(request(dockerfile, { context: built, ignore: '' }))).toMatchObject({ ok: true });
  expect(await engine.build(request(dockerfile, { context: built, ignore: 'src/main' }))).toMatchObject({
    ok: false,
    cause: 'failed',
    step: 'COPY src/main /',
  });
  expect(await readFile(path.join(context, '.dockerignore'), 'utf8')).toBe('src\npackage.json\n');
});
