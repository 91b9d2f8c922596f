import { expect, test } from 'vitest';
import { madeImages } from '../../../../src/verify/engines/daemonless/made-images.ts';
import { fakeProgram, print } from '../fake-program.ts';

const [MINE, NAMED, OTHERS] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
const LABEL = 'org.slimify.run=host.1.abc';

test('podman: those that we made and nobody has named', async () => {
  const rows = [{ Id: MINE }, { Id: NAMED, Names: ['localhost/x:1'] }, { Id: OTHERS, Names: null }];
  const fake = fakeProgram('podman', `images*) ${print(rows)};;\nrmi*) ;;`);
  const made = madeImages('podman', LABEL);
  expect(await made.list('org.slimify.run')).toEqual([]);
  expect(fake.calls()).toEqual([]);
  made.add([MINE!.slice(0, 11), NAMED!.slice(0, 11), 'd'.repeat(11)]);
  expect(await made.list('org.slimify.run')).toEqual([{ kind: 'image', id: MINE, value: 'host.1.abc' }]);
  expect(await made.list('another')).toEqual([]);
  await made.remove();
  expect(fake.calls().at(-1)).toBe(`rmi --no-prune ${MINE}`);
});

test('buildah: the same', async () => {
  const rows = [
    { id: `sha256:${MINE}`, names: null },
    { id: NAMED, names: ['localhost/x:1'] },
  ];
  const fake = fakeProgram('buildah', `images*) ${print(rows)};;\nrmi*) ;;`);
  const made = madeImages('buildah', LABEL);
  made.add([MINE!.slice(0, 11), NAMED!.slice(0, 12)]);
  expect(await made.list('org.slimify.run')).toEqual([{ kind: 'image', id: MINE, value: 'host.1.abc' }]);
  await made.remove();
  expect(fake.calls().at(-1)).toBe(`rmi ${MINE}`);
});

test('an engine that does not answer: nothing is removed', async () => {
  const fake = fakeProgram('podman', 'images*) exit 125;;');
  const made = madeImages('podman', LABEL);
  made.add([MINE!.slice(0, 11)]);
  await made.remove();
  expect(fake.calls()).toEqual(['images --all --format=json']);
});
