import { expect, test } from 'vitest';
import { inspect } from '../../../../src/verify/engines/buildah/inspect.ts';
import { fakeProgram, print } from '../fake-program.ts';

const LABEL = 'org.slimify.run=host.1.abc';
const history = [
  { created_by: 'COPY /alpine/ / # buildkit' },
  { created_by: 'CMD ["/bin/sh"]', empty_layer: true },
  { created_by: '/bin/sh -c echo two >&2' },
  { created_by: '/bin/sh -c #(nop) COPY dir:ce45 in /x ' },
];

/** As buildah 1.28 prints it, shortened. */
function image(sizes: readonly number[], config: unknown = {}): unknown {
  return {
    FromImageID: 'a'.repeat(64),
    Manifest: JSON.stringify({ schemaVersion: 2, layers: sizes.map((size) => ({ size })) }),
    Docker: { config, history },
  };
}

test('an image', async () => {
  const config = {
    Cmd: ['cat'],
    Entrypoint: [],
    Env: ['A=b'],
    WorkingDir: '/',
    OnBuild: ['RUN true'],
    Shell: ['/bin/bash', '-c'],
    Healthcheck: { Test: ['NONE'] },
    Labels: { 'org.slimify.run': 'host.1.abc' },
  };
  fakeProgram('buildah', `'inspect --type image x:1') ${print(image([3066880, 3584, 2560], config))};;`);
  expect(await inspect('x:1', LABEL)).toMatchObject({
    id: 'a'.repeat(64),
    bytes: 3073024,
    layers: [
      { by: 'COPY /alpine/ /', bytes: 3066880 },
      { by: 'RUN echo two >&2', bytes: 3584 },
      { by: 'COPY … /x', bytes: 2560 },
    ],
    config: {
      entrypoint: null,
      cmd: ['cat'],
      env: new Map([['A', 'b']]),
      workdir: '',
      labels: new Map(),
      onbuild: ['RUN true'],
      shell: ['/bin/bash', '-c'],
      healthcheck: { test: ['NONE'], timing: {} },
    },
  });
});

test('a history that has been left out: nobody knows what made which layer', async () => {
  fakeProgram('buildah', `inspect*) ${print(image([100, 0]))};;`);
  expect(await inspect('x:1', LABEL)).toMatchObject({ bytes: 100, layers: [{ by: '', bytes: 100 }] });
});

test('one that is not there', async () => {
  fakeProgram('buildah', 'inspect*) echo "Error: x:1: image not known" >&2; exit 125;;');
  await expect(inspect('x:1', LABEL)).rejects.toThrow('x:1 cannot be looked into: x:1: image not known');
});
