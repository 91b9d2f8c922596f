import type { SkipCode } from '../../src/engine/skips.ts';
import { cleanCache } from '../../transforms/clean-cache.ts';
import { type Case, testTransform } from '../support/harness.ts';

interface Extra {
  readonly risks?: Case['risks'];
  readonly files?: Record<string, string>;
  readonly head?: string;
}

function added(title: string, from: string, body: string, command: string, extra: Extra = {}): Case {
  const { risks = ['safe'], files, head = '' } = extra;
  const start = `FROM ${from}\n${head}RUN `;
  const one = { title, before: `${start}${body}\n`, after: `${start}${body} && ${command}\n`, risks };
  return files === undefined ? one : { ...one, files };
}

function left(title: string, from: string, body: string, skips: readonly SkipCode[] = [], head = '', tail = ''): Case {
  return { title, before: `FROM ${from}\n${head}RUN ${body}\n${tail}`, skips };
}

const NPM = 'npm cache clean --force';
const YARN = 'yarn cache clean';

testTransform(cleanCache, [
  // Systems
  added('dnf', 'fedora:40', 'dnf install -y git', 'dnf clean all'),
  added('dnf upgrade', 'fedora:40', 'dnf -y upgrade', 'dnf clean all'),
  added('yum', 'centos:7', 'yum -y install git', 'yum clean all'),
  added('yum under sudo', 'centos:7', 'sudo yum -y install git', 'sudo yum clean all'),
  added('microdnf', 'redhat/ubi9-minimal', 'microdnf install -y git', 'microdnf clean all'),
  added('tdnf', 'mcr.microsoft.com/azurelinux/base/core:3.0', 'tdnf install -y git', 'tdnf clean all'),
  added('zypper', 'opensuse/leap:15', 'zypper -n install git', 'zypper clean --all'),
  added('pacman', 'archlinux:latest', 'pacman -Syu --noconfirm git', 'rm -rf /var/cache/pacman/pkg/*'),
  left('clean already', 'fedora:40', 'dnf install -y git && dnf clean all'),
  left('clean by a sibling', 'centos:7', 'yum install -y git && dnf clean all'),
  left('clean by hand', 'centos:7', 'yum install -y git && rm -rf /var/cache/yum'),
  left('clean by hand, both', 'fedora:40', 'dnf install -y git && rm -rf /var/cache/{dnf,yum}'),
  left('clean by hand, pacman', 'archlinux:latest', 'pacman -S --noconfirm git && rm -rf /var/cache/pacman'),
  left('nothing installed', 'fedora:40', 'dnf repolist'),
  left('another root', 'fedora:40', 'dnf --installroot /mnt install -y git'),
  left('a cache mount', 'fedora:40', '--mount=type=cache,target=/var/cache/libdnf5 dnf install -y git', [
    'cache-mount',
  ]),
  left(
    'read from the cache later',
    'fedora:40',
    'dnf install -y git',
    ['needed-later'],
    '',
    'RUN dnf -C repoquery git\n',
  ),
  left('a branch on an unknown image', 'acme/base', 'if x; then yum install -y git; fi', ['cannot-append']),

  // npm
  added('npm ci', 'node:20', 'npm ci', NPM),
  added('npm i -g', 'node:20', 'npm i -g typescript', NPM),
  added('npm as another user', 'node:20', 'npm ci', NPM, { head: 'USER node\n' }),
  added('a branch on the node image', 'node:20', 'if [ -f package-lock.json ]; then npm ci; else npm i; fi', NPM),
  added('in a folder of its own', 'node:20', '(cd web && npm ci)', NPM),
  added('npm that replaces itself', 'node:20', 'npm i -g npm@latest', NPM, { risks: ['assumes'] }),
  left('clean already', 'node:20', 'npm ci && npm cache clean --force'),
  left('clean by hand', 'node:20', 'npm ci && rm -rf ~/.npm'),
  left('clean by hand, root', 'node:20', 'npm ci && rm -rf /root/.npm/_cacache'),
  left('clean by hand, by question', 'node:20', 'npm ci && rm -rf "$(npm config get cache)"'),
  left('a cache mount', 'node:20', '--mount=type=cache,target=/root/.npm npm ci', ['cache-mount']),
  left('a cache mount with an id', 'node:20', '--mount=type=cache,id=npm,target=/cache/npm npm ci', ['cache-mount']),
  left('a cache of its own', 'node:20', 'npm ci --cache /tmp/npm && rm -rf /tmp/npm'),
  left('a cache of its own, by variable', 'node:20', 'npm_config_cache=/tmp/npm npm ci'),
  left(
    'a cache in a mount, by variable',
    'node:20',
    '--mount=type=cache,target=/c npm ci',
    ['cache-mount'],
    'ENV npm_config_cache=/c\n',
  ),
  left('needed offline', 'node:20', 'npm ci', ['needed-later'], '', 'RUN npm ci --offline\n'),
  left('npm run', 'node:20', 'npm run build'),
  left('as somebody else', 'node:20', 'gosu node npm ci', ['cannot-append']),
  left('nvm in its own shell', 'debian:12', 'bash -c ". ~/.nvm/nvm.sh && npm i -g x"', ['cannot-append']),

  // yarn
  added('yarn global', 'node:20', 'yarn global add serve', YARN),
  added('a lockfile of Yarn 1', 'node:20', 'yarn install --frozen-lockfile', YARN, {
    head: 'WORKDIR /app\nCOPY . .\n',
    files: { 'yarn.lock': '# yarn lockfile v1\n', 'package.json': '{}' },
  }),
  added('bare yarn', 'node:20', 'yarn', YARN, {
    head: 'WORKDIR /app\nCOPY package.json ./\n',
    files: { 'package.json': '{"packageManager":"yarn@1.22.19"}' },
  }),
  added('no context', 'node:20', 'yarn', YARN, { head: 'WORKDIR /app\nCOPY . .\n', risks: ['assumes'] }),
  left('corepack', 'node:20', 'corepack enable && yarn', ['yarn-not-classic']),
  left('a copied .yarn', 'node:20', 'yarn', ['yarn-not-classic'], 'COPY .yarn ./.yarn\n'),
  {
    ...left('packageManager', 'node:20', 'yarn', ['yarn-not-classic'], 'WORKDIR /a\nCOPY . .\n'),
    files: { 'package.json': '{"packageManager":"yarn@4.1.0"}' },
  },
  {
    ...left('.yarnrc.yml', 'node:20', 'yarn', ['yarn-not-classic'], 'WORKDIR /a\nCOPY . .\n'),
    files: { '.yarnrc.yml': '' },
  },
  {
    ...left('a later lockfile', 'node:20', 'yarn', ['yarn-not-classic'], 'WORKDIR /a\nCOPY . .\n'),
    files: { 'yarn.lock': '__metadata:\n  version: 8\n' },
  },
  left('clean already', 'node:20', 'yarn global add x && yarn cache clean'),
  left('clean by hand', 'node:20', 'yarn global add x && rm -rf /usr/local/share/.cache/yarn'),
  left('yarn run', 'node:20', 'yarn build'),

  // Others
  added('conda on its own image', 'continuumio/miniconda3', 'conda install -y numpy', 'conda clean -ay'),
  added('conda elsewhere', 'debian:12', 'conda install -y numpy', 'conda clean -ay', { risks: ['assumes'] }),
  added(
    'mamba by its path',
    'condaforge/mambaforge',
    '/opt/conda/bin/mamba env create -f e.yml',
    '/opt/conda/bin/mamba clean -ay',
  ),
  left('clean already', 'continuumio/miniconda3', 'conda install -y numpy && conda clean --all -f -y'),
  left('mamba cleans for conda', 'condaforge/mambaforge', 'conda install -y numpy && mamba clean -afy'),
  added('composer', 'composer:2', 'composer install --no-dev', 'composer clear-cache'),
  left('composer without a cache', 'composer:2', 'composer install --no-cache'),
  left(
    'composer without a cache, by variable',
    'composer:2',
    'composer install',
    [],
    'ENV COMPOSER_CACHE_DIR=/dev/null\n',
  ),
  left('pnpm has nothing to clean', 'node:20', 'pnpm install'),
  left('poetry keeps its environments there', 'python:3.12', 'poetry install'),
]);
