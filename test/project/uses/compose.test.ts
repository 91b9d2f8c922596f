import { describe, expect, test } from 'vitest';
import { NOTHING_GIVEN } from '../../../src/project/uses/given.ts';
import { placesOf, useOf, usesOf } from './support.ts';

const compose = (text: string, more: Readonly<Record<string, string>> = {}) => ({ 'compose.yaml': text, ...more });

describe('which Dockerfile a service is built from', () => {
  test('the one in a folder', () => {
    expect(placesOf(compose('services:\n  a:\n    build: .\n'))).toEqual([['compose.yaml', '', null]]);
    expect(placesOf(compose('services:\n  a:\n    build: ./api\n'), 'api/Dockerfile')).toEqual([
      ['compose.yaml', 'api', null],
    ]);
    expect(placesOf(compose('services:\n  a:\n    build: ./api\n'))).toEqual([]);
  });

  test('a named one, relative to the context', () => {
    const files = compose('services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile.dev\n');
    expect(placesOf(files, 'docker/Dockerfile.dev')).toEqual([['compose.yaml', '', null]]);
    expect(placesOf(files)).toEqual([]);
  });

  test('a compose file below the context, and beside the folder that it is about', () => {
    const text = 'services:\n  a:\n    build:\n      context: ..\n      dockerfile: api/Dockerfile\n';
    expect(placesOf({ 'deploy/docker-compose.yml': text }, 'api/Dockerfile')).toEqual([
      ['deploy/docker-compose.yml', '', null],
    ]);
  });

  test.each([
    ['fetched', 'build: https://github.com/a/b.git'],
    ['by ssh', 'build: git@github.com:a/b.git'],
    ['written in place', 'build: { context: ., dockerfile_inline: FROM a }'],
    ['an image', 'image: nginx'],
    ['an unknown folder', `build: $\{FOLDER}`],
    ['an unknown file', `build: { context: ., dockerfile: $\{FILE} }`],
  ])('none: %s', (_, text) => {
    expect(usesOf(compose(`services:\n  a:\n    ${text}\n`))).toEqual([]);
  });

  test('a context outside of the repository is not said', () => {
    const text = 'services:\n  a:\n    build: { context: .., dockerfile: here/Dockerfile }\n';
    expect(placesOf(compose(text))).toEqual([['compose.yaml', null, null]]);
  });

  test('the first format of the file', () => {
    expect(placesOf({ 'docker-compose.yml': 'web:\n  build: .\n  dockerfile: D.dev\n' }, 'D.dev')).toEqual([
      ['docker-compose.yml', '', null],
    ]);
  });

  test('the nearest file comes first', () => {
    const files = {
      'compose.yaml': 'services:\n  a:\n    build: api\n',
      'api/compose.yaml': 'services:\n  a:\n    build: .\n',
    };
    expect(placesOf(files, 'api/Dockerfile').map(([file]) => file)).toEqual(['api/compose.yaml', 'compose.yaml']);
  });

  test('folders of dependencies are not looked into', () => {
    expect(usesOf({ 'node_modules/compose.yaml': 'services: { a: { build: .. } }' })).toEqual([]);
  });
});

describe('what a service says', () => {
  test('all of it', () => {
    const use = useOf(
      compose(
        [
          'services:',
          '  web:',
          '    profiles: [dev]',
          '    build:',
          '      context: .',
          '      target: dev',
          '      args: { A: 1, B: }',
          '    command: ["node", "x.js"]',
          '    entrypoint: /run.sh now',
          '    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost"] }',
          '    user: 1000',
          '    working_dir: /srv',
          '    environment: [PORT=80, TOKEN]',
          '    privileged: true',
          '    cap_add: [NET_ADMIN]',
          '    devices: ["/dev/kvm:/dev/kvm"]',
          '    network_mode: host',
          '    pid: host',
        ].join('\n'),
      ),
    );
    expect(use).toEqual({
      kind: 'compose',
      file: 'compose.yaml',
      line: 2,
      name: 'web',
      context: '',
      target: 'dev',
      args: new Map([
        ['A', '1'],
        ['B', null],
      ]),
      build: NOTHING_GIVEN,
      command: ['node', 'x.js'],
      entrypoint: '/run.sh now',
      health: ['curl', '-f', 'http://localhost'],
      user: '1000',
      workdir: '/srv',
      environment: new Map([
        ['PORT', '80'],
        ['TOKEN', null],
      ]),
      mounts: [],
      syncs: [],
      ports: [],
      rights: ['privileged', 'cap_add: NET_ADMIN', 'devices: /dev/kvm:/dev/kvm', 'network_mode: host', 'pid: host'],
    });
  });

  test.each([
    ['test: curl localhost || exit 1', ['sh', '-c', 'curl localhost || exit 1']],
    ['test: ["CMD-SHELL", "curl localhost || exit 1"]', ['sh', '-c', 'curl localhost || exit 1']],
    ['test: ["CMD", "curl", "localhost"]', ['curl', 'localhost']],
    ['test: ["NONE"]', null],
    ['{ test: curl localhost, disable: true }', null],
  ])('its health check: %s', (written, health) => {
    const check = written.startsWith('{') ? `    healthcheck: ${written}` : `    healthcheck:\n      ${written}`;
    expect(useOf(compose(`services:\n  web:\n    build: .\n${check}\n`)).health).toEqual(health);
  });

  test.each([
    ['.:/app', { type: 'bind', source: '.', target: '/app' }],
    ['./a:/app:ro', { type: 'bind', source: './a', target: '/app' }],
    ['~/a:/app', { type: 'bind', source: '~/a', target: '/app' }],
    ['C:\\a:/app', { type: 'bind', source: 'C:\\a', target: '/app' }],
    ['data:/app', { type: 'volume', source: 'data', target: '/app' }],
    ['/app/node_modules', { type: 'volume', source: null, target: '/app/node_modules' }],
    [`$\{HERE:-.}:/app`, { type: 'bind', source: '.', target: '/app' }],
    [`$\{HERE:?say where}/a:/app`, { type: 'bind', source: `$\{HERE}/a`, target: '/app' }],
  ])('the mount %s', (volume, mount) => {
    expect(useOf(compose(`services:\n  a:\n    build: .\n    volumes: ['${volume}']\n`)).mounts).toEqual([mount]);
  });

  test('what compose watch copies in while it runs', () => {
    const text =
      'services:\n  a:\n    build: .\n    develop:\n      watch:\n        - action: sync\n          path: ./src\n          target: /app/src/\n' +
      '        - action: sync+restart\n          path: ./conf\n          target: /etc/app\n        - action: rebuild\n          path: package.json\n';
    expect(useOf(compose(text)).syncs).toEqual(['/app/src', '/etc/app']);
  });

  test('mounts in the long form, and tmpfs', () => {
    const volumes =
      '[{ type: bind, source: ./a, target: /b }, { type: volume, target: /c }, { type: npipe, target: /d }]';
    const text = `services:\n  a:\n    build: .\n    volumes: ${volumes}\n    tmpfs: /run:size=1m\n`;
    expect(useOf(compose(text)).mounts).toEqual([
      { type: 'bind', source: './a', target: '/b' },
      { type: 'volume', source: null, target: '/c' },
      { type: 'tmpfs', source: null, target: '/run' },
    ]);
  });

  test.each([
    ['80', [80]],
    ['"8080:80"', [80]],
    ['"127.0.0.1:8080:80/tcp"', [80]],
    ['"3000-3002"', [3000, 3001, 3002]],
    ['"9000-9001:8000-8001"', [8000, 8001]],
    ['{ target: 80, published: 8080 }', [80]],
    [`"$\{PORT}:$\{PORT}"`, []],
    [`"$\{PORT:-1}:$\{INNER:-90}"`, [90]],
    ['"1-99999999"', Array.from({ length: 101 }, (_, i) => i + 1)],
  ])('the port %s', (port, ports) => {
    expect(useOf(compose(`services:\n  a:\n    build: .\n    ports: [${port}]\n`)).ports).toEqual(ports);
  });

  test('exposed ports count, each once', () => {
    const text = 'services:\n  a:\n    build: .\n    ports: ["1:80"]\n    expose: [80, "81"]\n';
    expect(useOf(compose(text)).ports).toEqual([80, 81]);
  });
});

describe('what is put together', () => {
  test('variables, with .env and defaults', () => {
    const text = `services:\n  a:\n    build:\n      context: $\{DIR:-.}\n      target: $STAGE\n      args: { A: $$x, B: "$\{NO}" }\n    user: "$\{UID}:1"\n`;
    const use = useOf(compose(text, { '.env': '# a\nexport STAGE="dev" # here\n' }));
    expect(use.target).toBe('dev');
    expect([...use.args]).toEqual([
      ['A', '$x'],
      ['B', null],
    ]);
    expect(use.user).toBe(`$\{UID}:1`);
  });

  test('env files, under the environment', () => {
    const text = 'services:\n  a:\n    build: .\n    env_file: [a.env, { path: b.env }]\n    environment: { B: 3 }\n';
    const use = useOf(compose(text, { 'a.env': 'A=1\nB=1\n', 'b.env': 'B=2\nC=2\n' }));
    expect(Object.fromEntries(use.environment)).toEqual({ A: '1', B: '3', C: '2' });
  });

  test('anchors and merge keys', () => {
    const text = 'x-a: &a\n  build: .\n  user: "7"\nservices:\n  one:\n    <<: *a\n  two:\n    <<: *a\n    user: "8"\n';
    expect(usesOf(compose(text)).map(({ name, user, line }) => [name, user, line])).toEqual([
      ['one', '7', 5],
      ['two', '8', 7],
    ]);
  });

  test('extends, in the file and from another folder', () => {
    const text =
      'services:\n  a:\n    extends: { file: base/b.yml, service: z }\n    user: u\n  c:\n    extends: a\n    command: c\n';
    const files = compose(text, { 'base/b.yml': 'services:\n  z:\n    build: .\n    working_dir: /z\n' });
    expect(
      usesOf(files, 'base/Dockerfile').map(({ name, context, user, workdir, command }) => [
        name,
        context,
        user,
        workdir,
        command,
      ]),
    ).toEqual([
      ['a', 'base', 'u', '/z', null],
      ['c', 'base', 'u', '/z', 'c'],
    ]);
  });

  test('extends in a circle ends', () => {
    const text = 'services:\n  a: { build: ., extends: b }\n  b: { extends: a }\n';
    expect(usesOf(compose(text)).length).toBeGreaterThan(0);
  });

  test('an override is laid over the first file', () => {
    const files = compose(
      'services:\n  a:\n    build: { context: ., target: prod }\n    command: c\n    volumes: [".:/a", "b:/b"]\n',
      {
        'compose.override.yaml':
          'services:\n  a:\n    build: { target: dev }\n    entrypoint: e\n    volumes: ["./x:/a"]\n',
      },
    );
    const [base, over] = usesOf(files);
    expect([base!.target, base!.command]).toEqual(['prod', 'c']);
    expect([over!.file, over!.target, over!.command, over!.entrypoint]).toEqual([
      'compose.override.yaml',
      'dev',
      null,
      'e',
    ]);
    expect(over!.mounts.map(({ source }) => source)).toEqual(['b', './x']);
  });

  test('a second file with a context of its own is one of its own', () => {
    const files = compose('services:\n  a:\n    build: { context: ., dockerfile: api/Dockerfile.dev }\n', {
      'docker-compose.prod.yml': 'services:\n  a:\n    build: { context: api }\n',
    });
    expect(placesOf(files, 'api/Dockerfile')).toEqual([['docker-compose.prod.yml', 'api', null]]);
  });

  test('a second file without a build', () => {
    const files = compose('services:\n  a:\n    build: .\n', {
      'compose.dev.yaml': 'services:\n  a:\n    user: root\n',
    });
    expect(usesOf(files).map(({ user }) => user)).toEqual([null, 'root']);
  });

  test('included files', () => {
    const files = compose('include: [one/c.yaml, { path: [two/c.yaml] }]\n', {
      'one/c.yaml': 'services:\n  a:\n    build: ..\n',
      'two/c.yaml': 'include: [c.yaml]\nservices:\n  b:\n    build: ..\n',
    });
    expect(usesOf(files).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('what nobody meant', () => {
  test.each([
    ['broken', 'services: [\n'],
    ['empty', ''],
    ['a list', '- build: .'],
    ['text', 'build'],
    ['services that are none', 'services: [a, b]\nbuild: 1'],
    ['a service that is none', 'services: { a: build, b: 1, c: [], d: }'],
    ['a build that is none', 'services: { a: { build: [1, 2] } }'],
    ['wrong types all over', 'services: { a: { build: { context: [], dockerfile: {}, args: 1, target: [] } } }'],
    ['a tag', 'services: !build { a: !x }'],
    ['names of the prototype', '__proto__: { build: . }\nconstructor: { build: 1 }'],
    ['very deep', `services: ${'['.repeat(20_000)} build`],
    [
      'aliases of aliases',
      `a: &a [build, x]\n${Array.from(
        { length: 30 },
        (_, i) =>
          `b${i}: &b${i} [${Array(9)
            .fill(i === 0 ? '*a' : `*b${i - 1}`)
            .join(', ')}]`,
      ).join('\n')}\n`,
    ],
  ])('%s', (_, text) => {
    expect(() => usesOf(compose(text))).not.toThrow();
    expect(usesOf(compose(text), 'nowhere')).toEqual([]);
  });

  test('odd values beside a build', () => {
    const text =
      'services:\n  a:\n    build: .\n    ports: [x, [1], {}, 0, 70000]\n    volumes: [1, [], { target: 3 }, ":", "a:b:c:d"]\n    environment: [1, "", =a]\n    command: { a: b }\n    cap_add: x\n    tmpfs: { a: 1 }\n';
    const use = useOf(compose(text));
    expect([use.ports, use.command, use.rights]).toEqual([[], null, []]);
  });
});

describe('what is rare', () => {
  const service = (...lines: readonly string[]) =>
    useOf(compose(`services:\n  a:\n    build: .\n${lines.map((line) => `    ${line}\n`).join('')}`));

  test('a mount with a slash at its end, or one too many', () => {
    const { mounts } = service(
      'volumes: [".:/app/", "./x://srv//x/", {type: bind, source: ., target: /y/}]',
      'tmpfs: /run/',
    );
    expect(mounts.map(({ target }) => target)).toEqual(['/app', '/srv/x', '/y', '/run']);
  });

  test('ports in their many forms', () => {
    const { ports } = service(
      'ports: ["127.0.0.1:8080:80/udp", 3000-3002, "9000-9001:90-91", 443, "[::1]:61:62/tcp", 22:23]',
    );
    expect(ports).toEqual([80, 3000, 3001, 3002, 90, 91, 443, 62, 23]);
  });

  test('a value that is taken away is none', () => {
    const { user, command, ports } = service('user: !reset null', 'command: !reset []', 'ports: !reset {}');
    expect([user, command, ports]).toEqual([null, null, []]);
  });

  test('an included file whose paths are seen from elsewhere', () => {
    const files = (more: string) => ({
      'compose.yaml': `include: [{ path: sub/c.yaml${more} }]`,
      'sub/c.yaml': 'services: { a: { build: . } }',
    });
    expect(placesOf(files(''), 'sub/Dockerfile')).toHaveLength(1);
    expect(placesOf(files(', project_directory: ./sub/'), 'sub/Dockerfile')).toHaveLength(1);
    expect(placesOf(files(', project_directory: .'), 'sub/Dockerfile')).toEqual([]);
  });

  test('many services with one anchor', () => {
    const services = Array.from({ length: 250 }, (_, i) => `  s${i}: { <<: *a, command: c${i} }\n`).join('');
    expect(usesOf(compose(`x-a: &a { build: . }\nservices:\n${services}`))).toHaveLength(200);
  });

  test('a flood of aliases is no file of a person', () => {
    const levels = 'abcdefgh'.split('').map((name, i, all) => {
      const below = i === 0 ? 'x' : `*${all[i - 1]}`;
      return `${name}: &${name} [${Array(20).fill(below).join(', ')}]\n`;
    });
    expect(usesOf(compose(`${levels.join('')}services: { a: { build: ., command: *h } }\n`))).toEqual([]);
  });
});
