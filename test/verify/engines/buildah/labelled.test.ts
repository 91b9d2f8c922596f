import { expect, test } from 'vitest';
import { makeContainer, runOf } from '../../../../src/verify/engines/buildah/containers.ts';
import { labelled, removeLabelled } from '../../../../src/verify/engines/buildah/labelled.ts';
import { fakeProgram, print } from '../fake-program.ts';

const NAME = 'org.slimify.run';
const INFO = `info) ${print({ store: { GraphRoot: '/none', GraphDriverName: 'overlay' } })};;`;
const row = (id: string, containername: string): unknown => ({ id, builder: true, containername });

test('a container has the name of its run', async () => {
  const fake = fakeProgram('buildah', 'from*) ;;');
  const made = await makeContainer('x:1', `${NAME}=host-a.1.abc`);
  if (!made.ok) expect.fail(made.why);
  expect(made.name).toMatch(/^slimify-host-a\.1\.abc-\d+$/);
  expect(runOf(made.name)).toBe('host-a.1.abc');
  expect(runOf('alpine-working-container-1')).toBe(null);
  expect(fake.calls()).toEqual([`from --pull-never --name ${made.name} x:1`]);
});

test('one that cannot be made', async () => {
  fakeProgram('buildah', 'from*) echo "Error: x:1: image not known" >&2; exit 125;;');
  expect(await makeContainer('x:1', 'a=b')).toEqual({ ok: false, why: 'x:1: image not known' });
});

test('containers by their name, images by their label', async () => {
  const inspected = { Docker: { config: { Labels: { [NAME]: 'host.1.abc' } } } };
  const cases = [
    `containers*) ${print([row('c1', 'slimify-host.1.abc-3'), row('c2', 'alpine-working-container')])};;\n${INFO}`,
    `images*) ${print([{ id: 'sha256:i1' }, { id: 'i1' }, { id: 'i2' }])};;`,
    `'inspect --type image i1') ${print(inspected)};;\ninspect*) exit 125;;`,
  ];
  const fake = fakeProgram('buildah', cases.join('\n'));
  expect(await labelled(NAME)).toEqual([
    { kind: 'container', id: 'c1', value: 'host.1.abc' },
    { kind: 'image', id: 'i1', value: 'host.1.abc' },
  ]);
  expect(fake.calls()).toContain(`images --all --json --no-trunc --filter label=${NAME}`);
});

test('containers are removed before images; one that is gone is not asked for', async () => {
  const fake = fakeProgram('buildah', `containers*) ${print([row('c1', 'x')])};;\n${INFO}\nrm*) ;;`);
  await removeLabelled([
    { kind: 'image', id: 'i1', value: 'x' },
    { kind: 'container', id: 'c1', value: 'x' },
    { kind: 'container', id: 'c2', value: 'x' },
  ]);
  expect(fake.calls().filter((call) => call.startsWith('rm'))).toEqual(['rm c1', 'rmi --force i1']);
});
