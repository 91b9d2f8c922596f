/** What verify may find out about Dockerfiles, made by hand: for the tests of its reporters. */
import type { VerifySummary } from '../../../../src/cli/verify/reporters/reporter.ts';
import type { AppliedFix, Report } from '../../../../src/engine/report.ts';
import type { BuildStep, Image, ImageConfig, NotBuilt } from '../../../../src/verify/container-engine.ts';
import type { CheckResult, Rebuilt, Side, Verified } from '../../../../src/verify/verified.ts';

export const ENGINE = 'docker 26.1.5, buildx 0.13.1';

const MEGABYTE = 1_000_000;

const NODE_BEFORE = `FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
EXPOSE 3000
CMD ["node", "dist/server.js"]
`;

const NODE_AFTER = `FROM node:20 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-slim
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
CMD ["node", "dist/server.js"]
`;

const PYTHON_BEFORE = `FROM python:3.11-slim
RUN apt-get update
RUN apt-get install -y gcc libpq-dev
COPY . /srv
RUN pip install -r /srv/requirements.txt
CMD ["python", "/srv/app.py"]
`;

const PYTHON_AFTER = `FROM python:3.11-slim
RUN apt-get update && apt-get install -y gcc libpq-dev && rm -rf /var/lib/apt/lists/*
COPY requirements.txt /srv/
RUN pip install --no-cache-dir -r /srv/requirements.txt
COPY . /srv
CMD ["python", "/srv/app.py"]
`;

const CONFIG: ImageConfig = {
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['node', 'dist/server.js'],
  env: new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['NODE_VERSION', '20.19.5'],
  ]),
  user: '',
  workdir: '/app',
  ports: ['3000/tcp'],
  volumes: [],
  labels: new Map(),
  stopSignal: null,
  shell: null,
  onbuild: [],
  healthcheck: null,
};

export function image(layers: readonly (readonly [string, number])[], config: Partial<ImageConfig> = {}): Image {
  const all = layers.map(([by, megabytes]) => ({ by, bytes: Math.round(megabytes * MEGABYTE) }));
  const bytes = all.reduce((sum, layer) => sum + layer.bytes, 0);
  return { id: `sha256:${bytes.toString(16).padStart(64, '0')}`, bytes, layers: all, config: { ...CONFIG, ...config } };
}

/** `=` before a step: CACHED. */
export function steps(...texts: readonly string[]): readonly BuildStep[] {
  return texts.map((text) => {
    const cached = text.startsWith('=');
    return { text: cached ? text.slice(1) : text, stage: null, cached, fresh: null, seconds: cached ? 0 : 1.5 };
  });
}

function rebuilt(seconds: number, ...texts: readonly string[]): Rebuilt {
  return { seconds, steps: steps(...texts), missed: 0 };
}

export function fix(
  transform: string,
  line: number | null,
  message: string,
  more: Partial<AppliedFix> = {},
): AppliedFix {
  const key = `${transform}:1f3a${line ?? 0}`;
  const shown = { endLine: line, risk: 'safe', assumption: null, declares: [], before: 'a\n', after: 'b\n' } as const;
  return { key, transform, line, message, ...shown, ...more };
}

export function report(before: string, after: string, applied: readonly AppliedFix[] = []): Report {
  const nothing = { held: [], skipped: [], rejected: [], warnings: [], files: [], error: null, estimate: null };
  return { before, after, changed: before !== after, applied, rounds: 1, ...nothing };
}

export const NOTHING: Verified = {
  path: 'Dockerfile',
  status: 'unchanged',
  why: null,
  report: null,
  before: null,
  after: null,
  config: [],
  files: null,
  dropped: [],
  changedFile: null,
  written: false,
};

export const NO_SIDE: Side = {
  failed: null,
  image: null,
  coldSeconds: null,
  coldSteps: [],
  check: null,
  rebuilt: null,
};

const RUNNING: CheckResult = { passed: null, outcome: 'still running', log: ['listening on 3000'] };

const BASE_LAYERS = [
  ['ADD rootfs.tar.xz / # debian:bookworm', 116.6],
  ['RUN apt-get update; apt-get install -y --no-install-recommends ca-certificates curl gnupg', 48.5],
  ['RUN apt-get update; apt-get install -y --no-install-recommends git mercurial openssh-client', 177.4],
  ['RUN set -ex; apt-get update; apt-get install -y autoconf automake bzip2 g++ gcc imagemagick', 587.3],
  ['RUN ARCH= && dpkgArch="$(dpkg --print-architecture)" && curl -fsSLO node.tar.xz', 157.9],
] as const;

const NODE_OLD = image([...BASE_LAYERS, ['COPY . .', 1.2], ['RUN npm ci', 142.7], ['RUN npm run build', 2.4]]);

const NODE_NEW = image(
  [
    ['ADD rootfs.tar.xz / # debian:bookworm-slim', 74.8],
    ['RUN ARCH= && dpkgArch="$(dpkg --print-architecture)" && curl -fsSLO node.tar.xz', 121.3],
    ['COPY --from=build /app/package.json ./', 0.001],
    ['COPY --from=build /app/node_modules ./node_modules', 31.9],
    ['COPY --from=build /app/dist ./dist', 2.4],
  ],
  { user: 'node' },
);

/** Split in two stages: smaller, and alike. */
export const alike: Verified = {
  ...NOTHING,
  path: 'services/api/Dockerfile',
  status: 'alike',
  report: report(NODE_BEFORE, NODE_AFTER, [
    fix('reorder-copy', 3, 'copy package.json and package-lock.json before npm ci, and the sources after it'),
    fix('split-stages', 1, 'run on node:20-slim with production dependencies and dist', {
      risk: 'assumes',
      assumption: 'the app uses no program of node:20 that node:20-slim lacks',
      declares: [{ target: null, field: 'ENV', key: 'YARN_VERSION' }],
    }),
    fix('add-user', 7, 'run as the user node', { declares: [{ target: null, field: 'USER' }] }),
  ]),
  before: {
    failed: null,
    image: NODE_OLD,
    coldSeconds: 48.24,
    coldSteps: steps('WORKDIR /app', 'COPY . .', 'RUN npm ci', 'RUN npm run build'),
    check: RUNNING,
    rebuilt: rebuilt(31.6, '=WORKDIR /app', 'COPY . .', 'RUN npm ci', 'RUN npm run build'),
  },
  after: {
    failed: null,
    image: NODE_NEW,
    coldSeconds: 51.02,
    coldSteps: steps(
      'WORKDIR /app',
      'COPY package.json package-lock.json ./',
      'RUN npm ci',
      'COPY . .',
      'RUN npm run build && npm prune --omit=dev',
      'COPY --from=build /app/package.json ./',
    ),
    check: RUNNING,
    rebuilt: rebuilt(
      4.9,
      '=WORKDIR /app',
      '=COPY package.json package-lock.json ./',
      '=RUN npm ci',
      'COPY . .',
      'RUN npm run build && npm prune --omit=dev',
      '=COPY --from=build /app/package.json ./',
      '=COPY --from=build /app/node_modules ./node_modules',
      'COPY --from=build /app/dist ./dist',
    ),
  },
  config: [
    { field: 'USER', key: null, before: null, after: 'node', declaredBy: 'add-user' },
    { field: 'ENV', key: 'YARN_VERSION', before: '1.22.22', after: null, declaredBy: 'split-stages' },
  ],
  files: {
    folders: ['/app'],
    missing: [
      { path: '/app/node_modules/typescript', count: 148, bytes: 22_300_000 },
      { path: '/app/node_modules/esbuild', count: 12, bytes: 9_800_000 },
      { path: '/app/src', count: 41, bytes: 212_000 },
      { path: '/app/package-lock.json', count: 1, bytes: 188_000 },
      { path: '/app/tsconfig.json', count: 1, bytes: 412 },
      { path: '/app/test', count: 18, bytes: 61_000 },
    ],
    changed: [
      {
        path: '/app/dist',
        before: { uid: 0, gid: 0, mode: 0o755 },
        after: { uid: 1000, gid: 1000, mode: 0o755 },
        below: 37,
      },
    ],
  },
  changedFile: 'src/server.ts',
  written: true,
};

const PIP_LOG = [
  'Collecting psycopg2==2.9.9 (from -r /srv/requirements.txt (line 3))',
  '  Downloading psycopg2-2.9.9.tar.gz (384 kB)',
  '  Preparing metadata (setup.py): started',
  '  error: subprocess-exited-with-error',
  "  FileNotFoundError: [Errno 2] No such file or directory: 'VERSION'",
];

const FAILED: NotBuilt = {
  ok: false,
  cause: 'failed',
  step: 'RUN pip install --no-cache-dir -r /srv/requirements.txt',
  message: 'process "/bin/sh -c pip install --no-cache-dir -r /srv/requirements.txt" did not complete: exit code: 1',
  log: PIP_LOG,
};

const PYTHON_SIDE: Side = {
  failed: null,
  image: image([
    ['ADD rootfs.tar.xz / # debian:bookworm-slim', 74.8],
    ['RUN set -eux; savedAptMark="$(apt-mark showmanual)"; wget -O python.tar.xz', 51.4],
    ['RUN apt-get update', 19.2],
    ['RUN apt-get install -y gcc libpq-dev', 187.5],
    ['COPY . /srv', 0.08],
    ['RUN pip install -r /srv/requirements.txt', 64.1],
  ]),
  coldSeconds: 37.4,
  coldSteps: steps('RUN apt-get update', 'RUN apt-get install -y gcc libpq-dev', 'COPY . /srv'),
  check: { passed: true, outcome: 'answers 200', log: [] },
  rebuilt: rebuilt(
    18.2,
    '=RUN apt-get update',
    '=RUN apt-get install -y gcc libpq-dev',
    'COPY . /srv',
    'RUN pip install',
  ),
};

/** One fix broke the build, and was left out. */
export const repaired: Verified = {
  ...NOTHING,
  path: 'services/worker/Dockerfile',
  status: 'repaired',
  report: report(PYTHON_BEFORE, PYTHON_AFTER.replace('COPY requirements.txt /srv/\n', ''), [
    fix('merge-run', 2, 'join the two RUNs'),
    fix('clean-cache', 3, 'delete the apt package lists in the layer that fetches them'),
  ]),
  before: PYTHON_SIDE,
  after: {
    ...PYTHON_SIDE,
    image: image([
      ['ADD rootfs.tar.xz / # debian:bookworm-slim', 74.8],
      ['RUN set -eux; savedAptMark="$(apt-mark showmanual)"; wget -O python.tar.xz', 51.4],
      ['RUN apt-get update && apt-get install -y gcc libpq-dev && rm -rf /var/lib/apt/lists/*', 187.3],
      ['COPY . /srv', 0.08],
      ['RUN pip install --no-cache-dir -r /srv/requirements.txt', 51.7],
    ]),
    coldSeconds: 36.9,
  },
  files: { folders: ['/srv'], missing: [], changed: [] },
  dropped: [
    {
      key: 'reorder-copy:77aa',
      transform: 'reorder-copy',
      line: 4,
      message: 'copy requirements.txt before pip install, and the sources after it',
      broke: { what: 'build', step: FAILED.step, message: FAILED.message, log: PIP_LOG },
    },
  ],
  changedFile: 'app.py',
};

/** What slimify writes does not build, and nothing mends it. */
export const brokenBuild: Verified = {
  ...NOTHING,
  path: 'services/mail/Dockerfile',
  status: 'regression',
  report: report(PYTHON_BEFORE, PYTHON_AFTER, [fix('reorder-copy', 4, 'copy requirements.txt before pip install')]),
  before: PYTHON_SIDE,
  after: { ...NO_SIDE, failed: FAILED },
};

/** It builds, and does not do its job; and a variable is gone that nobody meant to drop. */
export const brokenCheck: Verified = {
  ...NOTHING,
  path: 'web/Dockerfile',
  status: 'regression',
  report: report(NODE_BEFORE, NODE_AFTER, [fix('split-stages', 1, 'run on node:20-slim')]),
  before: { ...alike.before!, check: { passed: true, outcome: 'answers 200', log: ['listening on 3000'] } },
  after: {
    ...alike.after!,
    check: {
      passed: false,
      outcome: 'exit code 1',
      log: ['node:internal/modules/cjs/loader:1143', '  throw err;', "Error: Cannot find module 'ejs'"],
    },
  },
  config: [
    { field: 'ENV', key: 'NODE_ENV', before: 'production', after: null, declaredBy: null },
    { field: 'USER', key: null, before: null, after: 'node', declaredBy: 'add-user' },
  ],
  files: { folders: ['/app'], missing: [{ path: '/app/views', count: 9, bytes: 31_000 }], changed: [] },
  dropped: [
    {
      key: 'add-user:12',
      transform: 'add-user',
      line: null,
      message: 'run as the user node',
      broke: { what: 'check', before: 'answers 200', after: 'exit code 243', log: ['EACCES: permission denied'] },
    },
    {
      key: 'clean-cache:13',
      transform: 'clean-cache',
      line: 9,
      message: 'delete the npm cache',
      broke: {
        what: 'config',
        differences: [{ field: 'ENV', key: 'NPM_CONFIG_CACHE', before: '/tmp/npm', after: null, declaredBy: null }],
      },
    },
  ],
  changedFile: 'src/server.ts',
};

/** What is on disk does not build. */
export const brokenBefore: Verified = {
  ...NOTHING,
  path: 'legacy/report/Dockerfile',
  status: 'broken-before',
  report: report(PYTHON_BEFORE, PYTHON_AFTER),
  before: {
    ...NO_SIDE,
    failed: {
      ok: false,
      cause: 'failed',
      step: 'RUN apt-get update',
      message: 'process "/bin/sh -c apt-get update" did not complete successfully: exit code: 100',
      log: ['Err:1 http://deb.example.org stretch Release', '  404  Not Found', 'E: The repository is not signed.'],
    },
  },
};

/** What is on disk builds, and fails its own smoke test. */
export const brokenBeforeCheck: Verified = {
  ...brokenBefore,
  path: 'legacy/mail/Dockerfile',
  before: { ...PYTHON_SIDE, check: { passed: false, outcome: 'exit code 2', log: ['usage: app.py PORT'] } },
};

export const notVerified: Verified = {
  ...NOTHING,
  path: 'tools/Dockerfile',
  status: 'not-verified',
  why: { code: 'several-contexts', folders: ['tools', 'tools/image', '.'] },
};

export const unchanged: Verified = { ...NOTHING, path: 'docs/Dockerfile', report: report(NODE_AFTER, NODE_AFTER) };

/** A log that is too long for any report, 5,000 missing files, 120 layers. */
export const huge: Verified = {
  ...brokenBuild,
  path: `very/${'long/'.repeat(40)}Dockerfile`,
  after: {
    ...NO_SIDE,
    failed: {
      ...FAILED,
      log: Array.from({ length: 500 }, (_, line) => `${line} ${'x'.repeat(line === 499 ? 100_000 : 80)}`),
    },
    image: image(Array.from({ length: 120 }, (_, layer) => [`RUN step ${layer}`, 120 - layer])),
  },
  files: {
    folders: ['/app'],
    missing: Array.from({ length: 5_000 }, (_, file) => ({
      path: `/app/node_modules/package-${file}`,
      count: 1,
      bytes: 10_000 - file,
    })),
    changed: Array.from({ length: 5_000 }, (_, file) => ({
      path: `/app/lib/${file}`,
      before: { uid: 0, gid: 0, mode: 0o644 },
      after: { uid: 0, gid: 0, mode: 0o600 },
      below: 0,
    })),
  },
};

const NASTY =
  '</script></pre><img src=x onerror=alert(1)>"\'`|| ````\n\n# head\u202Egpj.exe\u0000\u001B[31m @everyone &amp;';

/** Whatever a name, a log or an engine holds is text. */
export const hostile: Verified = {
  ...brokenCheck,
  path: `a|b\`c/${NASTY}`,
  report: report(`FROM ${NASTY}\n`, `FROM b ${NASTY}\n`, [fix('merge-run', 1, NASTY, { assumption: NASTY })]),
  before: { ...alike.before!, image: image([[NASTY, 12]], { user: NASTY }) },
  after: {
    ...NO_SIDE,
    failed: { ok: false, cause: 'failed', step: NASTY, message: NASTY, log: [NASTY, '```', '~~~'] },
  },
  config: [{ field: 'ENV', key: NASTY, before: NASTY, after: NASTY, declaredBy: null }],
  files: {
    folders: [NASTY],
    missing: [{ path: `/app/${NASTY}`, count: 1, bytes: 3 }],
    changed: [
      {
        path: `/app/${NASTY}`,
        before: { uid: 0, gid: 0, mode: 0o4755 },
        after: { uid: 0, gid: 0, mode: 0o755 },
        below: 0,
      },
    ],
  },
  dropped: [
    {
      key: NASTY,
      transform: 'merge-run',
      line: 1,
      message: NASTY,
      broke: { what: 'build', step: NASTY, message: NASTY, log: [NASTY] },
    },
  ],
  changedFile: NASTY,
};

export const summary: VerifySummary = {
  files: 8,
  unchanged: 1,
  alike: 1,
  repaired: 1,
  regressions: 2,
  brokenBefore: 2,
  notVerified: 1,
  written: 1,
  beforeBytes: 1_630_800_000,
  afterBytes: 595_000_000,
  seconds: 412.7,
};

/** One of each, as a batch would have them. */
export const batch: readonly Verified[] = [
  alike,
  repaired,
  brokenBuild,
  brokenCheck,
  brokenBefore,
  brokenBeforeCheck,
  notVerified,
  unchanged,
];
