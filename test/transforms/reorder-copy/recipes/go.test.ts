import { describe, expect, test } from 'vitest';
import { go } from '../../../../transforms/reorder-copy/recipes/go.ts';
import { type FileTexts, plan } from './support.ts';

const GO_MOD = 'module example.com/app\n\ngo 1.21\n\nrequire example.com/a v1.0.0\n';
const GO_SUM = 'example.com/a v1.0.0 h1:x=\nexample.com/a v1.0.0/go.mod h1:y=\n';
const APP: FileTexts = { 'go.mod': GO_MOD, 'go.sum': GO_SUM, 'main.go': 'package main' };

function dockerfile(run: string, top = ''): string {
  return `FROM golang:1.22\n${top}WORKDIR /src\nCOPY . .\nRUN ${run}\n`;
}

function code(run: string, files: FileTexts = APP, top = ''): string | null {
  const answer = plan(go, dockerfile(run, top), files);
  if (answer === null) return null;
  return 'refused' in answer ? answer.refused.code : 'need';
}

describe('a download of its own', () => {
  test('reads go.mod and go.sum', () => {
    expect(plan(go, dockerfile('go mod download'), APP)).toEqual({
      tool: 'Go modules',
      reads: ['go.mod', 'go.sum'],
      writes: [],
      added: null,
      risk: 'safe',
    });
  });

  test('go.sum need not be there', () => {
    expect(plan(go, dockerfile('go mod download -x'), { 'go.mod': GO_MOD })).toMatchObject({ reads: ['go.mod'] });
  });

  test('brings the go.mod of a folder that replaces a module', () => {
    const files = {
      ...APP,
      'go.mod': `${GO_MOD}require example.com/lib v0.0.0\nreplace example.com/lib => ./internal/lib\n`,
      'internal/lib/go.mod': 'module example.com/lib\n',
      'internal/lib/lib.go': 'package lib',
    };
    expect(plan(go, dockerfile('go mod download'), files)).toMatchObject({
      reads: ['go.mod', 'go.sum', 'internal/lib/go.mod'],
    });
  });

  test('a replacing folder that is not there is needed', () => {
    const files = { ...APP, 'go.mod': `${GO_MOD}require example.com/lib v0.0.0\nreplace example.com/lib => ../lib\n` };
    expect(code('go mod download', files)).toBe('not-in-build');
  });

  test('a replacing folder that nobody requires is not', () => {
    const files = { ...APP, 'go.mod': `${GO_MOD}replace example.com/lib => ../lib\n` };
    expect(plan(go, dockerfile('go mod download'), files)).toMatchObject({ reads: ['go.mod', 'go.sum'] });
  });

  test('a module replaced by a module is looked up in go.sum by its new name', () => {
    const files = {
      'go.mod': `${GO_MOD}replace example.com/a => example.com/fork v1.2.0\n`,
      'go.sum': 'example.com/fork v1.2.0/go.mod h1:y=\n',
    };
    expect(plan(go, 'FROM golang:1.17\nCOPY . /src\nWORKDIR /src\nRUN go mod download\n', files)).toMatchObject({
      added: null,
    });
  });

  test('an old release that would complete go.sum stays behind the sources', () => {
    const old = 'FROM golang:1.17-alpine\nWORKDIR /src\nCOPY . .\nRUN go mod download\n';
    const files = { 'go.mod': GO_MOD, 'go.sum': 'example.com/b v1.0.0/go.mod h1:y=\n' };
    expect(plan(go, old, files)).toEqual({
      refused: { code: 'lock-incomplete', path: 'go.sum', missing: 'example.com/a' },
    });
    expect(code('go mod download', files)).toBe('need');
  });

  test('verify goes with it, and alone says nothing', () => {
    const steps = dockerfile('go mod download && go mod verify');
    expect(plan(go, steps, APP)).toMatchObject({ added: null });
    expect(code('go mod verify')).toBeNull();
  });

  test('has nothing to gain without dependencies', () => {
    expect(code('go mod download', { 'go.mod': 'module example.com/app\n' })).toBeNull();
  });

  test('is told what is broken', () => {
    expect(plan(go, dockerfile('go mod download'), { 'go.mod': 'module a\nrequire (\n' })).toMatchObject({
      refused: { code: 'broken-manifest', path: 'go.mod' },
    });
  });
});

describe('workspaces', () => {
  const files: FileTexts = {
    'go.work': 'go 1.22\n\nuse (\n\t./api\n\t./lib\n)\n',
    'go.work.sum': '',
    'api/go.mod': 'module example.com/api\n\ngo 1.22\n\nrequire example.com/a v1.0.0\n',
    'api/go.sum': GO_SUM,
    'api/main.go': 'package main',
    'lib/go.mod': 'module example.com/lib\n\ngo 1.22\n',
  };
  const reads = ['go.work', 'go.work.sum', 'api/go.mod', 'api/go.sum', 'lib/go.mod'];

  test('every module that is used is read', () => {
    expect(plan(go, dockerfile('go mod download'), files)).toMatchObject({ reads });
    expect(plan(go, dockerfile('go build ./api'), files)).toMatchObject({ reads, added: 'go mod download' });
  });

  test('a module that is used and not there is needed', () => {
    const { 'lib/go.mod': _, ...rest } = files;
    expect(code('go mod download', rest)).toBe('not-in-build');
  });

  test('one that requires another is looked for on the network', () => {
    const more = { ...files, 'api/go.mod': `${files['api/go.mod']}require example.com/lib v0.0.0\n` };
    expect(code('go build ./api', more)).toBe('reads-sources');
  });

  test('a go.work that is turned off is not read', () => {
    const text = 'FROM golang:1.22\nENV GOWORK=off\nWORKDIR /src\nCOPY . .\nWORKDIR api\nRUN go mod download\n';
    expect(plan(go, text, files)).toMatchObject({ reads: ['api/go.mod', 'api/go.sum'] });
  });
});

describe('a build without a download', () => {
  test.each([
    ['go build -o /app .', 'go build'],
    ['CGO_ENABLED=0 GOOS=linux go build -ldflags "-s -w" -o /app ./cmd/app', 'go build'],
    ['go install -v ./...', 'go install'],
    ['go test ./... && go build', 'go test'],
    ['go mod tidy && go build -o /app', 'go mod tidy'],
    ['go get -d -v ./...', 'go get'],
    ['go get -d -v', 'go get'],
    ['go build example.com/app/cmd/x', 'go build'],
    ['go build main.go', 'go build'],
    ['go generate ./... && go build', 'go generate'],
    ['go build -o $NAME $TARGET', 'go build'],
    ['set -eux; go vet ./...', 'go vet'],
    ['export CGO_ENABLED=0 && go build', 'go build'],
    ['env GOOS=linux go build', 'go build'],
  ])('%s', (run, command) => {
    expect(plan(go, dockerfile(run), APP)).toEqual({
      tool: 'Go modules',
      reads: ['go.mod', 'go.sum'],
      writes: [],
      added: 'go mod download',
      risk: 'assumes',
      assumption: `every module that go.mod requires can be downloaded, those that ${command} does not need too`,
    });
  });

  test('is asked once: what runs later finds the modules there', () => {
    const steps = `${dockerfile('go vet ./...')}RUN go build\n`;
    expect(plan(go, `${dockerfile('go mod download')}RUN go build\n`, APP)).toMatchObject({ added: null });
    expect(plan(go, steps, APP)).toMatchObject({ added: 'go mod download' });
  });

  test('takes along what says where modules come from', () => {
    const run = 'CGO_ENABLED=0 GOPROXY="https://proxy.example.com,direct" GOFLAGS=-mod=mod go build';
    expect(plan(go, dockerfile(run), APP)).toMatchObject({
      added: 'GOPROXY="https://proxy.example.com,direct" GOFLAGS=-mod=mod go mod download',
    });
  });

  test('a cache mount of the compiler alone changes nothing', () => {
    expect(code('--mount=type=cache,target=/root/.cache/go-build go build')).toBe('need');
  });

  test('a vendor folder is used only since 1.14, and not when modules are asked for', () => {
    const vendored = { ...APP, 'vendor/modules.txt': '# example.com/a v1.0.0\n' };
    expect(code('go build', vendored)).toBeNull();
    expect(code('go build -mod=mod', vendored)).toBe('need');
    expect(code('go build', { ...vendored, 'go.mod': GO_MOD.replace('1.21', '1.13') })).toBe('need');
    expect(code('go build', { ...vendored, '.dockerignore': 'vendor' })).toBe('need');
  });
});

describe('what is left alone', () => {
  test.each([
    ['go build -mod=vendor', APP],
    ['go build -mod vendor', APP],
    ['go build -modfile=other.mod', APP],
    ['GO111MODULE=off go build', APP],
    ['GOFLAGS=-mod=vendor go build', APP],
    ['go build', { 'main.go': 'package main' }],
    ['go build', { 'go.mod': 'module example.com/app\n\ngo 1.21\n', 'main.go': 'package main' }],
    ['go install example.com/tool@latest', APP],
    ['go install example.com/tool', APP],
    ['go get -u ./...', APP],
    ['go get example.com/a', APP],
    ['go version', APP],
    ['make build', APP],
    ['./build.sh', APP],
    ['--mount=type=cache,target=/go/pkg/mod go build', APP],
    ['--mount=type=cache,target=/go/pkg go build', APP],
    ['if true; then go build; fi', APP],
  ] as const)('%s %#', (run, files) => {
    expect(code(run, files)).toBeNull();
  });

  test('modules that an earlier step has fetched', () => {
    const text = 'FROM golang:1.22 AS deps\nWORKDIR /src\nCOPY go.* ./\nRUN go mod download\n';
    const build = 'FROM deps\nCOPY . .\nRUN go build\n';
    const steps = text.replace('RUN go mod download', 'RUN true');
    expect(plan(go, `${steps}${build}`, APP)).toMatchObject({ added: 'go mod download' });
    expect(plan(go, `${text}${build}`.replace('COPY go.* ./', ''), APP)).toBeNull();
    const copied = 'FROM golang:1.22\nWORKDIR /src\nCOPY --from=deps /go/pkg/mod /go/pkg/mod\nCOPY . .\nRUN go build\n';
    expect(plan(go, copied, APP)).toBeNull();
  });

  test('GOPATH mode of old releases', () => {
    const text = (tag: string, folder: string) => `FROM golang:${tag}\nWORKDIR ${folder}\nCOPY . .\nRUN go build\n`;
    expect(plan(go, text('1.12', '/go/src/app'), APP)).toBeNull();
    expect(plan(go, text('1.10', '/src'), APP)).toBeNull();
    expect(plan(go, text('1.12', '/src'), APP)).not.toBeNull();
    expect(plan(go, text('1.13', '/go/src/app'), APP)).not.toBeNull();
  });
});

describe('what cannot stand in a RUN of its own', () => {
  test.each([
    ['--mount=type=secret,id=netrc go build', 'need'],
    ['--mount=type=ssh go build', 'need'],
    ['--network=host go build', 'need'],
    ['--mount=type=secret,id=netrc cp /run/secrets/netrc /root/.netrc && go build', 'cannot-split'],
    ['git config --global url.git@example.com.insteadOf https://example.com && go build', 'cannot-split'],
    ['apk add git && go build', 'cannot-split'],
    ['go env -w GOPROXY=https://proxy.example.com && go build', 'cannot-split'],
    ['go mod init example.com/x && go build', 'cannot-split'],
    ['export GOPRIVATE=example.com && go build', 'cannot-split'],
    ['env GOPROXY=direct go build', 'cannot-split'],
    ['GOPROXY=$(cat proxy) go build', 'cannot-split'],
    ['sudo go build', 'cannot-split'],
    ['--network=none go build', 'cannot-split'],
  ])('%s', (run, wanted) => {
    expect(code(run)).toBe(wanted);
  });

  test('a folder of the module that only the sources bring', () => {
    const files = { ...APP, 'cmd/x/main.go': 'package main' };
    expect(code('cd cmd/x && go build', files)).toBe('cannot-split');
    expect(code('cd cmd/x && go mod download', files)).toBe('cannot-split');
    const text = 'FROM golang:1.22\nCOPY . /src\nWORKDIR /src/cmd/x\nRUN go build\n';
    expect(plan(go, text, files)).toMatchObject({ reads: ['go.mod', 'go.sum'] });
  });

  test('a module in a folder that `cd` goes to is one', () => {
    const files = { 'api/go.mod': GO_MOD, 'api/go.sum': GO_SUM };
    expect(plan(go, dockerfile('cd api && go build'), files)).toMatchObject({ reads: ['api/go.mod', 'api/go.sum'] });
  });

  test('flags that are known at build time only', () => {
    expect(code('go build', APP, 'ARG GOFLAGS\n')).toBe('dynamic-command');
    expect(code('go build', APP, 'ENV GOWORK=/x/go.work\n')).toBe('dynamic-command');
  });
});

describe('modules that the tree brings itself', () => {
  const stocked = { ...APP, 'mods/example.com/a/@v/v1.0.0.mod': '', 'cache/pkg/mod/x': '' };

  test.each([
    ['ENV GOPROXY=file:///src/mods\n', 'go mod download', 'reads-sources'],
    ['ENV GOPROXY=file:///src/mods,direct\n', 'go build', 'reads-sources'],
    ['ENV GOPROXY=file:///opt/mods\n', 'go build', 'need'],
    ['ENV GOPATH=/src/cache\n', 'go build', 'reads-sources'],
    ['ENV GOMODCACHE=/src/cache/pkg/mod\n', 'go mod download', 'reads-sources'],
    ['', 'GOFLAGS=-modcacherw GOPROXY=file:///src/mods go build', 'reads-sources'],
  ])('%s%s', (top, run, wanted) => {
    expect(code(run, stocked, top)).toBe(wanted);
  });

  test('a cache that is made in the tree is an output', () => {
    expect(plan(go, dockerfile('go mod download', 'ENV GOMODCACHE=/src/.cache\n'), APP)).toMatchObject({
      writes: ['.cache'],
    });
  });
});

describe('what is set for the build alone and the download needs', () => {
  test.each([
    'HTTPS_PROXY=http://proxy:3128',
    'no_proxy=example.com',
    'GIT_SSH_COMMAND="ssh -i /key"',
    'GIT_TERMINAL_PROMPT=1',
    'SSL_CERT_FILE=/etc/ssl/own.pem',
    'NETRC=/secret/netrc',
    'HOME=/tmp',
  ])('%s', (setting) => {
    expect(plan(go, dockerfile(`CGO_ENABLED=0 ${setting} go build`), APP)).toMatchObject({
      added: `${setting} go mod download`,
    });
  });
});

test('a folder of GOPATH has no modules in old releases, wherever GOPATH is', () => {
  const text = (path: string) => `FROM golang:1.12\nENV GOPATH=/srv\nWORKDIR ${path}\nCOPY . .\nRUN go mod download\n`;
  expect(plan(go, text('/srv/src/app'), APP)).toBeNull();
  expect(plan(go, text('/go/src/app'), APP)).toMatchObject({ tool: 'Go modules' });
});

test('a cache mount where the modules lie on other images', () => {
  const text = 'FROM alpine\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/root/go/pkg/mod go build\n';
  expect(plan(go, text, APP)).toBeNull();
});

describe('files of the tree that variables name', () => {
  const files = { ...APP, '.netrc': '', 'certs/ca.pem': '', 'ci/key': '' };

  test.each([
    ['ENV NETRC=/src/.netrc\n', 'go build'],
    ['ENV SSL_CERT_FILE=/src/certs/ca.pem\n', 'go mod download'],
    ['ENV SSL_CERT_DIR=/etc/ssl:/src/certs\n', 'go mod download'],
    ['ENV GIT_SSH_COMMAND="ssh -i /src/ci/key"\n', 'go build'],
    ['ENV HOME=/src\n', 'go mod download'],
    ['', 'GIT_SSH_COMMAND="ssh -i ci/key" go build'],
  ])('%s%s', (top, run) => {
    expect(code(run, files, top)).toBe('reads-sources');
  });

  test('also above the module that is built', () => {
    const text = 'FROM golang:1.22\nENV NETRC=/src/.netrc\nCOPY . /src\nWORKDIR /src/api\nRUN go build\n';
    expect(plan(go, text, { 'api/go.mod': GO_MOD, '.netrc': '' })).toMatchObject({ refused: { what: '/src/.netrc' } });
  });

  test('what another COPY has put somewhere else stays there', () => {
    const top = 'COPY mods /mods\nCOPY .netrc /root/.netrc\nENV GOPROXY=file:///mods\n';
    expect(code('go build', { ...files, 'mods/a/list': '' }, top)).toBe('need');
  });

  test('elsewhere they are no matter', () => {
    expect(code('go build', files, 'ENV SSL_CERT_FILE=/etc/ssl/ca.pem NETRC=/root/.netrc HOME=/root\n')).toBe('need');
    expect(code('go build', APP, 'ENV HOME=/src CONFIG=/src/main.go\n')).toBe('need');
  });
});

test('says which command it is', () => {
  expect(plan(go, dockerfile('go mod tidy'), APP)).toMatchObject({
    assumption: 'every module that go.mod requires can be downloaded, those that go mod tidy does not need too',
  });
});
