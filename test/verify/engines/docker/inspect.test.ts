import { expect, test } from 'vitest';
import { inspect } from '../../../../src/verify/engines/docker/inspect.ts';
import { fakeProgram } from '../fake-program.ts';

const LABEL = 'org.slimify.run=here.1.abc';

function fakeImage(config: unknown, ...history: readonly unknown[]): void {
  const image = JSON.stringify({ Id: 'sha256:abc', Size: 30, Config: config });
  const rows = history.map((row) => JSON.stringify(row)).join('\n');
  fakeProgram(
    'docker',
    `'image inspect'*) cat <<'JSON'\n${image}\nJSON\n;;\n'history'*) cat <<'JSON'\n${rows}\nJSON\n;;`,
  );
}

test('a config that says everything', async () => {
  fakeImage({
    Entrypoint: ['/init'],
    Cmd: ['node', 'server.js'],
    Env: ['PATH=/bin', 'A=b=c', 'EMPTY='],
    User: 'node',
    WorkingDir: '/app',
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    Volumes: { '/data': {} },
    Labels: { 'org.slimify.run': 'here.1.abc', maintainer: 'me' },
    StopSignal: 'SIGINT',
    Shell: ['/bin/bash', '-c'],
    OnBuild: ['COPY . .'],
    Healthcheck: { Test: ['CMD', 'true'], Interval: 5e9, Timeout: 0, Retries: 3 },
  });
  expect((await inspect('app', LABEL)).config).toEqual({
    entrypoint: ['/init'],
    cmd: ['node', 'server.js'],
    env: new Map([
      ['PATH', '/bin'],
      ['A', 'b=c'],
      ['EMPTY', ''],
    ]),
    user: 'node',
    workdir: '/app',
    ports: ['53/udp', '80/tcp'],
    volumes: ['/data'],
    labels: new Map([['maintainer', 'me']]),
    stopSignal: 'SIGINT',
    shell: ['/bin/bash', '-c'],
    onbuild: ['COPY . .'],
    healthcheck: { test: ['CMD', 'true'], timing: { Interval: 5e9, Retries: 3 } },
  });
});

const NOTHING = {
  entrypoint: null,
  cmd: null,
  env: new Map(),
  user: '',
  workdir: '',
  ports: [],
  volumes: [],
  labels: new Map(),
  stopSignal: null,
  shell: null,
  onbuild: [],
  healthcheck: null,
};

test.each([
  ['{}', {}],
  ['null', null],
  [
    'null and empty fields',
    { Entrypoint: null, Cmd: [], Env: null, ExposedPorts: null, Labels: null, WorkingDir: '/' },
  ],
])('a config that says nothing: %s', async (_, config) => {
  fakeImage(config);
  expect((await inspect('app', LABEL)).config).toEqual(NOTHING);
});

test('layers are listed from the bottom up, without those that have no bytes', async () => {
  fakeImage(
    {},
    { CreatedBy: 'CMD ["node"]', Size: '0' },
    { CreatedBy: 'RUN /bin/sh -c npm ci # buildkit', Size: '20' },
    { CreatedBy: 'ENV A=b', Size: '0' },
    { CreatedBy: 'COPY / / # buildkit', Size: '10' },
  );
  expect(await inspect('app', LABEL)).toMatchObject({
    id: 'sha256:abc',
    bytes: 30,
    layers: [
      { by: 'COPY / /', bytes: 10 },
      { by: 'RUN npm ci', bytes: 20 },
    ],
  });
});

test('an image that is not there', async () => {
  fakeProgram('docker', `'image inspect'*) echo 'Error response from daemon: No such image: app' >&2; exit 1;;`);
  await expect(inspect('app', LABEL)).rejects.toThrow('app cannot be looked into: No such image: app');
});
