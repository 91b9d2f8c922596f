import { expect, test } from 'vitest';
import { addUser } from '../../transforms/add-user.ts';
import { type Case, runTransform, testTransform } from '../support/harness.ts';

const APP = { 'server.js': 'require("http").createServer((q, r) => r.end("hi")).listen(3000);\n' };
const MAKE_DEBIAN =
  'RUN groupadd --gid 10001 app \\\n    && useradd --uid 10001 --gid app --no-log-init --create-home --shell /usr/sbin/nologin app';
const MAKE_ALPINE = 'RUN addgroup -S -g 10001 app && adduser -S -D -u 10001 -G app app';

function fixed(title: string, before: string, after: string, more: Partial<Case> = {}): Case {
  return { title, before, after, skips: [], ...more };
}

const EXISTING: readonly Case[] = [
  fixed(
    'an app that writes nothing gets a plain USER',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n',
    { files: APP, risks: ['assumes'] },
  ),
  fixed(
    'numbers, with the name above',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY . .\n# node\nUSER 1000:1000\nCMD ["node", "server.js"]\n',
    { files: APP, options: { form: 'numeric' } },
  ),
  fixed(
    'in numbers --chown is so too',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY --chown=1000:1000 . .\nRUN chown 1000:1000 /app\n# node\nUSER 1000:1000\nCMD ["node", "server.js"]\n',
    { options: { form: 'numeric' } },
  ),
  fixed(
    'the user of .NET since 8',
    'FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -o /out\n\n' +
      'FROM mcr.microsoft.com/dotnet/aspnet:9.0\nWORKDIR /app\nCOPY --from=build /out .\nENTRYPOINT ["dotnet", "api.dll"]\n',
    'FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -o /out\n\n' +
      'FROM mcr.microsoft.com/dotnet/aspnet:9.0\nWORKDIR /app\nCOPY --from=build --chown=app:app /out .\nRUN chown app:app /app\nUSER app\n' +
      'ENTRYPOINT ["dotnet", "api.dll"]\n',
  ),
  fixed(
    'a USER root that was never taken back',
    'FROM node:22\nWORKDIR /app\nUSER node\nCOPY . .\nUSER root\nRUN apt-get update && apt-get install -y curl\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nUSER node\nCOPY . .\nUSER root\nRUN apt-get update && apt-get install -y curl\nUSER node\nCMD ["node", "server.js"]\n',
    { files: APP },
  ),
  fixed(
    'a user that a RUN made, and that was taken away again',
    'FROM python:3.12\nRUN useradd -m web\nWORKDIR /srv\nCOPY requirements.txt ./\nUSER web\nRUN python --version\nUSER root\nRUN ls /\nCMD ["python", "-m", "http.server", "8000"]\n',
    'FROM python:3.12\nRUN useradd -m web\nWORKDIR /srv\nCOPY requirements.txt ./\nUSER web\nRUN python --version\nUSER root\nRUN ls /\nRUN chown web /srv\nUSER web\nCMD ["python", "-m", "http.server", "8000"]\n',
  ),
];

const FORGOTTEN: readonly Case[] = [
  fixed(
    'a user that a RUN makes, and nobody uses',
    'FROM node:22\nRUN useradd -ms /bin/bash web\nWORKDIR /app\nCOPY . .\nRUN chown -R web /app\nCMD ["node", "server.js"]\n',
    'FROM node:22\nRUN useradd -ms /bin/bash web\nWORKDIR /app\nCOPY . .\nRUN chown -R web /app\nUSER web\nCMD ["node", "server.js"]\n',
  ),
  fixed(
    'on Alpine, where the group has to be there before',
    'FROM node:22-alpine\nRUN addgroup -S web && adduser -S -G web -h /app web\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'FROM node:22-alpine\nRUN addgroup -S web && adduser -S -G web -h /app web\nWORKDIR /app\nCOPY . .\nUSER web\nCMD ["node", "server.js"]\n',
    { files: APP },
  ),
  fixed(
    'its number, for those who want numbers',
    'FROM python:3.12\nRUN adduser --system --uid 1234 --gecos "" web\nWORKDIR /app\nCOPY app.py .\nCMD ["python", "app.py"]\n',
    'FROM python:3.12\nRUN adduser --system --uid 1234 --gecos "" web\nWORKDIR /app\nCOPY app.py .\n# web\nUSER 1234\nCMD ["python", "app.py"]\n',
    { files: { 'app.py': 'print("hi")\n' }, options: { form: 'numeric' } },
  ),
];

const BASES_OWN: readonly Case[] = [
  fixed(
    'an image that starts as its own user gets it back',
    'FROM jenkins/jenkins:lts-jdk17\nUSER root\nRUN apt-get update && apt-get install -y git\n',
    'FROM jenkins/jenkins:lts-jdk17\nUSER root\nRUN apt-get update && apt-get install -y git\nUSER jenkins\n',
  ),
];

const MADE: readonly Case[] = [
  fixed(
    'made on Debian, above the COPY that names it, in one RUN with the folder',
    'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
    `FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n${MAKE_DEBIAN} \\\n    && chown app:app /app\n` +
      'COPY --chown=app:app . .\nUSER app\nCMD ["python", "app.py"]\n',
  ),
  fixed(
    'made on Alpine, right above USER when nothing else needs it',
    'FROM python:3.12-alpine\nWORKDIR /app\nCOPY app.py .\nCMD ["python", "app.py"]\n',
    `FROM python:3.12-alpine\nWORKDIR /app\nCOPY app.py .\n${MAKE_ALPINE}\nUSER app\nCMD ["python", "app.py"]\n`,
    { files: { 'app.py': 'print("hi")\n' } },
  ),
  fixed(
    'a RUN that makes folders of the app comes last',
    'FROM python:3.12-alpine\nWORKDIR /app\nCOPY . .\nRUN mkdir -p uploads\nCMD ["python", "app.py"]\n',
    'FROM python:3.12-alpine\nWORKDIR /app\n' +
      `${MAKE_ALPINE}\nCOPY --chown=app:app . .\nRUN mkdir -p uploads\nRUN chown app:app /app /app/uploads\nUSER app\nCMD ["python", "app.py"]\n`,
  ),
  fixed(
    'numbers on scratch',
    'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /bin/app .\nFROM scratch\nCOPY --from=build /bin/app /app\nENTRYPOINT ["/app"]\n',
    'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /bin/app .\nFROM scratch\nCOPY --from=build /bin/app /app\nUSER 65532:65532\nENTRYPOINT ["/app"]\n',
  ),
  fixed(
    'numbers on distroless, which has a name for them',
    'FROM rust:1 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\nFROM gcr.io/distroless/cc-debian12\nCOPY --from=build /src/target/release/app /\nCMD ["/app"]\n',
    'FROM rust:1 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\nFROM gcr.io/distroless/cc-debian12\nCOPY --from=build /src/target/release/app /\n# nonroot\nUSER 65532:65532\nCMD ["/app"]\n',
  ),
  ...['', ':latest', ':latest-arm64', ':debug', ':debug-amd64'].map((tag): Case => {
    const moved = { '': 'nonroot', ':latest': 'nonroot', ':latest-arm64': 'nonroot-arm64', ':debug': 'debug-nonroot' }[
      tag
    ];
    const rest = 'WORKDIR /srv\nCOPY --from=build /src/app .\nCMD ["./app"]\n';
    const build = 'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\n';
    return fixed(
      `the tag moves where the working directory is settled: ${tag}`,
      `${build}FROM gcr.io/distroless/static${tag}\n${rest}`,
      `${build}FROM gcr.io/distroless/static:${moved ?? 'debug-nonroot-amd64'}\n${rest}`,
    );
  }),
  fixed(
    'a digest keeps its tag',
    'FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM gcr.io/distroless/static@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nWORKDIR /srv\nCOPY --from=build /app ./\nCMD ["./app"]\n',
    'FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM gcr.io/distroless/static@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nWORKDIR /srv\nCOPY --from=build /app ./\n# nonroot\nUSER 65532:65532\nCMD ["./app"]\n',
  ),
];

const PLACE: readonly Case[] = [
  fixed(
    'above the comment of the command, and set apart as everything is',
    'FROM node:22\n\nWORKDIR /app\n\nCOPY . .\n\nEXPOSE 3000\n\n# start it\nCMD ["node", "server.js"]\n',
    'FROM node:22\n\nWORKDIR /app\n\nCOPY . .\n\nEXPOSE 3000\n\nUSER node\n\n# start it\nCMD ["node", "server.js"]\n',
    { files: APP },
  ),
  fixed(
    'no blank line where the neighbours have none, whatever the rest of the file does',
    'FROM node:22\n\nWORKDIR /app\n\nCOPY . .\n\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
    'FROM node:22\n\nWORKDIR /app\n\nCOPY . .\n\nEXPOSE 3000\nUSER node\nCMD ["node", "server.js"]\n',
    { files: APP },
  ),
  fixed(
    'nor between what is added there',
    'FROM python:3.12-alpine\n\nWORKDIR /app\n\nCOPY app.py .\n\nEXPOSE 3000\nCMD ["python", "app.py"]\n',
    `FROM python:3.12-alpine\n\nWORKDIR /app\n\nCOPY app.py .\n\nEXPOSE 3000\n${MAKE_ALPINE}\nUSER app\nCMD ["python", "app.py"]\n`,
    { files: { 'app.py': 'print("hi")\n' } },
  ),
  fixed(
    'a blank line on both sides where there was one',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nEXPOSE 3000\n\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nEXPOSE 3000\n\nUSER node\n\nCMD ["node", "server.js"]\n',
    { files: APP },
  ),
  fixed(
    'behind the last step that needs root when the command stands above it, and no newline is added at the end',
    'FROM node:22\nCMD ["node", "/app/server.js"]\nWORKDIR /app\nCOPY . .',
    'FROM node:22\nCMD ["node", "/app/server.js"]\nWORKDIR /app\nCOPY . .\nUSER node',
    { files: APP },
  ),
  fixed(
    'keywords in the case of their neighbours',
    'from node:22\nworkdir /app\ncopy . .\ncmd ["node", "server.js"]\n',
    'from node:22\nworkdir /app\ncopy --chown=node:node . .\nrun chown node:node /app\nuser node\ncmd ["node", "server.js"]\n',
  ),
  fixed(
    'a COPY with --link knows no names',
    'FROM node:22\nWORKDIR /app\nCOPY --link . .\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY --link --chown=1000:1000 . .\nRUN chown node:node /app\nUSER node\nCMD ["node", "server.js"]\n',
  ),
  fixed(
    'what is given away already is not given again',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN chown -R node:node /app\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN chown -R node:node /app\nUSER node\nCMD ["node", "server.js"]\n',
  ),
  fixed(
    'a COPY that has the owner keeps it',
    'FROM node:22\nWORKDIR /app\nCOPY --chown=node:node . .\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY --chown=node:node . .\nRUN chown node:node /app\nUSER node\nCMD ["node", "server.js"]\n',
  ),
  fixed(
    'a script of the context that hands on, and the command behind it',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["./entrypoint.sh"]\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nUSER node\nENTRYPOINT ["./entrypoint.sh"]\nCMD ["node", "server.js"]\n',
    { files: { ...APP, 'entrypoint.sh': '#!/bin/sh\nset -e\necho "$PORT"\nexec "$@"\n' } },
  ),
];

const OPEN: readonly Case[] = [
  fixed(
    'files of an app whose writes nobody knows are its own, but not what is started',
    'FROM eclipse-temurin:21-jre\nWORKDIR /srv\nCOPY app.jar .\nCOPY conf.yml keys/\nCMD ["java", "-jar", "app.jar"]\n',
    `FROM eclipse-temurin:21-jre\nWORKDIR /srv\nCOPY app.jar .\n${MAKE_DEBIAN} \\\n    && chown app:app /srv\n` +
      'COPY --chown=app:app conf.yml keys/\nUSER app\nCMD ["java", "-jar", "app.jar"]\n',
  ),
];

const WRITING: readonly Case[] = [
  fixed(
    'a folder that a RUN gives to the user is not given again',
    'FROM node:22\nRUN mkdir -p /data /app && chown node /data /app\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'FROM node:22\nRUN mkdir -p /data /app && chown node /data /app\nWORKDIR /app\nCOPY --chown=node:node . .\nUSER node\nCMD ["node", "server.js"]\n',
    { files: { 'server.js': 'require("fs").writeFileSync("/app/x", "");\n' } },
  ),
  fixed(
    'a file that the app changes, elsewhere',
    'FROM node:22\nWORKDIR /app\nCOPY server.js .\nCOPY db.json /data/db.json\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY server.js .\nCOPY --chown=node:node db.json /data/db.json\nRUN mkdir -p /data && chown node:node /data\nUSER node\nCMD ["node", "server.js"]\n',
    { files: { 'server.js': 'require("fs").writeFileSync("/data/db.json", "{}");\n', 'db.json': '{}' } },
  ),
  fixed(
    'a folder below /run that a RUN makes',
    'FROM node:22\nWORKDIR /app\nRUN mkdir /run/web\nCOPY server.js .\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nRUN mkdir /run/web\nCOPY server.js .\nRUN chown node:node /run/web\nUSER node\nCMD ["node", "server.js"]\n',
    { files: APP },
  ),
  fixed(
    'a file that the app changes, in a folder of its own',
    'FROM node:22\nWORKDIR /app\nCOPY server.js .\nCOPY data/a.json data/\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY server.js .\nCOPY --chown=node:node data/a.json data/\nRUN chown node:node /app\nUSER node\nCMD ["node", "server.js"]\n',
    { files: { 'server.js': 'require("fs").writeFileSync("/app/data/a.json", "{}");\n', 'data/a.json': '{}' } },
  ),
  fixed(
    'what is given to a user without a group, or with one, is given',
    'FROM python:3.12\nRUN groupadd -r web && useradd -r -g web web\nWORKDIR /app\nCOPY . .\nRUN chown -R web:web /app\nCMD ["python", "app.py"]\n',
    'FROM python:3.12\nRUN groupadd -r web && useradd -r -g web web\nWORKDIR /app\nCOPY . .\nRUN chown -R web:web /app\nUSER web\nCMD ["python", "app.py"]\n',
  ),
  fixed(
    'a folder that the app makes in its own folder is not made for it',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build\nCMD ["node", "server.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY --chown=node:node . .\nRUN npm run build\nRUN chown node:node /app\nUSER node\nCMD ["node", "server.js"]\n',
    {
      files: {
        'server.js': 'const fs = require("fs");\nfs.mkdirSync("/app/uploads", { recursive: true });\n',
        'build.js': '',
      },
    },
  ),
];

const NOTHING: readonly Case[] = [
  { title: 'a user is set', before: 'FROM node:22\nUSER node\nCMD ["node", "a.js"]\n', skips: [] },
  {
    title: 'a user that is given at build time',
    before: 'FROM node:22\nARG U\nUSER $U\nCMD ["node", "a.js"]\n',
    skips: [],
  },
  {
    title: 'the image has one set',
    before: 'FROM gcr.io/distroless/static:nonroot\nCOPY a /a\nCMD ["/a"]\n',
    skips: [],
  },
  {
    title: 'a stage that is not shipped is not our business',
    before:
      'FROM node:22 AS a\nUSER root\nRUN true\nFROM node:22\nCOPY --from=a /x /x\nUSER node\nCMD ["node", "/x"]\n',
    skips: [],
  },
  {
    title: 'the comment of the user',
    before:
      'FROM node:22\nWORKDIR /app\nCOPY . .\n# slimify-ignore add-user: the platform sets it\nCMD ["node", "server.js"]\n',
    skips: ['ignored'],
    files: APP,
  },
  {
    title: 'the comment of the user, for hadolint',
    before: 'FROM node:22\nWORKDIR /app\nCOPY . .\n# hadolint ignore=DL3045,DL3002\nCMD ["node", "server.js"]\n',
    skips: ['ignored'],
    files: APP,
  },
  {
    title: 'the comment above a USER root further up',
    before: 'FROM node:22\nWORKDIR /app\n# hadolint ignore=DL3002\nUSER root\nCOPY . .\nCMD ["node", "server.js"]\n',
    skips: ['ignored'],
    files: APP,
  },
  {
    title: 'a comment for another rule',
    before:
      'FROM node:22\nWORKDIR /app\n# hadolint ignore=DL3045\nCOPY . .\n# hadolint ignore=DL3025\nCMD ["node", "server.js"]\n',
    after:
      'FROM node:22\nWORKDIR /app\n# hadolint ignore=DL3045\nCOPY . .\nUSER node\n# hadolint ignore=DL3025\nCMD ["node", "server.js"]\n',
    files: APP,
  },
];

testTransform(addUser, [
  {
    title: 'a shell script that reads its input is an app',
    before: 'FROM alpine:3.19\nWORKDIR /srv\nCOPY . .\nCMD ["sh", "words.sh"]\n',
    after:
      'FROM alpine:3.19\nWORKDIR /srv\nCOPY . .\nRUN addgroup -S -g 10001 app && adduser -S -D -u 10001 -G app app\nUSER app\nCMD ["sh", "words.sh"]\n',
    files: { 'words.sh': 'while read -r line; do echo "$line"; done\n' },
  },
  {
    title: 'one that only waits is none',
    before: 'FROM alpine:3.19\nWORKDIR /srv\nCOPY . .\nCMD ["sh", "wait.sh"]\n',
    files: { 'wait.sh': 'while true; do sleep 60; done\n' },
    skips: ['starts-nothing'],
  },
  ...EXISTING,
  ...FORGOTTEN,
  ...BASES_OWN,
  ...MADE,
  ...PLACE,
  ...OPEN,
  ...WRITING,
  ...NOTHING,
]);

test('what a build has made in the folder of the app is assumed to be left alone', () => {
  const before = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build\nCMD ["node", "server.js"]\n';
  const files = { 'server.js': 'require("fs").writeFileSync("/app/data/seed.json", "{}");\n' };
  expect(runTransform(addUser, before, { files }).applied[0]?.assumption).toBe(
    'the app writes only below /app and /tmp, and to nothing there that a RUN made',
  );
});
