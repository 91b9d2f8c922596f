/** Two Dockerfiles and the script between them become one. */
import { describe, expect, test } from 'vitest';
import { foldIn, SCRIPT, shop, textOf } from './support.ts';

const FOLDED = `FROM golang:1.23 AS builder
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3
WORKDIR /root
COPY --from=builder /src/app .
CMD ["./app"]
`;

/** The COPY lines of the shipped stage. */
function copies(files: Readonly<Record<string, string>>): readonly string[] {
  const text = textOf(files);
  const shipped = text.slice(text.lastIndexOf('\nFROM'));
  return shipped.split('\n').filter((line) => /^\s*(?:copy|add)\b/i.test(line));
}

function scriptOf(...lines: readonly string[]): string {
  return ['docker build -t shop:build -f Dockerfile.build .', ...lines, 'docker build -t shop .', ''].join('\n');
}

describe('a script', () => {
  test('says what is copied from where', () => {
    const result = foldIn(shop());
    expect(result).toMatchObject({
      ok: true,
      text: FOLDED,
      builder: 'builder',
      scripts: ['build.sh'],
      options: [],
      chores: [],
    });
  });

  test.each([
    ['a container in a variable', 'id=$(docker create shop:build)', 'docker cp $id:/src/app .', 'docker rm -v "$id"'],
    ['one in backquotes', 'id=`docker create shop:build`', 'docker cp "${id}:/src/app" ./'],
    ['one made on the spot', 'docker cp $(docker create shop:build):/src/app app'],
    ['one that runs and waits', 'docker run -dt --name x shop:build', 'docker cp x:/src/app ./app', 'docker rm -f x'],
    ['cat', 'docker run --rm shop:build cat /src/app > app', 'chmod +x app'],
    ['cat, from where it works', 'docker run --rm --entrypoint cat shop:build app > ./app'],
    ['a folder that is mounted', 'docker run --rm -v $PWD:/out shop:build cp /src/app /out/'],
    ['the same with a shell', `docker run --rm -v "$(pwd)":/out shop:build sh -c 'cp app /out/app'`],
    [
      'podman and sudo',
      'sudo podman build -t p -f Dockerfile.build .',
      'sudo podman create --name e p',
      'sudo podman cp e:/src/app .',
    ],
    ['names in variables', 'IMAGE=shop', 'docker create --name e "${IMAGE}:build"', 'docker cp e:/src/app app'],
    [
      'an exit that cleans up',
      `trap 'docker rm -f e' EXIT`,
      'docker create --name e shop:build',
      'docker cp e:/src/app app',
    ],
  ])('with %s', (_, ...lines) => {
    expect(textOf(shop({ 'build.sh': scriptOf(...lines) }))).toBe(FOLDED);
  });

  test('may be a Makefile with rules of their own', () => {
    const makefile = [
      'NAME := shop',
      'TAG ?= $(shell git describe)',
      '',
      'all: image',
      '',
      'app:',
      '\tdocker build -t $(NAME):$(TAG) -f Dockerfile.build .',
      '\tdocker rm -f extract || true',
      '\t@docker create --name extract $(NAME):$(TAG)',
      '\tdocker cp extract:/src/app $(CURDIR)/app',
      '',
      'lint:',
      '\tgo vet ./...',
      '',
      'image: app',
      '\tdocker build -t $(NAME) .',
      '',
    ].join('\n');
    const { 'build.sh': _, ...files } = shop({ Makefile: makefile });
    expect(textOf(files)).toBe(FOLDED);
  });

  test('may be a workflow', () => {
    const workflow = `on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: docker build -t b -f Dockerfile.build .
      - run: |
          docker create --name e b
          docker cp e:/src/app app
      - run: docker build -t shop:\${{ github.sha }} .
`;
    const { 'build.sh': _, ...files } = shop({ '.github/workflows/image.yml': workflow });
    expect(foldIn(files)).toMatchObject({ ok: true, text: FOLDED, scripts: ['.github/workflows/image.yml'] });
  });

  test('may lie beside them, and find its way', () => {
    const script = SCRIPT.replace('set -e', 'cd "$(dirname "$0")/.."');
    const { 'build.sh': _, ...files } = shop({ 'scripts/image.sh': script });
    expect(textOf(files)).toBe(FOLDED);
  });

  test('may lie at the root, far from the context', () => {
    const files = Object.fromEntries(
      Object.entries(shop()).map(([path, text]) => [path === 'build.sh' ? path : `api/${path}`, text]),
    );
    const script = scriptOf('cd api', 'docker create --name e shop:build', 'docker cp e:/src/app app');
    expect(textOf({ ...files, 'build.sh': script }, 'api')).toBe(FOLDED);
  });

  test('of the two names of a program the one in the image stays', () => {
    const script = scriptOf('docker create --name e shop:build', 'docker cp e:/src/server ./app');
    const build = shop()['Dockerfile.build']!.replace('-o app', '-o server');
    const at = (target: string): readonly string[] =>
      copies(
        shop({ 'build.sh': script, 'Dockerfile.build': build, Dockerfile: `FROM alpine:3\nCOPY app ${target}\n` }),
      );
    expect(at('.')).toEqual(['COPY --from=builder /src/server ./app']);
    expect(at('/srv/')).toEqual(['COPY --from=builder /src/server /srv/app']);
    expect(at('/usr/bin')).toEqual(['COPY --from=builder /src/server /usr/bin/app']);
    expect(at('/usr/bin/shop')).toEqual(['COPY --from=builder /src/server /usr/bin/shop']);
  });

  test('copies a folder', () => {
    const build = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n';
    const image = (copy: string) => `FROM nginx:1\n${copy}\n`;
    const at = (copy: string, ...lines: readonly string[]): readonly string[] =>
      copies(
        shop({
          'Dockerfile.build': build,
          Dockerfile: image(copy),
          'build.sh': scriptOf('docker create --name e shop:build', ...lines),
        }),
      );
    const html = '/usr/share/nginx/html';
    expect(at(`COPY dist ${html}`, 'docker cp e:/app/dist ./dist')).toEqual([`COPY --from=builder /app/dist ${html}`]);
    expect(at(`COPY dist ${html}`, 'docker cp e:/app/build ./dist')).toEqual([
      `COPY --from=builder /app/build ${html}`,
    ]);
    expect(at(`COPY dist/ ${html}/`, 'mkdir -p dist', 'docker cp e:/app/build/. dist/')).toEqual([
      `COPY --from=builder /app/build ${html}/`,
    ]);
    expect(at(`COPY out/dist ${html}`, 'mkdir -p out', 'docker cp e:/app/dist out')).toEqual([
      `COPY --from=builder /app/dist ${html}`,
    ]);
    expect(at(`COPY dist/assets ${html}/assets`, 'docker cp e:/app/dist .')).toEqual([
      `COPY --from=builder /app/dist/assets ${html}/assets`,
    ]);
  });
});

describe('a COPY', () => {
  test.each([
    ['with flags', 'COPY --chown=10:10 app /app', ['COPY --from=builder --chown=10:10 /src/app /app']],
    ['in JSON', 'COPY ["app", "/bin/"]', ['COPY --from=builder ["/src/app", "/bin/"]']],
    ['in small letters', 'copy ./app /app', ['copy --from=builder /src/app /app']],
    ['that is an ADD', 'ADD app /app', ['COPY --from=builder /src/app /app']],
    ['by a pattern', 'COPY ap* /app', ['COPY --from=builder /src/app /app']],
    [
      'with files of the context',
      'COPY app main.go /srv/',
      ['COPY main.go /srv/', 'COPY --from=builder /src/app /srv/'],
    ],
    ['of everything', 'COPY . /srv', ['COPY . /srv', 'COPY --from=builder /src/app /srv/app']],
  ])('%s', (_, copy, expected) => {
    expect(copies(shop({ Dockerfile: `FROM alpine:3\n${copy}\n` }))).toEqual(expected);
  });

  test('of a folder that only the script fills is gone', () => {
    const script = scriptOf(
      'mkdir -p bin',
      'docker create --name e shop:build',
      'docker cp e:/src/app bin/',
      'docker cp e:/src/go.mod bin/',
    );
    const Dockerfile = 'FROM alpine:3\n  COPY bin/ /usr/bin/\n';
    const files = shop({ 'build.sh': script, Dockerfile });
    expect(copies(files)).toEqual([
      '  COPY --from=builder /src/app /usr/bin/app',
      '  COPY --from=builder /src/go.mod /usr/bin/go.mod',
    ]);
    expect(copies({ ...files, 'bin/run.sh': '#!/bin/sh\n' })).toEqual([
      '  COPY bin/ /usr/bin/',
      '  COPY --from=builder /src/app /usr/bin/app',
      '  COPY --from=builder /src/go.mod /usr/bin/go.mod',
    ]);
  });

  test('brings what belongs to root, as from the context', () => {
    const build = 'FROM golang:1.23\nUSER 1000\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\n';
    expect(copies(shop({ 'Dockerfile.build': build }))).toEqual(['COPY --from=builder --chown=0:0 /src/app .']);
    expect(copies(shop({ 'Dockerfile.build': build, Dockerfile: 'FROM alpine:3\nCOPY --chown=7 app .\n' }))).toEqual([
      'COPY --from=builder --chown=7 /src/app .',
    ]);
  });

  test('from the builder image is one from the stage', () => {
    const Dockerfile = 'FROM alpine:3\nCOPY --from=shop:build /src/app /app\n';
    const { 'build.sh': _, ...files } = shop({
      Dockerfile,
      'make.sh': 'docker build -t shop:build -f Dockerfile.build .\ndocker build .\n',
    });
    expect(copies(files)).toEqual(['COPY --from=builder /src/app /app']);
  });
});

describe('without a script', () => {
  test('what a compiler writes is known', () => {
    const { 'build.sh': _, ...files } = shop();
    expect(foldIn(files)).toMatchObject({ ok: true, text: FOLDED, scripts: [] });
    const c =
      'FROM debian:12\nRUN apt-get update && apt-get install -y gcc\nCOPY . /src\nRUN cd /src && gcc -static -o /out/app main.c\n';
    expect(copies({ ...files, 'Dockerfile.build': c })).toEqual(['COPY --from=builder /out/app .']);
  });
});

describe('the text', () => {
  test('keeps every comment, and the directive of either', () => {
    const build =
      '# syntax=docker/dockerfile:1\n# Builds.\nFROM golang:1.23\nWORKDIR /src\nRUN true && \\\n    # in between\n    go build -o app .\n# the end\n\n\n';
    const image = '# Ships.\n\n# small\nFROM alpine:3\nCOPY app /app\n';
    expect(textOf(shop({ 'Dockerfile.build': build, Dockerfile: image }))).toBe(
      '# syntax=docker/dockerfile:1\n# Builds.\nFROM golang:1.23 AS builder\nWORKDIR /src\nRUN true && \\\n    # in between\n    go build -o app .\n# the end\n\n# Ships.\n\n# small\nFROM alpine:3\nCOPY --from=builder /src/app /app\n',
    );
    const other = shop({
      'Dockerfile.build': build.replace(/^.*\n/, ''),
      Dockerfile: `# syntax=docker/dockerfile:1\n${image}`,
    });
    expect(textOf(other)).toMatch(/^# syntax=docker\/dockerfile:1\n# Builds\.\nFROM golang/);
    expect(textOf(other).match(/syntax/g)).toHaveLength(1);
  });

  test('has the global ARGs of both above the first FROM', () => {
    const build = '# Go\nARG GO=1.23\nFROM golang:${GO}\nWORKDIR /src\nRUN go build -o app .\n';
    const image = '# Alpine\nARG ALPINE=3\nARG GO=1.23\nFROM alpine:${ALPINE}\nCOPY app /app\n';
    expect(textOf(shop({ 'Dockerfile.build': build, Dockerfile: image }))).toBe(
      '# Go\nARG GO=1.23\n# Alpine\nARG ALPINE=3\nFROM golang:${GO} AS builder\nWORKDIR /src\nRUN go build -o app .\n\nFROM alpine:${ALPINE}\nCOPY --from=builder /src/app /app\n',
    );
    expect(textOf(shop({ Dockerfile: image }))).toMatch(
      /^# Alpine\nARG ALPINE=3\nARG GO=1.23\n\nFROM golang:1.23 AS builder\n/,
    );
  });

  test('has the line ends of the one that is shipped', () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const { 'Dockerfile.build': build, Dockerfile: image } = shop();
    expect(textOf(shop({ 'Dockerfile.build': crlf(build!), Dockerfile: crlf(image!) }))).toBe(crlf(FOLDED));
    expect(textOf(shop({ 'Dockerfile.build': build!, Dockerfile: crlf(image!) }))).toBe(crlf(FOLDED));
    expect(textOf(shop({ 'Dockerfile.build': crlf(build!), Dockerfile: image! }))).toBe(FOLDED);
    expect(textOf(shop({ 'Dockerfile.build': `\uFEFF${build}`, Dockerfile: `\uFEFF${image}` }))).toBe(
      `\uFEFF${FOLDED}`,
    );
  });

  test('keeps heredocs', () => {
    const build =
      'FROM golang:1.23\nWORKDIR /src\nRUN <<EOF\n# not a comment\ngo generate\nEOF\nRUN go build -o app .\nRUN <<END\necho FROM here\nEND';
    expect(textOf(shop({ 'Dockerfile.build': build }))).toContain(
      `${build.replace('1.23', '1.23 AS builder')}\n\nFROM alpine:3\n`,
    );
  });

  test('counts stages anew', () => {
    const image =
      'FROM debian:12\nRUN mkdir /etc/shop\nFROM busybox AS tools\nRUN --mount=type=bind,from=0,target=/d ls /d\nFROM alpine:3\nCOPY --from=0 /etc/shop /etc/shop\nCOPY --from=1 /bin/busybox /b\nCOPY app /app\n';
    expect(textOf(shop({ Dockerfile: image }))).toContain(
      'RUN --mount=type=bind,from=1,target=/d ls /d\nFROM alpine:3\nCOPY --from=1 /etc/shop /etc/shop\nCOPY --from=tools /bin/busybox /b\nCOPY --from=builder /src/app /app\n',
    );
  });

  test('names the stage by what nobody uses, or as it is named', () => {
    const image = 'FROM busybox AS builder\nRUN true\nFROM alpine:3\nCOPY --from=builder /bin/sh /s\nCOPY app /app\n';
    expect(textOf(shop({ Dockerfile: image }))).toMatch(
      /^FROM golang:1.23 AS build\n[\s\S]*COPY --from=build \/src\/app/,
    );
    const build = shop()['Dockerfile.build']!.replace('1.23', '1.23 AS compile');
    expect(textOf(shop({ 'Dockerfile.build': build }))).toMatch(
      /^FROM golang:1.23 AS compile\n[\s\S]*--from=compile \/src\/app/,
    );
    const small = 'from golang:1.23\nworkdir /src\nrun go build -o app .\n';
    expect(textOf(shop({ 'Dockerfile.build': small }))).toMatch(/^from golang:1.23 as builder\n/);
  });

  test('the stage is the one that the script builds', () => {
    const build =
      'FROM golang:1.23 AS compile\nWORKDIR /src\nRUN go build -o app .\nFROM compile AS test\nRUN go test\n';
    const script = SCRIPT.replace('-f Dockerfile.build', '--target compile -f Dockerfile.build');
    expect(copies(shop({ 'Dockerfile.build': build, 'build.sh': script }))).toEqual(['COPY --from=compile /src/app .']);
  });

  test('what the builds are given, the one build is to be given', () => {
    const script = SCRIPT.replace('-t shop:build', '--build-arg VERSION=$TAG --secret id=t -t shop:build');
    expect(foldIn(shop({ 'build.sh': script }))).toMatchObject({
      ok: true,
      options: ['--build-arg VERSION=${TAG}', '--secret id=t'],
    });
  });
});
