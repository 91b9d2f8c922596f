import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../../src/dockerfile/document.ts';
import { noProject } from '../../../../src/project/project.ts';
import { readApp } from '../../../../transforms/split-stages/app.ts';
import { isRefusal } from '../../../../transforms/split-stages/recipe.ts';
import { go } from '../../../../transforms/split-stages/recipes/go.ts';
import { planOf, refusalOf } from './support.ts';

const STATIC = 'gcr.io/distroless/static-debian13';
const MOD = 'module example.com/app\n\ngo 1.22\n';
const MAIN = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("x") }\n';
const APP = { 'go.mod': MOD, 'main.go': MAIN };

function file(build: string, start: string, from = 'golang:1.23'): string {
  return `FROM ${from}\nWORKDIR /src\nCOPY . .\nRUN ${build}\n${start}\n`;
}

/** The text with the plan's edits made. */
function edited(dockerfile: string, files: Readonly<Record<string, string>>): string {
  let text = dockerfile;
  for (const { span, text: added } of [...planOf(go, dockerfile, files).edits].reverse())
    text = text.slice(0, span.start) + added + text.slice(span.end);
  return text;
}

function pathsOf(dockerfile: string, files: Readonly<Record<string, string>>): readonly string[] {
  return planOf(go, dockerfile, files).carries.map(({ path }) => path);
}

describe('the output', () => {
  const cmd = { 'go.mod': MOD, 'cmd/serve/main.go': MAIN, 'cmd/other/main.go': MAIN, 'lib/a.go': 'package lib\n' };
  it.each([
    ['the last element of the module', 'go build', './app', '/src/app', APP],
    ['a major version left out', 'go build', './app', '/src/app', { ...APP, 'go.mod': 'module example.com/app/v2\n' }],
    ['-o', 'go build -o server .', './server', '/src/server', APP],
    ['-o with an absolute path', 'go build -v -o /usr/local/bin/server ./...', 'server', '/usr/local/bin/server', APP],
    ['-o=', 'go build -ldflags="-s -w" -o=out/server', '/src/out/server', '/src/out/server', APP],
    ['a folder behind -o', 'go build -o bin/ ./cmd/...', 'bin/serve', '/src/bin/serve', cmd],
    ['a folder that is there', 'go build -o /usr/local/bin ./cmd/serve', 'serve', '/usr/local/bin/serve', cmd],
    ['a folder of the context', 'go build -o lib ./cmd/serve', 'lib/serve', '/src/lib/serve', cmd],
    [
      'a folder made in the same RUN',
      'mkdir -p bin && go build -o bin ./cmd/serve',
      'bin/serve',
      '/src/bin/serve',
      cmd,
    ],
    ['a package', 'go build ./cmd/serve', './serve', '/src/serve', cmd],
    ['an import path', 'go build example.com/app/cmd/serve', './serve', '/src/serve', cmd],
    ['a file', 'go build main.go', './main', '/src/main', APP],
    ['a file of another folder', 'go build ./cmd/serve/main.go', './main', '/src/main', cmd],
    ['cd', 'cd cmd/serve && go build', './cmd/serve/serve', '/src/cmd/serve/serve', cmd],
    ['-C', 'go build -C cmd/serve', './cmd/serve/serve', '/src/cmd/serve/serve', cmd],
    ['GOOS', 'GOOS=linux GOARCH=amd64 go build', './app', '/src/app', APP],
    ['the target platform', 'GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app', '/app', '/app', APP],
    ['mv', 'go build -o server && mv server /bin/', '/bin/server', '/bin/server', APP],
    ['cp to a name', 'go build && cp app /bin/server', '/bin/server', '/bin/server', APP],
  ])('is found by %s', (_by, build, start, path, files) => {
    expect(pathsOf(file(build, `CMD ["${start}"]`), files)).toEqual([path]);
  });

  it('of go install goes to a folder that every image looks into', () => {
    const plan = planOf(go, file('go install', 'CMD ["app"]'), APP);
    expect(plan.carries).toEqual([{ path: '/go/bin/app', kind: 'file', to: '/usr/local/bin/app' }]);
    expect(plan.brings).toEqual(['app']);
  });

  it('of go install stays where the start looks for it', () => {
    expect(planOf(go, file('go install', 'CMD ["/go/bin/app"]'), APP).carries).toEqual([
      { path: '/go/bin/app', kind: 'file' },
    ]);
    const own = `FROM golang:1.23\nENV GOBIN=/opt/bin PATH=$PATH:/opt/bin\nWORKDIR /src\nCOPY . .\nRUN go install\nCMD ["app"]\n`;
    expect(planOf(go, own, APP).carries).toEqual([{ path: '/opt/bin/app', kind: 'file' }]);
  });

  it('is named by a module that the build makes, and by the folder where there are no modules', () => {
    const made =
      'FROM golang:1.17\nWORKDIR /go/src/app\nCOPY *.go .\nRUN go mod init dispatch && go get\nRUN go install\nCMD dispatch\n';
    expect(planOf(go, made, { 'main.go': MAIN }).carries[0]).toMatchObject({ path: '/go/bin/dispatch' });
    const old =
      'FROM golang:1.10\nWORKDIR /go/src/example.com/tool\nCOPY . .\nRUN go install .\nCMD ["/go/bin/tool"]\n';
    expect(pathsOf(old, { 'main.go': MAIN })).toEqual(['/go/bin/tool']);
  });

  it('is each one that is started', () => {
    const files = { ...cmd, 'start.sh': '#!/bin/sh\n./other &\nexec ./serve\n' };
    const plan = planOf(go, file('go build ./cmd/serve && go build ./cmd/other', 'CMD ["./start.sh"]'), files);
    expect(plan.brings).toEqual(['other', 'serve']);
    expect(plan.carries.slice(0, 2)).toMatchObject([{ path: '/src/other' }, { path: '/src/serve' }]);
    expect(plan.edits).toHaveLength(2);
  });

  it.each([
    ['several packages without -o', 'go build ./cmd/...', 'CMD ["./serve"]', 'start-not-artefact', cmd],
    ['another program', 'go build', 'CMD ["./server"]', 'start-not-artefact', APP],
    ['a build for another system', 'GOOS=windows go build', 'CMD ["./app"]', 'start-not-artefact', APP],
    ['no module', 'go build', 'CMD ["./app"]', 'artefact-not-known', { 'main.go': MAIN }],
    ['a module from elsewhere', 'go install example.com/x/cmd/y@v1.2.3', 'CMD ["y"]', 'artefact-not-known', APP],
    ['a build that may not run', 'if [ -f x ]; then go build; fi', 'CMD ["./app"]', 'artefact-not-known', APP],
    ['cd to a place not known', 'cd $(cat x) && go build', 'CMD ["./app"]', 'artefact-not-known', APP],
    ['go install for a machine', 'GOARCH=arm64 go install', 'CMD ["app"]', 'artefact-not-known', APP],
    ['an option not known', 'go build -overlay x.json', 'CMD ["./app"]', 'option-not-known', APP],
    ['sources that are not there', 'go build -o app ./cmd/x', 'CMD ["./app"]', 'not-in-build', APP],
    ['a pattern that finds nothing', 'go install ./x/...', 'CMD ["app"]', 'artefact-not-known', APP],
    ['make', 'make build', 'CMD ["./app"]', 'artefact-not-known', APP],
    ['the app started from its sources', 'go mod download', 'CMD ["go", "run", "."]', 'start-builds', APP],
    ['a watcher', 'go build', 'CMD ["air"]', 'start-builds', APP],
    ['nothing started', 'go build', 'EXPOSE 80', 'starts-nothing', APP],
  ])('refuses %s', (_what, build, start, code, files) => {
    expect(refusalOf(go, file(build, start), files)).toBe(code);
  });

  it('refuses one in a folder that no layer keeps, and one that an argument names', () => {
    const cached =
      'FROM golang:1.23\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/out go build -o /out/app\nCMD ["/out/app"]\n';
    expect(refusalOf(go, cached, APP)).toBe('cache-mount');
    const named =
      'FROM golang:1.23\nARG NAME=app\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/$NAME\nCMD ["/bin/app"]\n';
    expect(refusalOf(go, named, APP)).toBe('artefact-not-known');
  });

  it('is not looked for where no file can be seen', () => {
    const parsed = parseDocument(file('go build', 'CMD ["./app"]'));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const app = readApp(parsed.document, noProject, parsed.document.stages[0]!);
    expect(isRefusal(app) ? null : go(app)).toMatchObject({ refused: { code: 'needs-context' } });
  });

  it('is not looked for in another folder than the start may run in', () => {
    const files = { ...APP, 'start.sh': '#!/bin/sh\ncd /tmp\n./app\n' };
    expect(refusalOf(go, file('go build', 'CMD ["./start.sh"]'), files)).toBe('start-not-artefact');
    expect(refusalOf(go, file('go build', 'CMD cd /tmp && ./app'), APP)).toBe('start-not-artefact');
    expect(pathsOf(file('go build', 'CMD cd /tmp && /src/app'), APP)).toEqual(['/src/app']);
  });

  it('is carried by an ENV that nobody can change', () => {
    const named =
      'FROM golang:1.23\nENV NAME=app\nWORKDIR /src\nCOPY . .\nRUN go build -o "/bin/$NAME"\nCMD ["/bin/app"]\n';
    expect(pathsOf(named, APP)).toEqual(['/bin/app']);
  });

  it('is none of its business where nothing of Go is started', () => {
    expect(refusalOf(go, 'FROM node:20\nCMD ["node", "a.js"]\n', APP)).toBeNull();
    expect(refusalOf(go, 'FROM debian:12\nRUN go install example.com/tool@v1\nCMD ["nginx"]\n', APP)).toBeNull();
    expect(refusalOf(go, 'FROM debian:12\nWORKDIR /src\nCOPY . .\nRUN go build\nCMD ["./app"]\n', APP)).toBe(
      'unknown-builder',
    );
  });

  it('finds a package by its import path without modules, wherever the command runs', () => {
    const text =
      'FROM golang:1.9\nADD . /go/src/example.com/app\nRUN go install example.com/app\nENTRYPOINT ["/go/bin/app"]\n';
    expect(planOf(go, text, { 'main.go': MAIN }).carries).toEqual([{ path: '/go/bin/app', kind: 'file' }]);
    const vendored = {
      'main.go': 'package main\n\nimport _ "example.com/c"\n\nfunc main() {}\n',
      'vendor/example.com/c/c.go': 'package c\n\n// #cgo LDFLAGS: -lfoo\nimport "C"\n',
    };
    expect(refusalOf(go, text, vendored)).toBe('native-module');
  });
});

describe('linking', () => {
  const importing = (path: string) => ({ ...APP, 'main.go': `package main\n\nimport _ "${path}"\n\nfunc main() {}\n` });
  const requiring = (path: string) => ({
    ...importing(path),
    'go.mod': `${MOD}\nrequire ${path} v1.0.0\n`,
  });
  const withC = (preamble: string) => ({ ...APP, 'c.go': `package main\n\n/*\n${preamble}\n*/\nimport "C"\n` });
  const DOCKERFILE = file('go build', 'CMD ["./app"]');

  it('is static without C, which the build is told', () => {
    expect(edited(DOCKERFILE, APP)).toBe(file('CGO_ENABLED=0 go build', 'CMD ["./app"]'));
    expect(planOf(go, DOCKERFILE, APP)).toMatchObject({ runtime: STATIC, keeps: 'the static binary', risk: 'assumes' });
  });

  it.each([
    ['GOAMD64=v3 go build', 'GOAMD64=v3 CGO_ENABLED=0 go build'],
    ['env GOOS=linux go build', 'env GOOS=linux CGO_ENABLED=0 go build'],
    ['nice -n 5 go build', 'CGO_ENABLED=0 nice -n 5 go build'],
    ['cd . && \\\n    go build', 'cd . && \\\n    CGO_ENABLED=0 go build'],
  ])('is told in the right place: %s', (before, after) => {
    expect(edited(file(before, 'CMD ["./app"]'), APP)).toBe(file(after, 'CMD ["./app"]'));
  });

  it('is told nothing that the file says itself', () => {
    for (const build of [
      'CGO_ENABLED=0 go build',
      'export CGO_ENABLED=0 && go build',
      'go env -w CGO_ENABLED=0; go build',
    ])
      expect(planOf(go, file(build, 'CMD ["./app"]'), APP)).toMatchObject({ edits: [], runtime: STATIC });
    const set = 'FROM golang:1.23\nENV CGO_ENABLED=0\nWORKDIR /src\nCOPY . .\nRUN go build\nCMD ["./app"]\n';
    expect(planOf(go, set, APP)).toMatchObject({ edits: [], runtime: STATIC });
  });

  it.each([
    ['in quotes', "sh -c 'go build'", 'inside-quotes'],
    ['as another user', 'sudo go build', 'artefact-not-known'],
    ['behind a word of some shells', 'time go build', 'artefact-not-known'],
  ])('cannot be told %s', (_where, build, code) => {
    expect(refusalOf(go, file(build, 'CMD ["./app"]'), APP)).toBe(code);
  });

  it('refuses a setting that is known at build time only', () => {
    const open = 'FROM golang:1.23\nARG CGO_ENABLED=0\nWORKDIR /src\nCOPY . .\nRUN go build\nCMD ["./app"]\n';
    expect(refusalOf(go, open, APP)).toBe('dynamic-command');
  });

  it('names the module of which it is not known', () => {
    const plan = planOf(go, DOCKERFILE, requiring('example.org/some/thing'));
    expect(plan).toMatchObject({ runtime: STATIC, assumption: 'example.org/some/thing needs no cgo' });
    expect(planOf(go, DOCKERFILE, requiring('github.com/gin-gonic/gin')).assumption).toBe(
      `the app uses no program of golang:1.23 that ${STATIC} lacks`,
    );
  });

  it('needs the C library of the release that the tag names, or of the newest', () => {
    const plan = planOf(go, DOCKERFILE, withC('#cgo LDFLAGS: -lm\n#include <math.h>'));
    expect(plan).toMatchObject({
      runtime: 'gcr.io/distroless/cc-debian13',
      edits: [],
      keeps: 'the binary',
      assumption: 'golang:1.23 is not built on a release newer than Debian 13',
    });
    expect(plan.otherwise?.runtime).toBe('debian:trixie-slim');
    const named = file('go build', 'CMD ["./app"]', 'golang:1.23-bookworm');
    expect(planOf(go, named, withC('')).runtime).toBe('gcr.io/distroless/cc-debian12');
    expect(planOf(go, file('go build', 'CMD ["./app"]', 'golang:1.19-bullseye'), withC('')).runtime).toBe(
      'debian:bullseye-slim',
    );
  });

  it('needs the C library for modules that bring their C along, for -race and where it is asked for', () => {
    const runtime = 'gcr.io/distroless/cc-debian13';
    expect(planOf(go, DOCKERFILE, requiring('github.com/mattn/go-sqlite3')).runtime).toBe(runtime);
    const indirect = { ...APP, 'go.mod': `${MOD}\nrequire github.com/mattn/go-sqlite3 v1.14.0 // indirect\n` };
    expect(planOf(go, DOCKERFILE, indirect)).toMatchObject({ runtime, edits: [] });
    for (const build of [
      'go build -race',
      'CGO_ENABLED=1 go build',
      'go build -buildmode=pie',
      'go build -ldflags "-linkmode external"',
    ])
      expect(planOf(go, file(build, 'CMD ["./app"]'), APP)).toMatchObject({ runtime, edits: [] });
  });

  it('needs the C library for modules that only go.sum names, as go.mod does not up to Go 1.16', () => {
    const sum = 'github.com/mattn/go-sqlite3 v1.14.0 h1:x=\n';
    const files = (release: string, sums: string) => ({
      ...requiring('example.com/store'),
      'go.mod': `module example.com/app\n\ngo ${release}\n\nrequire example.com/store v1.0.0\n`,
      'go.sum': sums,
    });
    const plan = planOf(go, DOCKERFILE, files('1.16', sum));
    expect(plan).toMatchObject({ runtime: 'gcr.io/distroless/cc-debian13', edits: [] });
    expect(planOf(go, DOCKERFILE, files('1.17', sum)).runtime).toBe(STATIC);
    expect(planOf(go, DOCKERFILE, files('1.16', sum.replace(' h1', '/go.mod h1'))).runtime).toBe(STATIC);
  });

  it('needs the C library where it is to look names up', () => {
    const asked = DOCKERFILE.replace('RUN', 'ENV GODEBUG=netdns=cgo\nRUN');
    const main = 'package main\n\nimport _ "net"\n\nfunc main() {}\n';
    expect(planOf(go, asked, { ...APP, 'main.go': main }).runtime).toBe('gcr.io/distroless/cc-debian13');
    expect(planOf(go, asked, APP).runtime).toBe(STATIC);
    const directive = { ...APP, 'main.go': `//go:debug netdns=cgo\n${main}` };
    expect(planOf(go, DOCKERFILE, directive).runtime).toBe('gcr.io/distroless/cc-debian13');
    const tagged = file('go build -tags netcgo', 'CMD ["./app"]');
    expect(planOf(go, tagged, { ...APP, 'main.go': main }).runtime).toBe('gcr.io/distroless/cc-debian13');
  });

  it.each([
    ['own C', 'package main\n\n// #include <dlfcn.h>\nimport "C"\n\nfunc main() { C.dlopen(nil, 1) }\n'],
    ['purego', 'package main\n\nimport "github.com/ebitengine/purego"\n\nfunc main() { purego.Dlopen("x", 1) }\n'],
  ])('refuses a library that %s loads by its name', (_by, main) => {
    expect(refusalOf(go, DOCKERFILE, { ...APP, 'main.go': main })).toBe('native-module');
  });

  it('keeps cgo where own files ask whether it is there', () => {
    const files = (tag: string) => ({ ...APP, 'mode.go': `//go:build ${tag}\n\npackage main\n` });
    for (const tag of ['cgo', '!cgo']) expect(planOf(go, DOCKERFILE, files(tag))).toMatchObject({ edits: [] });
    expect(planOf(go, DOCKERFILE, files('linux')).runtime).toBe(STATIC);
  });

  it('keeps to one release of Alpine', () => {
    const on = (tag: string) => file('go build', 'CMD ["./app"]', `golang:${tag}`);
    expect(planOf(go, on('1.22-alpine'), APP)).toMatchObject({ runtime: STATIC, otherwise: { runtime: 'alpine:3' } });
    expect(planOf(go, on('1.22-alpine3.20'), withC('')).runtime).toBe('alpine:3.20');
    expect(planOf(go, on('1.22-alpine'), withC(''))).toMatchObject({
      runtime: 'alpine:3',
      assumption: 'golang:1.22-alpine is not built on a release newer than alpine:3',
    });
  });

  it.each([
    ['a library of the system', withC('#cgo LDFLAGS: -lvips')],
    ['C++', { ...withC(''), 'b.cpp': '' }],
    ['pkg-config', withC('#cgo pkg-config: opencv4')],
    ['a module that links one', requiring('gocv.io/x/gocv')],
    ['plugins', importing('plugin')],
  ])('refuses %s', (_what, files) => {
    expect(refusalOf(go, DOCKERFILE, files)).toBe('native-module');
  });

  it('refuses a library that a variable names', () => {
    const set = DOCKERFILE.replace('RUN', 'ENV CGO_LDFLAGS="-lvips -lm"\nRUN');
    expect(refusalOf(go, set, withC(''))).toBe('native-module');
    expect(planOf(go, set, APP).runtime).toBe(STATIC);
    expect(planOf(go, DOCKERFILE.replace('RUN', 'ENV CGO_LDFLAGS="-lm"\nRUN'), withC('')).runtime).not.toBe(STATIC);
  });

  it('follows the imports of the main package, in the module, its replacements, the workspace and vendor', () => {
    const c = 'package a\n\nimport "C"\n';
    const main = (path: string) => `package main\n\nimport _ "${path}"\n\nfunc main() {}\n`;
    const dynamic = (files: Readonly<Record<string, string>>) =>
      planOf(go, DOCKERFILE, { 'go.mod': MOD, ...files }).runtime !== STATIC;
    expect(dynamic({ 'main.go': main('example.com/app/a'), 'a/a.go': c })).toBe(true);
    expect(dynamic({ 'main.go': MAIN, 'a/a.go': c })).toBe(false);
    expect(dynamic({ 'main.go': main('example.org/a'), 'vendor/example.org/a/a.go': c })).toBe(true);
    const replaced = `${MOD}\nrequire example.org/a v0.0.0\nreplace example.org/a => ./local\n`;
    expect(dynamic({ 'go.mod': replaced, 'main.go': main('example.org/a/b'), 'local/b/a.go': c })).toBe(true);
    const work = {
      'go.work': 'go 1.22\nuse (\n\t.\n\t./lib\n)\n',
      'lib/go.mod': 'module example.org/lib\n',
      'lib/a.go': c,
    };
    expect(dynamic({ ...work, 'main.go': main('example.org/lib') })).toBe(true);
  });

  it('leaves out what a build for Linux does not take', () => {
    const c = '\npackage main\n\nimport "C"\n';
    const files = {
      ...APP,
      'a_windows.go': c,
      'a_test.go': c,
      'b.go': `//go:build ignore\n${c}`,
      'c.go': `//go:build extra\n${c}`,
    };
    expect(planOf(go, DOCKERFILE, files).runtime).toBe(STATIC);
    expect(planOf(go, file('go build -tags extra', 'CMD ["./app"]'), files).runtime).not.toBe(STATIC);
  });

  it('refuses a package that is not there, unless the build makes it', () => {
    const files = { ...APP, 'main.go': 'package main\n\nimport _ "example.com/app/gen"\n\nfunc main() {}\n' };
    expect(refusalOf(go, DOCKERFILE, files)).toBe('not-in-build');
    const plan = planOf(go, file('go generate ./... && go build', 'CMD ["./app"]'), files);
    expect(plan.assumption).toBe('the Go code that is made during the build needs no cgo');
  });

  it('refuses sources that cannot be read', () => {
    expect(refusalOf(go, DOCKERFILE, { ...APP, 'b.go': 'package main\nimport (\n"a"\n' })).toBe('broken-manifest');
    expect(refusalOf(go, DOCKERFILE, { ...APP, 'go.mod': 'module "a\n' })).toBe('broken-manifest');
  });
});

describe('what it needs at run time', () => {
  it('takes along what lies beside sources in a folder that the start names', () => {
    const files = { ...APP, 'web/web.go': 'package web\n', 'web/pages/index.html': '' };
    for (const word of ['"-dir", "web"', '"-dir=./web"', '"."'])
      expect(pathsOf(file('go build', `CMD ["./app", ${word}]`), files)).toEqual(['/src/app', '/src/web/pages']);
    expect(pathsOf(file('go build', 'CMD ["./app"]'), files)).toEqual(['/src/app']);
  });

  it('takes along the file that a flag names by default, also one called as those of a platform', () => {
    const main =
      'package main\n\nimport (\n\t"flag"\n\n\t"example.com/app/conf"\n)\n\n' +
      'var path = flag.String("f", "etc/app.yaml", "settings")\n\nfunc main() { conf.Load(*path) }\n';
    const conf = 'package conf\n\nimport "os"\n\nfunc Load(path string) { os.ReadFile(path) }\n';
    const files = { ...APP, 'main.go': main, 'conf/conf.go': conf, 'etc/app.yaml': '' };
    expect(pathsOf(file('go build', 'CMD ["./app"]'), files)).toEqual(['/src/app', '/src/etc/app.yaml']);
  });

  it('takes what lies at an absolute path for that, not for a folder of the sources that is called the same', () => {
    const main = 'package main\n\nimport "os"\n\nfunc main() { os.ReadFile("/assets/list.txt") }\n';
    const text = file('go build', 'COPY assets /assets\nCMD ["./app"]');
    const plan = planOf(go, text, { ...APP, 'main.go': main, 'assets/list.txt': '' });
    expect(plan.carries).toEqual([{ path: '/src/app', kind: 'file' }]);
    expect(plan.moves).toHaveLength(1);
  });

  it('refuses a program that is named in a struct', () => {
    const main =
      'package main\n\nimport "os/exec"\n\nfunc main() {\n\tc := exec.Cmd{Path: "/usr/bin/git"}\n\tc.Run()\n}\n';
    expect(refusalOf(go, file('go build', 'CMD ["./app"]'), { ...APP, 'main.go': main })).toBe('program-unknown');
  });

  const server = (imports: string, body: string) => ({
    'go.mod': MOD,
    'main.go': `package main\n\nimport (\n${imports}\n)\n\nfunc main() {\n${body}\n}\n`,
  });
  const ON_SHELL = file('go build', 'CMD ./app', 'golang:1.23-bookworm');
  const EXEC = file('go build', 'CMD ["./app"]', 'golang:1.23-bookworm');

  it('is an image with a shell as the second choice, of the release that the tag names', () => {
    expect(planOf(go, EXEC, APP).otherwise).toMatchObject({ runtime: 'debian:bookworm-slim', packages: [] });
    expect(planOf(go, file('go build', 'CMD ./app'), APP).otherwise?.runtime).toBe('debian:trixie-slim');
  });

  it('is what the sources read, at the place where they look for it', () => {
    const files = {
      ...server('"html/template"', 'template.Must(template.ParseGlob("templates/*.html"))'),
      'templates/a.html': 'a',
      'README.md': 'b',
    };
    const plan = planOf(go, EXEC, files);
    expect(plan.carries).toMatchObject([{ path: '/src/app' }, { path: '/src/templates', kind: 'folder' }]);
    expect(plan.keeps).toBe('the static binary and the files that it reads');
  });

  it('is all data where a path cannot be told, or a module looks for files by itself', () => {
    const data = { 'conf/rules.yaml': 'a: 1\n', 'doc.go': 'package main\n' };
    const unknown = server('"os"\n"io/ioutil"', 'ioutil.ReadFile(os.Getenv("X"))\nioutil.ReadFile(find())');
    expect(pathsOf(EXEC, { ...unknown, ...data })).toEqual(['/src/app', '/src/conf']);
    const custom = server('_ "github.com/spf13/viper"', '');
    expect(pathsOf(EXEC, { ...custom, ...data })).toEqual(['/src/app', '/src/conf']);
    expect(pathsOf(EXEC, { ...APP, ...data })).toEqual(['/src/app']);
  });

  it('is what the start hands to it by name', () => {
    const start = 'ENV RULES=/src/rules.yaml\nCMD ["./app", "-config=conf/app.yaml", "-v"]';
    const files = { ...APP, 'conf/app.yaml': 'a', 'rules.yaml': 'b', v: 'c' };
    expect(pathsOf(file('go build', start), files)).toEqual(['/src/app', '/src/conf/app.yaml', '/src/rules.yaml']);
  });

  it('is the folder that it writes into', () => {
    const files = server('"os"', 'os.WriteFile("data/log.txt", nil, 0o644)');
    expect(pathsOf(EXEC, { ...files, 'data/.gitkeep': '' })).toEqual(['/src/app', '/src/data']);
    expect(pathsOf(EXEC, { ...files, 'data/seed.sql': '' })).toEqual(['/src/app', '/src/data']);
    expect(pathsOf(EXEC, { ...files, 'data/data.go': 'package data\n' })).toEqual(['/src/app']);
    expect(pathsOf(EXEC, { ...APP, 'data/.gitkeep': '' })).toEqual(['/src/app']);
  });

  it('is moved with its COPY where no step of the build sees it', () => {
    const beside = EXEC.replace('COPY . .', 'COPY go.mod main.go ./\nCOPY pages /pages');
    const files = {
      ...server('"net/http"', 'http.ListenAndServe(":80", http.FileServer(http.Dir("/pages")))'),
      'pages/a.html': 'a',
    };
    const plan = planOf(go, beside, files);
    expect(plan.moves.map(({ arguments: { rest } }) => rest)).toEqual(['pages /pages']);
    expect(plan.carries.map(({ path }) => path)).toEqual(['/src/app']);
    const used = beside.replace('go build', 'ls /pages && go build');
    expect(planOf(go, used, files).moves).toEqual([]);
  });

  it('is certificates, time zones and the table of media types, where the image lacks them', () => {
    const certificates = '/etc/ssl/certs/ca-certificates.crt';
    const other = (files: Readonly<Record<string, string>>, dockerfile = ON_SHELL) =>
      planOf(go, dockerfile, files).otherwise!;
    const client = server('"net/http"', 'http.Get("https://example.com")');
    expect(other(client).carries.at(-1)?.path).toBe(certificates);
    expect(planOf(go, ON_SHELL, client).carries).toHaveLength(1);
    expect(other(server('_ "example.org/a"', '')).carries.at(-1)?.path).toBe(certificates);
    expect(other(APP).carries).toHaveLength(1);
    const zone = server('"time"', 'time.LoadLocation("Europe/Berlin")');
    const newest = file('go build', 'CMD ./app');
    expect(other(zone, newest).packages).toEqual(['tzdata']);
    expect(other(zone).packages).toEqual([]);
    const served = server('"net/http"', 'http.Handle("/", http.FileServer(http.Dir("public")))');
    expect(other({ ...served, 'public/a.css': '' }).packages).toEqual([]);
    expect(other({ ...served, 'public/a.csv': '' }).packages).toEqual(['media-types']);
  });

  it('is a program that a source starts, from a package or from the image', () => {
    const starts = (program: string) => server('"os/exec"', `exec.Command("${program}", "x").Run()`);
    expect(planOf(go, EXEC, starts('git'))).toMatchObject({ runtime: 'debian:bookworm-slim', packages: ['git'] });
    expect(planOf(go, EXEC, starts('/usr/bin/git')).packages).toEqual(['git']);
    expect(refusalOf(go, EXEC, starts('/src/helper'))).toBe('program-missing');
    expect(planOf(go, EXEC, starts('cat'))).toMatchObject({ runtime: 'debian:bookworm-slim', packages: [] });
    expect(refusalOf(go, EXEC, starts('ffmpeg'))).toBe('program-missing');
    const installed = EXEC.replace('RUN', 'RUN apt-get update && apt-get install -y ffmpeg\nRUN');
    expect(planOf(go, installed, starts('ffmpeg')).runtime).toBe('debian:bookworm-slim');
  });

  it('is an image with the folders of a system where it writes into one', () => {
    const files = server('"os"', 'os.Create("/var/log/app.log")');
    expect(planOf(go, EXEC, files)).toMatchObject({ runtime: 'debian:bookworm-slim' });
    expect(planOf(go, EXEC, server('"os"', 'os.Create("/tmp/app.log")')).runtime).toBe(STATIC);
  });

  it('refuses a file that a step of the build may make', () => {
    const files = server('"os"', 'os.ReadFile("docs/swagger.json")');
    expect(refusalOf(go, file('swag init && go build', 'CMD ["./app"]'), { ...files, 'a.html': '' })).toBe(
      'reads-unknown',
    );
    expect(planOf(go, EXEC, { ...files, 'a.html': '' }).runtime).toBe(STATIC);
  });

  it('is itself where it starts itself anew', () => {
    for (const body of [
      'exec.Command(os.Args[0], "-child").Start()',
      'self, _ := os.Executable()\nexec.Command(self, "-child").Start()',
      'exec.Command("/proc/self/exe").Start()',
    ])
      expect(planOf(go, EXEC, server('"os"\n"os/exec"', body)).runtime).toBe(STATIC);
  });

  it.each([
    ['a program without a name', server('"os/exec"', 'exec.Command(pick()).Run()'), 'program-unknown'],
    ['the go command', server('_ "go/importer"', ''), 'program-missing'],
    ['a browser that a module starts', server('_ "github.com/chromedp/chromedp"', ''), 'program-missing'],
    ['its own sources', server('_ "github.com/revel/revel"', ''), 'reads-unknown'],
  ])('refuses %s', (_what, files, code) => {
    expect(refusalOf(go, EXEC, files)).toBe(code);
  });

  it('does not ask what other programs of the repository start', () => {
    const tool = 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command(pick()).Run() }\n';
    expect(planOf(go, EXEC, { ...APP, 'tools/x/main.go': tool }).runtime).toBe(STATIC);
  });

  it('is no variable of the build, but one that a source reads', () => {
    expect(planOf(go, EXEC, APP).buildVariables).toContain('GOPATH');
    const reads = server('"os"', 'os.Getenv("GOPATH")');
    expect(planOf(go, EXEC, reads).buildVariables).not.toContain('GOPATH');
    expect(planOf(go, EXEC, APP).buildVariables).not.toContain('GODEBUG');
  });
});

describe('steps', () => {
  const two = { 'go.mod': MOD, 'cmd/serve/main.go': MAIN, 'cmd/migrate/main.go': MAIN };
  const BOTH = 'go build -o /bin/serve ./cmd/serve && go build -o /bin/migrate ./cmd/migrate';

  it('takes along what is built under a name of its own: somebody runs it', () => {
    expect(pathsOf(file(BOTH, 'CMD ["serve"]'), two)).toEqual(['/bin/serve', '/bin/migrate']);
    expect(edited(file(BOTH, 'CMD ["serve"]'), two).match(/CGO_ENABLED=0/g)).toHaveLength(2);
    const all = file('go build -o /bin/ ./cmd/...', 'CMD ["serve"]');
    expect(pathsOf(all, two)).toEqual(['/bin/serve']);
  });

  it.each([
    ['is removed', `${BOTH} && rm /bin/migrate`, two],
    ['is moved', `${BOTH} && mv /bin/migrate /tmp/`, two],
    ['is of modules that are not known here', BOTH, { ...two, 'cmd/migrate/main.go': 'package lib\n' }],
  ])('but not what %s', (_, build, files) => {
    expect(pathsOf(file(build, 'CMD ["serve"]'), files)).toEqual(['/bin/serve']);
  });

  it.each([
    ['by its path', '/bin/migrate'],
    ['by its name', 'migrate'],
  ])('takes a program of its own for one that is there, called %s', (_, name) => {
    const serve = `package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("${name}").Run() }\n`;
    expect(planOf(go, file(BOTH, 'CMD ["serve"]'), { ...two, 'cmd/serve/main.go': serve }).runtime).toBe(STATIC);
  });

  it('says again what the image of the builder says of GOPATH, where somebody asks', () => {
    const started = file('go install', 'CMD $GOPATH/bin/app');
    expect(planOf(go, started, APP).lines).toEqual(['ENV GOPATH=/go']);
    const main = 'package main\n\nimport "os"\n\nfunc main() { os.Getenv("GOPATH") }\n';
    const asked = file('go install', 'CMD ["app"]');
    expect(planOf(go, asked, { ...APP, 'main.go': main }).lines).toEqual(['ENV GOPATH=/go']);
    expect(planOf(go, asked, APP).lines).toEqual([]);
    const own = started.replace('RUN', 'ENV GOPATH=/go\nRUN');
    expect(planOf(go, own, APP).lines).toEqual([]);
    const script = { ...APP, 'start.sh': '#!/bin/sh\nexec $GOPATH/bin/app\n' };
    expect(planOf(go, file('go install', 'CMD ["./start.sh"]'), script).lines).toEqual(['ENV GOPATH=/go']);
  });

  it('refuses a folder that whoever builds may change', () => {
    const text = file('go build', 'CMD ["./app"]').replace('WORKDIR /src', 'ARG DIR=/src\nWORKDIR $DIR/app');
    expect(refusalOf(go, text, APP)).toBe('dynamic-command');
    expect(refusalOf(go, text.replace('WORKDIR $DIR', 'ENV PLACE=$DIR\nWORKDIR $PLACE'), APP)).toBe('dynamic-command');
    expect(refusalOf(go, text.replace('WORKDIR', 'ENV DIR=$DIR\nWORKDIR'), APP)).toBe('dynamic-command');
    expect(pathsOf(text.replace('ARG', 'ENV'), APP)).toEqual(['/src/app/app']);
  });

  it('takes an error stream that joins the other one for no file', () => {
    const text = file('go build 2>&1', 'CMD ["./app"]');
    expect([...planOf(go, text, APP).claims].map(({ name }) => name)).toEqual(['go']);
  });

  const claimed = (build: string, files: Readonly<Record<string, string>> = APP) =>
    [...planOf(go, file(build, 'CMD ["./app"]'), files).claims].map(({ program, args }) =>
      [program, ...args].map(({ text }) => text).join(' '),
    );

  it('are accounted for when they leave nothing that runs', () => {
    const build = 'go mod download && go vet ./... && go install golang.org/x/tools/cmd/stringer@latest && go build';
    expect(claimed(build)).toHaveLength(4);
  });

  it('are accounted for when what generates sources is known', () => {
    const by = (tool: string) => ({ ...APP, 'gen.go': `package main\n\n//go:generate ${tool}\n` });
    for (const tool of ['qtc -dir=.', 'go run github.com/mailru/easyjson/... -all', 'go tool templ generate'])
      expect(claimed('go generate ./... && go build', by(tool))).toHaveLength(2);
    for (const tool of ['sh -c "npm run build"', 'go run ./gen'])
      expect(claimed('go generate ./... && go build', by(tool))).toEqual(['go build']);
  });

  it('are left to others when somebody may want what they leave', () => {
    expect(claimed('go install github.com/pressly/goose/v3/cmd/goose@v3 && go build')).toEqual(['go build']);
    expect(claimed('go version > /version && go build')).toEqual(['go build']);
    expect(claimed('go run ./assets && go build')).toEqual(['go build']);
    expect(claimed('go build && mv app x && mv x app')).toHaveLength(3);
  });
});
