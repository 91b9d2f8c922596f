/** clean-cache: ways in which something behind a RUN, or beside it, depends on what the clean-up would take away. */
import { cleanCache } from '../../transforms/clean-cache.ts';
import { type Case, testTransform } from '../support/harness.ts';

const CLEAN = 'rm -rf /var/lib/apt/lists/*';
const INSTALL = 'apt-get update && apt-get install -y jq';
const NPM_CLEAN = 'npm cache clean --force';

/** A RUN that fetches the lists of apt, and what stands behind it. */
function lists(title: string, later: string, files?: Case['files']): Case {
  const before = `FROM debian:12\nRUN ${INSTALL}\n${later}`;
  return { title, before, skips: ['needed-later'], ...(files === undefined ? {} : { files }) };
}

/** A RUN that stays as it is. */
function stays(title: string, from: string, body: string, skips: NonNullable<Case['skips']>): Case {
  return { title, before: `FROM ${from}\nRUN ${body}\n`, skips };
}

function becomes(title: string, from: string, body: string, after: string): Case {
  return { title, before: `FROM ${from}\nRUN ${body}\n`, after: `FROM ${from}\nRUN ${after}\n` };
}

testTransform(cleanCache, [
  // Stages that may be built on it
  {
    title: 'FROM an argument without a default',
    before: `ARG BASE\nFROM debian:12 AS base\nRUN ${INSTALL}\nFROM $BASE\nRUN apt-get install -y make\n`,
    skips: ['needed-later', 'lists-from-elsewhere'],
  },
  {
    title: 'FROM a name that an argument completes',
    before: `ARG KIND=dev\nFROM debian:12 AS base-dev\nFROM debian:12 AS base-prod\nRUN ${INSTALL}\nFROM base-\${KIND}\nRUN apt-get install -y make\n`,
    skips: ['needed-later', 'lists-from-elsewhere'],
  },
  {
    title: 'FROM an argument whose default is an image',
    before: `ARG BASE=debian:12\nFROM debian:12 AS tools\nRUN ${INSTALL}\nFROM $BASE\nRUN apt-get install -y make\n`,
    after: `ARG BASE=debian:12\nFROM debian:12 AS tools\nRUN ${INSTALL} && ${CLEAN}\nFROM $BASE\nRUN apt-get install -y make\n`,
  },
  {
    title: 'a COPY of the lists out of a stage built on it',
    before: `FROM debian:12 AS a\nRUN ${INSTALL}\nFROM a AS b\nFROM a\nCOPY --from=b /var/lib/apt/lists/ /lists/\n`,
    skips: ['needed-later'],
  },

  // Programs and scripts
  lists('a copy of the lists', 'RUN cp -r /var/lib/apt/lists /backup\n'),
  lists('an entry point by its name', 'COPY entrypoint /usr/local/bin/\nENTRYPOINT ["entrypoint"]\n', {
    entrypoint: '#!/bin/sh\napt-get install -y "$EXTRA"\n',
  }),
  lists(
    'an entry point that is called as that of an official image',
    'COPY docker-entrypoint.sh /usr/local/bin/\nENTRYPOINT ["docker-entrypoint.sh"]\n',
    {
      'docker-entrypoint.sh': 'apt-get install -y "$EXTRA"\n',
    },
  ),
  lists('a script in the COPY itself', 'COPY <<EOF /run.sh\napt-get install -y make\nEOF\nCMD ["sh", "/run.sh"]\n'),
  lists('make', 'WORKDIR /src\nCOPY . .\nRUN make deps\n', { Makefile: 'deps:\n\tapt-get install -y make\n' }),
  lists('a Python script', 'COPY i.py /\nRUN python /i.py\n', { 'i.py': 'os.system("apt-get install -y make")\n' }),
  lists('Python on the command line', `RUN python -c 'import os; os.system("apt-get install -y make")'\n`),
  lists('su -c', 'RUN su root -c "apt-get install -y make"\n'),
  lists('eval', 'RUN eval "apt-get install -y make"\n'),
  lists('text piped to a shell', 'RUN echo "apt-get install -y make" | sh\n'),
  lists('text written to a script', 'RUN echo "apt-get install -y make" > /x && sh /x\n'),
  lists('find -exec', 'RUN find / -name x -exec apt-get install -y {} +\n'),
  {
    title: 'a variable that holds the command',
    before: `FROM debian:12\nENV ADD="apt-get install -y"\nRUN ${INSTALL}\nRUN $ADD make\n`,
    skips: ['needed-later'],
  },
  {
    title: 'an address is no command',
    before: `FROM debian:12\nRUN ${INSTALL}\nRUN curl -O https://example.com/apt/install\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nRUN curl -O https://example.com/apt/install\n`,
    risks: ['safe'],
  },
  {
    title: 'sudo for everything',
    before: `FROM debian:12\nRUN echo "me ALL=(ALL) NOPASSWD:SETENV: ALL" > /etc/sudoers.d/me\nUSER me\nRUN sudo apt-get update && sudo apt-get install -y jq\n`,
    after: `FROM debian:12\nRUN echo "me ALL=(ALL) NOPASSWD:SETENV: ALL" > /etc/sudoers.d/me\nUSER me\nRUN sudo apt-get update && sudo apt-get install -y jq && sudo ${CLEAN}\n`,
  },
  {
    title: 'a file handed to a shell',
    before: `FROM debian:12\nRUN ${INSTALL}\nRUN curl -o /tmp/x https://example.com/x && bash /tmp/x\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nRUN curl -o /tmp/x https://example.com/x && bash /tmp/x\n`,
    risks: ['assumes'],
  },
  {
    title: 'scripts from the network are not read, so they are assumed of',
    before: `FROM debian:12\nRUN ${INSTALL}\nRUN curl https://sh.rustup.rs -sSf | sh -s -- -y\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nRUN curl https://sh.rustup.rs -sSf | sh -s -- -y\n`,
    risks: ['assumes'],
  },
  {
    title: 'scripts that call scripts that call scripts are not followed for ever',
    before: `FROM debian:12\nRUN ${INSTALL}\nCOPY . /s\nRUN /s/a.sh\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nCOPY . /s\nRUN /s/a.sh\n`,
    files: {
      'a.sh': '/s/b.sh\n',
      'b.sh': '/s/c.sh\n',
      'c.sh': '/s/d.sh\n',
      'd.sh': '/s/e.sh\n',
      'e.sh': 'apt-get install -y make\n',
    },
    risks: ['assumes'],
  },
  {
    title: 'a bootstrap script of the project',
    before: `FROM debian:12\nRUN ${INSTALL}\nCOPY . /s\nRUN /s/bootstrap.sh\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nCOPY . /s\nRUN /s/bootstrap.sh\n`,
    risks: ['assumes'],
  },
  {
    title: 'a Makefile without apt',
    before: `FROM debian:12\nRUN ${INSTALL}\nWORKDIR /src\nCOPY . .\nRUN make\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nWORKDIR /src\nCOPY . .\nRUN make\n`,
    files: { Makefile: 'all:\n\tcc x.c\n' },
    risks: ['safe'],
  },
  {
    title: 'a script that may read the index of apk',
    before: 'FROM alpine:3.19\nRUN apk update && apk add git\nCOPY s.sh /\nCMD ["/s.sh"]\n',
    after: 'FROM alpine:3.19\nRUN apk add --no-cache git\nCOPY s.sh /\nCMD ["/s.sh"]\n',
    risks: ['assumes'],
  },
  {
    title: 'a COPY of the index of apk',
    before:
      'FROM alpine:3.19 AS a\nRUN apk update && apk add git\nFROM a\nCOPY --from=a /var/cache/apk /var/cache/apk\n',
    skips: ['needed-later'],
  },
  stays('an upgrade of apk that finds no index', 'alpine:3.10', 'apk upgrade && apk add --update git', [
    'lists-from-elsewhere',
  ]),
  becomes('an upgrade of apk with an index', 'alpine:3.10', 'apk update && apk upgrade', 'apk upgrade --no-cache'),
  becomes(
    'archives of the index',
    'alpine:3.19',
    'apk add --update git && rm -f /var/cache/apk/*.tar.gz',
    'apk add --no-cache git',
  ),

  // Caches that somebody takes along
  {
    title: 'a COPY of the folder that pip fills',
    before: 'FROM python:3.12 AS a\nRUN pip install x\nFROM a\nCOPY --from=a /root/.cache /root/.cache\n',
    skips: ['needed-later'],
  },
  {
    title: 'wheels that another stage has built',
    before:
      'FROM python:3.12 AS a\nRUN pip wheel x\nFROM python:3.12-slim\nCOPY --from=a /root/.cache /root/.cache\nRUN pip install x\n',
    skips: ['cache-seeded'],
  },
  stays('pip without an index', 'python:3.12', 'pip install --no-index -f /wheels x', []),
  {
    title: 'the npm cache moved to another user',
    before: 'FROM node:20\nRUN npm ci\nRUN mv /root/.npm /home/node/\n',
    skips: ['needed-later'],
  },
  stays('packages that are fetched only', 'centos:7', 'yum install --downloadonly -y git', []),
  stays('packages that pacman fetches only', 'archlinux', 'pacman -Sw --noconfirm git', []),
  stays('a copy in the same RUN', 'centos:7', 'yum install -y git && cp -r /var/cache/yum /x', ['needed-later']),

  // Where the command would not do
  stays('an install in the background', 'node:20', 'npm ci & npm run x; wait', ['cannot-append']),
  stays('lists fetched in the background', 'debian:12', '(apt-get update && apt-get install -y jq) & make', [
    'cannot-append',
  ]),
  stays('a login shell that may have another PATH', 'debian:12', 'bash -lc "npm install -g x"', ['cannot-append']),
  becomes(
    'a login shell on an image with npm',
    'node:20',
    'bash -lc "npm install -g x"',
    `bash -lc "npm install -g x" && ${NPM_CLEAN}`,
  ),
  stays('a secret for one call', 'node:12', 'NPM_TOKEN=$TOKEN npm ci', ['cannot-append']),
  becomes('a variable for one call', 'node:12', 'CI=1 npm ci', `CI=1 npm ci && ${NPM_CLEAN}`),
  becomes('sudo with the home folder kept', 'node:20', 'sudo -E npm ci', `sudo -E ${`npm ci && sudo -E ${NPM_CLEAN}`}`),
  {
    title: 'sudo for single programs',
    before: `FROM debian:12\nRUN echo "me ALL=(root) NOPASSWD: /usr/bin/apt-get" > /etc/sudoers.d/me\nUSER me\nRUN sudo apt-get update && sudo apt-get install -y jq\n`,
    skips: ['cannot-append'],
  },
  becomes('a function', 'node:20', 'i() { npm ci; }; i && make', `i() { npm ci; }; i && ${NPM_CLEAN} && make`),
  stays('a function that nobody calls', 'node:20', 'i() { npm ci; }; make', ['cannot-append']),
  stays('what is meant to fail', 'node:20', '! npm ci || make', ['cannot-append']),
  stays(
    'eval as the last one under set -e',
    'debian:12',
    'set -e; apt-get update && apt-get install -y jq && eval "x; y"',
    ['cannot-append'],
  ),
  stays(
    'a function as the last one under set -e',
    'debian:12',
    'set -e; f() { x; y; }; apt-get update && apt-get install -y jq && f',
    ['cannot-append'],
  ),

  becomes(
    'npm that goes',
    'node:20',
    'npm ci && npm run build && npm uninstall -g npm && make',
    `npm ci && npm run build && ${NPM_CLEAN} && npm uninstall -g npm && make`,
  ),
  becomes(
    'dnf that goes',
    'fedora:40',
    'dnf install -y git && dnf remove -y dnf',
    'dnf install -y git && dnf clean all && dnf remove -y dnf',
  ),
  becomes(
    'packages that go',
    'fedora:40',
    'dnf install -y git && dnf remove -y vim',
    'dnf install -y git && dnf remove -y vim && dnf clean all',
  ),

  // Which Yarn it is
  {
    title: 'a .yarnrc.yml in a folder above',
    before: 'FROM node:20\nWORKDIR /a\nCOPY . .\nWORKDIR /a/app\nRUN yarn install\n',
    files: { '.yarnrc.yml': 'nodeLinker: pnp\n', 'app/package.json': '{}' },
    skips: ['yarn-not-classic'],
  },
  {
    title: 'a .yarnrc that hands over',
    before: 'FROM node:20\nWORKDIR /a\nCOPY . .\nRUN yarn install\n',
    files: { '.yarnrc': 'yarn-path ".yarn/releases/yarn-berry.cjs"\n', 'package.json': '{}' },
    skips: ['yarn-not-classic'],
  },
]);
