import { expect, test } from 'vitest';
import { labelled, removeImages, removeLabelled } from '../../../../src/verify/engines/podman/labelled.ts';
import { fakeProgram, print } from '../fake-program.ts';

const NAME = 'org.slimify.run';
const one = (Id: string, value: string): unknown => ({ Id, Labels: { [NAME]: value, other: 'x' } });

test('containers and images that carry the label, each once', async () => {
  const cases = [
    `'ps --all --filter'*) ${print([one('c1', 'host.1.a')])};;`,
    `'ps --all --external'*) echo '[]';;`,
    `images*) ${print([one('i1', 'host.1.a'), one('i1', 'host.1.a'), one('i2', 'host.2.b'), { Id: 'i3', Labels: null }])};;`,
  ];
  const fake = fakeProgram('podman', cases.join('\n'));
  expect(await labelled(NAME)).toEqual([
    { kind: 'container', id: 'c1', value: 'host.1.a' },
    { kind: 'image', id: 'i1', value: 'host.1.a' },
    { kind: 'image', id: 'i2', value: 'host.2.b' },
  ]);
  expect(fake.calls()).toContain(`ps --all --filter label=${NAME} --format=json`);
});

test('containers are removed before images', async () => {
  const fake = fakeProgram('podman', `ps*) echo '[]';;\nrm*) ;;`);
  await removeLabelled([
    { kind: 'image', id: 'i1', value: 'x' },
    { kind: 'container', id: 'c1', value: 'x' },
  ]);
  expect(fake.calls().slice(1)).toEqual(['rm --force --volumes --time=0 c1', 'rmi --force --no-prune i1']);
});

test('nothing to remove, nothing asked', async () => {
  const fake = fakeProgram('podman', 'never) ;;');
  await removeLabelled([]);
  await removeImages([]);
  expect(fake.calls()).toEqual([]);
});

test('an engine that does not answer', async () => {
  fakeProgram('podman', '*) exit 125;;');
  expect(await labelled(NAME)).toEqual([]);
});
