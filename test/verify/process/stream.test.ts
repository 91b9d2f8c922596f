import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { stream } from '../../../src/verify/process/stream.ts';
import { never } from '../engines/daemonless/engine.ts';

const sh = (script: string, abort = never()) => stream('sh', ['-c', script], abort);

test('what it prints', async () => {
  const streaming = await sh('echo a; sleep 0.1; echo b');
  if (!streaming.ok) expect.fail(streaming.stderr);
  expect(await text(streaming.out)).toBe('a\nb\n');
});

test('one that fails before it has printed anything', async () => {
  expect(await sh('echo no >&2; exit 44')).toEqual({ ok: false, code: 44, stderr: 'no\n' });
});

test('one that fails on the way', async () => {
  const streaming = await sh('echo a; sleep 0.1; echo broken >&2; exit 1');
  if (!streaming.ok) expect.fail(streaming.stderr);
  await expect(text(streaming.out)).rejects.toThrow('broken');
});

test('one that is stopped, with what it has started', async () => {
  const streaming = await sh('(sleep 60; echo late) | cat & echo a; wait');
  if (!streaming.ok) expect.fail(streaming.stderr);
  streaming.stop();
  await expect(text(streaming.out)).rejects.toThrow();
});

test('at the end of its time, and before its beginning', async () => {
  expect(await sh('sleep 60', never(200))).toMatchObject({ ok: false, stderr: 'sh took too long' });
  const abort = new AbortController();
  abort.abort();
  expect(await sh('sleep 60', { signal: abort.signal, timeout: 1_000 })).toMatchObject({
    ok: false,
    stderr: 'stopped',
  });
});

test('a program that is not there', async () => {
  const streaming = await stream('slimify-no-such-program', [], never());
  expect(!streaming.ok && streaming.stderr).toContain('ENOENT');
});
