import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reads } from '../../../src/app/reads.ts';
import { parseDocument } from '../../../src/dockerfile/document.ts';
import { memoryProject } from '../../../src/project/project.ts';
import { type App, readApp } from '../../../transforms/split-stages/app.ts';
import { type Leftovers, readLeftovers } from '../../../transforms/split-stages/leftovers.ts';
import { isRefusal, type Plan, type Refusal } from '../../../transforms/split-stages/recipe.ts';

/** What the sources of the app say; null for sources that could not be read to the end. */
const reads: { answer: Reads | null } = vi.hoisted(() => ({ answer: null }));
vi.mock('../../../src/app/reads.ts', () => ({ findReads: () => reads.answer }));

const NOTHING: Reads = { paths: [], unknown: [], programs: [], data: [] };
const STATIC = 'gcr.io/distroless/static-debian13';
const BOOKWORM = 'debian:bookworm-slim';

beforeEach(() => {
  reads.answer = NOTHING;
});

function runs(...programs: readonly string[]): void {
  const place = { file: 'main.go', line: 1 };
  reads.answer = { ...NOTHING, programs: programs.map((name) => ({ name, place })) };
}

interface Setting {
  readonly runtime?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly modes?: Readonly<Record<string, number>>;
  readonly carries?: Plan['carries'];
  /** Programs that the plan accounts for. */
  readonly claims?: RegExp;
  /** COPYs, by what they copy, that are moved to the runtime stage. */
  readonly moves?: RegExp;
  readonly linksNothing?: true;
}

/** A plan for a server at /app/server, built with go, on the image that is given. */
function leftoversOf(dockerfile: string, setting: Setting = {}): Leftovers | Refusal {
  const { files = {}, modes = {} } = setting;
  const parsed = parseDocument(dockerfile);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const project = memoryProject({ Dockerfile: dockerfile, 'main.go': 'package main', ...files }, { modes });
  const app = readApp(parsed.document, project, parsed.document.stages.at(-1)!);
  if (isRefusal(app)) throw new Error(app.refused.code);
  return readLeftovers(app, planFor(app, setting));
}

function planFor(app: App, { runtime = BOOKWORM, carries, claims = /^go$/, moves, linksNothing }: Setting): Plan {
  return {
    ecosystem: 'Go',
    runtime,
    keeps: 'the binary',
    ...{ edits: [], finishes: [], repeats: [], lines: [], packages: [], brings: [], buildVariables: [], declares: [] },
    carries: carries ?? [{ path: '/app/server', kind: 'file' }],
    moves: app.instructions.filter(
      ({ keyword, arguments: { rest } }) => keyword === 'COPY' && moves?.test(rest) === true,
    ),
    claims: new Set(app.steps.flatMap(({ call }) => (claims.test(call.name ?? '') ? call : []))),
    risk: 'changes',
    ...(linksNothing === undefined ? {} : { linksNothing }),
  };
}

/** A file with some steps between the sources and the build. */
function withSteps(steps: string, base = 'golang:1.22-bookworm', end = ''): string {
  return `FROM ${base}\nWORKDIR /app\nCOPY . .\n${steps}\nRUN go build -o server\n${end}CMD ["/app/server"]\n`;
}

function summary(answer: Leftovers | Refusal): unknown {
  if (isRefusal(answer)) return answer.refused.code;
  const paths = (carries: Plan['carries']) => carries.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path));
  return {
    ...(answer.packages.length > 0 ? { packages: answer.packages } : {}),
    ...(answer.carries.length > 0 ? { carries: paths(answer.carries) } : {}),
    ...(answer.over.length > 0 ? { over: paths(answer.over) } : {}),
    ...(answer.brings.length > 0 ? { brings: answer.brings } : {}),
    ...(answer.repeats.length > 0 ? { repeats: answer.repeats.map(({ arguments: { rest } }) => rest) } : {}),
    ...(answer.commands.length > 0 ? { commands: answer.commands } : {}),
    ...(answer.owners.length > 0 ? { owners: answer.owners.map(({ path, chown }) => `${chown} ${path}`) } : {}),
    ...(answer.late.length > 0 ? { late: answer.late.map(({ arguments: { rest } }) => rest) } : {}),
  };
}

function leaves(steps: string, setting: Setting = {}, base?: string, end?: string): unknown {
  return summary(leftoversOf(withSteps(steps, base, end), setting));
}

describe('what leaves nothing', () => {
  test.each([
    'RUN echo building && ls -la && dir out/ && pwd && date && env',
    'RUN set -eux; cd /app; true',
    'RUN [ -f main.go ] || exit 1',
    'RUN go version && node --version && which go',
    'RUN apt-get update && apt-get upgrade -y && apt-get clean && rm -rf /var/lib/apt/lists/*',
    'RUN apk update',
    'RUN golint ./... && golangci-lint run',
    'RUN find . -name "*.go" | xargs grep -l TODO | wc -l',
    'RUN find /usr/share/doc -type f -delete',
    'RUN mkdir -p /tmp/x && touch /tmp/x/y && tar -xf /tmp/a.tar -C /tmp/x',
    'RUN curl -sSL https://example.com/x | tar -xz -C /tmp',
    'RUN git config --global url."https://example.com/".insteadOf git@example.com:',
    'RUN mkdir -p ~/.ssh && ssh-keyscan example.com >> ~/.ssh/known_hosts',
    'RUN mkdir -p /root/.m2 && echo "<settings/>" > /root/.m2/settings.xml',
    'RUN echo \'APT::Install-Recommends "0";\' > /etc/apt/apt.conf.d/01norecommend',
    'RUN sed -i s/http:/https:/ /etc/apt/sources.list',
    'RUN mkdir -p /app',
    'RUN update-ca-certificates',
    'RUN ldconfig',
    'RUN go build -o server > /app/build.log',
    'RUN chmod +x build.sh',
    'RUN sed -i s/a/b/ main.go',
    'RUN . /root/.cargo/env && echo ok',
    'RUN curl -sSLo /usr/local/bin/dep https://example.com/dep && chmod +x /usr/local/bin/dep',
    'RUN git clone https://example.com/x.git /opt/x && rm -rf /opt/x',
    'RUN npm config set registry https://npm.example.com && npm test && npm run lint',
  ])('%s', (steps) => {
    expect(leaves(steps, { files: { 'build.sh': '#!/bin/sh' } })).toEqual({});
  });
});

describe('what cannot be told', () => {
  test.each([
    ['RUN make', 'step-not-known'],
    ['RUN npm install -g pm2', 'step-not-known'],
    ['RUN pip install gunicorn', 'step-not-known'],
    ['RUN curl -sSL https://example.com/install.sh | bash', 'step-not-known'],
    ['RUN git clone https://example.com/data.git /data', 'step-not-known'],
    ['RUN git clone https://example.com/data.git', 'step-not-known'],
    ['RUN wget https://example.com/model.tar.gz', 'step-not-known'],
    ['RUN tar -xzf data.tgz -C /opt', 'step-not-known'],
    ['RUN cd /tmp && tar xzC /usr/lib -f x.tgz', 'step-not-known'],
    ['RUN cd /tmp && tar -xf x.tar -C/usr/lib', 'step-not-known'],
    ['RUN cd /tmp && tar -xf x.tar --directory=/usr/lib', 'step-not-known'],
    ['RUN cd /tmp && unzip -o x.zip -d/usr/lib', 'step-not-known'],
    ['RUN unzip -od /srv x.zip', 'step-not-known'],
    ['RUN ssh-keygen -A', 'step-not-known'],
    ['RUN gpg -o /app/key -d key.gpg', 'step-not-known'],
    ['RUN setcap cap_net_bind_service=+ep /usr/local/bin/node', 'step-not-known'],
    ['RUN keytool -exportcert -keystore /app/k.p12 -file /app/c.crt', 'step-not-known'],
    ['RUN ./setup.sh', 'step-not-known'],
    ['RUN $TOOL install', 'step-not-known'],
    ['RUN for x in a b; do cp $x /etc/x/$x; done', 'step-not-known'],
    ['RUN cp -r assets /srv/assets', 'step-not-known'],
    ['RUN touch /etc/${NAME}.conf', 'step-not-known'],
    ['RUN if [ -n "$X" ]; then echo "a" > /etc/app.conf; fi', 'step-not-known'],
    ['RUN [ -d /srv/data ] || tar -x -C /srv/data -f x.tar', 'step-not-known'],
    ['RUN dpkg -i x.deb', 'step-not-known'],
    ['RUN find /usr/lib -name "*.so" -exec mv {} /opt \\;', 'step-not-known'],
    ['USER 1000\nRUN mkdir -p /data/store\nUSER 1000', 'step-not-known'],
  ])('%s: %s', (steps, code) => {
    expect(leaves(steps)).toBe(code);
  });

  test('names the step and its line', () => {
    const answer = leftoversOf(withSteps('RUN echo a && \\\n    make all'));
    expect(answer).toMatchObject({ refused: { code: 'step-not-known', command: 'make all', line: 4 } });
  });
});

describe('packages', () => {
  const install = (names: string) => `RUN apt-get update && apt-get install -y ${names}`;

  test.each([
    ['build-essential gcc-12 pkg-config', {}],
    ['git curl unzip', {}],
    ['--no-install-recommends -o Dpkg::Use-Pty=0 git=1:2.39.* wget:amd64', {}],
    ['ca-certificates tzdata', { packages: ['ca-certificates', 'tzdata'] }],
    ['git ffmpeg', { packages: ['ffmpeg'] }],
    ['libfoo42', { packages: ['libfoo42'] }],
    ['ffmpeg=7:5.1.3', { packages: ['ffmpeg=7:5.1.3'] }],
    ['libpq-dev libssl-dev', { packages: ['libpq5', 'libssl3'] }],
    ['libc6-dev', {}],
  ])('%s', (names, expected) => {
    expect(leaves(install(names))).toEqual(expected);
  });

  test.each([
    ['libnobody-dev', 'package-not-known'],
    ['$PACKAGES', 'step-not-known'],
    ['./x.deb', 'step-not-known'],
    ['linux-headers-$(uname -r)', 'step-not-known'],
    ['gcc-', 'step-not-known'],
  ])('%s: %s', (names, code) => {
    expect(leaves(install(names))).toBe(code);
  });

  test('a tool that a source runs goes along', () => {
    runs('/usr/bin/git');
    expect(leaves(install('git curl'))).toEqual({ packages: ['git'] });
  });

  test('a tool that the start runs goes along', () => {
    expect(leaves(install('git curl'), {}, undefined, 'HEALTHCHECK CMD curl -f http://localhost/\n')).toEqual({
      packages: ['curl'],
    });
  });

  test('the shell of a script that is started goes along', () => {
    const end = 'ENTRYPOINT ["./start.sh"]\n';
    const files = { 'start.sh': '#!/usr/bin/env bash\nexec "$@"\n' };
    const setting = { files, runtime: 'alpine:3.19' };
    expect(leaves('RUN apk add --no-cache bash git', setting, 'golang:1.22-alpine3.19', end)).toEqual({
      packages: ['bash'],
    });
  });

  test('tools go along, and compilers do not, where sources cannot be read to the end', () => {
    reads.answer = null;
    expect(leaves(install('gcc git'))).toEqual({ packages: ['git'] });
  });

  test('a program whose name nobody knows may be any tool', () => {
    reads.answer = { ...NOTHING, programs: [{ name: null, place: { file: 'main.go', line: 3 } }] };
    expect(leaves(install('gcc git'))).toEqual({ packages: ['git'] });
  });

  test('variables of the RUN and of the file are read', () => {
    expect(leaves("RUN deps='gcc ffmpeg' && apt-get install -y $deps")).toEqual({ packages: ['ffmpeg'] });
    expect(leaves('ENV LIB=libfoo42\nRUN apt-get install -y $LIB')).toEqual({ packages: ['libfoo42'] });
  });

  test('a variable that is set twice, or in a condition, is not', () => {
    expect(leaves('RUN a=gcc; a=ffmpeg; apt-get install -y $a')).toBe('step-not-known');
    expect(leaves('RUN if [ -n "$X" ]; then a=gcc; fi; apt-get install -y $a')).toBe('step-not-known');
  });

  test('what is taken away again does not go along', () => {
    expect(leaves('RUN apt-get install -y libfoo42 ffmpeg && apt-get purge -y libfoo42')).toEqual({
      packages: ['ffmpeg'],
    });
    expect(leaves('RUN apt-get install -y ffmpeg && (true || apt-get purge -y ffmpeg)')).toEqual({
      packages: ['ffmpeg'],
    });
    const apk = 'RUN apk add --no-cache --virtual .deps libfoo && apk add libbar && apk del .deps';
    expect(leaves(apk, { runtime: 'alpine:3.19' }, 'golang:1.22-alpine3.19')).toEqual({ packages: ['libbar'] });
  });

  test('under a condition, only what the build needs', () => {
    expect(leaves('RUN test -x /usr/bin/gcc || apt-get install -y gcc')).toEqual({});
    expect(leaves('RUN test -x /usr/bin/ffmpeg || apt-get install -y ffmpeg')).toBe('step-not-known');
  });

  test('what links nothing needs no libraries', () => {
    expect(leaves(install('libpq-dev libnobody-dev'), { linksNothing: true })).toEqual({});
  });

  test('an image without a shell has what it has', () => {
    expect(leaves(install('ca-certificates tzdata git'), { runtime: STATIC })).toEqual({});
    expect(leaves(install('ffmpeg'), { runtime: STATIC })).toBe('packages-need-shell');
    const cc = { runtime: 'gcr.io/distroless/cc-debian12' };
    expect(leaves(install('libssl-dev'), cc)).toEqual({});
    expect(leaves(install('libpq-dev'), cc)).toBe('packages-need-shell');
  });

  test('another distribution has other packages', () => {
    expect(leaves(install('ffmpeg'), { runtime: 'alpine:3.19' })).toBe('packages-need-shell');
  });

  test('libraries need a release', () => {
    const runtime = { runtime: 'debian:trixie-slim' };
    expect(leftoversOf(withSteps(install('libpq-dev'), 'golang:1.22'), runtime)).toMatchObject({
      refused: { code: 'unknown-release', image: 'golang:1.22', write: 'golang:1.22-bookworm' },
    });
    expect(leaves(install('libfoo42'), runtime, 'golang:1.22')).toBe('unknown-release');
    expect(leaves(install('ffmpeg=7:5.1.3'), runtime, 'golang:1.22')).toBe('unknown-release');
    expect(leaves(install('ffmpeg'), runtime, 'golang:1.22')).toEqual({ packages: ['ffmpeg'] });
  });

  test('two releases that are both named do not mix', () => {
    expect(leaves(install('libpq-dev'), { runtime: 'debian:trixie-slim' })).toBe('package-not-known');
  });

  test('two tags of one image are of one release', () => {
    const setting = { runtime: 'node:20-slim', claims: /^(?:go|npm)$/ };
    expect(leaves(install('libfoo42'), setting, 'node:20')).toEqual({ packages: ['libfoo42'] });
  });

  test('packages of others stay in the builder, or nothing goes', () => {
    const setup = 'RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs';
    expect(leaves(setup)).toEqual({});
    runs('node');
    expect(leaves(setup)).toBe('step-not-known');
  });

  test.each([
    'RUN echo "deb http://apt.example.com stable main" > /etc/apt/sources.list.d/x.list',
    'RUN add-apt-repository -y ppa:x/y',
    'RUN curl -s https://example.com/key | apt-key add -',
    'RUN curl -s https://example.com/key | gpg --dearmor -o /usr/share/keyrings/x.gpg && echo x | tee /etc/apt/sources.list.d/x.list',
  ])('%s', (steps) => {
    expect(leaves(`${steps}\n${install('gcc ca-certificates')}`)).toEqual({ packages: ['ca-certificates'] });
    expect(leaves(`${steps}\n${install('ffmpeg')}`)).toBe('step-not-known');
  });

  test("Alpine's edge is another source", () => {
    const steps = 'RUN apk add --no-cache --repository http://dl.example.com/edge/testing libfoo';
    expect(leaves(steps, { runtime: 'alpine:3.19' }, 'golang:1.22-alpine3.19')).toBe('step-not-known');
    const gcc = steps.replace('libfoo', 'gcc');
    expect(leaves(gcc, { runtime: 'alpine:3.19' }, 'golang:1.22-alpine3.19')).toEqual({});
  });

  test('other managers, and verbs that are not known', () => {
    expect(leaves('RUN zypper install -y gcc')).toBe('step-not-known');
    expect(leaves('RUN apt-get build-dep -y ffmpeg')).toBe('step-not-known');
    expect(leaves('RUN xargs apt-get install -y < packages.txt')).toBe('step-not-known');
  });
});

describe('files', () => {
  test('a name that stands with its option is the one of the file', () => {
    const text = 'FROM golang:1.22\nWORKDIR /app\nCOPY . .\nRUN go build -o server\n';
    const made = leftoversOf(`${text}RUN wget -qO/data/list.txt https://example.com/list\nCMD ["./server"]\n`);
    expect(isRefusal(made) ? [] : made.carries).toEqual([{ path: '/data/list.txt', kind: 'file' }]);
  });

  test('a probe of orchestrators is needed, whoever runs it', () => {
    const text = 'FROM golang:1.22\nWORKDIR /app\nCOPY . .\nRUN go build -o server\n';
    const run = 'RUN wget -qO/bin/grpc_health_probe https://example.com/x && chmod +x /bin/grpc_health_probe\n';
    const made = leftoversOf(`${text}${run}CMD ["./server"]\n`, { runtime: STATIC });
    expect(isRefusal(made) ? [] : made.carries).toEqual([{ path: '/bin/grpc_health_probe', kind: 'file' }]);
  });

  test.each([
    ['RUN echo hello > /etc/app.conf', ['/etc/app.conf']],
    ['RUN touch /srv/store.db', ['/srv/store.db']],
    ['RUN date | tee /app/built-at.txt', ['/app/built-at.txt']],
    ['RUN cp config.sample.json config.json', ['/app/config.json']],
    ['RUN curl -fsSL -o /app/model.bin https://example.com/model', ['/app/model.bin']],
    ['RUN wget -qO /srv/geo.mmdb https://example.com/geo', ['/srv/geo.mmdb']],
  ])('%s', (steps, carries) => {
    expect(leaves(steps, { files: { 'config.sample.json': '{}' } })).toEqual({ carries });
  });

  test('a file that is removed again', () => {
    expect(leaves('RUN curl -o /srv/x.tgz https://example.com/x\nRUN rm -f /srv/*.tgz')).toEqual({});
    expect(leaves('RUN curl -o /srv/x.tgz https://example.com/x\nRUN true || rm -f /srv/x.tgz')).toEqual({
      carries: ['/srv/x.tgz'],
    });
  });

  test('a file in a folder that is carried', () => {
    const carries = [{ path: '/app', kind: 'folder' }] as const;
    expect(leaves('RUN echo x > /app/x && touch y && curl -O https://example.com/z', { carries })).toEqual({});
  });

  test('a file that a COPY of the runtime stage would bring as it was', () => {
    const setting = { files: { 'conf/app.ini': 'x' }, moves: /conf/ };
    const dockerfile =
      'FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY main.go .\nCOPY conf conf\nRUN STEP\nRUN go build -o server\nCMD ["/app/server"]\n';
    const ask = (step: string) => summary(leftoversOf(dockerfile.replace('STEP', step), setting));
    expect(ask('sed -i s/x/y/ conf/app.ini')).toEqual({ over: ['/app/conf/app.ini'] });
    expect(ask('chmod 600 conf/app.ini')).toEqual({ over: ['/app/conf/app.ini'] });
    expect(ask('chmod 600 conf/*')).toEqual({ over: ['/app/conf/app.ini'] });
    expect(ask('rm conf/app.ini')).toBe('step-not-known');
    expect(ask('rm -rf conf/*')).toBe('step-not-known');
    expect(ask('find . -name "*.ini" -delete')).toBe('step-not-known');
    expect(ask('rm -rf /var/lib/apt/lists/*')).toEqual({});
  });

  test('a file beside the sources, which is copied again', () => {
    const dockerfile =
      'FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY . .\nCOPY start.sh /start.sh\nRUN chmod +x /start.sh\nRUN go build -o server\nENTRYPOINT ["/start.sh"]\n';
    const files = { 'start.sh': '#!/bin/sh\nexec /app/server\n' };
    expect(summary(leftoversOf(dockerfile, { files }))).toEqual({ over: ['/start.sh'] });
    expect(summary(leftoversOf(dockerfile, { files, modes: { 'start.sh': 0o755 } }))).toEqual({});
  });

  test('a folder beside the sources', () => {
    const files = { 'scripts/run.sh': '#!/bin/sh', 'scripts/key': 'x' };
    const steps = (run: string) => `COPY scripts /scripts\nRUN ${run}`;
    expect(leaves(steps('chmod -R +x /scripts'), { files })).toEqual({ over: ['/scripts/'] });
    expect(leaves(steps('chmod +x /scripts/*.sh'), { files })).toEqual({ over: ['/scripts/run.sh'] });
    expect(leaves(steps('sed -i s/a/b/ /scripts/run.sh'), { files })).toEqual({ over: ['/scripts/run.sh'] });
    expect(leaves(steps('chmod -R 777 /scripts'), { files })).toBe('step-not-known');
    // The COPY that is repeated would bring it back.
    expect(leaves(steps('rm /scripts/key'), { files })).toBe('step-not-known');
    const carries = [{ path: '/scripts', kind: 'folder' }] as const;
    expect(leaves(steps('rm /scripts/key && chmod -R +x /scripts'), { files, carries })).toEqual({});
  });

  test('a file that ADD fetched', () => {
    const steps = 'ADD https://example.com/tini /tini\nRUN chmod +x /tini';
    expect(leaves(steps)).toEqual({ over: ['/tini'] });
  });

  test('programs', () => {
    const download = 'RUN wget -O /usr/local/bin/dumb-init https://example.com/d && chmod +x /usr/local/bin/dumb-init';
    expect(leaves(download)).toEqual({});
    runs('dumb-init');
    expect(leaves(download)).toEqual({ carries: ['/usr/local/bin/dumb-init'], brings: ['dumb-init'] });
    expect(leaves(download, { runtime: STATIC })).toBe('step-not-known');
    expect(leaves(download.replaceAll('dumb-init', 'ffmpeg'))).toEqual({});
    runs('ffmpeg');
    expect(leaves(download.replaceAll('dumb-init', 'ffmpeg'))).toBe('step-not-known');
    reads.answer = null;
    expect(leaves(download)).toBe('step-not-known');
  });

  test('links of programs', () => {
    expect(leaves('RUN ln -s /usr/bin/python3 /usr/bin/python')).toEqual({});
    runs('python');
    expect(leaves('RUN ln -s /usr/bin/python3 /usr/bin/python')).toBe('step-not-known');
    runs('serve');
    expect(leaves('RUN ln -s /app/server /usr/local/bin/serve')).toEqual({
      repeats: ['ln -s /app/server /usr/local/bin/serve'],
    });
  });

  test('the time zone', () => {
    const link = 'ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime && echo Europe/Berlin > /etc/timezone';
    const copy = 'cp /usr/share/zoneinfo/Europe/Berlin /etc/localtime';
    const carries = ['/etc/localtime', '/etc/timezone'];
    expect(leaves(`RUN ${link}`)).toEqual({ repeats: [link] });
    expect(leaves(`RUN ${copy}`)).toEqual({ repeats: [copy] });
    // COPY would write through the link that Debian has there.
    expect(leaves(`RUN ${link} && go generate`)).toBe('step-not-known');
    expect(leaves(`RUN ${link}`, { runtime: STATIC })).toEqual({ carries });
    expect(leaves(`RUN apk add tzdata && ${copy}`, { runtime: 'alpine:3.19' }, 'golang:1.22-alpine3.19')).toEqual({
      packages: ['tzdata'],
      carries: ['/etc/localtime'],
    });
    expect(leaves(`RUN ${link}`, { runtime: 'debian:trixie-slim' }, 'golang:1.24-trixie')).toEqual({
      packages: ['tzdata'],
      repeats: [link],
    });
    expect(leaves(`RUN ${link}`, { runtime: 'python:3.12-slim' })).toEqual({ repeats: [link] });
    const again = 'echo Europe/Berlin > /etc/timezone && dpkg-reconfigure -f noninteractive tzdata';
    expect(leaves(`RUN ${again}`)).toEqual({ repeats: [again] });
    const installed = `RUN apt-get install -y tzdata\nRUN ${link}`;
    expect(leaves(installed, { runtime: 'debian:trixie-slim' }, 'golang:1.22-trixie')).toEqual({
      packages: ['tzdata'],
      repeats: [link],
    });
  });

  test('another shell', () => {
    const link = 'rm /bin/sh && ln -s /bin/bash /bin/sh';
    expect(leaves(`RUN ${link}`)).toEqual({ repeats: [link] });
    expect(leaves(`RUN ${link} && go generate`)).toBe('step-not-known');
    expect(leaves(`RUN ${link}`, { runtime: STATIC })).toEqual({});
  });

  test('certificates of its own', () => {
    const steps = 'COPY ca.crt /usr/local/share/ca-certificates/ca.crt\nRUN update-ca-certificates';
    const files = { 'ca.crt': 'x' };
    expect(leaves(steps, { files, linksNothing: true })).toEqual({ carries: ['/etc/ssl/certs/ca-certificates.crt'] });
    expect(leaves(steps, { files })).toEqual({ packages: ['ca-certificates'], commands: ['update-ca-certificates'] });
    expect(leaves(steps, { files, runtime: 'python:3.12-slim-bookworm' })).toEqual({
      commands: ['update-ca-certificates'],
    });
    const cc = 'gcr.io/distroless/cc-debian12';
    expect(leaves(steps, { files, runtime: cc })).toBe('step-not-known');
    // One that is fetched makes the same difference.
    const fetched = 'RUN curl -o /usr/local/share/ca-certificates/x.crt https://e.com/x.crt && update-ca-certificates';
    expect(leaves(fetched)).toEqual({
      packages: ['ca-certificates'],
      carries: ['/usr/local/share/ca-certificates/x.crt'],
      commands: ['update-ca-certificates'],
    });
  });

  test('locales', () => {
    const steps = "RUN sed -i 's/# en_US/en_US/' /etc/locale.gen && locale-gen";
    expect(leaves(steps)).toEqual({ carries: ['/usr/lib/locale/'] });
    expect(leaves(steps, { linksNothing: true, runtime: STATIC })).toEqual({});
    expect(leaves(steps, { runtime: 'debian:trixie-slim' })).toBe('step-not-known');
    expect(leaves(steps, { runtime: STATIC })).toBe('step-not-known');
  });

  test('libraries of its own', () => {
    const steps = 'COPY libx.so /usr/local/lib/libx.so\nRUN ldconfig';
    expect(leaves(steps, { files: { 'libx.so': 'x' } })).toBe('step-not-known');
  });
});

describe('folders', () => {
  test('an empty one is made again where there is a shell, else copied', () => {
    expect(leaves('RUN mkdir -p /data/store')).toEqual({ repeats: ['mkdir -p /data/store'] });
    expect(leaves('RUN mkdir -p /data/store', { runtime: STATIC })).toEqual({ carries: ['/data/store/'] });
    expect(leaves('RUN mkdir -p logs')).toEqual({ repeats: ['mkdir -p logs'] });
    expect(leaves('RUN mkdir /data /srv/x', { runtime: STATIC })).toEqual({ carries: ['/data/', '/srv/x/'] });
  });

  test('braces are several to bash alone', () => {
    const steps = 'RUN mkdir -p /data/{in,out}';
    const carries = ['/data/in/', '/data/out/'];
    expect(leaves(`SHELL ["/bin/bash", "-c"]\n${steps}`)).toEqual({ carries });
    expect(leaves(steps)).toBe('step-not-known');
  });

  test('beside the build it is copied', () => {
    expect(leaves('RUN mkdir /data && go generate ./...')).toEqual({ carries: ['/data/'] });
  });

  test('relative to a folder that the runtime stage does not start in, it is copied', () => {
    const dockerfile =
      'FROM golang:1.22-bookworm\nWORKDIR /src\nCOPY . .\nRUN mkdir logs\nRUN go build -o /app/server\nWORKDIR /app\nCMD ["/app/server"]\n';
    expect(summary(leftoversOf(dockerfile))).toEqual({ carries: ['/src/logs/'] });
  });

  test('where the sources lie, or the build works, there is nothing to make', () => {
    const dockerfile =
      'FROM golang:1.22-bookworm\nRUN mkdir -p /build/out /go/src/x\nCOPY . /build\nRUN cd /build/out && go build -o /app/server ..\nWORKDIR /app\nCMD ["/app/server"]\n';
    expect(summary(leftoversOf(dockerfile))).toEqual({});
  });

  test('given away', () => {
    const own = 'RUN mkdir /data && chown 1000:1000 /data';
    expect(leaves(own, {}, undefined, 'USER 1000\n')).toEqual({ repeats: ['mkdir /data && chown 1000:1000 /data'] });
    expect(leaves(own, { runtime: STATIC }, undefined, 'USER 1000\n')).toBe('no-shell');
    expect(leaves(own, { runtime: STATIC })).toEqual({ carries: ['/data/'] });
    expect(leaves(`${own} && go generate`, {}, undefined, 'USER 1000\n')).toBe('step-not-known');
    expect(leaves('RUN mkdir -m 1777 /data')).toEqual({ repeats: ['mkdir -m 1777 /data'] });
  });

  test('the working directory itself', () => {
    const carries = [{ path: '/app', kind: 'folder' }] as const;
    expect(leaves('RUN chown -R 1000 /app', { carries }, undefined, 'USER 1000\n')).toEqual({
      repeats: ['chown -R 1000 /app'],
    });
    expect(leaves('RUN chmod -R 755 /app', { carries, runtime: STATIC })).toEqual({});
    expect(leaves('RUN chmod -R a+rX /app', { carries, runtime: STATIC })).toEqual({});
    for (const mode of ['777', '0775', 'ugo+rwX', 'u=rwx,g=rwx', '1777', 'g+w'])
      expect(leaves(`RUN chmod -R ${mode} /app`, { carries, runtime: STATIC })).toBe('no-shell');
    expect(leaves('RUN chmod 600 /app/key.pem', { carries, runtime: STATIC })).toEqual({});
  });

  test('what is copied in is changed behind the COPY', () => {
    const carries = [{ path: '/opt/venv', kind: 'folder' }] as const;
    expect(leaves('RUN chown -R 1000 /opt/venv', { carries }, undefined, 'USER 1000\n')).toEqual({
      late: ['chown -R 1000 /opt/venv'],
    });
  });
});

describe('users', () => {
  const user = 'RUN useradd -m -u 1001 app';

  test('are made again', () => {
    expect(leaves(user, {}, undefined, 'USER app\n')).toEqual({ repeats: ['useradd -m -u 1001 app'] });
    const both = 'RUN groupadd -g 1001 app && useradd -u 1001 -g app app && mkdir /data && chown app:app /data';
    expect(leaves(both, {}, undefined, 'USER app\n')).toEqual({ repeats: [both.slice(4)] });
    const alpine = 'RUN addgroup -S app && adduser -S -G app app';
    expect(leaves(alpine, { runtime: 'alpine:3.19' }, 'golang:1.22-alpine3.19', 'USER app\n')).toEqual({
      repeats: [alpine.slice(4)],
    });
  });

  test.each([
    [`${user} && go generate ./...`, BOOKWORM],
    [`${user} && apt-get install -y gcc`, BOOKWORM],
    [user, STATIC],
    ['RUN adduser --uid 1001 app', 'debian:trixie-slim'],
    ['RUN curl -o /tmp/x https://example.com && useradd app', BOOKWORM],
    ['RUN usermod -aG docker app', 'alpine:3.19'],
    ['RUN --mount=type=cache,target=/var/cache useradd app', BOOKWORM],
    ['USER 1000\nRUN useradd app', BOOKWORM],
  ])('%s on %s: user-made', (steps, runtime) => {
    expect(leaves(steps, { runtime })).toBe('user-made');
  });

  test.each([
    ['RUN useradd -u 1001 -g app app', 'user-made'],
    ['RUN useradd -u 1001 -G docker app', 'user-made'],
    ['RUN usermod -aG sudo somebody', 'user-made'],
    ['RUN chown somebody /app', 'step-not-known'],
    ['RUN chown app:$GROUP /app', 'step-not-known'],
  ])('%s: %s, since a name may not be there', (steps, code) => {
    expect(leaves(steps, {}, undefined, 'USER 1001\n')).toBe(code);
  });

  test.each([
    'useradd -u 1001 -G sudo,audio app',
    'groupadd -g 1001 app && useradd -u 1001 -g app app && usermod -aG sudo app',
    'useradd -u 1001 -g 0 app',
    'chown -R www-data:www-data /app',
    'chown 1001 /app',
    'useradd -u 1001 app && chown app:app /app',
  ])('%s: the names are there', (command) => {
    expect(leaves(`RUN ${command}`, {}, undefined, 'USER 1001\n')).toEqual({ repeats: [command] });
  });

  test('a user of the image', () => {
    const setting = { runtime: 'node:20-bookworm-slim' };
    const steps = 'RUN chown node:node /app';
    expect(leaves(steps, setting, 'node:20-bookworm', 'USER node\n')).toEqual({ repeats: [steps.slice(4)] });
    expect(leaves(steps, {}, 'node:20-bookworm', 'USER node\n')).toBe('step-not-known');
  });

  test('by hand', () => {
    const steps = 'RUN echo "app:x:1000:1000::/app:/bin/sh" >> /etc/passwd';
    expect(leaves(steps)).toEqual({ repeats: [steps.slice(4)] });
    expect(leaves(steps, { runtime: STATIC })).toBe('user-made');
  });

  test('adduser is in the image up to Debian 12', () => {
    expect(leaves('RUN adduser --uid 1001 app')).toEqual({ repeats: ['adduser --uid 1001 app'] });
  });

  test('numbers that may differ matter where somebody owns files', () => {
    const system = 'RUN adduser --system --group app';
    expect(leaves(system, {}, undefined, 'USER app\n')).toEqual({ repeats: ['adduser --system --group app'] });
    expect(leaves(`${system} && chown app /app`, {}, undefined, 'USER app\n')).toBe('user-made');
    const shadow = 'RUN useradd -r app && chown app /app';
    expect(leaves(shadow, {}, undefined, 'USER app\n')).toEqual({ repeats: [shadow.slice(4)] });
    expect(leaves(`RUN apt-get install -y gcc git\n${shadow}`, {}, undefined, 'USER app\n')).toEqual({
      repeats: [shadow.slice(4)],
    });
    expect(leaves(`RUN apt-get install -y cron\n${shadow}`, {}, undefined, 'USER app\n')).toBe('user-made');
    expect(leaves(shadow.replace('-r ', ''), { runtime: BOOKWORM, claims: /^(?:go|npm)$/ }, 'node:20-bookworm')).toBe(
      'user-made',
    );
  });

  test('a user that a moved COPY names has to be there before it', () => {
    const dockerfile =
      'FROM golang:1.22-bookworm\nWORKDIR /app\nRUN useradd -u 1001 app && chown -R app /opt/venv\nCOPY --chown=app data data\nCOPY main.go .\nRUN go build -o server\nUSER app\nCMD ["/app/server"]\n';
    const setting = { files: { 'data/x': 'x' }, carries: [{ path: '/opt/venv', kind: 'folder' }] } as const;
    expect(summary(leftoversOf(dockerfile, { ...setting, moves: /data/ }))).toBe('user-made');
    expect(summary(leftoversOf(dockerfile, setting))).toEqual({
      late: ['useradd -u 1001 app && chown -R app /opt/venv'],
    });
  });
});

describe('in the RUN of the build, which cannot be repeated', () => {
  const carries = [
    { path: '/app/server', kind: 'file' },
    { path: '/app/web', kind: 'folder' },
  ] as const;
  const user = 'USER nobody\n';
  const built = (steps: string, end = user, before = '') =>
    summary(
      leftoversOf(
        withSteps(before || 'RUN true', 'golang:1.22-bookworm', `RUN go build -o server && ${steps}\n${end}`),
        { carries },
      ),
    );

  test('COPY gives the files away, and chown the folder that they are copied into', () => {
    expect(built('chown -R nobody:nogroup /app')).toEqual({
      commands: ['chown nobody:nogroup /app'],
      owners: ['nobody:nogroup /app'],
    });
    expect(built('chown -R nobody .')).toMatchObject({ owners: ['nobody:root /app'] });
    expect(built('chown -R 1000 /app', 'USER 1000\n')).toMatchObject({ owners: ['1000:0 /app'] });
    expect(built('chown -R nobody: /app')).toMatchObject({ owners: ['nobody /app'] });
    expect(built('chown -R nobody web')).toEqual({ owners: ['nobody:root /app/web'] });
  });
  test('a user that a RUN makes is there by then', () => {
    expect(built('chown -R app /app', 'USER app\n', 'RUN useradd -u 5000 app')).toMatchObject({
      owners: ['app:root /app'],
      repeats: ['useradd -u 5000 app'],
    });
    expect(built('chown -R app /app', 'USER app\n')).toBe('step-not-known');
  });
  test.each([
    'chown nobody /app',
    'chown -R 1000: /app',
    'chown -R nobody /app/logs',
    'chown -R nobody / ',
    'chown -R nobody /app && chown -R games /app/web',
    'chown -R nobody /app && setcap cap_net_raw+ep server',
    'chgrp -R nogroup /app',
    'chown -R $OWNER /app',
  ])('%s: not told', (steps) => {
    expect(built(steps)).toBe('step-not-known');
  });
  test('where all is of root it means nothing', () => {
    expect(built('chown -R nobody /app', '')).toEqual({});
  });
  test('the mode of the working directory, and of folders that are made', () => {
    expect(built('mkdir logs && chmod 777 logs')).toEqual({
      carries: ['/app/logs/'],
      commands: ['chmod 777 /app/logs'],
    });
    expect(built('chmod 777 /app')).toEqual({ commands: ['chmod 777 /app'] });
    expect(built('chmod -R 777 /app')).toBe('step-not-known');
    expect(built('chmod -R g=u /app')).toBe('step-not-known');
    expect(built('chmod -R 755 /app')).toEqual({});
  });
  test('capabilities go along with the file', () => {
    expect(built('setcap cap_net_bind_service=+ep /app/server')).toEqual({});
  });
});

describe('what is fetched into a folder of its own', () => {
  const fetch = 'RUN mkdir -p /opt/geo && curl -L https://example.com/geo.tgz | tar xz -C /opt/geo';
  test('comes along when it is data', () => {
    expect(leaves(fetch)).toEqual({ carries: ['/opt/geo/', '/opt/geo/'] });
    expect(leaves(`ENV GEO_DATA=/opt/geo\n${fetch}`, { runtime: STATIC })).toEqual({
      carries: ['/opt/geo/', '/opt/geo/'],
    });
  });
  test.each([
    `ENV LD_LIBRARY_PATH=/opt/geo\n${fetch}`,
    `ENV PATH=/opt/geo/bin:$PATH\n${fetch}`,
    `${fetch}\nRUN /opt/geo/bin/make-all || true`,
    `${fetch}\nRUN ln -s /opt/geo/bin/geo /usr/local/bin/geo`,
    'RUN curl -L https://example.com/geo.tgz | tar xz -C /opt',
    'RUN curl -L https://example.com/geo.tgz | tar xz -C /usr/local',
    'RUN [ -n "$GEO" ] || tar xzf geo.tgz -C /opt/geo',
  ])('%s: not told', (steps) => {
    expect(leaves(steps)).toBe('step-not-known');
  });
  test('a program in it that the start runs', () => {
    expect(leaves(`${fetch}`, {}, undefined, 'ENTRYPOINT ["/opt/geo/bin/run"]\n')).toBe('step-not-known');
  });
});

describe('key stores', () => {
  test('are one file each', () => {
    const jar = { carries: [{ path: '/app/app.jar', kind: 'file' }], runtime: 'eclipse-temurin:17-jre' } as const;
    const java = (steps: string, setting: Setting = jar) => leaves(steps, setting, 'eclipse-temurin:17');
    const cacerts = '/opt/java/openjdk/lib/security/cacerts';
    expect(java('RUN keytool -importcert -noprompt -cacerts -file /tmp/x.crt -alias x')).toEqual({
      carries: [cacerts],
    });
    expect(java('RUN keytool -genkeypair -alias a -keystore keys.p12 -storepass changeit')).toEqual({
      carries: ['/app/keys.p12'],
    });
    expect(java('RUN keytool -list -cacerts')).toEqual({});
    const other = { ...jar, runtime: 'debian:bookworm-slim' };
    expect(java('RUN keytool -importcert -cacerts -file /tmp/x.crt', other)).toBe('step-not-known');
  });
});

test('the release of Maven on Temurin is that of the JRE, unless its tag stands still', () => {
  const jre = { runtime: 'eclipse-temurin:17-jre' };
  const install = 'RUN apt-get install -y libfoo42';
  const packages = { packages: ['libfoo42'] };
  expect(leaves(install, jre, 'maven:3.9-eclipse-temurin-17')).toEqual(packages);
  expect(leaves(install, jre, 'gradle:8-jdk17')).toEqual(packages);
  expect(leaves(install, jre, 'maven:3.8.4-eclipse-temurin-17')).toBe('package-not-known');
  expect(leaves(install, { runtime: 'eclipse-temurin:17-jre-jammy' }, 'eclipse-temurin:17-jdk-jammy')).toEqual(
    packages,
  );
  expect(leaves(install, jre, 'eclipse-temurin:17-jdk-focal')).toBe('package-not-known');
  const aspnet = { runtime: 'mcr.microsoft.com/dotnet/aspnet:8.0' };
  expect(leaves(install, aspnet, 'mcr.microsoft.com/dotnet/sdk:8.0')).toEqual(packages);
});
