/** What is not certain is not folded. */
import { describe, expect, test } from 'vitest';
import { BUILD, type Files, foldIn, IMAGE, refusalOf, SCRIPT, shop } from './support.ts';

function scriptOf(...lines: readonly string[]): Files {
  return {
    'build.sh': ['docker build -t shop:build -f Dockerfile.build .', ...lines, 'docker build -t shop .', ''].join('\n'),
  };
}

const CREATE = 'docker create --name e shop:build';
const CP = 'docker cp e:/src/app app';

describe('two files that are not one', () => {
  test('directives that differ', () => {
    const [one, two] = ['# syntax=docker/dockerfile:1\n', '# syntax=docker/dockerfile:1.4\n'];
    expect(refusalOf(shop({ 'Dockerfile.build': one + BUILD, Dockerfile: two + IMAGE }))).toEqual({
      code: 'directive-differs',
      name: 'syntax',
    });
    expect(refusalOf(shop({ Dockerfile: `# escape=\`\n${IMAGE}` }))).toEqual({
      code: 'directive-differs',
      name: 'escape',
    });
    const tick = (text: string): string => `# escape=\`\n${text}`;
    const both = foldIn(shop({ 'Dockerfile.build': tick(BUILD), Dockerfile: tick(IMAGE) }));
    expect(both.ok && both.text).toMatch(/^# escape=`\nFROM golang:1\.23 AS builder\n(?![\s\S]*escape)/);
    const strict = '# check=error=true\n';
    expect(refusalOf(shop({ 'Dockerfile.build': strict + BUILD }))).toEqual({
      code: 'directive-differs',
      name: 'check',
    });
    expect(foldIn(shop({ 'Dockerfile.build': strict + BUILD, Dockerfile: strict + IMAGE })).ok).toBe(true);
  });

  test('line ends that differ around a heredoc', () => {
    const build = `${BUILD}RUN <<EOF\ntrue\nEOF\n`;
    expect(refusalOf(shop({ 'Dockerfile.build': build, Dockerfile: IMAGE.replaceAll('\n', '\r\n') }))).toEqual({
      code: 'line-ends-differ',
    });
  });

  test.each([
    ['a stage of both', 'FROM busybox AS base\nRUN true\nFROM alpine:3\nCOPY --from=base /x /x\nCOPY app /app\n'],
    ['an image of the second', 'FROM base\nCOPY app /app\n'],
    ['what the second mounts', 'FROM alpine:3\nRUN --mount=from=Base,target=/b true\nCOPY app /app\n'],
  ])('a name for two things: %s', (_, image) => {
    const build = `FROM golang:1.23 AS base\nFROM base\n${BUILD.slice(BUILD.indexOf('WORKDIR'))}`;
    expect(refusalOf(shop({ 'Dockerfile.build': build, Dockerfile: image }))).toEqual({
      code: 'stage-name',
      name: 'base',
    });
  });

  test('a global ARG with two values, or that would reach a stage of the other file', () => {
    const build = `ARG V=1\n${BUILD}`;
    expect(refusalOf(shop({ 'Dockerfile.build': build, Dockerfile: `ARG V=2\n${IMAGE}` }))).toEqual({
      code: 'arg-differs',
      name: 'V',
    });
    expect(refusalOf(shop({ 'Dockerfile.build': build, Dockerfile: `${IMAGE}ARG V\n` }))).toEqual({
      code: 'arg-differs',
      name: 'V',
    });
    expect(refusalOf(shop({ 'Dockerfile.build': `${BUILD}ARG V\n`, Dockerfile: `ARG V=2\n${IMAGE}` }))).toEqual({
      code: 'arg-differs',
      name: 'V',
    });
  });

  test('a build argument that only one of them is given', () => {
    const files = { 'Dockerfile.build': `${BUILD}ARG V=1\n`, Dockerfile: `${IMAGE}ARG V=2\n` };
    const script = SCRIPT.replace('-t shop:build', '--build-arg V=3 -t shop:build');
    expect(refusalOf(shop({ ...files, 'build.sh': script }))).toEqual({ code: 'arg-differs', name: 'V' });
    const both = script.replace('-t shop .', '--build-arg V=3 -t shop .');
    expect(foldIn(shop({ ...files, 'build.sh': both })).ok).toBe(true);
  });

  test('contexts that differ, or are known when the script runs only', () => {
    const script = SCRIPT.replace('-t shop .', '-t shop -f Dockerfile dist');
    expect(refusalOf(shop({ 'build.sh': script }))).toEqual({ code: 'contexts-differ', build: '', image: 'dist' });
    const unknown = SCRIPT.replace('Dockerfile.build .', 'Dockerfile.build $ROOT');
    expect(refusalOf(shop({ 'build.sh': unknown }))).toEqual({
      code: 'context-not-known',
      place: { file: 'build.sh', line: 3 },
    });
  });

  test('ignore files that do not agree on what the builder copies', () => {
    const build = 'FROM golang:1.23\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\n';
    const files = { 'Dockerfile.build': build, 'Dockerfile.build.dockerignore': '', '.dockerignore': 'go.mod\n' };
    expect(refusalOf(shop(files))).toEqual({
      code: 'ignore-differs',
      path: 'go.mod',
      hidden: true,
      ignoreFile: '.dockerignore',
    });
    const more = { ...files, 'Dockerfile.build.dockerignore': 'main.go\n', '.dockerignore': '' };
    expect(refusalOf(shop(more))).toMatchObject({ code: 'ignore-differs', path: 'main.go', hidden: false });
    expect(
      foldIn(shop({ ...files, 'Dockerfile.build': BUILD.replace('go.mod ', ''), '.dockerignore': 'README\n' })).ok,
    ).toBe(true);
  });

  test('builds for different platforms', () => {
    const script = SCRIPT.replace('-t shop .', '--platform linux/arm64 -t shop .');
    expect(refusalOf(shop({ 'build.sh': script }))).toEqual({ code: 'platform-differs' });
    const both = script.replace('-t shop:build', '--platform linux/arm64 -t shop:build');
    expect(foldIn(shop({ 'build.sh': both }))).toMatchObject({ ok: true, options: ['--platform linux/arm64'] });
  });

  test('a builder that copies what only a script makes', () => {
    const build = BUILD.replace('go.mod', 'VERSION go.mod');
    const script = `git describe > VERSION\n${SCRIPT}`;
    expect(refusalOf(shop({ 'Dockerfile.build': build, 'build.sh': script }))).toEqual({
      code: 'builder-source',
      line: 3,
      source: 'VERSION',
    });
    const there = foldIn(shop({ 'Dockerfile.build': build, 'build.sh': script, VERSION: '1' }));
    expect(there).toMatchObject({ ok: true, chores: [{ file: 'build.sh', line: 1, text: 'git describe > VERSION' }] });
  });

  test('several stages that scripts build', () => {
    const build = BUILD.replace('1.23', '1.23 AS a');
    const script = `docker build --target a -t x -f Dockerfile.build .\n${SCRIPT}`;
    expect(refusalOf(shop({ 'Dockerfile.build': build, 'build.sh': script }))).toEqual({ code: 'stage-not-known' });
  });

  test('a builder that ends in the middle of an instruction', () => {
    expect(refusalOf(shop({ 'Dockerfile.build': `${BUILD.trimEnd()} \\` }))).toEqual({ code: 'not-one-file' });
  });
});

describe('what is copied', () => {
  test('nothing', () => {
    expect(refusalOf(shop({ Dockerfile: 'FROM alpine:3\nCOPY main.go /\n' }))).toEqual({ code: 'nothing-handed-over' });
  });

  test('something that nobody makes', () => {
    const { 'build.sh': _, ...files } = shop({ Dockerfile: 'FROM alpine:3\nCOPY server /\n' });
    expect(refusalOf(files)).toEqual({ code: 'source-not-known', line: 2, source: 'server', unread: [] });
    const unread = { ...files, 'build.sh': 'docker build -f Dockerfile.build .\nif then\n' };
    expect(refusalOf(unread)).toEqual({ code: 'source-not-known', line: 2, source: 'server', unread: ['build.sh'] });
    // A script that nobody can read may do more than the compiler says.
    expect(refusalOf({ ...unread, Dockerfile: IMAGE })).toMatchObject({
      code: 'source-not-known',
      unread: ['build.sh'],
    });
  });

  test('one more thing, that nobody makes', () => {
    expect(refusalOf(shop({ Dockerfile: `${IMAGE}COPY assets /assets\n` }))).toMatchObject({
      code: 'source-not-known',
      source: 'assets',
    });
  });

  test('one thing from two places', () => {
    const files = shop({ 'other.sh': SCRIPT.replace('/src/app', '/src/other') });
    expect(refusalOf(files)).toEqual({ code: 'several-origins', source: 'app', origins: ['/src/app', '/src/other'] });
    const { 'build.sh': _, ...two } = shop({ 'Dockerfile.build': `${BUILD}RUN go build -o /debug/app .\n` });
    expect(refusalOf(two)).toMatchObject({ code: 'several-origins', origins: ['/src/app', '/debug/app'] });
  });

  test('something whose place is known when the script runs only', () => {
    const refusal = refusalOf(shop(scriptOf(CREATE, 'docker cp e:/src/$NAME app')));
    expect(refusal).toEqual({
      code: 'path-not-known',
      place: { file: 'build.sh', line: 3 },
      text: 'docker cp e:/src/$NAME app',
    });
    const loop = scriptOf(CREATE, 'for f in app b; do docker cp e:/src/$f ./app; done');
    expect(refusalOf(shop(loop))).toMatchObject({ code: 'path-not-known' });
  });

  test.each([
    ['by a command', 'docker run --name e shop:build make dist', 'docker cp e:/src/dist ./app'],
    ['by a command in a container that runs', 'docker run -d --name e shop:build sleep 99', 'docker exec e make', CP],
    ['into a mounted folder', 'docker run --rm -v $PWD:/src shop:build go build -o app'],
    ['as a stream', 'docker run --rm shop:build tar c dist | tar x'],
  ])('something that may be made %s', (_, ...lines) => {
    const build = BUILD.replace('-o app', '-v');
    expect(refusalOf(shop({ ...scriptOf(...lines), 'Dockerfile.build': build }))).toMatchObject({
      code: 'made-at-run',
    });
  });

  test('something that the command of an unknown image may make', () => {
    const build = BUILD.replace('golang:1.23', 'example.org/go').replace('-o app', '-v');
    const script = scriptOf('docker run --name e shop:build', CP);
    expect(refusalOf(shop({ ...script, 'Dockerfile.build': build }))).toMatchObject({ code: 'made-at-run' });
    expect(foldIn(shop({ ...scriptOf(CREATE, CP), 'Dockerfile.build': build })).ok).toBe(true);
  });

  test('something that the command of the builder makes when it runs', () => {
    const build = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "run", "build"]\n';
    const Dockerfile = 'FROM nginx:1\nCOPY dist /usr/share/nginx/html\n';
    const script = scriptOf('docker run --name e shop:build', 'docker cp e:/app/dist ./dist');
    expect(refusalOf(shop({ ...script, 'Dockerfile.build': build, Dockerfile }))).toMatchObject({
      code: 'made-at-run',
    });
  });

  test.each([
    ['strip app'],
    ['./finish.sh'],
    ['make -C dist'],
    ['tar xf app -C out'],
    ['echo more >> app'],
    ['sed -i s/a/b/ app'],
    ['rm -f app'],
  ])('something that %s works on', (line) => {
    const refusal = refusalOf(shop(scriptOf(CREATE, CP, line)));
    expect(refusal).toEqual({ code: 'worked-on', place: { file: 'build.sh', line: 4 }, text: line });
    expect(foldIn(shop(scriptOf(CREATE, CP, 'echo done', 'ls -l app', 'docker push shop:build'))).ok).toBe(true);
  });

  test('a folder that is there may be the target or what it is put into', () => {
    const Dockerfile = 'FROM nginx:1\nCOPY dist /usr/share/nginx/html\n';
    const files = shop({ ...scriptOf(CREATE, 'docker cp e:/src/build dist'), Dockerfile, 'dist/index.html': '' });
    expect(refusalOf(files)).toMatchObject({ code: 'is-folder', place: { file: 'build.sh', line: 3 } });
    expect(foldIn({ ...files, '.gitignore': '/dist/\n' }).ok).toBe(true);
    const removed = scriptOf(CREATE, 'rm -rf dist', 'docker cp e:/src/build dist');
    expect(foldIn({ ...files, ...removed }).ok).toBe(true);
    expect(foldIn({ ...files, ...scriptOf(CREATE, 'docker cp e:/src/build/. dist') }).ok).toBe(true);
  });

  test('something that the ignore file leaves out', () => {
    expect(refusalOf(shop({ '.dockerignore': 'app\n' }))).toEqual({ code: 'artefact-ignored', line: 3, source: 'app' });
  });

  test('a file or folder of another name, into a folder', () => {
    const files = shop({
      ...scriptOf(CREATE, 'docker cp e:/out/server app'),
      Dockerfile: 'FROM alpine:3\nCOPY app /srv/\n',
    });
    expect(refusalOf(files)).toEqual({ code: 'name-differs', line: 2, source: 'app', from: '/out/server' });
    expect(foldIn({ ...files, Dockerfile: 'FROM alpine:3\nCOPY app /srv/app\n' }).ok).toBe(true);
    // It may have a folder of that name.
    expect(refusalOf({ ...files, Dockerfile: 'FROM example.org/base\nCOPY app /srv/app\n' })).toMatchObject({
      code: 'name-differs',
    });
    expect(refusalOf({ ...files, Dockerfile: 'FROM alpine:3\nARG TO\nCOPY app $TO\n' })).toMatchObject({
      code: 'name-differs',
    });
  });
});

describe('a COPY that cannot be rewritten', () => {
  test.each([
    ['flags', 'COPY --parents app /srv'],
    ['variable', 'COPY ${NAME:-app} /srv'],
    ['mixed', 'COPY app \\\n  main.go /srv/'],
    ['mixed', 'COPY ["app", "main.go", "/srv/"]'],
    ['pattern', 'COPY a* /srv/'],
    ['mount', 'RUN --mount=type=bind,target=/c cp /c/app /\nCOPY app /app'],
  ])('%s: %s', (why, copy) => {
    const files = shop({ Dockerfile: `FROM alpine:3\n${copy}\n`, assets: '' });
    expect(refusalOf(files)).toEqual({ code: 'copy-not-plain', line: 2, why });
  });

  test('an archive that ADD unpacks', () => {
    const files = shop({
      ...scriptOf(CREATE, 'docker cp e:/out/app.tar.gz .'),
      Dockerfile: 'FROM alpine:3\nADD app.tar.gz /\n',
    });
    expect(refusalOf(files)).toEqual({ code: 'copy-not-plain', line: 2, why: 'archive' });
    expect(foldIn({ ...files, Dockerfile: 'FROM alpine:3\nCOPY app.tar.gz /\n' }).ok).toBe(true);
  });

  test('a name that a COPY reads in its own way', () => {
    const files = shop({ ...scriptOf(CREATE, "docker cp 'e:/out/a b' ab"), Dockerfile: 'FROM alpine:3\nCOPY ab /\n' });
    expect(refusalOf(files)).toEqual({ code: 'copy-not-plain', line: 2, why: 'path' });
  });
});
