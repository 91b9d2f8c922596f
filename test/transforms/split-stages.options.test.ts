import { splitStages } from '../../transforms/split-stages.ts';
import { testTransform } from '../support/harness.ts';

const GO = { 'go.mod': 'module example.com/app\n\ngo 1.22\n', 'main.go': 'package main\n\nfunc main() {}\n' };

function node(more: Readonly<Record<string, object>> = {}): Readonly<Record<string, string>> {
  const packages = {
    '': { dependencies: { express: '^4.19.0' }, devDependencies: { typescript: '^5.4.0' } },
    'node_modules/express': { version: '4.19.2' },
    'node_modules/typescript': { version: '5.4.5', dev: true, hasInstallScript: true },
    ...more,
  };
  return {
    'package.json': JSON.stringify({
      name: 'app',
      scripts: { build: 'tsc', start: 'node dist/server.js' },
      dependencies: { express: '^4.19.0' },
      devDependencies: { typescript: '^5.4.0' },
    }),
    'package-lock.json': JSON.stringify({ name: 'app', lockfileVersion: 3, packages }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { outDir: 'dist', rootDir: 'src', module: 'commonjs' } }),
    'src/server.ts': "import express from 'express';\nexpress().listen(8080);\n",
  };
}
const BUILD = 'WORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nEXPOSE 8080\n';

testTransform(splitStages, [
  {
    title: 'Go: without symbols, where the line says nothing of the linker',
    before: 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/app .\nCMD ["/bin/app"]\n',
    files: GO,
    options: { go: 'strip' },
    risk: 'changes',
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM golang:1.22 AS builder\n' +
      'WORKDIR /src\n' +
      'COPY . .\n' +
      'RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /bin/app .\n' +
      '\n' +
      '# What runs: the static binary without symbols\n' +
      'FROM gcr.io/distroless/static-debian13\n' +
      'WORKDIR /src\n' +
      'COPY --from=builder /bin/app /bin/app\n' +
      'CMD ["/bin/app"]\n',
  },
  {
    title: 'Go: a line with flags for the linker stays',
    before:
      'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -ldflags="-X main.v=1" -o /bin/app .\nCMD ["/bin/app"]\n',
    files: GO,
    options: { go: 'strip' },
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM golang:1.22 AS builder\n' +
      'WORKDIR /src\n' +
      'COPY . .\n' +
      'RUN CGO_ENABLED=0 go build -ldflags="-X main.v=1" -o /bin/app .\n' +
      '\n' +
      '# What runs: the static binary\n' +
      'FROM gcr.io/distroless/static-debian13\n' +
      'WORKDIR /src\n' +
      'COPY --from=builder /bin/app /bin/app\n' +
      'CMD ["/bin/app"]\n',
  },
  {
    title: 'what an option changes has to be allowed',
    before: 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/app .\nCMD ["/bin/app"]\n',
    files: GO,
    options: { go: 'strip' },
    held: 1,
  },
  {
    title: 'Node on Alpine',
    before: `FROM node:22-bookworm\n${BUILD}CMD ["npm", "start"]\n`,
    files: node(),
    options: { node: 'alpine' },
    risk: 'changes',
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM node:22-bookworm AS builder\n' +
      'WORKDIR /app\n' +
      'COPY package*.json ./\n' +
      'RUN npm ci\n' +
      'COPY . .\n' +
      'RUN npm run build\n' +
      'RUN npm prune --omit=dev\n' +
      '\n' +
      '# What runs: production dependencies and dist\n' +
      'FROM node:22-alpine\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /app/package.json ./package.json\n' +
      'COPY --from=builder /app/node_modules ./node_modules\n' +
      'COPY --from=builder /app/dist ./dist\n' +
      'EXPOSE 8080\n' +
      'CMD ["npm", "start"]\n',
  },
  {
    title: 'Node on Alpine: not with compiled code, which was made for another libc',
    before: `FROM node:22\n${BUILD}CMD ["node", "dist/server.js"]\n`,
    files: node({ 'node_modules/bcrypt': { version: '5.1.1', hasInstallScript: true } }),
    options: { node: 'alpine' },
    risk: 'changes',
    risks: ['assumes'],
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM node:22 AS builder\n' +
      'WORKDIR /app\n' +
      'COPY package*.json ./\n' +
      'RUN npm ci\n' +
      'COPY . .\n' +
      'RUN npm run build\n' +
      'RUN npm prune --omit=dev\n' +
      '\n' +
      '# What runs: production dependencies and dist\n' +
      'FROM node:22-slim\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /app/package.json ./package.json\n' +
      'COPY --from=builder /app/node_modules ./node_modules\n' +
      'COPY --from=builder /app/dist ./dist\n' +
      'EXPOSE 8080\n' +
      'CMD ["node", "dist/server.js"]\n',
  },
  {
    title: 'Node on distroless, which starts node itself',
    before: `FROM node:22\n${BUILD}CMD ["node", "--enable-source-maps", "dist/server.js"]\n`,
    files: node(),
    options: { node: 'distroless' },
    risk: 'changes',
    risks: ['changes'],
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM node:22 AS builder\n' +
      'WORKDIR /app\n' +
      'COPY package*.json ./\n' +
      'RUN npm ci\n' +
      'COPY . .\n' +
      'RUN npm run build\n' +
      'RUN npm prune --omit=dev\n' +
      '\n' +
      '# What runs: production dependencies and dist\n' +
      'FROM gcr.io/distroless/nodejs22-debian13\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /app/package.json ./package.json\n' +
      'COPY --from=builder /app/node_modules ./node_modules\n' +
      'COPY --from=builder /app/dist ./dist\n' +
      'EXPOSE 8080\n' +
      'CMD ["--enable-source-maps", "dist/server.js"]\n',
  },
  {
    title: 'Node on distroless: not with a shell, nor with npm',
    before: `FROM node:22\n${BUILD}CMD npm start\n`,
    files: node(),
    options: { node: 'distroless' },
    risk: 'changes',
    risks: ['assumes'],
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM node:22 AS builder\n' +
      'WORKDIR /app\n' +
      'COPY package*.json ./\n' +
      'RUN npm ci\n' +
      'COPY . .\n' +
      'RUN npm run build\n' +
      'RUN npm prune --omit=dev\n' +
      '\n' +
      '# What runs: production dependencies and dist\n' +
      'FROM node:22-slim\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /app/package.json ./package.json\n' +
      'COPY --from=builder /app/node_modules ./node_modules\n' +
      'COPY --from=builder /app/dist ./dist\n' +
      'EXPOSE 8080\n' +
      'CMD npm start\n',
  },
  {
    title: 'Node on distroless: not as a user that only the image of node knows',
    before: `FROM node:22\n${BUILD}USER node\nCMD ["node", "dist/server.js"]\n`,
    files: node(),
    options: { node: 'distroless' },
    risk: 'changes',
    risks: ['assumes'],
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM node:22 AS builder\n' +
      'WORKDIR /app\n' +
      'COPY package*.json ./\n' +
      'RUN npm ci\n' +
      'COPY . .\n' +
      'RUN npm run build\n' +
      'RUN npm prune --omit=dev\n' +
      '\n' +
      '# What runs: production dependencies and dist\n' +
      'FROM node:22-slim\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /app/package.json ./package.json\n' +
      'COPY --from=builder /app/node_modules ./node_modules\n' +
      'COPY --from=builder /app/dist ./dist\n' +
      'EXPOSE 8080\n' +
      'USER node\n' +
      'CMD ["node", "dist/server.js"]\n',
  },
  {
    title: 'Node on distroless: not where packages have to be installed',
    before: `FROM node:22\nRUN apt-get update && apt-get install -y tini\n${BUILD}CMD ["node", "dist/server.js"]\n`,
    files: node(),
    options: { node: 'distroless' },
    risk: 'changes',
    risks: ['assumes'],
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM node:22 AS builder\n' +
      'RUN apt-get update && apt-get install -y tini\n' +
      'WORKDIR /app\n' +
      'COPY package*.json ./\n' +
      'RUN npm ci\n' +
      'COPY . .\n' +
      'RUN npm run build\n' +
      'RUN npm prune --omit=dev\n' +
      '\n' +
      '# What runs: production dependencies and dist\n' +
      'FROM node:22-slim\n' +
      'RUN apt-get update \\\n' +
      '    && apt-get install -y tini \\\n' +
      '    && rm -rf /var/lib/apt/lists/*\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /app/package.json ./package.json\n' +
      'COPY --from=builder /app/node_modules ./node_modules\n' +
      'COPY --from=builder /app/dist ./dist\n' +
      'EXPOSE 8080\n' +
      'CMD ["node", "dist/server.js"]\n',
  },
]);
