import { defineTransform } from '../src/engine/transform.ts';
import { findSplit } from './split-stages/find.ts';
import { DEFAULTS, type Options } from './split-stages/options.ts';

export { leftOutOnPurpose } from './split-stages/left-out.ts';

const ID = 'split-stages';

/** A server in TypeScript, with a folder of pages that it reads. */
const NODE_APP = {
  'package.json': JSON.stringify({
    name: 'app',
    scripts: { build: 'tsc' },
    dependencies: { express: '^4.19.0' },
    devDependencies: { typescript: '^5.4.0' },
  }),
  'package-lock.json': JSON.stringify({
    name: 'app',
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { express: '^4.19.0' }, devDependencies: { typescript: '^5.4.0' } },
      'node_modules/express': { version: '4.19.2' },
      'node_modules/typescript': { version: '5.4.5', dev: true },
    },
  }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { outDir: 'dist', rootDir: 'src', module: 'commonjs' } }),
  'src/server.ts': "import express from 'express';\nexpress().use(express.static('public')).listen(8080);\n",
  'public/index.html': '<h1>Hello</h1>\n',
};

export const splitStages = defineTransform<Options>({
  id: ID,
  summary: 'Parts a stage that builds an app into a builder and a runtime stage that holds only what runs.',
  why:
    'Compilers, headers, sources and development packages are needed once, and then carried in every image, where they are ' +
    'pulled, stored and open to whoever breaks in. The builder stays as it was written; what runs is copied out of it by its ' +
    'exact path into a small image of the same release. What the running app may need besides is read from its start command, its scripts and ' +
    'its sources; where that cannot be told, nothing is split. Built and run before and after in our tests: Go, Node with npm, Python with ' +
    'pip, Java with Maven, Rust, C. Not built in our tests: Alpine images, Gradle, .NET, Ruby, Elixir, poetry, uv, pipenv, pnpm, Yarn 2 ' +
    'and later, Bun.',
  risk: 'changes',
  examples: [
    {
      title: 'a binary that needs nothing else',
      before: 'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/app .\nEXPOSE 8080\nCMD ["/bin/app"]\n',
      after:
        '# builder makes the app, and is left behind\nFROM golang:1.25 AS builder\nWORKDIR /src\nCOPY . .\n' +
        'RUN CGO_ENABLED=0 go build -o /bin/app .\n\n' +
        '# What runs: the static binary\nFROM gcr.io/distroless/static-debian13\nWORKDIR /src\n' +
        'COPY --from=builder /bin/app /bin/app\nEXPOSE 8080\nCMD ["/bin/app"]\n',
      files: { 'go.mod': 'module example.com/app\n\ngo 1.25\n', 'main.go': 'package main\n\nfunc main() {}\n' },
    },
    {
      title: 'production dependencies, the output of the build, and what the server reads',
      before:
        'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n' +
        'CMD ["node", "dist/server.js"]\n',
      after:
        '# builder makes the app, and is left behind\nFROM node:22 AS builder\nWORKDIR /app\n' +
        'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nRUN npm prune --omit=dev\n\n' +
        '# What runs: production dependencies and dist\nFROM node:22-slim\nWORKDIR /app\n' +
        'COPY --from=builder /app/package.json ./package.json\nCOPY --from=builder /app/node_modules ./node_modules\n' +
        'COPY --from=builder /app/dist ./dist\nCOPY --from=builder /app/public ./public\n' +
        'CMD ["node", "dist/server.js"]\n',
      files: NODE_APP,
    },
    {
      title: 'a last stage that builds nothing needs no JDK',
      before: 'FROM eclipse-temurin:21-jdk\nCOPY app.jar /app.jar\nENTRYPOINT ["java", "-jar", "/app.jar"]\n',
      after: 'FROM eclipse-temurin:21-jre\nCOPY app.jar /app.jar\nENTRYPOINT ["java", "-jar", "/app.jar"]\n',
      files: { 'app.jar': 'PK' },
    },
    {
      title: 'wheels on a slim image: a second stage would hold the same again',
      before:
        'FROM python:3.13-slim\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n' +
        'CMD ["python", "app.py"]\n',
      after: null,
      files: { 'requirements.txt': 'flask==3.0.3\n', 'app.py': 'import flask\n' },
    },
  ],
  defaults: DEFAULTS,
  optionDocs: {
    go: {
      summary:
        'Whether a program of Go keeps its symbols, or is linked without them and without paths of the builder; lines with ' +
        '-ldflags of their own stay as they are. To strip needs the risk "changes".',
      choices: ['keep', 'strip'],
    },
    node: {
      summary:
        'The image that an app of Node.js runs on. Alpine and distroless are taken only where the lockfile shows no package with ' +
        'compiled code, the second only for CMD ["node", ...]; both need the risk "changes". Else it is the slim image.',
      choices: ['slim', 'alpine', 'distroless'],
    },
  },
  *find({ doc, project, options }) {
    yield* findSplit(ID, doc, project, options);
  },
});
