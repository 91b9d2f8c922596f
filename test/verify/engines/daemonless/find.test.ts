import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { find, isAlive } from '../../../../src/verify/engines/daemonless/find.ts';
import type { Program } from '../../../../src/verify/engines/daemonless/program.ts';
import { fakeProgram, print } from '../fake-program.ts';

const options = { builder: null, label: 'a=b', folder: '/' };
const podman = (version: string): string => print({ Client: { APIVersion: version, Version: version } });
const buildah = (version: string): string => print({ version, goVersion: 'go1.19.8' });

test.each<[Program, string, string]>([
  ['podman', podman('4.3.1'), 'podman 4.3.1'],
  ['podman', podman('5.0.0-dev'), 'podman 5.0.0-dev'],
  ['buildah', buildah('1.28.2'), 'buildah 1.28.2'],
])('%s that works', async (program, says, version) => {
  fakeProgram(program, `version*) ${says};;\ninfo*) echo '{}';;`);
  expect(await find(program, options)).toEqual({ ok: true, version });
  expect(await isAlive(program)).toBe(true);
});

test.each<[Program, string, string]>([
  ['podman', podman('3.4.4'), 'podman 3.4.4 is too old: 4.0 or newer is needed'],
  ['buildah', buildah('1.23.1'), 'buildah 1.23.1 is too old: 1.24 or newer is needed'],
  ['podman', 'echo "Error: no"; exit 1', 'podman does not work: podman ended with exit code 1'],
  [
    'buildah',
    'echo "time=\\"x\\" level=warning msg=x\nError: cannot clone: Operation not permitted" >&2; exit 125',
    'buildah does not work: cannot clone: Operation not permitted',
  ],
])('%s that says %s', async (program, says, why) => {
  fakeProgram(program, `version*) ${says};;`);
  expect(await find(program, options)).toEqual({ ok: false, why });
});

test('one that is not configured', async () => {
  const said = 'Error: mount /x: permission denied';
  fakeProgram('podman', `version*) ${podman('4.3.1')};;\ninfo*) ${print(said)} >&2; exit 125;;`);
  expect(await find('podman', options)).toEqual({
    ok: false,
    why: 'podman does not work: mount /x: permission denied',
  });
  expect(await isAlive('podman')).toBe(false);
});

test('no such program', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
  vi.stubEnv('PATH', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  expect(await find('podman', options)).toEqual({ ok: false, why: 'there is no podman command on the PATH' });
  expect(await find('buildah', options)).toEqual({ ok: false, why: 'there is no buildah command on the PATH' });
});

test('a builder of docker buildx', async () => {
  const found = await find('podman', { ...options, builder: 'cluster' });
  expect(found).toEqual({ ok: false, why: 'podman has no builders: cluster would be one of docker buildx' });
});
