/** What a build is given besides its context, target and arguments. */
import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import type { BuildGiven } from '../../../src/project/project.ts';
import { createUses } from '../../../src/project/uses/find.ts';
import { NOTHING_GIVEN } from '../../../src/project/uses/given.ts';
import { useOf } from './support.ts';

type Files = Readonly<Record<string, string>>;

function givenIn(files: Files, dockerfile = 'Dockerfile'): BuildGiven {
  return useOf(files, dockerfile).build;
}

/** Of a service whose build says this. */
function composeWith(lines: readonly string[], more: Files = {}): BuildGiven {
  const build = lines.map((line) => `      ${line}\n`).join('');
  return givenIn({ 'compose.yaml': `services:\n  a:\n    build:\n      context: .\n${build}`, ...more });
}

function contextsOf({ contexts }: BuildGiven): Readonly<Record<string, unknown>> {
  return Object.fromEntries(contexts);
}

describe('compose', () => {
  test('nothing', () => {
    expect(composeWith([])).toEqual(NOTHING_GIVEN);
    expect(givenIn({ 'compose.yaml': 'services:\n  a:\n    build: .\n' })).toEqual(NOTHING_GIVEN);
  });

  test.each([
    ['a map', ['additional_contexts:', '  lib: ./lib', '  base: docker-image://debian:12', '  root: .']],
    ['a list', ['additional_contexts:', '  - lib=./lib', '  - base=docker-image://debian:12', '  - root=.']],
  ])('additional contexts as %s', (_, lines) => {
    expect(contextsOf(composeWith(lines))).toEqual({
      lib: { kind: 'folder', folder: 'lib' },
      base: { kind: 'fetched', reference: 'docker-image://debian:12' },
      root: { kind: 'folder', folder: '' },
    });
  });

  test.each([
    ['../lib', { kind: 'outside', written: '/repository/lib' }],
    ['/etc', { kind: 'outside', written: '/etc' }],
    ['~/keys', { kind: 'outside', written: '~/keys' }],
    ['service:db', { kind: 'result', written: 'service:db' }],
    ['target:base', { kind: 'result', written: 'target:base' }],
    ['oci-layout:///images', { kind: 'other', written: 'oci-layout:///images' }],
    [`$\{LIB}/x`, { kind: 'unknown', written: `$\{LIB}/x` }],
    [`$\{LIB:-lib}`, { kind: 'folder', folder: 'lib' }],
    ['https://example.com/a.git#v1', { kind: 'fetched', reference: 'https://example.com/a.git#v1' }],
    ['git@example.com:a/b.git', { kind: 'fetched', reference: 'git@example.com:a/b.git' }],
    ['github.com/a/b', { kind: 'fetched', reference: 'github.com/a/b' }],
    ["''", { kind: 'unknown', written: '' }],
  ])('a context that is %s', (value, expected) => {
    expect(contextsOf(composeWith(['additional_contexts:', `  x: ${value}`]))).toEqual({ x: expected });
  });

  test('a folder is relative to the compose file, not to the context', () => {
    const text =
      'services:\n  a:\n    build:\n      context: ../api\n      additional_contexts: { x: ../lib, y: lib }\n';
    expect(contextsOf(givenIn({ 'deploy/compose.yaml': text }, 'api/Dockerfile'))).toEqual({
      x: { kind: 'folder', folder: 'lib' },
      y: { kind: 'folder', folder: 'deploy/lib' },
    });
  });

  test('a variable of the env file is known', () => {
    const given = composeWith(['additional_contexts: { x: $LIB }'], { '.env': 'LIB=packages/lib\n' });
    expect(contextsOf(given)).toEqual({ x: { kind: 'folder', folder: 'packages/lib' } });
  });

  test('network, hosts and the size of shared memory', () => {
    const lines = [
      'network: host',
      'shm_size: 128m',
      'extra_hosts:',
      '  - a=10.0.0.1',
      '  - b:10.0.0.2',
      '  - c=[::1]',
    ];
    const { network, shmSize, hosts } = composeWith(lines);
    expect([network, shmSize, hosts]).toEqual(['host', '128m', ['a:10.0.0.1', 'b:10.0.0.2', 'c:::1']]);
    const mapped = composeWith([
      'shm_size: 1024',
      'extra_hosts:',
      '  a: 10.0.0.1',
      '  b: [10.0.0.2, "::2"]',
      '  c: $C',
    ]);
    expect([mapped.shmSize, mapped.hosts]).toEqual(['1024', ['a:10.0.0.1', 'b:10.0.0.2', 'b:::2']]);
  });

  test.each([
    ['of the service', '    platform: linux/arm64\n    build: .\n', 'linux/arm64'],
    ['of the build', '    build: { context: ., platforms: [linux/arm64] }\n', 'linux/arm64'],
    ['the service before several', '    platform: a/b\n    build: { context: ., platforms: [a/b, c/d] }\n', 'a/b'],
    ['several', '    build: { context: ., platforms: [a/b, c/d] }\n', null],
    ['not known', '    platform: $PLATFORM\n    build: .\n', null],
  ])('a platform: %s', (_, text, platform) => {
    expect(givenIn({ 'compose.yaml': `services:\n  a:\n${text}` }).platform).toBe(platform);
  });

  test('secrets and ssh: what they are called in the build, and where they lie', () => {
    const text = [
      'services:',
      '  a:',
      '    build:',
      '      context: .',
      '      secrets:',
      '        - npm',
      '        - { source: pypi, target: pip }',
      '        - nobody',
      '      ssh: [default, other=~/.ssh/id]',
      'secrets:',
      '  npm: { file: ./.npmrc }',
      '  pypi: { environment: PYPI }',
      '',
    ];
    const secret = { kind: 'secret', path: null, variable: null };
    const ssh = { kind: 'ssh', path: null, variable: null };
    expect(givenIn({ 'compose.yaml': text.join('\n') }).secrets).toEqual([
      { ...secret, id: 'npm', path: '.npmrc' },
      { ...secret, id: 'pip', variable: 'PYPI' },
      { ...secret, id: 'nobody' },
      { ...ssh, id: 'default' },
      { ...ssh, id: 'other', path: '~/.ssh/id' },
    ]);
    expect(composeWith(['ssh: { k: ./key }']).secrets).toEqual([{ ...ssh, id: 'k', path: 'key' }]);
    expect(composeWith(['ssh: default']).secrets).toEqual([{ ...ssh, id: 'default' }]);
  });

  test('secrets that the service is run with are none of the build', () => {
    const text = 'services:\n  a:\n    build: .\n    secrets: [npm]\nsecrets:\n  npm: { file: x }\n';
    expect(givenIn({ 'compose.yaml': text }).secrets).toEqual([]);
  });

  test('an override is laid over it', () => {
    const files = {
      Dockerfile: '',
      'compose.yaml':
        'services:\n  a:\n    build: { context: ., additional_contexts: { x: a, y: a }, extra_hosts: [h=1.1.1.1], network: none }\n',
      'compose.override.yaml': 'services:\n  a:\n    platform: a/b\n    build: { additional_contexts: [y=b] }\n',
    };
    const uses = createUses({ files: memoryFiles(files), base: '/repository/here' }).declared('Dockerfile');
    const { contexts, hosts, network, platform } = uses.find(({ use }) => use.file === 'compose.override.yaml')!.use
      .build;
    expect(Object.fromEntries(contexts)).toEqual({
      x: { kind: 'folder', folder: 'a' },
      y: { kind: 'folder', folder: 'b' },
    });
    expect([hosts, network, platform]).toEqual([['h:1.1.1.1'], 'none', 'a/b']);
  });

  test.each([
    'additional_contexts: 5',
    'additional_contexts: [[x]]',
    'extra_hosts: x',
    'extra_hosts: [x, "=1"]',
    'secrets: x',
    'ssh: [[]]',
    'shm_size: []',
  ])('what is not as it should be is nothing much: %s', (line) => {
    expect(() => composeWith([line])).not.toThrow();
  });
});

describe('bake', () => {
  const target = (...lines: readonly string[]): BuildGiven =>
    givenIn({ 'docker-bake.hcl': `target "a" {\n${lines.join('\n')}\n}\n` });

  test('contexts, one platform, network, hosts and shared memory', () => {
    const given = target(
      'contexts = {',
      '  lib = "lib"',
      '  "alpine:3" = "docker-image://alpine:3.20"',
      '  base = "target:base"',
      `  v = "$\{X}"`,
      '}',
      'platforms = ["linux/arm64"]',
      'network = "none"',
      'shm-size = "128m"',
      'extra-hosts = {',
      '  a = "10.0.0.1"',
      '}',
    );
    expect(contextsOf(given)).toEqual({
      lib: { kind: 'folder', folder: 'lib' },
      'alpine:3': { kind: 'fetched', reference: 'docker-image://alpine:3.20' },
      base: { kind: 'result', written: 'target:base' },
      v: { kind: 'unknown', written: 'a variable' },
    });
    expect(given).toMatchObject({ platform: 'linux/arm64', network: 'none', shmSize: '128m', hosts: ['a:10.0.0.1'] });
  });

  test('several platforms, and the machine’s own, are none', () => {
    expect(target('platforms = ["a/b", "c/d"]').platform).toBeNull();
    expect(target('platforms = ["local"]').platform).toBeNull();
  });

  test('secrets and ssh as text and as maps', () => {
    const given = target(
      'secret = [',
      '  "id=npm,src=.npmrc",',
      '  "type=env,id=TOKEN",',
      '  { type = "env", id = "K", src = "KUBE" },',
      `  { type = "file", id = "aws", src = "$\{HOME}/.aws" },`,
      `  "id=x,src=$\{Y}",`,
      ']',
      'ssh = ["default", "k=./key", { id = "m", paths = ["/keys/m"] }]',
    );
    expect(given.secrets.map(({ kind, id, path, variable }) => [kind, id, path, variable])).toEqual([
      ['secret', 'npm', '.npmrc', null],
      ['secret', 'TOKEN', null, 'TOKEN'],
      ['secret', 'K', null, 'KUBE'],
      ['secret', 'aws', null, null],
      ['secret', null, null, null],
      ['ssh', 'default', null, null],
      ['ssh', 'k', 'key', null],
      ['ssh', 'm', '/keys/m', null],
    ]);
  });

  test('what is inherited: maps by name, secrets all, of the rest the last', () => {
    const text = {
      base: { contexts: { x: 'a', y: 'a' }, secret: ['id=p'], network: 'none', platforms: ['a/b'] },
      web: { inherits: ['base'], dockerfile: 'D', contexts: { y: 'b' }, secret: ['id=q'], platforms: ['c/d'] },
    };
    const given = givenIn({ 'docker-bake.json': JSON.stringify({ target: text }) }, 'D');
    expect(contextsOf(given)).toEqual({ x: { kind: 'folder', folder: 'a' }, y: { kind: 'folder', folder: 'b' } });
    expect(given.secrets.map(({ id }) => id)).toEqual(['p', 'q']);
    expect([given.network, given.platform]).toEqual(['none', 'c/d']);
  });
});

test('skaffold: network, hosts, secrets and ssh', () => {
  const text = [
    'build:',
    '  artifacts:',
    '    - image: a',
    '      docker:',
    '        network: Host',
    '        addHost: ["a:10.0.0.1"]',
    '        secrets: [{ id: npm, src: .npmrc }, { id: t, env: "{{.T}}" }]',
    '        ssh: default',
    '',
  ];
  const given = givenIn({ 'skaffold.yaml': text.join('\n') });
  expect([given.network, given.hosts]).toEqual(['host', ['a:10.0.0.1']]);
  expect(given.secrets.map(({ kind, id, path, variable }) => [kind, id, path, variable])).toEqual([
    ['secret', 'npm', '.npmrc', null],
    ['secret', 't', null, null],
    ['ssh', 'default', null, null],
  ]);
});

describe('commands', () => {
  const files = { Dockerfile: 'FROM a\n' };
  test('--build-context', () => {
    const build = 'docker buildx build --build-context lib=./lib --build-context=base=docker-image://a -t x .\n';
    expect(contextsOf(givenIn({ ...files, 'build.sh': build }))).toEqual({
      lib: { kind: 'folder', folder: 'lib' },
      base: { kind: 'fetched', reference: 'docker-image://a' },
    });
  });
  test('docker/build-push-action', () => {
    const workflow =
      'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          build-contexts: |\n            lib=./lib\n            node:20=docker-image://node:20.1\n';
    expect(Object.keys(contextsOf(givenIn({ ...files, '.github/workflows/a.yml': workflow })))).toEqual([
      'lib',
      'node:20',
    ]);
  });
});
