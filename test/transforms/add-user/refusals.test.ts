import { describe, expect, test } from 'vitest';
import { slimify } from '../../../src/engine/pipeline.ts';
import type { SkipCode } from '../../../src/engine/skips.ts';
import { memoryProject, type Use } from '../../../src/project/project.ts';
import { NOTHING_GIVEN } from '../../../src/project/uses/given.ts';
import { addUser } from '../../../transforms/add-user.ts';
import { type Case, runTransform, testTransform } from '../../support/harness.ts';
import { service } from '../../support/uses.ts';

function refused(title: string, before: string, code: SkipCode, files?: Case['files']): Case {
  return { title, before, skips: [code], ...(files === undefined ? {} : { files }) };
}

/** A Python app whose start or RUN is the point. */
function app(middle: string, start = 'CMD ["python", "app.py"]'): string {
  return `FROM python:3.12\nWORKDIR /app\n${middle}COPY . .\n${start}\n`;
}

const SCRIPT = 'COPY entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]\n';
function script(body: string): Case['files'] {
  return { 'entrypoint.sh': `#!/bin/sh\n${body}\nexec "$@"\n`, 'app.py': 'print(1)\n' };
}

const FRAME: readonly Case[] = [
  refused(
    'a container that only waits',
    'FROM debian:12\nCOPY a /a\nCMD ["tail", "-f", "/dev/null"]\n',
    'starts-nothing',
  ),
  refused('an empty command', 'FROM scratch\nCOPY a /a\nENTRYPOINT []\nCMD []\n', 'starts-nothing'),
  refused(
    'an app that a RUN fetches',
    'FROM node:22\nRUN git clone https://example.org/a.git /srv/a\nWORKDIR /srv/a\nCMD ["node", "a.js"]\n',
    'no-app-folder',
  ),
  refused(
    'a program that may be a script',
    'FROM debian:12\nWORKDIR /app\nCOPY . .\nCMD ["./run"]\n',
    'start-not-known',
  ),
  refused('an image that nobody knows', 'FROM example.org/team/base:1\nCOPY a /a\nCMD ["/a"]\n', 'unknown-base'),
  refused(
    'an image that starts as root by itself',
    'FROM postgres:16\nCOPY a.sql /docker-entrypoint-initdb.d/\n',
    'base-starts-as-root',
  ),
  refused('nginx', 'FROM nginx:alpine\nCOPY dist /usr/share/nginx/html\n', 'base-starts-as-root'),
  refused('php with apache', 'FROM php:8.3-apache\nCOPY . /var/www/html\n', 'base-starts-as-root'),
  refused('made to be built on', 'FROM node:22\nONBUILD COPY . .\nCMD ["node", "a.js"]\n', 'base-of-others'),
  refused('nothing to start', 'FROM node:22\nRUN npm i -g pnpm\n', 'starts-nothing'),
  refused('a prompt', 'FROM python:3.12\nRUN pip install flask\nCMD ["python3"]\n', 'starts-nothing'),
  refused('a shell', 'FROM debian:12\nRUN apt-get update\nCMD ["bash"]\n', 'starts-nothing'),
  refused(
    'root right above the start',
    'FROM node:22\nCOPY . /app\nUSER root\nCMD ["node", "/app/a.js"]\n',
    'root-on-purpose',
  ),
  refused('a dev container', 'FROM mcr.microsoft.com/devcontainers/base:debian\nCMD ["sleep", "1"]\n', 'dev-container'),
  refused(
    'no tools to make a user',
    'FROM amazoncorretto:21\nWORKDIR /app\nCOPY app.jar .\nCMD ["java", "-jar", "app.jar"]\n',
    'no-user-tools',
  ),
  refused('a user that a RUN may not make', app('RUN id web || useradd web\n'), 'user-made'),
  refused('a group of the same name', app('RUN groupadd app\n'), 'user-made'),
  refused('two users', app('RUN useradd web && useradd job\n'), 'user-made'),
  refused('a user that people work as', app('RUN useradd -m vscode\n'), 'user-made'),
  refused('a user of a name that is not known', app('ARG U\nRUN useradd $U\n'), 'user-made'),
  refused('a user that becomes root', app('RUN useradd web && usermod -aG sudo web\n'), 'user-made'),
  refused(
    'files of another user',
    'FROM node:22\nWORKDIR /app\nCOPY --chown=web:web . .\nCMD ["node", "a.js"]\n',
    'user-made',
  ),
];

const IDLE: readonly Case[] = [
  refused(
    'a script that only hands on',
    'FROM alpine:3\nCOPY entrypoint.sh /\nENTRYPOINT ["/bin/sh", "/entrypoint.sh"]\n',
    'starts-nothing',
    { 'entrypoint.sh': '#!/bin/sh\nexec "$@"\n' },
  ),
  refused('an init that only hands on', 'FROM debian:12\nENTRYPOINT ["tini", "--"]\n', 'starts-nothing'),
];

const START: readonly Case[] = [
  refused('gosu', app('', 'CMD ["gosu", "web", "python", "app.py"]'), 'start-needs-root'),
  refused(
    'a server that becomes another user',
    app('', 'CMD ["gunicorn", "--user", "www-data", "web"]'),
    'start-needs-root',
  ),
  refused('a supervisor', app('', 'CMD ["/usr/bin/supervisord", "-n"]'), 'start-needs-root'),
  refused('a server beside it', app('', 'CMD service nginx start && python app.py'), 'start-needs-root'),
  refused('a build at the start', app('', 'CMD ["uv", "run", "app.py"]'), 'start-needs-root'),
  refused('a script that gives files away', `${app('')}${SCRIPT}`, 'start-needs-root', script('chown -R web /data')),
  refused('a script that writes to /etc', `${app('')}${SCRIPT}`, 'start-needs-root', script('echo 1 > /etc/app.conf')),
  refused(
    'a script that edits a file of the system',
    `${app('')}${SCRIPT}`,
    'start-needs-root',
    script('sed -i s/a/b/ /etc/hosts'),
  ),
  refused(
    'a script that writes where only it knows',
    `${app('')}${SCRIPT}`,
    'start-needs-root',
    script('mkdir -p "$DIR"'),
  ),
  refused(
    'a script that changes the user',
    `${app('')}${SCRIPT}`,
    'start-needs-root',
    script('usermod -u "$PUID" web\nexec su-exec web "$@"'),
  ),
  refused('a script that is not there', `${app('')}${SCRIPT}`, 'start-not-read', { 'app.py': '' }),
  refused('a script without a context', `${app('')}${SCRIPT}`, 'start-not-read'),
  refused(
    'npm start without its package.json',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npm", "start"]\n',
    'start-not-read',
  ),
  refused(
    'a dev server behind npm start',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npm", "start"]\n',
    'start-needs-root',
    {
      'package.json': '{"scripts": {"start": "react-scripts start"}}',
    },
  ),
  refused(
    'a program that nobody knows',
    'FROM debian:12\nRUN apt-get update && apt-get install -y icecast2\nCMD ["icecast2"]\n',
    'start-not-known',
  ),
  refused(
    'the socket of Docker',
    app('', 'CMD ["python", "app.py", "--host", "unix:///var/run/docker.sock"]'),
    'docker-socket',
  ),
];

const FILES: readonly Case[] = [
  refused('pip for root alone', app('RUN pip install --user flask\n'), 'root-home'),
  refused('a PATH below /root', app('ENV PATH=/root/.local/bin:$PATH\n'), 'root-home'),
  refused('a COPY to /root', app('COPY a.conf /root/.config/\n'), 'root-home'),
  refused('a browser', app('RUN playwright install chromium\n'), 'root-home'),
  refused('a browser, as a module', app('RUN python -m playwright install chromium\n'), 'root-home'),
  refused('a browser, through a package manager', app('RUN pnpm exec playwright install\n'), 'root-home'),
  refused('a model that a script fetches', app('COPY get.py .\nRUN python get.py\n'), 'root-home', {
    'get.py': 'from transformers import AutoModel\nAutoModel.from_pretrained("bert-base-uncased")\n',
    'app.py': 'print(1)\n',
  }),
  refused(
    'a setting of Bundler in front of the Gemfile that it is for',
    'FROM ruby:3.3-slim\nWORKDIR /app\nRUN bundle config set without \'test\'\nCOPY . .\nRUN bundle install\nCMD ["bundle", "exec", "ruby", "app.rb"]\n',
    'root-home',
    { Gemfile: '', 'app.rb': 'puts 1\n' },
  ),
  refused(
    'a setting of Bundler for its user',
    'FROM ruby:3.3-slim\nWORKDIR /app\nCOPY . .\nRUN bundle config --global frozen 1 && bundle install\nCMD ["bundle", "exec", "ruby", "app.rb"]\n',
    'root-home',
    { Gemfile: '', 'app.rb': 'puts 1\n' },
  ),
  refused('poetry in an environment of its own', app('RUN poetry install\n'), 'root-home'),
  refused('an installer from the web', app('RUN curl -fsSL https://example.org/install.sh | sh\n'), 'root-home'),
  refused(
    'corepack for the yarn that is started',
    'FROM node:22\nWORKDIR /app\nRUN corepack enable\nCOPY . .\nCMD ["yarn", "start"]\n',
    'root-home',
    {
      'package.json': '{"scripts": {"start": "node a.js"}}',
      'a.js': '',
    },
  ),
  refused('a file that only root may read', app('RUN chmod 600 /app/key\n'), 'unreadable-file'),
  refused('a script that only its owner may run', app('RUN chmod 744 /app/run.sh\n'), 'unreadable-file'),
  refused('a folder that only its owner may enter', app('RUN chmod u=rwx,go=r /app/data\n'), 'unreadable-file'),
  refused('a folder that is made so', app('RUN mkdir -m 700 /srv/keys\n'), 'unreadable-file'),
  refused(
    'a file that another stage has hidden',
    'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/app . && chmod 700 /out/app\nFROM debian:12\nCOPY --from=build /out/app /usr/local/bin/app\nCMD ["app"]\n',
    'unreadable-file',
    { 'go.mod': 'module app\n', 'main.go': 'package main\nfunc main() {}\n' },
  ),
  refused('a COPY that only root may read', app('COPY --chmod=600 key /etc/key\n'), 'unreadable-file'),
  refused('a file from a URL', app('ADD https://example.org/a.jar /opt/a.jar\n'), 'unreadable-file'),
  refused('a volume that it may write to', app('VOLUME /data\n'), 'data-volume'),
  refused(
    'a database that a RUN makes',
    'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN python manage.py migrate\nCMD ["gunicorn", "web"]\n',
    'made-as-root',
  ),
  refused(
    'a file that a RUN makes where the app writes',
    'FROM python:3.12\nWORKDIR /app\nRUN mkdir /data && echo 1 > /data/db.json\nCOPY app.py .\nCMD ["python", "app.py"]\n',
    'made-as-root',
    { 'app.py': 'open("/data/db.json", "a").write("x")\n' },
  ),
  refused(
    'a volume that it works in, whatever its sources say',
    'FROM python:3.12\nCOPY app.py /code/\nVOLUME /data\nWORKDIR /data\nCMD ["python", "/code/app.py"]\n',
    'data-volume',
    { 'app.py': 'print(1)\n' },
  ),
  refused(
    'files from an address behind a variable',
    app('ENV FROM_URL=https://example.org\nADD $FROM_URL/a.json /opt/\n'),
    'unreadable-file',
    { 'app.py': 'print(1)\n' },
  ),
  refused(
    "the base image's own folder, which holds more than the app",
    'FROM golang:1.25\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n',
    'no-app-folder',
  ),
  refused(
    'a binary of the context, without a shell',
    'FROM scratch\nCOPY server /\nENTRYPOINT ["/server"]\n',
    'no-shell',
    { server: '\u0000\u0001' },
  ),
  refused(
    'a folder of the system that it writes to',
    'FROM python:3.12\nWORKDIR /app\nCOPY app.py .\nCMD ["python", "app.py"]\n',
    'writes-system',
    { 'app.py': 'open("/etc/app.conf", "w").write("x")\n' },
  ),
  refused(
    'data that the stage brings that others may be built on',
    'FROM python:3.12 AS base\nWORKDIR /app\nCOPY . .\nFROM base\nCMD ["python", "app.py"]\n',
    'app-in-parent',
  ),
  refused(
    'no folder of its own',
    'FROM python:3.12\nCOPY app.py /app.py\nCMD ["python", "/app.py"]\n',
    'no-app-folder',
  ),
];

testTransform(addUser, [...FRAME, ...IDLE, ...START, ...FILES]);

test('a volume below /tmp, packages for all, a clean-up and a cache mount below /root are no reason', () => {
  const text = app(
    'VOLUME /tmp\nENV POETRY_VIRTUALENVS_CREATE=false\nRUN --mount=type=cache,target=/root/.cache pip install flask && rm -rf /root/.npm\nRUN poetry install\n',
  );
  expect(runTransform(addUser, text).applied).toHaveLength(1);
});

describe('ports', () => {
  const ports: readonly (readonly [string, string])[] = [
    ['EXPOSE', app('EXPOSE 80\n')],
    ['EXPOSE of a variable', app('ARG P\nEXPOSE $P\n')],
    ['PORT', app('ENV PORT=443\n')],
    ['an option', app('', 'CMD ["python", "-m", "http.server", "--port", "80"]')],
    ['an address', app('', 'CMD ["gunicorn", "-b", "0.0.0.0:80", "web"]')],
    ['a health check', app('HEALTHCHECK CMD curl -f http://localhost/\n')],
    [
      '.NET up to 7',
      'FROM mcr.microsoft.com/dotnet/aspnet:6.0\nWORKDIR /app\nCOPY out .\nENTRYPOINT ["dotnet", "a.dll"]\n',
    ],
  ];
  test.each(ports)('%s below 1024 is for those who ask', (_, text) => {
    const report = runTransform(addUser, text);
    expect(report.held.map(({ risk }) => risk)).toEqual(['changes']);
    expect(report.held[0]!.message).toContain('Docker 20.10');
    expect(report.skipped.map(({ reason }) => reason.code)).toEqual(['privileged-port']);
    expect(runTransform(addUser, text, { risk: 'changes' }).after).toMatch(/^USER app$/m);
  });
  test.each([
    ['EXPOSE 8080', app('EXPOSE 8080/tcp\n')],
    ['an option', app('', 'CMD ["python", "-m", "http.server", "--port", "8000"]')],
    ['a health check', app('HEALTHCHECK CMD curl -f http://localhost:8000/\n')],
  ])('%s is free', (_, text) => {
    expect(runTransform(addUser, text).applied).toHaveLength(1);
  });
  test.each([
    ['app.py', 'app.run(host="0.0.0.0", port=80)\n'],
    ['app.py', "HTTPServer(('', 80), Handler).serve_forever()\n"],
    ['server.js', 'const port = 80;\nserver.listen(port);\n'],
    ['server.js', "server.listen({ host: '::', port: 443 });\n"],
    ['main.go', 'r := gin.Default()\nr.Run(":80")\n'],
    ['main.go', 's := &http.Server{Addr: ":443", Handler: h}\n'],
    ['main.go', 'l, err := net.Listen("tcp", ":80")\n'],
    ['src/main.rs', 'let l = TcpListener::bind("0.0.0.0:80").await?;\n'],
    ['src/main.rs', 'let a = SocketAddr::from(([0, 0, 0, 0], 80));\n'],
    ['Program.cs', 'app.Run("http://*:80");\n'],
    ['Program.cs', 'builder.WebHost.UseUrls("http://0.0.0.0:80");\n'],
    ['appsettings.json', '{"Kestrel":{"Endpoints":{"Http":{"Url":"http://*:80"}}}}'],
    ['app.rb', 'set :port, 80\n'],
    ['src/main/java/App.java', 'new ServerSocket(80);\n'],
    ['src/main/resources/application.yml', 'server:\n  servlet:\n    context-path: /a\n  port: 80\n'],
    ['src/main/resources/application.yml', 'server:\n  port: ${PORT:443}\n'],
    ['src/main/resources/application.properties', 'server.port=${PORT:80}\n'],
  ])('in %s: %s', (file, source) => {
    expect(runTransform(addUser, app(''), { files: { [file]: source } }).held).toHaveLength(1);
  });
  test.each([
    ['app.py', 'smtplib.SMTP("mail", 25)\napp.run(port=8000)\n'],
    ['server.js', 'const port = 443;\nhttps.request({ host, port });\nserver.listen(3000);\n'],
    ['main.go', 'c := Options{Addr: "mail:25"}\nr.Run(":8080")\n'],
    ['src/main.rs', 'TcpListener::bind("0.0.0.0:8080")\n'],
    ['Program.cs', 'client.BaseAddress = new Uri("http://api:80");\napp.Run("http://*:8080");\n'],
    ['src/main/resources/application.yml', 'server:\n  port: 8080\nmail:\n  port: 25\n'],
  ])('free in %s: %s', (file, source) => {
    expect(runTransform(addUser, app(''), { files: { [file]: source } }).applied).toHaveLength(1);
  });
});

describe('what compose says', () => {
  const run = (more: Partial<Use>, before = app('')) =>
    slimify(before, {
      project: memoryProject({ 'app.py': 'print(1)\n' }, { uses: [{ ...service, ...more }] }),
      transforms: [addUser],
      risk: 'assumes',
      options: {},
    });
  const refusals: readonly (readonly [SkipCode, Partial<Use>])[] = [
    ['use-user', { user: 'root' }],
    ['use-rights', { rights: ['privileged'] }],
    [
      'replaced',
      { build: { ...NOTHING_GIVEN, contexts: new Map([['python:3.12', { kind: 'outside', written: '/x' }]]) } },
    ],
    ['docker-socket', { mounts: [{ type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock' }] }],
    ['synced', { syncs: ['/app/src'] }],
    ['mounted-over', { mounts: [{ type: 'bind', source: '.', target: '/app' }] }],
    ['start-needs-root', { command: ['pip', 'install', '.'] }],
    ['start-needs-root', { entrypoint: 'su-exec web python app.py' }],
  ];
  test.each(refusals)('%s', (code, more) => {
    expect(run(more).skipped.map(({ reason }) => reason.code)).toEqual([code]);
  });
  test('a volume where the app writes', () => {
    const before = app('RUN mkdir /data\n');
    const mounts = [{ type: 'volume', source: 'data', target: '/data' } as const];
    expect(run({ mounts }, before).skipped.map(({ reason }) => reason.code)).toEqual(['data-volume']);
    expect(run({}, before).applied).toHaveLength(1);
  });
  test('a port below 1024', () => {
    expect(run({ ports: [80] }).held).toHaveLength(1);
  });
  test('a command is what the ENTRYPOINT of the file is given', () => {
    const before = app('', 'ENTRYPOINT ["python"]\nCMD ["app.py"]');
    expect(run({ command: ['app.py', '--verbose'] }, before).applied).toHaveLength(1);
    expect(run({ command: ['-m', 'http.server', '--port', '80'] }, before).held).toHaveLength(1);
  });
  test('a service that builds another stage does not count', () => {
    expect(run({ user: 'root', target: 'test' }).applied).toHaveLength(1);
  });
});

test('a file that others may not read is refused, unless the user gets it', () => {
  const project = memoryProject({ 'app.py': 'print(1)\n' }, { modes: { 'app.py': 0o600 } });
  const text = app('');
  const report = slimify(text, { project, transforms: [addUser], risk: 'assumes', options: {} });
  expect(report.skipped.map(({ reason }) => reason)).toEqual([
    { code: 'unreadable-file', path: 'app.py', mode: '600' },
  ]);
});
