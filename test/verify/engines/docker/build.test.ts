import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { BuildRequest } from '../../../../src/verify/container-engine.ts';
import { build } from '../../../../src/verify/engines/docker/build.ts';
import { type FakeProgram, fakeProgram } from '../fake-program.ts';

const LABEL = 'org.slimify.run=here.1.abc';
const ALIVE = async (): Promise<boolean> => true;

function request(more: Partial<BuildRequest> = {}): BuildRequest {
  return {
    tag: 'slimify:1',
    dockerfile: 'FROM busybox\n',
    ignore: null,
    context: { kind: 'folder', folder: '/app' },
    target: null,
    args: new Map(),
    options: [],
    isCold: false,
    abort: { signal: new AbortController().signal, timeout: 20_000 },
    ...more,
  };
}

function engine({ folder }: FakeProgram, builder: string | null = null): Parameters<typeof build>[1] {
  return { builder, label: LABEL, folder };
}

test('what docker is told', async () => {
  const docker = fakeProgram('docker', `'buildx build'*) ;;`);
  const args = new Map([['VERSION', '1 2']]);
  const full = request({ target: 'app', args, options: ['--network=host', '--secret', 'id=a'], isCold: true });
  expect(await build(full, engine(docker, 'farm'), ALIVE)).toEqual({ ok: true, steps: [], seconds: 0 });
  const [call = ''] = docker.calls();
  expect(call.replace(/--file \S+/, '--file FILE')).toBe(
    'buildx build --builder farm --no-cache --build-arg BUILDKIT_CACHE_MOUNT_NS=slimify --target app ' +
      '--build-arg VERSION=1 2 --network=host --secret id=a ' +
      `--label ${LABEL} --tag slimify:1 --load --progress=rawjson --file FILE /app`,
  );
});

test('the Dockerfile and its ignore file lie in the folder of the run while it builds, and are gone then', async () => {
  const docker = fakeProgram(
    'docker',
    `'buildx build'*) cd "$(dirname "$0")"; tail -n +1 build-*/* | sed 's/build-[^/]*/BUILD/' > seen;;`,
  );
  await build(request({ ignore: 'dist' }), engine(docker), ALIVE);
  expect(readFileSync(path.join(docker.folder, 'seen'), 'utf8')).toBe(
    '==> BUILD/Dockerfile <==\nFROM busybox\n\n==> BUILD/Dockerfile.dockerignore <==\ndist',
  );
  expect(readdirSync(docker.folder).sort()).toEqual(['calls', 'docker', 'seen']);
});

test('an archive is given with the Dockerfile in it', async () => {
  const docker = fakeProgram('docker', `'buildx build'*) head -c 100 | tr -d '\\0' >&2;;`);
  const context = { kind: 'archive', open: () => Readable.from([Buffer.alloc(1024)]) } as const;
  const result = await build(request({ context }), engine(docker), ALIVE);
  expect(result.ok).toBe(true);
  expect(docker.calls()).toEqual([expect.stringMatching(/ --file ~slimify -$/)]);
});

test('an archive that breaks off is no failure of the Dockerfile', async () => {
  const docker = fakeProgram('docker', `'buildx build'*) cat > /dev/null; echo 'ERROR: unexpected EOF' >&2; exit 1;;`);
  async function* half(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(512);
    throw new Error('EACCES: src/secret');
  }
  const context = { kind: 'archive', open: () => Readable.from(half()) } as const;
  await expect(build(request({ context }), engine(docker), ALIVE)).rejects.toThrow('EACCES: src/secret');
});

test('an archive that is not wanted any more is closed', async () => {
  const docker = fakeProgram('docker', '');
  const archive = Readable.from([Buffer.alloc(1024)]);
  const abort = { signal: AbortSignal.abort(), timeout: 20_000 };
  const asked = request({ context: { kind: 'archive', open: () => archive }, abort });
  expect(await build(asked, engine(docker), ALIVE)).toMatchObject({ ok: false, cause: 'aborted' });
  expect(archive.destroyed).toBe(true);
  expect(docker.calls()).toEqual([]);
});

test('instructions are told of while they run', async () => {
  const status = { vertexes: [{ digest: 'a', name: '[2/2] RUN true', started: '2024-05-05T05:05:05Z' }] };
  const docker = fakeProgram('docker', `'buildx build'*) echo '${JSON.stringify(status)}' >&2; sleep 60;;`);
  const abort = new AbortController();
  const steps: string[] = [];
  const onStep = (text: string): void => {
    steps.push(text);
    abort.abort();
  };
  const result = await build(
    request({ onStep, abort: { signal: abort.signal, timeout: 20_000 } }),
    engine(docker),
    ALIVE,
  );
  expect(steps).toEqual(['RUN true']);
  expect(result).toMatchObject({ ok: false, cause: 'aborted', step: 'RUN true' });
});

test('one that is never done is ended', async () => {
  const docker = fakeProgram('docker', `'buildx build'*) sleep 60;;`);
  const abort = { signal: new AbortController().signal, timeout: 300 };
  expect(await build(request({ abort }), engine(docker), ALIVE)).toMatchObject({
    ok: false,
    cause: 'timeout',
    step: null,
    message: 'not done after 0.3 seconds',
  });
});

test('when it fails the engine is asked whether it is still there', async () => {
  const docker = fakeProgram('docker', `'buildx build'*) echo 'ERROR: unexpected EOF' >&2; exit 1;;`);
  expect(await build(request(), engine(docker), async () => false)).toMatchObject({
    cause: 'engine-gone',
    message: 'unexpected EOF',
  });
  expect(await build(request(), engine(docker), ALIVE)).toMatchObject({ cause: 'failed', message: 'unexpected EOF' });
});

test('a folder of ours that is gone is our bug', async () => {
  const docker = fakeProgram('docker', `'buildx build'*) ;;`);
  const gone = { ...engine(docker), folder: path.join(docker.folder, 'gone') };
  await expect(build(request(), gone, ALIVE)).rejects.toThrow('ENOENT');
});
