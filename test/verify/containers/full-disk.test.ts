import { expect, test, vi } from 'vitest';
import { build } from '../../../src/verify/containers/build.ts';
import { chains } from '../../../src/verify/containers/chains.ts';

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  mkdtemp: async () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, mkdtemp '/tmp/build-'"), { code: 'ENOSPC' });
  },
}));

test('our own disk is full: that says nothing about the Dockerfile', async () => {
  const request = {
    tag: 'slimify:1',
    dockerfile: 'FROM busybox\n',
    ignore: null,
    context: { kind: 'folder', folder: '/app' },
    target: null,
    args: new Map(),
    options: [],
    isCold: false,
    abort: { signal: new AbortController().signal, timeout: 1000 },
  } as const;
  const options = { builder: null, label: 'a=b', folder: '/tmp' };
  const builder = {
    program: 'buildah',
    options,
    chains: chains('a=b'),
    isAlive: async () => true,
    onMade: () => undefined,
  } as const;
  expect(await build(request, builder)).toMatchObject({ ok: false, cause: 'no-space', step: null, log: [] });
});
