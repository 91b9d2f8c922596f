import { splitStages } from '../../transforms/split-stages.ts';
import { testTransform } from '../support/harness.ts';

const GO = { 'go.mod': 'module example.com/app\n\ngo 1.22\n', 'main.go': 'package main\n\nfunc main() {}\n' };
const BUILD = 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/app .\n';
const LOCK = (packages: object) => JSON.stringify({ name: 'x', lockfileVersion: 3, packages });

testTransform(splitStages, [
  { title: 'no context, no split', before: `${BUILD}CMD ["/bin/app"]\n`, skips: ['needs-context'] },
  { title: 'nothing is started', before: BUILD, files: GO, skips: ['starts-nothing'] },
  {
    title: 'a base of which nothing is known',
    before: 'FROM example.org/build/go:1\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n',
    files: GO,
    skips: ['unknown-builder'],
  },
  {
    title: 'a language without a recipe',
    before: 'FROM swift:6\nCOPY . .\nRUN swift build\nCMD ["/app"]\n',
    files: { 'main.swift': '' },
    skips: ['no-recipe'],
  },
  {
    title: 'nothing is built',
    before: 'FROM debian:12\nCOPY run.sh /\nCMD ["/run.sh"]\n',
    files: { 'run.sh': '#!/bin/sh\n' },
    skips: [],
  },
  {
    title: 'another escape character',
    before: `# escape=\`\n${BUILD}CMD ["/bin/app"]\n`,
    files: GO,
  },
  {
    title: 'a stage that others built for is the builder, and what it was given goes along',
    before: `FROM node:20 AS web\nWORKDIR /web\nCOPY . .\nRUN npm run build\n\n${BUILD}COPY --from=web /web/dist /srv/www\nCMD ["/bin/app"]\n`,
    after:
      `FROM node:20 AS web\nWORKDIR /web\nCOPY . .\nRUN npm run build\n\n` +
      `# builder makes the app, and is left behind\n${BUILD.replace('golang:1.22', 'golang:1.22 AS builder').replace('RUN go', 'RUN CGO_ENABLED=0 go')}\n` +
      '# What runs: the static binary\nFROM gcr.io/distroless/static-debian13\nWORKDIR /src\nCOPY --from=builder /bin/app /bin/app\n' +
      'COPY --from=web /web/dist /srv/www\nCMD ["/bin/app"]\n',
    files: { ...GO, 'package.json': '{}' },
  },

  {
    title: 'two files that are one are told so, on the image',
    before: 'FROM debian:12\nCOPY app /app\nCMD ["/app"]\n',
    files: {
      'Dockerfile.build': 'FROM golang:1.22\nWORKDIR /src\nCOPY main.go .\nRUN go build -o app main.go\n',
      'main.go': '',
      'build.sh':
        'docker build -t app:build . -f Dockerfile.build\ndocker create --name extract app:build\ndocker cp extract:/src/app ./app\ndocker rm -f extract\ndocker build -t app:latest .\n',
    },
    skips: ['fold'],
  },

  // The last stage builds nothing.
  {
    title: 'a last stage on the full image starts from the slim one',
    before:
      'FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n\nFROM node:20\nWORKDIR /app\nCOPY --from=build /app/dist ./dist\nCMD ["node", "dist/main.js"]\n',
    after:
      'FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n\nFROM node:20-slim\nWORKDIR /app\nCOPY --from=build /app/dist ./dist\nCMD ["node", "dist/main.js"]\n',
    files: { 'package.json': '{}', 'src/main.js': '' },
  },
  {
    title: 'with a variable in its tag',
    before: 'ARG V=20\nFROM node:${V}\nCOPY app.js /\nCMD ["node", "/app.js"]\n',
    after: 'ARG V=20\nFROM node:${V}-slim\nCOPY app.js /\nCMD ["node", "/app.js"]\n',
    files: { 'app.js': 'console.log(1)\n' },
  },
  {
    title: 'and installs what its health check calls',
    before: 'FROM node:20\nCOPY app.js /\nHEALTHCHECK CMD curl -f http://localhost/\nCMD ["node", "/app.js"]\n',
    after:
      'FROM node:20-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\n' +
      'COPY app.js /\nHEALTHCHECK CMD curl -f http://localhost/\nCMD ["node", "/app.js"]\n',
    files: { 'app.js': 'console.log(1)\n' },
  },
  {
    title: 'not if a package would have to be installed on a system that is on no server any more',
    before: 'FROM node:14\nCOPY app.js /\nHEALTHCHECK CMD curl -f http://localhost/\nCMD ["node", "/app.js"]\n',
    files: { 'app.js': 'console.log(1)\n' },
    skips: ['release-archived'],
  },
  {
    title: 'not if a source starts what only the full image has',
    before: 'FROM node:20\nCOPY app.js /\nCMD ["node", "/app.js"]\n',
    files: { 'app.js': "const { execSync } = require('child_process');\nexecSync('gcc -v');\n" },
    skips: ['program-missing'],
  },
  {
    title: 'not if a package is native and nothing is known of it',
    before:
      'FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM node:20\nWORKDIR /app\nCOPY --from=build /app ./\nCMD ["node", "app.js"]\n',
    files: {
      'app.js': 'console.log(1)\n',
      'package.json': JSON.stringify({ dependencies: { 'odd-addon': '1.0.0' } }),
      'package-lock.json': LOCK({ '': {}, 'node_modules/odd-addon': { version: '1.0.0', hasInstallScript: true } }),
    },
    skips: ['native-module'],
  },
  {
    title: 'not if services mount over it',
    before: 'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node", "app.js"]\n',
    files: { 'app.js': '', 'compose.yaml': 'services:\n  web:\n    build: .\n    volumes: [".:/app"]\n' },
    skips: ['mounted-over'],
  },
  {
    title: 'something is installed there: not this transform',
    before: 'FROM python:3.12\nCOPY --from=ghcr.io/x/y:1 /lib /lib\nCOPY app.py /\nCMD ["python", "/app.py"]\n',
    files: { 'app.py': '' },
    skips: [],
  },
  {
    title: 'slim already',
    before: 'FROM node:20-slim\nCOPY app.js /\nCMD ["node", "/app.js"]\n',
    files: { 'app.js': '' },
    skips: [],
  },
]);
