import { expect, test } from 'vitest';
import { labelled, removeImages, removeLabelled } from '../../../../src/verify/engines/docker/labelled.ts';
import { fakeProgram } from '../fake-program.ts';

const NAME = 'org.slimify.run';

test('containers and images, an image with two names once', async () => {
  fakeProgram(
    'docker',
    `'ps --all --no-trunc --filter label=org.slimify.run --format '*) echo 'c1 slimify:1 here.1.abc';;
'images --no-trunc --filter label=org.slimify.run --format {{.ID}}') printf 'i1\\ni1\\ni2\\n';;
'image inspect'*' i1 i2') echo 'i1 here.1.abc'; echo 'No such image: i2' >&2; exit 1;;`,
  );
  expect(await labelled(NAME)).toEqual([
    { kind: 'container', id: 'c1', value: 'here.1.abc', image: 'slimify:1' },
    { kind: 'image', id: 'i1', value: 'here.1.abc' },
  ]);
});

test('an engine that does not answer has none', async () => {
  const { calls } = fakeProgram('docker', `*) echo 'Cannot connect to the Docker daemon' >&2; exit 1;;`);
  expect(await labelled(NAME)).toEqual([]);
  // It may have taken its time for that.
  expect(calls()).toHaveLength(1);
});

test('containers are removed before images, and only by their ids', async () => {
  const { calls } = fakeProgram('docker', `'rm '*) ;;\n'image rm '*) ;;`);
  await removeLabelled([
    { kind: 'image', id: 'i1', value: 'x' },
    { kind: 'container', id: 'c1', value: 'x' },
    { kind: 'container', id: 'c2', value: 'x' },
  ]);
  expect(calls()).toEqual(['rm --force --volumes c1 c2', 'image rm --force i1']);
});

test('nothing is asked of docker when there is nothing to remove', async () => {
  const { calls } = fakeProgram('docker', '');
  await removeLabelled([]);
  expect(calls()).toEqual([]);
});

test('an image that is gone is no error', async () => {
  fakeProgram('docker', `'image rm --force slimify:1') echo 'No such image' >&2; exit 1;;`);
  await expect(removeImages(['slimify:1'])).resolves.toBeUndefined();
});
