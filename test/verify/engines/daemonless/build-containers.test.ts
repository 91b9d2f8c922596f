import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { buildContainers, removeMarked } from '../../../../src/verify/engines/daemonless/build-containers.ts';
import { type FakeProgram, fakeProgram, print } from '../fake-program.ts';

const [OURS, OTHERS, PLAIN] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const LAYER = 'd'.repeat(64);
const MARK = 'id=org.slimify.run=host.1.abc:1';

/** As a build keeps it. */
function state(fake: FakeProgram, id: string, secrets: readonly string[] | null): void {
  const folder = path.join(fake.folder, 'overlay-containers', id, 'userdata');
  mkdirSync(folder, { recursive: true });
  const kept = { mountpoint: `/x/overlay/${LAYER}/merged`, CommonBuildOpts: { Memory: 0, Secrets: secrets } };
  writeFileSync(path.join(folder, 'buildah.json'), JSON.stringify(kept));
}

const STORE = `"$(dirname "$0")"`;

function podman(): FakeProgram {
  const rows = [
    { Id: OURS, State: 'storage', Labels: null },
    { Id: OTHERS, State: 'Storage' },
    { Id: PLAIN, State: 'running' },
  ];
  const info = `printf '{"store":{"graphRoot":"%s","graphDriverName":"overlay"}}' ${STORE}`;
  const fake = fakeProgram('podman', `ps*) ${print(rows)};;\ninfo*) ${info};;\nrm*) ;;`);
  state(fake, OURS, [`${MARK},src=/tmp/ignore`]);
  state(fake, OTHERS, ['id=npmrc,src=/home/x/.npmrc']);
  return fake;
}

test('podman: those of builds, with the mark of ours', async () => {
  podman();
  expect(await buildContainers('podman')).toEqual([
    { id: OURS, mark: MARK, layer: LAYER },
    { id: OTHERS, mark: 'id=npmrc', layer: LAYER },
  ]);
});

test('only those of the build in question are removed', async () => {
  const fake = podman();
  await removeMarked('podman', (mark) => mark === 'id=org.slimify.run=host.1.abc:2');
  expect(fake.calls().filter((call) => call.startsWith('rm'))).toEqual([]);
  await removeMarked('podman', (mark) => mark === MARK);
  expect(fake.calls().filter((call) => call.startsWith('rm'))).toEqual([`rm --force ${OURS}`]);
});

test('buildah: the same; one whose state cannot be read is nobody’s', async () => {
  const rows = [
    { id: OURS, builder: true, containername: 'alpine-working-container' },
    { id: OTHERS, builder: true, containername: 'x' },
    { id: PLAIN, builder: false, containername: 'y' },
  ];
  const info = `printf '{"host":{},"store":{"GraphRoot":"%s","GraphDriverName":"overlay"}}' ${STORE}`;
  const fake = fakeProgram('buildah', `containers*) ${print(rows)};;\ninfo) ${info};;\nrm*) ;;`);
  state(fake, OURS, [`${MARK},src=/tmp/ignore`]);
  expect(await buildContainers('buildah')).toEqual([
    { id: OURS, mark: MARK, layer: LAYER },
    { id: OTHERS, mark: null, layer: null },
  ]);
  await removeMarked('buildah', () => true);
  expect(fake.calls().at(-1)).toBe(`rm ${OURS}`);
});

test('nothing that is understood: nothing is found', async () => {
  fakeProgram('podman', 'ps*) echo no json;;');
  expect(await buildContainers('podman')).toEqual([]);
});
