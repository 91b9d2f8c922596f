// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell variables in shell text
import { describe, expect, test } from 'vitest';
import { slimify } from '../../src/engine/pipeline.ts';
import { memoryProject, type Project } from '../../src/project/project.ts';
import { reorderCopy } from '../../transforms/reorder-copy.ts';
import { type Case, runTransform, testTransform } from '../support/harness.ts';

const PACKAGE =
  '{"name": "shop", "version": "1.0.0", "dependencies": {"ms": "2.1.3"}, "scripts": {"build": "vite build"}}';
const LOCK = JSON.stringify({
  name: 'shop',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'shop', version: '1.0.0', dependencies: { ms: '2.1.3' } },
    'node_modules/ms': {
      version: '2.1.3',
      resolved: 'https://npmjs.org/ms/-/ms-2.1.3.tgz',
      integrity: 'sha512-x',
    },
  },
});
const NODE = {
  '.dockerignore': 'node_modules\n',
  'package.json': PACKAGE,
  'package-lock.json': LOCK,
  'server.js': '',
  'src/a.js': '',
};
const PYTHON = { 'requirements.txt': 'flask==3.0.0\n', 'app.py': '' };
const GO = {
  'go.mod': 'module example.org/shop\n\ngo 1.22\n\nrequire rsc.io/quote v1.5.2\n',
  'go.sum':
    'rsc.io/quote v1.5.2 h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=\nrsc.io/quote v1.5.2/go.mod h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=\n',
  'main.go': 'package main\n',
};

type Text = Readonly<Record<string, string>>;

/** A node stage; the COPY of everything and what follows are the case. */
function node(title: string, before: string, after: string | null, more: Partial<Case> = {}): Case {
  const head = 'FROM node:22\nWORKDIR /app\n';
  return { title, before: head + before, after: after === null ? null : head + after, files: NODE, ...more };
}

function python(title: string, before: string, after: string | null, more: Partial<Case> = {}): Case {
  const head = 'FROM python:3.12\nWORKDIR /app\n';
  return { title, before: head + before, after: after === null ? null : head + after, files: PYTHON, ...more };
}

function refused(title: string, before: string, skips: Case['skips'], files: Text = NODE): Case {
  return node(title, before, null, { files, skips: skips ?? [] });
}

const FIRST = 'COPY package.json package-lock.json ./\n';

const STYLE: readonly Case[] = [
  node('the destination is the author’s: ./', 'COPY . ./\nRUN npm ci\n', `${FIRST}RUN npm ci\nCOPY . ./\n`, {
    skips: [],
    risks: ['safe'],
  }),
  node(
    'a folder without a slash gets one',
    'COPY . /app\nRUN npm ci\n',
    'COPY package.json package-lock.json /app/\nRUN npm ci\nCOPY . /app\n',
  ),
  node(
    'a variable stays one',
    'ENV HOME_DIR=/app\nCOPY . $HOME_DIR\nRUN npm ci\n',
    'ENV HOME_DIR=/app\nCOPY package.json package-lock.json $HOME_DIR/\nRUN npm ci\nCOPY . $HOME_DIR\n',
  ),
  python(
    'one file needs no slash',
    'COPY . .\nRUN pip install -r requirements.txt\n',
    'COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n',
    { skips: [], risks: ['safe'] },
  ),
  node('lower case', 'copy . .\nrun npm ci\n', 'copy package.json package-lock.json ./\nrun npm ci\ncopy . .\n'),
  node(
    'flags are carried over',
    'COPY --chown=node:node --link . .\nUSER node\nRUN npm ci\n',
    'USER node\nCOPY --chown=node:node --link package.json package-lock.json ./\nRUN npm ci\nCOPY --chown=node:node --link . .\n',
  ),
  node('ADD of everything, COPY of files', 'ADD . .\nRUN npm ci\n', `${FIRST}RUN npm ci\nADD . .\n`),
  node('no line end at the end', 'COPY . .\nRUN npm ci', `${FIRST}RUN npm ci\nCOPY . .`),
  {
    title: 'JSON form for a name with a blank in it',
    before: 'FROM node:22\nWORKDIR /app\nCOPY --chown=node . .\nRUN cd "the web" && npm ci\n',
    after:
      'FROM node:22\nWORKDIR /app\nCOPY --chown=node ["the web/package.json", "the web/package-lock.json", "the web/"]\nRUN cd "the web" && npm ci\nCOPY --chown=node . .\n',
    files: {
      '.dockerignore': '**/node_modules\n',
      'the web/package.json': PACKAGE,
      'the web/package-lock.json': LOCK,
      'the web/a.js': '',
    },
  },
  refused('a name that COPY takes for a pattern', 'COPY . .\nRUN cd "a[1]" && npm ci\n', ['copy-not-read'], {
    '.dockerignore': '**/node_modules\n',
    'a[1]/package.json': PACKAGE,
    'a[1]/package-lock.json': LOCK,
    'a[1]/a.js': '',
  }),
  {
    title: 'JSON form where it has to be',
    before: 'FROM node:22\nWORKDIR "/my app"\nCOPY [".", "/my app"]\nRUN npm ci\n',
    after:
      'FROM node:22\nWORKDIR "/my app"\nCOPY ["package.json", "package-lock.json", "/my app/"]\nRUN npm ci\nCOPY [".", "/my app"]\n',
    files: NODE,
  },
  node(
    'quotes that do nothing',
    'COPY . "/app"\nRUN npm ci\n',
    'COPY package.json package-lock.json /app/\nRUN npm ci\nCOPY . "/app"\n',
  ),
  node('JSON form', 'COPY [".", "."]\nRUN npm ci\n', `${FIRST}RUN npm ci\nCOPY [".", "."]\n`),
  node(
    'blank lines part what they parted',
    'COPY . .\n\nRUN npm ci\n\nCMD ["node", "server.js"]\n',
    `${FIRST}\nRUN npm ci\n\nCOPY . .\n\nCMD ["node", "server.js"]\n`,
  ),
  node(
    'comments move with their instruction',
    '# the sources\nCOPY . .\n# the dependencies\nRUN npm ci\n# start\nCMD ["node", "server.js"]\n',
    `${FIRST}# the dependencies\nRUN npm ci\n# the sources\nCOPY . .\n# start\nCMD ["node", "server.js"]\n`,
  ),
  node(
    'a comment on the installation stays on top',
    '# Install dependencies\nCOPY . .\nRUN npm ci\n',
    `# Install dependencies\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  node(
    'a pragma stays with its instruction',
    '# hadolint ignore=DL3020\nADD . .\nRUN npm ci\n',
    `${FIRST}RUN npm ci\n# hadolint ignore=DL3020\nADD . .\n`,
  ),
  node(
    'a comment apart from all stays where it is',
    '# Section\n\nCOPY . .\nRUN npm ci\n',
    `# Section\n\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  node(
    'the names of sections stay over them',
    '# --- copy ---\n\nCOPY src ./src\nCOPY . .\n\n# --- install ---\n\nRUN npm ci && npm run build\n\n# --- start ---\n\nCMD ["node", "server.js"]\n',
    `# --- copy ---\n\n${FIRST}\n# --- install ---\n\nRUN npm ci\n\nCOPY src ./src\nCOPY . .\n\nRUN npm run build\n\n# --- start ---\n\nCMD ["node", "server.js"]\n`,
  ),
  {
    title: 'with something between, too',
    before:
      'FROM python:3.12\n# --- copy ---\n\nCOPY . /app\n\n# --- install ---\n\nWORKDIR /app\nRUN pip install -r requirements.txt\n',
    after:
      'FROM python:3.12\n# --- copy ---\n\nCOPY requirements.txt /app/\n\n# --- install ---\n\nWORKDIR /app\nRUN pip install -r requirements.txt\nCOPY . /app\n',
    files: PYTHON,
  },
  node(
    'continuation lines are moved as they are',
    'COPY \\\n  # all of it\n  . \\\n  ./\nRUN npm ci\n',
    `${FIRST}RUN npm ci\nCOPY \\\n  # all of it\n  . \\\n  ./\n`,
  ),
  {
    title: 'a folder of the context',
    before: 'FROM node:22\nWORKDIR /app\nCOPY ./web ./\nRUN npm ci\n',
    after:
      'FROM node:22\nWORKDIR /app\nCOPY ./web/package.json ./web/package-lock.json ./\nRUN npm ci\nCOPY ./web ./\n',
    files: {
      '.dockerignore': '**/node_modules\n',
      'web/package.json': PACKAGE,
      'web/package-lock.json': LOCK,
      'web/a.js': '',
    },
  },
  {
    title: 'one COPY for each folder of a workspace',
    before: 'FROM node:22\nWORKDIR /app\nCOPY . ./\nRUN npm ci\n',
    after:
      'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nCOPY packages/a/package.json ./packages/a/\nCOPY packages/b/package.json ./packages/b/\nRUN npm ci\nCOPY . ./\n',
    files: {
      '.dockerignore': '**/node_modules\n',
      'package.json': '{"name": "all", "workspaces": ["packages/*"]}',
      'package-lock.json': JSON.stringify({
        name: 'all',
        lockfileVersion: 3,
        packages: {
          '': { name: 'all', workspaces: ['packages/*'] },
          'node_modules/a': { resolved: 'packages/a', link: true },
          'node_modules/b': { resolved: 'packages/b', link: true },
          'packages/a': { version: '1.0.0' },
          'packages/b': { version: '1.0.0' },
        },
      }),
      'packages/a/package.json': '{"name": "a", "version": "1.0.0"}',
      'packages/b/package.json': '{"name": "b", "version": "1.0.0"}',
      'packages/a/index.js': '',
    },
  },
];

/** What makes the folder that the COPY makes now must not come before something has made it as the COPY does. */
const OWNERS: readonly Case[] = [
  {
    title: 'WORKDIR would give the folder to root',
    before: 'FROM node:22\nCOPY --chown=node:node . /app\nWORKDIR /app\nUSER node\nRUN npm ci\n',
    after:
      'FROM node:22\nCOPY --chown=node:node package.json package-lock.json /app/\nWORKDIR /app\nUSER node\nRUN npm ci\nCOPY --chown=node:node . /app\n',
    files: NODE,
  },
  {
    title: 'or to the user',
    before: 'FROM node:22\nUSER node\nCOPY . /app\nWORKDIR /app\nRUN npm ci\n',
    after:
      'FROM node:22\nUSER node\nCOPY package.json package-lock.json /app/\nWORKDIR /app\nRUN npm ci\nCOPY . /app\n',
    files: NODE,
  },
  {
    title: 'the same, with a step that is added',
    before: 'FROM golang:1.22\nCOPY --chown=1000 . /src\nWORKDIR /src\nRUN go build -o /shop .\n',
    after:
      'FROM golang:1.22\nCOPY --chown=1000 go.mod go.sum /src/\nWORKDIR /src\nRUN go mod download\nCOPY --chown=1000 . /src\nRUN go build -o /shop .\n',
    files: GO,
  },
];

const BETWEEN: readonly Case[] = [
  node(
    'indented',
    '  COPY . .\n  RUN npm ci && \\\n    npm test\n',
    `  ${FIRST}  RUN npm ci\n  COPY . .\n  RUN npm test\n`,
  ),
  node(
    'the folder itself may be made before',
    'COPY . .\nRUN mkdir -p /app /data\nRUN npm ci\n',
    `RUN mkdir -p /app /data\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  refused('but not one that is copied', 'COPY . .\nRUN mkdir -p src\nRUN npm ci\n', ['stands-between']),
  {
    title: 'a test that knows nothing of files',
    before:
      'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN if [ $(nproc) = 2 ]; then sed -i s/a/b/ /etc/x.conf ; fi;\nRUN npm ci\n',
    after: `FROM node:22\nWORKDIR /app\nRUN if [ $(nproc) = 2 ]; then sed -i s/a/b/ /etc/x.conf ; fi;\n${FIRST}RUN npm ci\nCOPY . .\n`,
    files: NODE,
  },
  refused('a test for a file that is copied', 'COPY . .\nRUN [ -f server.js ] && rm -rf /tmp/x\nRUN npm ci\n', [
    'stands-between',
  ]),
  {
    title: 'WORKDIR, when the COPY does not need it',
    before: 'FROM node:22\nCOPY . /app\nWORKDIR /app\nRUN npm ci\n',
    after: 'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json /app/\nRUN npm ci\nCOPY . /app\n',
    files: NODE,
  },
  node(
    'but not when it does',
    'COPY . .\nWORKDIR /app/src\nWORKDIR ..\nRUN npm ci\n',
    'WORKDIR /app/src\nWORKDIR ..\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n',
  ),
  node(
    'the destination would be another: there and back again',
    'WORKDIR /\nCOPY . app/\nWORKDIR /app\nRUN npm ci\n',
    'WORKDIR /\nCOPY package.json package-lock.json app/\nWORKDIR /app\nRUN npm ci\nWORKDIR /\nCOPY . app/\nWORKDIR /app\n',
    { risks: ['safe'] },
  ),
  node(
    'the same in paragraphs, with the rest of the RUN',
    'COPY . ./\n\n# the front end\nWORKDIR /app/web\nRUN npm ci && npm run build\n\nCMD ["node", "server.js"]\n',
    'COPY web/package.json web/package-lock.json ./web/\n\n# the front end\nWORKDIR /app/web\nRUN npm ci\n\nWORKDIR /app\nCOPY . ./\nWORKDIR /app/web\n\nRUN npm run build\n\nCMD ["node", "server.js"]\n',
    {
      files: {
        '.dockerignore': '**/node_modules\n',
        'web/package.json': PACKAGE,
        'web/package-lock.json': LOCK,
        'web/a.js': '',
      },
    },
  ),
  {
    title: 'the same with a step that is added',
    before: 'FROM golang:1.22\nWORKDIR /\nCOPY . src\nWORKDIR /src\nRUN go build -o /shop .\n',
    after:
      'FROM golang:1.22\nWORKDIR /\nCOPY go.mod go.sum src/\nWORKDIR /src\nRUN go mod download\nWORKDIR /\nCOPY . src\nWORKDIR /src\nRUN go build -o /shop .\n',
    files: GO,
  },
  refused(
    'but not from a folder that is not known',
    'ARG DIR\nCOPY . app/\nWORKDIR /app/$DIR\nRUN cd /app/app && npm ci\n',
    ['stands-between'],
  ),
  node(
    'what no COPY sees',
    'COPY . .\nENV NODE_ENV=production\nLABEL a=b\nEXPOSE 80\nCMD ["node", "server.js"]\nRUN npm ci\n',
    `ENV NODE_ENV=production\nLABEL a=b\nEXPOSE 80\nCMD ["node", "server.js"]\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  refused('a variable that the COPY reads is set anew', 'ENV DIR=/app\nCOPY . $DIR\nENV DIR=/other\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused('a volume over the tree', 'COPY . .\nVOLUME /app/data\nRUN npm ci\n', ['stands-between']),
  node('a volume elsewhere', 'COPY . .\nVOLUME /data\nRUN npm ci\n', `VOLUME /data\n${FIRST}RUN npm ci\nCOPY . .\n`),
  node(
    'system packages and a global tool',
    'COPY . .\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\nRUN npm i -g npm@11\nRUN npm ci\n',
    `RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\nRUN npm i -g npm@11\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  node(
    'a tool that reads its settings comes behind them',
    'COPY . .\nRUN npm i -g pnpm\nRUN npm ci\n',
    'COPY package.json package-lock.json .npmrc ./\nRUN npm i -g pnpm\nRUN npm ci\nCOPY . .\n',
    { files: { ...NODE, '.npmrc': 'fund=false\n' } },
  ),
  refused('a script of the tree', 'COPY . .\nRUN ./scripts/setup.sh\nRUN npm ci\n', ['stands-between']),
  refused('by its absolute path', 'COPY . .\nRUN /app/scripts/setup.sh\nRUN npm ci\n', ['stands-between']),
  refused('by its name, in the folder of a shell', 'COPY . .\nRUN sh scripts/setup.sh\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused('a manifest is changed', 'COPY . .\nRUN sed -i s/a/b/ package.json\nRUN npm ci\n', ['stands-between']),
  refused('a manifest is written', 'COPY . .\nRUN echo {} > package.json\nRUN npm ci\n', ['stands-between']),
  refused('by a redirection of a block', 'COPY . .\nRUN { echo {}; } > package.json\nRUN npm ci\n', ['stands-between']),
  refused('without a command', 'COPY . .\nRUN > package.json\nRUN npm ci\n', ['stands-between']),
  refused('by tee, in a pipe', 'COPY . .\nRUN echo {} | tee package.json\nRUN npm ci\n', ['stands-between']),
  refused('by a command in a substitution', 'COPY . .\nRUN echo $(cp a b)\nRUN npm ci\n', ['stands-between']),
  refused('a package that is a file of the tree', 'COPY . .\nRUN apt-get install -y ./tool.deb\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused(
    'a list of packages that is a file of the tree',
    'COPY . .\nRUN xargs -a packages.txt apt-get install -y\nRUN npm ci\n',
    ['stands-between'],
  ),
  refused('the owner of the tree is changed', 'COPY . .\nRUN chown -R node:node /app\nUSER node\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused('a folder above it, too', 'WORKDIR /srv/app\nCOPY . .\nRUN chown -R node:node /srv\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused('a user whose home it is', 'WORKDIR /home/app\nCOPY . .\nRUN useradd -m -d /home/app app\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused(
    'a script from the network that nobody knows',
    'COPY . .\nRUN curl -s https://example.org/x | sh\nRUN npm ci\n',
    ['stands-between'],
  ),
  node(
    'one that is known',
    'COPY . .\nRUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash -\nRUN npm ci\n',
    `RUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash -\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  node(
    'what php is, and a clone elsewhere',
    'COPY . .\nRUN php -v && php -i | grep opcache\nRUN git clone -b v1 --depth 1 https://example.org/x.git /opt/x\nRUN cd /srv && git clone https://example.org/x.git\nRUN npm ci\n',
    `RUN php -v && php -i | grep opcache\nRUN git clone -b v1 --depth 1 https://example.org/x.git /opt/x\nRUN cd /srv && git clone https://example.org/x.git\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  refused('a clone into the tree', 'COPY . .\nRUN git clone https://example.org/x.git\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused('or over it', 'COPY . .\nRUN git clone https://example.org/x.git /app/src\nRUN npm ci\n', ['stands-between']),
  refused('a program that needs a manifest', 'COPY . .\nRUN cargo clean\nRUN npm ci\n', ['stands-between']),
  refused('a list of a folder that is not there', 'COPY . .\nRUN ls src\nRUN npm ci\n', ['stands-between']),
  refused('a download into the tree', 'COPY . .\nRUN curl -O https://example.org/x\nRUN npm ci\n', ['stands-between']),
  refused('a RUN in exec form', 'COPY . .\nRUN ["./setup"]\nRUN npm ci\n', ['stands-between']),
  node(
    'a COPY elsewhere stays',
    'COPY . .\nCOPY nginx.conf /etc/nginx/\nRUN npm ci\n',
    `COPY nginx.conf /etc/nginx/\n${FIRST}RUN npm ci\nCOPY . .\n`,
    { files: { ...NODE, 'nginx.conf': '' } },
  ),
  node(
    'from another stage, elsewhere',
    'COPY . .\nCOPY --from=alpine /bin/busybox /bin/busybox\nRUN npm ci\n',
    `COPY --from=alpine /bin/busybox /bin/busybox\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  refused('from another stage, over the manifests', 'COPY . .\nCOPY --from=alpine /x ./\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused('settings from a heredoc', 'COPY . .\nCOPY <<EOF ./.npmrc\nfund=false\nEOF\nRUN npm ci\n', [
    'stands-between',
  ]),
  refused('or from another stage', 'COPY . .\nCOPY --from=alpine /prisma ./prisma\nRUN npm ci\n', ['stands-between']),
  refused(
    'another file over a manifest',
    'COPY . .\nCOPY other.json ./package.json\nRUN npm ci\n',
    ['stands-between'],
    { ...NODE, 'other.json': PACKAGE },
  ),
];

const SEVERAL: readonly Case[] = [
  refused(
    'modules of another stage would be laid over those that are installed',
    'COPY package*.json ./\nCOPY src ./src\nCOPY --from=alpine /node_modules ./node_modules\nRUN npm ci\n',
    ['stands-between'],
  ),
  node(
    'what another stage brings goes behind as well',
    'COPY package*.json ./\nCOPY src ./src\nCOPY --from=alpine /dist ./dist\nRUN npm ci\n',
    'COPY package*.json ./\nRUN npm ci\nCOPY src ./src\nCOPY --from=alpine /dist ./dist\n',
  ),
  node(
    'settings laid over the sources go behind them',
    'COPY . .\nCOPY prod.json ./settings.json\nRUN npm ci\n',
    `${FIRST}RUN npm ci\nCOPY . .\nCOPY prod.json ./settings.json\n`,
    { files: { ...NODE, 'prod.json': '{}', 'settings.json': '{}' } },
  ),
  node(
    'several COPYs of sources',
    'COPY package.json package-lock.json ./\nCOPY src ./src\nCOPY server.js ./\nRUN npm ci\n',
    `${FIRST}RUN npm ci\nCOPY src ./src\nCOPY server.js ./\n`,
  ),
  node(
    'manifests behind the sources',
    'COPY src ./src\nCOPY package*.json ./\nRUN npm ci\n',
    'COPY package*.json ./\nRUN npm ci\nCOPY src ./src\n',
  ),
  node(
    'one that was brought already is not brought again',
    'COPY package.json ./\nCOPY . .\nRUN npm ci\n',
    'COPY package.json ./\nCOPY package-lock.json .\nRUN npm ci\nCOPY . .\n',
  ),
  {
    title: 'several install steps',
    before:
      'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -U pip\nRUN pip install -r requirements.txt\nRUN pip install -r dev.txt\nRUN pytest\n',
    after:
      'FROM python:3.12\nWORKDIR /app\nRUN pip install -U pip\nCOPY requirements.txt dev.txt ./\nRUN pip install -r requirements.txt\nRUN pip install -r dev.txt\nCOPY . .\nRUN pytest\n',
    files: { ...PYTHON, 'dev.txt': 'pytest\n' },
  },
  node(
    'in each stage',
    'COPY . .\nRUN npm ci\nFROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\n',
    `${FIRST}RUN npm ci\nCOPY . .\nFROM node:22\nWORKDIR /app\n${FIRST}RUN npm ci --omit=dev\nCOPY . .\n`,
  ),
  node(
    'in a folder that is gone to',
    'COPY . .\nRUN cd web && npm ci\n',
    'COPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\nCOPY . .\n',
    {
      files: {
        '.dockerignore': '**/node_modules\n',
        'web/package.json': PACKAGE,
        'web/package-lock.json': LOCK,
        'web/a.js': '',
      },
    },
  ),
  node(
    'in a subshell',
    'COPY . .\nRUN (cd web && npm ci)\n',
    'COPY web/package.json web/package-lock.json web/\nRUN (cd web && npm ci)\nCOPY . .\n',
    {
      files: {
        '.dockerignore': '**/node_modules\n',
        'web/package.json': PACKAGE,
        'web/package-lock.json': LOCK,
        'web/a.js': '',
      },
    },
  ),
  {
    title: 'the requirements by their absolute path',
    before: 'FROM python:3.12\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n',
    after: 'FROM python:3.12\nCOPY requirements.txt /app/\nRUN pip install -r /app/requirements.txt\nCOPY . /app\n',
    files: PYTHON,
  },
  {
    title: 'manifests of the stage below',
    before:
      'FROM node:22 AS base\nWORKDIR /app\nCOPY package.json package-lock.json ./\nFROM base\nCOPY . .\nRUN npm ci\n',
    after:
      'FROM node:22 AS base\nWORKDIR /app\nCOPY package.json package-lock.json ./\nFROM base\nRUN npm ci\nCOPY . .\n',
    files: NODE,
  },
];

const ORDERED: readonly Case[] = [
  refused('in cache order', `${FIRST}RUN npm ci\nCOPY . .\nRUN npm run build\n`, []),
  refused('with a pattern', 'COPY package*.json ./\nRUN npm ci\nCOPY . .\n', []),
  refused(
    'settings beside the manifests',
    'COPY package.json package-lock.json tsconfig.json ./\nRUN npm ci\nCOPY . .\n',
    [],
    { ...NODE, 'tsconfig.json': '{}' },
  ),
  refused(
    'installed once more behind the sources',
    `${FIRST}RUN npm ci\nCOPY . .\nRUN npm run build\nRUN npm ci --omit=dev\n`,
    [],
  ),
  refused('bind mounts', 'RUN --mount=type=bind,source=package.json,target=package.json npm ci\nCOPY . .\n', []),
  refused('no install step', 'COPY . .\nRUN npm run build\n', []),
  refused('a global tool only', 'COPY . .\nRUN npm i -g serve\n', []),
  refused('an ONBUILD', 'ONBUILD COPY . .\nONBUILD RUN npm ci\n', []),
  {
    title: 'a folder of requirements only',
    before:
      'FROM python:3.12\nWORKDIR /app\nCOPY requirements requirements\nRUN pip install -r requirements/base.txt\nCOPY . .\n',
    files: { 'requirements/base.txt': 'flask==3\n', 'requirements/dev.txt': '', 'app.py': '' },
    skips: [],
  },
];

const SPLITS: readonly Case[] = [
  node(
    'install and build',
    'COPY . .\nRUN npm ci && npm run build\n',
    `${FIRST}RUN npm ci\nCOPY . .\nRUN npm run build\n`,
  ),
  node(
    'over lines, with a comment between',
    'COPY . .\nRUN npm ci \\\n    # the bundle\n    && npm run build \\\n    && npm test\n',
    `${FIRST}RUN npm ci\nCOPY . .\n# the bundle\nRUN npm run build \\\n    && npm test\n`,
  ),
  node(
    'a pragma above both halves',
    'COPY . .\n# build\n# hadolint ignore=DL3016\nRUN npm ci && npm run build\n',
    `${FIRST}# build\n# hadolint ignore=DL3016\nRUN npm ci\nCOPY . .\n# hadolint ignore=DL3016\nRUN npm run build\n`,
  ),
  node(
    'with the operator at the end',
    'COPY . .\n\nRUN npm ci && \\\n    npm run build\n',
    `${FIRST}\nRUN npm ci\n\nCOPY . .\n\nRUN npm run build\n`,
  ),
  node(
    'flags on both',
    'COPY . .\nRUN --mount=type=cache,target=/root/.npm npm ci && npm run build\n',
    `${FIRST}RUN --mount=type=cache,target=/root/.npm npm ci\nCOPY . .\nRUN --mount=type=cache,target=/root/.npm npm run build\n`,
  ),
  node(
    'what sets the shell up is said again',
    'COPY . .\nRUN set -ex && export CI=1 && npm ci && npm run build\n',
    `${FIRST}RUN set -ex && export CI=1 && npm ci\nCOPY . .\nRUN set -ex && export CI=1 && npm run build\n`,
  ),
  node(
    'a clean-up stays with the install',
    'COPY . .\nRUN npm ci && npm cache clean --force && npm run build\n',
    `${FIRST}RUN npm ci && npm cache clean --force\nCOPY . .\nRUN npm run build\n`,
  ),
  node(
    'what prepares it comes along',
    'COPY . .\nRUN apt-get update && apt-get install -y git && npm ci && npm run build\n',
    `${FIRST}RUN apt-get update && apt-get install -y git && npm ci\nCOPY . .\nRUN npm run build\n`,
  ),
  refused(
    'modules on a mount, which a step from the cache would not fill again',
    'COPY . .\nRUN --mount=type=cache,target=/app/node_modules npm ci && npm run build\n',
    ['cache-mount'],
  ),
  refused(
    'the same in two RUNs',
    'COPY . .\nRUN --mount=type=cache,target=/app/node_modules npm ci\nRUN --mount=type=cache,target=/app/node_modules npm run build\n',
    ['cache-mount'],
  ),
  refused(
    'downloads on a mount that are wanted later',
    'COPY . .\nRUN --mount=type=cache,target=/root/.npm npm ci\nRUN --mount=type=cache,target=/root/.npm npm ci --prefix src --offline\n',
    ['cache-mount'],
  ),
  refused('a variable would be lost', 'COPY . .\nRUN V=1 && npm ci && npm run build -- $V\n', ['cannot-split']),
  node(
    'a folder that is gone to behind it',
    'COPY . .\nRUN npm ci && cd src && npm run build\n',
    `${FIRST}RUN npm ci\nCOPY . .\nRUN cd src && npm run build\n`,
  ),
  node(
    'what sets up the rest goes with the rest',
    'COPY . .\nRUN npm ci && V=1 && npm run build -- $V\n',
    `${FIRST}RUN npm ci\nCOPY . .\nRUN V=1 && npm run build -- $V\n`,
  ),
  refused('a list is not parted', 'COPY . .\nRUN npm ci; npm run build\n', ['cannot-split']),
  refused('nor an or', 'COPY . .\nRUN npm ci && npm run build || true\n', ['cannot-split']),
  refused('nor a pipe', 'COPY . .\nRUN npm run build | npm ci\n', ['cannot-split']),
  refused(
    'what is deleted at the end would stay in the layer',
    'COPY . .\nRUN npm ci && npm run build && rm -rf node_modules\n',
    ['cannot-split'],
  ),
  refused('or what is left out', 'COPY . .\nRUN npm ci && npm run build && npm prune --production\n', ['cannot-split']),
  refused('or would be copied by a change of owner', 'COPY . .\nRUN npm ci && chown -R node:node /app\n', [
    'cannot-split',
  ]),
  {
    title: 'in a stage that is not shipped nobody counts',
    before:
      'FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build && npm prune --omit=dev\nFROM node:22\nCOPY --from=build /app /app\n',
    after:
      'FROM node:22 AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build && npm prune --omit=dev\nFROM node:22\nCOPY --from=build /app /app\n',
    files: NODE,
  },
  {
    title: 'manifests that only the rest reads are not copied first',
    before: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN cd web && npm ci && npm run build && cd ../api && npm ci\n',
    after:
      'FROM node:22\nWORKDIR /app\nCOPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\nCOPY . .\nRUN cd web && npm run build && cd ../api && npm ci\n',
    files: {
      '.dockerignore': '**/node_modules\n',
      'web/package.json': PACKAGE,
      'web/package-lock.json': LOCK,
      'web/a.js': '',
      'api/package.json': PACKAGE,
      'api/package-lock.json': LOCK,
    },
  },
  node('an exit goes along', 'COPY . .\nRUN npm ci || exit 1\n', `${FIRST}RUN npm ci || exit 1\nCOPY . .\n`),
  refused('a status that is asked for', 'COPY . .\nRUN npm ci && npm run build -- $?\n', ['cannot-split']),
  refused('a script in front of it', 'COPY . .\nRUN ./scripts/x.sh && npm ci\n', ['cannot-split']),
];

const MODULES = 'COPY go.mod go.sum ./\nRUN go mod download\n';

function go(title: string, before: string, after: string): Case {
  const head = 'FROM golang:1.22\nWORKDIR /src\n';
  return { title, before: head + before, after: head + after, files: GO };
}

const POETRY = {
  'pyproject.toml':
    '[tool.poetry]\nname = "shop"\nversion = "1"\n[tool.poetry.dependencies]\npython = "^3.12"\nflask = "3.0.0"\n',
  'poetry.lock':
    '[[package]]\nname = "flask"\nversion = "3.0.0"\n\n[metadata]\nlock-version = "2.0"\npython-versions = "^3.12"\ncontent-hash = "x"\n',
  'shop/__init__.py': '',
};

const ADDED: readonly Case[] = [
  python(
    'settings in front of it are said again',
    'RUN pip install poetry\nCOPY . .\nRUN poetry config virtualenvs.create false && poetry install\n',
    'RUN pip install poetry\nCOPY pyproject.toml poetry.lock ./\nRUN poetry config virtualenvs.create false && poetry install --no-root\nCOPY . .\nRUN poetry config virtualenvs.create false && poetry install\n',
    { files: POETRY },
  ),
  python(
    'what prepares the step goes in front with it',
    'COPY . .\nRUN pip install poetry \\\n && poetry config virtualenvs.create false \\\n && poetry install --only main \\\n && python -m shop\n',
    'COPY pyproject.toml poetry.lock ./\nRUN pip install poetry \\\n && poetry config virtualenvs.create false \\\n && poetry install --no-root --only main\nCOPY . .\nRUN poetry install --only main \\\n && python -m shop\n',
    { files: POETRY },
  ),
  {
    title: 'a clean-up behind the build would not see what lies in another layer',
    before: 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop . && go clean -modcache\n',
    files: GO,
    skips: ['cannot-split'],
  },
  {
    title: 'a download of its own, with the cache of the build',
    before:
      'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -o /shop .\n',
    after:
      'FROM golang:1.22\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/root/.cache/go-build go mod download\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -o /shop .\n',
    files: GO,
    risks: ['assumes'],
  },
  {
    title: 'with something between',
    before: 'FROM golang:1.22\nCOPY . /src\nWORKDIR /src\nENV CGO_ENABLED=0\nRUN go build -o /shop .\n',
    after:
      'FROM golang:1.22\nWORKDIR /src\nENV CGO_ENABLED=0\nCOPY go.mod go.sum /src/\nRUN go mod download\nCOPY . /src\nRUN go build -o /shop .\n',
    files: GO,
  },
  go(
    'above an ARG that only the build reads',
    'ARG VERSION\nCOPY . .\nRUN go build -ldflags "-X main.v=$VERSION" .\n',
    `${MODULES}ARG VERSION\nCOPY . .\nRUN go build -ldflags "-X main.v=$VERSION" .\n`,
  ),
  go(
    'with the comments above it',
    '# of the release\nARG VERSION\nARG COMMIT=none\nCOPY . .\nRUN go build .\n',
    `${MODULES}# of the release\nARG VERSION\nARG COMMIT=none\nCOPY . .\nRUN go build .\n`,
  ),
  go(
    'nor one between the sources and the build',
    'COPY . .\n\nARG VERSION\nRUN go build -ldflags "-X main.v=$VERSION" .\n',
    `${MODULES}COPY . .\n\nARG VERSION\nRUN go build -ldflags "-X main.v=$VERSION" .\n`,
  ),
  go(
    'but one that it reads',
    'COPY . .\nARG GOPRIVATE\nRUN go build .\n',
    `ARG GOPRIVATE\n${MODULES}COPY . .\nRUN go build .\n`,
  ),
  go(
    'not above one that the download may read',
    'ARG GOPROXY\nARG VERSION\nCOPY . .\nRUN go build .\n',
    `ARG GOPROXY\n${MODULES}ARG VERSION\nCOPY . .\nRUN go build .\n`,
  ),
  go(
    'or that it needs to sign in',
    'ARG GITHUB_TOKEN\nCOPY . .\nRUN go build .\n',
    `ARG GITHUB_TOKEN\n${MODULES}COPY . .\nRUN go build .\n`,
  ),
  go(
    'or that says where to',
    'ARG DIR=/src\nCOPY . $DIR\nRUN go build .\n',
    'ARG DIR=/src\nCOPY go.mod go.sum $DIR/\nRUN go mod download\nCOPY . $DIR\nRUN go build .\n',
  ),
  node(
    'an ARG above an npm install stays there: scripts may read it',
    'ARG VERSION\nCOPY . .\nRUN npm ci\n',
    `ARG VERSION\n${FIRST}RUN npm ci\nCOPY . .\n`,
  ),
  {
    title: 'done already',
    before:
      'FROM golang:1.22\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download -x\nCOPY . .\nRUN go build -o /shop .\n',
    files: GO,
    skips: [],
  },
  {
    title: 'download and build in one RUN are parted',
    before: 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go mod download && go build -o /shop .\n',
    after:
      'FROM golang:1.22\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o /shop .\n',
    files: GO,
    risks: ['safe'],
  },
  {
    title: 'a build that may not run',
    before: 'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN if [ -n "$X" ]; then go build -o /shop .; fi\n',
    files: GO,
    skips: ['nothing-to-install'],
  },
];

const HOME: readonly Case[] = [
  refused('without a network all comes from the sources', 'COPY . .\nRUN --network=none npm ci\n', ['network-none']),
  refused('a folder that is not there without the sources', 'COPY . .\nRUN cd src && cd .. && npm ci\n', [
    'cannot-split',
  ]),
  {
    title: 'on a base that nobody knows a RUN in two is an assumption, a RUN that moves is not',
    before:
      'FROM registry.example.org/js\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nFROM registry.example.org/js\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
    after: `FROM registry.example.org/js\nWORKDIR /app\n${FIRST}RUN npm ci\nCOPY . .\nRUN npm run build\nFROM registry.example.org/js\nWORKDIR /app\n${FIRST}RUN npm ci\nCOPY . .\n`,
    files: NODE,
    risks: ['assumes', 'safe'],
  },
  refused('settings of the user in the home folder', 'WORKDIR /root\nCOPY . .\nRUN npm ci\n', ['reads-sources'], {
    ...NODE,
    '.netrc': '',
  }),
  refused('folders of the system', 'WORKDIR /\nCOPY . .\nRUN npm ci\n', ['reads-sources'], {
    ...NODE,
    'etc/hosts': '',
  }),
  refused('a manifest that is ignored', 'COPY . .\nRUN npm ci\n', ['not-in-build'], {
    ...NODE,
    '.dockerignore': 'node_modules\n*.json\n',
  }),
];

const CONTEXT: readonly Case[] = [
  {
    title: 'without a context it is said once',
    before: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm install\n',
    skips: ['needs-context'],
  },
  {
    title: 'but not of what is in cache order',
    before: 'FROM golang\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build\n',
    skips: [],
  },
  {
    title: 'or copies single files',
    before: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
    skips: [],
  },
  {
    title: 'or installs something else',
    before: 'FROM node:22\nCOPY . .\nRUN npm install -g serve\nRUN pip install flask\n',
    skips: [],
  },
];

const UNREAD: readonly Case[] = [
  refused('exec form', 'COPY . .\nRUN ["npm", "ci"]\n', ['opaque']),
  refused('heredoc', 'COPY . .\nRUN <<EOF\nnpm ci\nEOF\n', ['opaque']),
  refused('another shell', 'SHELL ["pwsh", "-Command"]\nCOPY . .\nRUN npm ci\n', ['shell-not-posix']),
  refused('flags that change what is copied', 'COPY --exclude=*.md . .\nRUN npm ci\n', ['copy-not-read']),
  refused('a source that nobody knows', 'ARG DIR\nCOPY $DIR .\nRUN npm ci\n', ['copy-not-read']),
  refused('a folder that is not followed', 'COPY . .\nRUN cd src && cd - && npm ci\n', ['nothing-to-install']),
  refused('a bind mount', 'COPY . .\nRUN --mount=type=bind,target=/x npm ci\n', ['nothing-to-install']),
  refused('no package of another folder', 'COPY . .\nRUN go install example.org/x@v1.2.3\n', []),
  {
    title: 'the sources of the stage below',
    before:
      'FROM node:22 AS base\nWORKDIR /app\nCOPY . .\nFROM base\nRUN npm ci\nFROM base\nCMD ["node", "server.js"]\n',
    files: NODE,
    skips: ['copied-in-parent'],
  },
  {
    title: 'installed in the stage below',
    before: 'FROM node:22 AS base\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nFROM base\nCOPY . .\nRUN npm ci\n',
    files: NODE,
    skips: [],
  },
];

testTransform(reorderCopy, [
  ...STYLE,
  ...BETWEEN,
  ...OWNERS,
  ...SEVERAL,
  ...ORDERED,
  ...SPLITS,
  ...ADDED,
  ...HOME,
  ...CONTEXT,
  ...UNREAD,
]);

describe('reorder-copy: the ignore file', () => {
  const TEXT = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n';
  const bare: Text = { 'package.json': PACKAGE, 'package-lock.json': LOCK, 'server.js': '' };
  const fileOf = (files: Text, text = TEXT) => {
    const report = runTransform(reorderCopy, text, { files });
    return {
      text: report.files[0]?.after ?? null,
      risk: report.applied[0]?.risk,
      codes: report.skipped.map(({ reason }) => reason.code),
      report,
    };
  };

  test('is made when there is none', () => {
    const { text, risk, report } = fileOf(bare);
    expect(text).toBe('node_modules\n');
    expect(risk).toBe('assumes');
    expect(report.applied[0]?.assumption).toBe('node_modules of the build context is not meant to be in the image');
  });
  test('gets a line, be the folder there or not: a developer has one', () => {
    expect(fileOf({ ...bare, '.dockerignore': 'dist\n' }).text).toBe('dist\nnode_modules\n');
    expect(fileOf({ ...bare, '.dockerignore': 'dist\n', 'node_modules/ms/index.js': '' }).text).toBe(
      'dist\nnode_modules\n',
    );
  });
  test('keeps its line ends, and its last line as it is', () => {
    expect(fileOf({ ...bare, '.dockerignore': 'a\r\nb\r\n' }).text).toBe('a\r\nb\r\nnode_modules\r\n');
    expect(fileOf({ ...bare, '.dockerignore': 'a\nb' }).text).toBe('a\nb\nnode_modules');
    expect(fileOf({ ...bare, '.dockerignore': '' }).text).toBe('node_modules\n');
  });
  test('gets none when a pattern of it says so already', () => {
    for (const line of [
      'node_modules',
      '/node_modules/',
      '**/node_modules',
      'node_mod*',
      '*\n!package*.json\n!server.js',
    ]) {
      const { text, risk } = fileOf({ ...bare, '.dockerignore': `${line}\n` });
      expect([text, risk]).toEqual([null, 'safe']);
    }
  });
  test('gets it once for two stages', () => {
    const twice = `${TEXT}${TEXT.replace('npm ci', 'npm ci --omit=dev')}`;
    const { text, report } = fileOf(bare, twice);
    expect(report.applied).toHaveLength(2);
    expect(text).toBe('node_modules\n');
  });
  test('needs none when all that is in the folder is left out', () => {
    for (const line of ['node_modules/*', 'node_modules/**', '!**/*.js\nnode_modules']) {
      const { text, risk } = fileOf({ ...bare, '.dockerignore': `${line}\n` });
      expect([text, risk]).toEqual([null, 'safe']);
    }
  });
  test('gets it behind a pattern that takes some of the folder in', () => {
    const ignore = '*\n!*.js\n!**/*.json\n';
    expect(fileOf({ ...bare, '.dockerignore': ignore }).text).toBe(`${ignore}node_modules\n`);
    expect(fileOf({ ...bare, '.dockerignore': '**\n!**/*.js*' }).text).toBe('**\n!**/*.js*\nnode_modules');
  });
  test('is let alone when somebody wants a part of the folder', () => {
    expect(fileOf({ ...bare, '.dockerignore': 'node_modules\n!node_modules/own\n' }).codes).toEqual([
      'overwrites-output',
    ]);
  });
  test('gets it behind what takes everything in again', () => {
    expect(fileOf({ ...bare, '.dockerignore': 'node_modules\n!*\n' }).text).toBe('node_modules\n!*\nnode_modules\n');
  });
  test('the one of the Dockerfile goes first', () => {
    const { report } = fileOf({ ...bare, 'Dockerfile.dockerignore': 'dist\n' });
    expect(report.files.map(({ path }) => path)).toEqual(['Dockerfile.dockerignore']);
  });
  test('is let alone when somebody wants the folder', () => {
    expect(fileOf({ ...bare, '.dockerignore': '*\n!node_modules\n!*.js*\n' }).codes).toEqual(['overwrites-output']);
    const named = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM nginx\nCOPY node_modules/x /x\n';
    expect(fileOf({ ...bare, 'node_modules/x': '' }, named).codes).toEqual(['overwrites-output']);
    const glob = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM nginx\nCOPY node_mod* /x\n';
    expect(fileOf({ ...bare, 'node_modules/x': '' }, glob).codes).toEqual(['overwrites-output']);
  });
  test('is let alone when another Dockerfile of the context uses the folder', () => {
    const files = { ...bare, 'node_modules/ms/index.js': '' };
    const codes = (sibling: string) => {
      const project = { ...memoryProject(files), siblings: [{ path: 'Other.Dockerfile', text: sibling }] };
      const report = slimify(TEXT, { project, transforms: [reorderCopy], risk: 'assumes' });
      return report.skipped.map(({ reason }) => reason.code);
    };
    expect(codes('FROM nginx\nCOPY node_modules /x\n')).toEqual(['overwrites-output']);
    expect(codes('FROM node:22\nCOPY . /app\nCMD ["node", "/app"]\n')).toEqual(['overwrites-output']);
    expect(codes('FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n')).toEqual([]);
    expect(codes('FROM alpine\nCOPY server.js /\n')).toEqual([]);
    expect(codes('no Dockerfile')).toEqual([]);
  });
  test('is no matter for a COPY that does not bring the folder', () => {
    const { text, risk } = fileOf(
      { ...bare, 'src/a.js': '' },
      'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nCOPY src ./src\nRUN npm ci\n',
    );
    expect([text, risk]).toEqual([null, 'safe']);
  });
});

describe('reorder-copy: symbolic links', () => {
  const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN cd web && npm ci\n';
  const project = memoryProject({
    '.dockerignore': '**/node_modules\n',
    'web/package.json': PACKAGE,
    'web/package-lock.json': LOCK,
    'web/a.js': '',
    'assets/a.css': '',
  });
  const withLink = (link: string) => ({
    ...project,
    statOf: (path: string) => {
      const stat = project.statOf(path);
      return stat === null || path !== link ? stat : { ...stat, isLink: true as const };
    },
  });
  const codes = (link: string, dockerfile = text) =>
    slimify(dockerfile, { project: withLink(link), transforms: [reorderCopy], risk: 'assumes' }).skipped.map(
      ({ reason }) => reason.code,
    );
  test('a folder that the later COPY would want to be a link again', () => {
    expect(codes('web')).toEqual(['copy-not-read']);
  });
  test('a folder that a WORKDIR would make first', () => {
    const dockerfile = 'FROM node:22\nCOPY . /app\nWORKDIR /app/assets\nRUN cd ../web && npm ci\n';
    expect(codes('assets', dockerfile)).toEqual(['stands-between']);
    expect(codes('none', dockerfile)).toEqual([]);
  });
  test('a file is replaced', () => {
    expect(codes('web/package.json')).toEqual([]);
  });
});

describe('reorder-copy: key and message', () => {
  test('say what it is about', () => {
    const [fix] = runTransform(reorderCopy, 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n', {
      files: NODE,
    }).applied;
    expect(fix?.message).toBe(
      'copy package.json and package-lock.json first, so that npm ci is cached until they change',
    );
    const command = (run: string) =>
      runTransform(reorderCopy, `FROM node:22\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`, { files: NODE }).applied[0]
        ?.message;
    expect(command('npm --loglevel error ci')).toContain('so that npm ci is cached');
    expect(command('npm --silent ci')).toContain('so that npm ci is cached');
    expect(fix?.key).toMatch(/^reorder-copy:0:/);
    const other = runTransform(reorderCopy, 'FROM node:22\nENV A=b\nWORKDIR /app\nCOPY . .\nRUN npm ci\n', {
      files: NODE,
    });
    expect(other.applied[0]?.key).toBe(fix?.key);
  });
});

describe('a manifest that is there and no text', () => {
  const node = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n';
  const reasonWith = (project: Project) =>
    slimify(node, { project, transforms: [reorderCopy], risk: 'assumes' }).skipped.map(({ reason }) => reason);

  test('is not said to be missing', () => {
    const project = memoryProject(NODE);
    const readText = (path: string) => (path === 'package.json' ? null : project.readText(path));
    expect(reasonWith({ ...project, readText })).toEqual([
      { code: 'broken-manifest', path: 'package.json', line: null, why: 'it is not UTF-8 text, or it is very long' },
    ]);
  });

  test.each([
    ['go.mod', 'FROM golang:1.22\nWORKDIR /app\nCOPY . .\nRUN go build -o /a .\n', GO],
    ['pom.xml', 'FROM maven:3\nWORKDIR /app\nCOPY . .\nRUN mvn package\n', { 'pom.xml': '', 'src/A.java': '' }],
    [
      'build.gradle',
      'FROM gradle:8\nWORKDIR /app\nCOPY . .\nRUN gradle build\n',
      { 'build.gradle': '', 'src/A.java': '' },
    ],
    [
      'pip.conf',
      'FROM python:3.12\nWORKDIR /app\nENV PIP_CONFIG_FILE=/app/pip.conf\nCOPY . .\nRUN pip install -r requirements.txt\n',
      { ...PYTHON, 'pip.conf': '' },
    ],
    ['mix.exs', 'FROM elixir:1.16\nWORKDIR /app\nCOPY . .\nRUN mix deps.get\n', { 'mix.exs': '', 'lib/a.ex': '' }],
  ])('nor %s', (name, text, files) => {
    const project = memoryProject(files);
    const readText = (path: string) => (path === name ? null : project.readText(path));
    const unreadable = { ...project, readText };
    const { skipped } = slimify(text, { project: unreadable, transforms: [reorderCopy], risk: 'changes' });
    expect(skipped.map(({ reason }) => reason)).toMatchObject([{ code: 'broken-manifest', path: name }]);
  });

  test('nor a folder of its name', () => {
    const { 'package.json': _, ...rest } = NODE;
    expect(reasonWith(memoryProject({ ...rest, 'package.json/a': '' }))).toEqual([
      { code: 'broken-manifest', path: 'package.json', line: null, why: 'it is a folder' },
    ]);
  });

  test('what is not there is', () => {
    const { 'package.json': _, ...rest } = NODE;
    expect(reasonWith(memoryProject(rest))).toEqual([{ code: 'not-in-build', path: 'package.json', isIgnored: false }]);
  });
});

test('manifests in more folders than anybody wants to read', () => {
  const names = Array.from({ length: 30 }, (_, i) => `packages/p${i}`);
  const files = Object.fromEntries(names.map((name, i) => [`${name}/package.json`, `{"name": "p${i}"}`]));
  const root = {
    'package.json': '{"name": "shop", "workspaces": ["packages/*"]}',
    '.dockerignore': '**/node_modules\n',
    'a.js': '',
  };
  const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\n';
  const { after, skipped } = runTransform(reorderCopy, text, { files: { ...files, ...root } });
  expect(after).toBe(text);
  expect(skipped.map(({ reason }) => reason)).toEqual([{ code: 'too-many-manifests', count: 31 }]);
});
