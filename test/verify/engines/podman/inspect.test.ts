import { expect, test } from 'vitest';
import { inspect } from '../../../../src/verify/engines/podman/inspect.ts';
import { fakeProgram, print } from '../fake-program.ts';

const LABEL = 'org.slimify.run=host.1.abc';
const nop = (text: string): string => `/bin/sh -c #(nop) ${text}`;

/** As podman 4.3 prints it, shortened. */
const IMAGE = {
  Id: 'a'.repeat(64),
  Size: 3079362,
  Config: {
    User: '1000:1000',
    ExposedPorts: { '53/udp': {}, '3000/tcp': {} },
    Env: ['PATH=/usr/bin:/bin', 'A=b=c'],
    Cmd: ['-c', 'true'],
    Entrypoint: ['/bin/sh'],
    Volumes: { '/data': {} },
    WorkingDir: '/app',
    Labels: { x: 'y', 'org.slimify.run': 'host.1.abc' },
    StopSignal: 'SIGINT',
    ArgsEscaped: true,
  },
  History: [
    { created_by: 'COPY /alpine/ / # buildkit' },
    { created_by: 'SHELL [/bin/bash -c]', empty_layer: true },
    { created_by: nop('SHELL ["/bin/sh","-e","-c"]'), empty_layer: true },
    { created_by: nop('ONBUILD RUN echo hi'), empty_layer: true },
  ],
  Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5000000000, Timeout: 0, Retries: 2 },
};
const HISTORY = [
  { id: 'x', CreatedBy: nop('LABEL "org.slimify.run"="host.1.abc"'), size: 0 },
  { id: 'x', CreatedBy: '|1 V=1 /bin/sh -c mkdir -p /vol', size: 3584 },
  { id: 'x', CreatedBy: nop('COPY file:1ce45 in /x '), size: 2560 },
  { id: 'x', CreatedBy: 'COPY /alpine/ / # buildkit', size: 3066880 },
];

test('an image', async () => {
  fakeProgram('podman', `image*) ${print([IMAGE])};;\nhistory*) ${print(HISTORY)};;`);
  const { config, ...rest } = await inspect('x:1', LABEL);
  expect(rest).toEqual({
    id: IMAGE.Id,
    bytes: 3079362,
    layers: [
      { by: 'COPY /alpine/ /', bytes: 3066880 },
      { by: 'COPY … /x', bytes: 2560 },
      { by: 'RUN mkdir -p /vol', bytes: 3584 },
    ],
  });
  expect(config).toEqual({
    entrypoint: ['/bin/sh'],
    cmd: ['-c', 'true'],
    env: new Map([
      ['PATH', '/usr/bin:/bin'],
      ['A', 'b=c'],
    ]),
    user: '1000:1000',
    workdir: '/app',
    ports: ['3000/tcp', '53/udp'],
    volumes: ['/data'],
    labels: new Map([['x', 'y']]),
    stopSignal: 'SIGINT',
    shell: ['/bin/sh', '-e', '-c'],
    onbuild: ['RUN echo hi'],
    healthcheck: { test: ['CMD-SHELL', 'true'], timing: { Interval: 5000000000, Retries: 2 } },
  });
});

test('one with nothing in it', async () => {
  const empty = { Id: 'b', Size: 0, Config: { WorkingDir: '/' }, History: null };
  fakeProgram('podman', `image*) ${print([empty])};;\nhistory*) echo '[]';;`);
  const { layers, config } = await inspect('x:1', LABEL);
  expect(layers).toEqual([]);
  expect(config).toMatchObject({ entrypoint: null, cmd: null, user: '', workdir: '', shell: null, healthcheck: null });
});

test('one that is not there', async () => {
  fakeProgram('podman', 'image*) echo "Error: x:1: image not known" >&2; exit 125;;');
  await expect(inspect('x:1', LABEL)).rejects.toThrow('x:1 cannot be looked into: x:1: image not known');
});
