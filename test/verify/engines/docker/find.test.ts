import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { findDocker, isAlive } from '../../../../src/verify/engines/docker/find.ts';
import { fakeProgram } from '../fake-program.ts';

const ENGINE = `'version'*) echo '{"Client":{"Version":"27.0.1"},"Server":{"Version":"27.0.1"}}';;`;
const NO_ENGINE = `'version'*) echo '{"Client":{"Version":"27.0.1"},"Server":null}'
  echo 'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?' >&2; exit 1;;`;
const BUILDX = `'buildx version') echo 'github.com/docker/buildx v0.17.1-desktop.1 abc';;`;
const BUILDER = `'buildx inspect'*) printf 'Name: default\\nNodes:\\nEndpoint: default\\nStatus: running\\n';;`;
const ENDPOINT = `'context inspect'*) echo unix:///var/run/docker.sock;;`;

test('an engine that can build', async () => {
  const { calls } = fakeProgram('docker', [ENGINE, BUILDX, BUILDER, ENDPOINT].join('\n'));
  expect(await findDocker(null)).toEqual({ ok: true, version: 'docker 27.0.1, buildx 0.17.1', host: '127.0.0.1' });
  expect(calls()).toContain('buildx inspect');
});

test('the builder that is asked for is looked at', async () => {
  const { calls } = fakeProgram(
    'docker',
    [ENGINE, BUILDX, BUILDER, `'context inspect'*) echo ssh://me@build.example;;`].join('\n'),
  );
  expect(await findDocker('farm')).toMatchObject({ ok: true, host: 'build.example' });
  expect(calls()).toContain('buildx inspect farm');
});

test('a builder of another context builds for nobody, and is said to do so', async () => {
  const [show, inspect] = [
    `'context show') echo default;;`,
    `'buildx inspect'*) printf 'Driver: docker\\nNodes:\\n';;`,
  ];
  fakeProgram('docker', [ENGINE, BUILDX, inspect, show, ENDPOINT].join('\n'));
  expect(await findDocker('other')).toEqual({
    ok: false,
    why: 'the buildx builder other is that of another context: choose it with DOCKER_CONTEXT=other, without a builder',
  });
  expect(await findDocker('default')).toMatchObject({ ok: true });
});

test('there is no docker command', async () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'slimify-test-'));
  vi.stubEnv('PATH', empty);
  expect(await findDocker(null)).toEqual({ ok: false, why: 'there is no docker command on the PATH' });
  expect(await isAlive(null)).toBe(false);
  vi.unstubAllEnvs();
  rmSync(empty, { recursive: true });
});

describe('the daemon does not answer', () => {
  const said = 'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?';

  test('DOCKER_HOST is named', async () => {
    fakeProgram('docker', NO_ENGINE);
    vi.stubEnv('DOCKER_HOST', 'unix:///x.sock');
    expect(await findDocker(null)).toEqual({
      ok: false,
      why: `Docker does not answer (DOCKER_HOST is unix:///x.sock): ${said}`,
    });
    expect(await isAlive(null)).toBe(false);
  });

  test('or else the context', async () => {
    fakeProgram('docker', `${NO_ENGINE}\n'context show') echo colima;;`);
    vi.stubEnv('DOCKER_HOST', '');
    expect(await findDocker(null)).toEqual({ ok: false, why: `Docker does not answer (context colima): ${said}` });
  });
});

describe('buildx', () => {
  test('is missing', async () => {
    fakeProgram(
      'docker',
      `${ENGINE}\n'buildx version') echo "docker: 'buildx' is not a docker command." >&2; exit 1;;`,
    );
    expect(await findDocker(null)).toEqual({
      ok: false,
      why: 'docker has no buildx, which has to build: install the docker-buildx plugin',
    });
  });

  test('is too old', async () => {
    fakeProgram('docker', `${ENGINE}\n'buildx version') echo 'github.com/docker/buildx v0.12.1 abc';;`);
    expect(await findDocker(null)).toEqual({ ok: false, why: 'buildx 0.12.1 is too old: 0.13 or newer is needed' });
  });

  test('is something else under that name', async () => {
    fakeProgram('docker', `${ENGINE}\n'buildx version') echo 'buildah 1.28.2';;`);
    expect(await findDocker(null)).toEqual({ ok: false, why: "this docker is not Docker's own: buildah 1.28.2" });
  });

  test.each([
    'github.com/docker/buildx v1.0.0 abc',
    'github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3',
    'github.com/docker/buildx abcdef',
  ])('is new enough: %s', async (version) => {
    fakeProgram('docker', [ENGINE, `'buildx version') echo '${version}';;`, BUILDER, ENDPOINT].join('\n'));
    expect((await findDocker(null)).ok).toBe(true);
  });
});

describe('the builder', () => {
  test('is not known', async () => {
    fakeProgram(
      'docker',
      `${ENGINE}\n${BUILDX}\n'buildx inspect farm') echo 'ERROR: no builder "farm" found' >&2; exit 1;;`,
    );
    expect(await findDocker('farm')).toEqual({
      ok: false,
      why: 'the buildx builder farm cannot be used: no builder "farm" found',
    });
  });

  test('does not answer', async () => {
    const dead = `printf 'Name: farm\\nNodes:\\nEndpoint: tcp://farm:1234\\nError:    connection refused\\n'`;
    fakeProgram('docker', `${ENGINE}\n${BUILDX}\n'buildx inspect'*) ${dead};;`);
    const why = 'does not answer: connection refused';
    expect(await findDocker('farm')).toEqual({ ok: false, why: `the buildx builder farm ${why}` });
    expect(await findDocker(null)).toEqual({ ok: false, why: `the chosen buildx builder ${why}` });
    expect(await isAlive('farm')).toBe(false);
  });

  test('of which one machine answers is enough', async () => {
    const half = `printf 'Endpoint: a\\nError: connection refused\\nEndpoint: b\\nStatus: running\\n'`;
    fakeProgram('docker', [ENGINE, BUILDX, `'buildx inspect'*) ${half};;`, ENDPOINT].join('\n'));
    expect((await findDocker('farm')).ok).toBe(true);
    expect(await isAlive('farm')).toBe(true);
  });
});
