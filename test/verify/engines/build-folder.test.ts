import { expect, test, vi } from 'vitest';
import { build as daemonlessBuild } from '../../../src/verify/engines/daemonless/build.ts';
import { chains } from '../../../src/verify/engines/daemonless/chains.ts';
import { build as dockerBuild } from '../../../src/verify/engines/docker/build.ts';

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  mkdtemp: async () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, mkdtemp '/tmp/build-'"), { code: 'ENOSPC' });
  },
}));

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
const isAlive = async (): Promise<boolean> => true;
const buildah = { program: 'buildah', options, chains: chains('a=b'), isAlive, onMade: () => undefined } as const;

test.each([
  ['docker', () => dockerBuild(request, options, isAlive)],
  ['buildah', () => daemonlessBuild(request, buildah)],
] as const)('our own disk is full: with %s, too, that says nothing about the Dockerfile', async (_, build) => {
  expect(await build()).toEqual({
    ok: false,
    cause: 'no-space',
    step: null,
    message: "ENOSPC: no space left on device, mkdtemp '/tmp/build-'",
    log: [],
  });
});
