/** The archive against BuildKit: what has not changed has to be found in the cache that a build of the folder has left. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDockerignore } from '../../../src/project/dockerignore.ts';
import type { BuildContext } from '../../../src/verify/container-engine.ts';
import { contextArchive } from '../../../src/verify/context/archive.ts';
import type { Session } from '../../../src/verify/session.ts';
import { openReal } from '../support/real-engine.ts';

const IGNORE = '*\n!kept/\n!src/\n!lib\nkept/ignored\n';
const LONG = `${'a-folder-with-a-name/'.repeat(8)}${'x'.repeat(120)}`;

let session: Session | null = null;
let folder = '';
beforeAll(async () => {
  session = await openReal();
  folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
});
afterAll(async () => {
  await session?.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string, mode = 0o644): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, name), mode);
}

test('only what holds the changed file is copied again, each time', async (context) => {
  if (session === null) return context.skip();
  write('src/main.js', `// ${Math.random()}\n`);
  write('kept/run', '#!/bin/sh\n', 0o4750);
  write('kept/ignored/x', 'x');
  write('kept/private/key', 'k', 0o600);
  write(`kept/${LONG}`, 'long');
  write('kept/größe', 'ä');
  write('lib/large', `${Math.random()}`.repeat(200_000));
  write('ignored/x', 'x');
  mkdirSync(path.join(folder, 'kept/empty'));
  chmodSync(path.join(folder, 'kept/private'), 0o700);
  symlinkSync('../src/main.js', path.join(folder, 'kept/link'));
  const { isIgnored, mayTakeInBelow } = readDockerignore(IGNORE);
  const open = contextArchive(folder, (file) => !isIgnored(file), 'src/main.js', mayTakeInBelow);
  expect(await cachedSteps(session, { kind: 'folder', folder })).toBeDefined();
  const cached = { kept: true, lib: true, src: false };
  expect(await cachedSteps(session, { kind: 'archive', open })).toEqual(cached);
  expect(await cachedSteps(session, { kind: 'archive', open })).toEqual(cached);
});

/** Whether each folder's COPY came from the cache. */
async function cachedSteps({ engine, nextTag, signal }: Session, context: BuildContext) {
  const dockerfile = 'FROM scratch\nCOPY kept /kept\nCOPY lib /lib\nCOPY src /src\n';
  const build = { dockerfile, ignore: IGNORE, context, target: null, args: new Map(), options: [], isCold: false };
  const built = await engine.build({ ...build, tag: nextTag(), abort: { signal, timeout: 120_000 } });
  if (!built.ok) throw new Error(`${built.message}\n${built.log.join('\n')}`);
  return Object.fromEntries(built.steps.map(({ text, cached }) => [text.split(' ')[1], cached]));
}
