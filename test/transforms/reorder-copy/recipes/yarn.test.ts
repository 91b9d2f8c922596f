import { describe, expect, test } from 'vitest';
import { yarn } from '../../../../transforms/reorder-copy/recipes/yarn.ts';
import { type FileTexts, plan } from './support.ts';

function run(command: string): string {
  return `FROM node:20\nWORKDIR /app\nCOPY . .\nRUN ${command}\n`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

const CLASSIC_LOCK = '# yarn lockfile v1\n\n\nleft-pad@^1.0.0:\n  version "1.3.0"\n';
const BERRY_LOCK = '__metadata:\n  version: 8\n';
const CLASSIC = { 'package.json': '{}', 'yarn.lock': CLASSIC_LOCK, 'src/a.js': '' };
const BERRY = {
  'package.json': json({ packageManager: 'yarn@4.5.0' }),
  'yarn.lock': BERRY_LOCK,
  '.yarnrc.yml': 'nodeLinker: node-modules\n',
  'src/a.js': '',
};

describe('what is an install of the project', () => {
  test.each([
    'yarn',
    'yarn install',
    'yarn --frozen-lockfile',
    'yarn install --frozen-lockfile --network-timeout 100000',
    'yarn --production',
    'yarn install --production=true --non-interactive',
    'yarn --cwd . install',
    'yarn workspaces focus --all --production',
    'yarn workspace api install',
    'corepack yarn install',
    'npx yarn@1.22.22 install',
  ])('%s', (command) => {
    expect(plan(yarn, run(command), CLASSIC)).toMatchObject({
      reads: ['package.json', 'yarn.lock'],
      writes: ['node_modules'],
      risk: 'safe',
    });
  });

  test.each([
    'yarn build',
    'yarn run build',
    'yarn global add serve',
    'yarn cache clean',
    'yarn --version',
    'yarn set version stable',
    'yarn workspace a build',
  ])('not ours: %s', (command) => {
    expect(plan(yarn, run(command), CLASSIC)).toBeNull();
  });

  test.each([
    ['yarn add express', 'writes-manifest'],
    ['yarn install --modules-folder /deps', 'option-not-known'],
    ['yarn install --cwd $DIR', 'option-not-known'],
    ['yarn install --made-up install', 'option-not-known'],
    ['yarn install $FLAGS', 'dynamic-command'],
  ])('refused: %s', (command, code) => {
    expect(plan(yarn, run(command), CLASSIC)).toMatchObject({ refused: { code } });
  });
});

describe('yarn 1', () => {
  test('settings, a release and archives of the project', () => {
    const files = {
      ...CLASSIC,
      '.npmrc': '',
      '.yarnrc': 'yarn-offline-mirror "./offline"\nyarn-path ".yarn/releases/yarn-1.22.19.cjs"\n',
      '.yarn/releases/yarn-1.22.19.cjs': '',
      'offline/a.tgz': '',
      '.yarnclean': '',
    };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({
      reads: [
        'package.json',
        'yarn.lock',
        '.npmrc',
        '.yarnclean',
        '.yarnrc',
        '.yarn/releases/yarn-1.22.19.cjs',
        'offline',
      ],
    });
  });

  test('node_modules elsewhere', () => {
    const files = { ...CLASSIC, '.yarnrc': '--modules-folder /deps\n' };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({ refused: { code: 'option-not-known' } });
  });

  test('a negated pattern is not known to it: the member is one', () => {
    const files = {
      ...CLASSIC,
      'package.json': json({ workspaces: ['p/*', '!p/b'] }),
      'p/a/package.json': '{}',
      'p/b/package.json': '{}',
    };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({
      reads: ['package.json', 'yarn.lock', 'p/a/package.json', 'p/b/package.json'],
    });
  });

  test('file: is copied, link: is not looked into', () => {
    const files = {
      ...CLASSIC,
      'package.json': json({ dependencies: { a: 'file:./a', b: 'link:./src', c: './c' } }),
      'a/package.json': '{}',
      'c/package.json': '{}',
    };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({ reads: ['package.json', 'yarn.lock', 'a', 'c'] });
    const self = { ...CLASSIC, 'package.json': json({ dependencies: { a: 'file:.' } }) };
    expect(plan(yarn, run('yarn'), self)).toMatchObject({ refused: { code: 'reads-sources' } });
  });

  test.each(['preinstall', 'install', 'postinstall', 'prepublish', 'prepare'])('%s is run', (name) => {
    const files = { ...CLASSIC, 'package.json': json({ scripts: { [name]: 'tsc' } }) };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({ refused: { code: 'lifecycle-script', script: name } });
    expect(plan(yarn, run('yarn --ignore-scripts'), files)).toMatchObject({ risk: 'safe' });
  });

  test('tools by their name', () => {
    const files = {
      ...CLASSIC,
      'package.json': json({ scripts: { postinstall: 'yarn patch-package' } }),
      'patches/a.patch': '',
    };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({ reads: ['package.json', 'yarn.lock', 'patches'] });
    const built = { ...CLASSIC, 'package.json': json({ scripts: { postinstall: 'yarn build', build: 'tsc' } }) };
    expect(plan(yarn, run('yarn'), built)).toMatchObject({ refused: { command: 'tsc' } });
  });
});

describe('yarn 2 and later', () => {
  test('its settings, releases, plugins and patches', () => {
    const files = {
      ...BERRY,
      '.npmrc': '',
      '.yarnrc.yml':
        'nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.5.0.cjs\nplugins:\n  - path: .yarn/plugins/@yarnpkg/plugin-x.cjs\n    spec: x\n',
      '.yarn/releases/yarn-4.5.0.cjs': '',
      '.yarn/plugins/@yarnpkg/plugin-x.cjs': '',
      '.yarn/patches/a.patch': '',
      '.yarn/sdks/x.js': '',
    };
    expect(plan(yarn, run('yarn install --immutable'), files)).toMatchObject({
      reads: ['package.json', 'yarn.lock', '.yarnrc.yml', '.yarn/releases', '.yarn/plugins', '.yarn/patches'],
      writes: ['.yarn/install-state.gz', '.yarn/build-state.yml', 'node_modules'],
    });
  });

  test('a release that is left out of the build', () => {
    const files = { ...BERRY, '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.5.0.cjs\n' };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({ refused: { code: 'not-in-build' } });
  });

  test("Plug'n'Play", () => {
    const files = { ...BERRY, '.yarnrc.yml': 'enableGlobalCache: false\n', '.yarn/cache/a.zip': '', '.pnp.cjs': '' };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({
      reads: ['package.json', 'yarn.lock', '.yarnrc.yml', '.yarn/cache'],
      writes: ['.pnp.cjs', '.pnp.loader.mjs', '.yarn/unplugged', '.yarn/install-state.gz', '.yarn/build-state.yml'],
    });
  });

  test('it does not run prepare', () => {
    const files = { ...BERRY, 'package.json': json({ packageManager: 'yarn@4.5.0', scripts: { prepare: 'tsc' } }) };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({ risk: 'safe' });
    const uncertain = { ...BERRY, 'package.json': json({ scripts: { prepare: 'tsc' } }) };
    expect(plan(yarn, run('yarn'), uncertain)).toMatchObject({ refused: { script: 'prepare' } });
    const post = { ...BERRY, 'package.json': json({ scripts: { postinstall: 'tsc' } }) };
    expect(plan(yarn, run('yarn'), post)).toMatchObject({ refused: { script: 'postinstall' } });
    expect(plan(yarn, run('yarn install --mode=skip-build'), post)).toMatchObject({ risk: 'safe' });
  });

  test.each<readonly [string, object, FileTexts, object]>([
    [
      'a patch',
      { a: 'patch:a@npm%3A1.0.0#~/.yarn/patches/a.patch' },
      { '.yarn/patches/a.patch': '' },
      { reads: ['package.json', 'yarn.lock', '.yarnrc.yml', '.yarn/patches'] },
    ],
    [
      'a patch that yarn brings',
      { a: 'patch:a@^1#~builtin<compat/fsevents>' },
      {},
      { reads: ['package.json', 'yarn.lock', '.yarnrc.yml'] },
    ],
    [
      'a patch that is not there',
      { a: 'patch:a@npm%3A1.0.0#./fix.patch' },
      {},
      { refused: { code: 'not-in-build', path: 'fix.patch' } },
    ],
    [
      'a portal',
      { a: 'portal:./a' },
      { 'a/package.json': '{}' },
      { reads: ['package.json', 'yarn.lock', '.yarnrc.yml', 'a'] },
    ],
    ['a generator', { a: 'exec:./make.js' }, { 'make.js': '' }, { refused: { code: 'reads-sources' } }],
  ])('%s', (_, dependencies, files, expected) => {
    const all = { ...BERRY, 'package.json': json({ dependencies }), ...files };
    expect(plan(yarn, run('yarn'), all)).toMatchObject(expected);
  });

  test('constraints are checked when the settings say so', () => {
    const files = { ...BERRY, '.yarnrc.yml': 'enableConstraintsChecks: true\n', 'yarn.config.cjs': '' };
    expect(plan(yarn, run('yarn'), files)).toMatchObject({
      reads: ['package.json', 'yarn.lock', '.yarnrc.yml', 'yarn.config.cjs'],
    });
  });

  test('broken settings', () => {
    expect(plan(yarn, run('yarn'), { ...BERRY, '.yarnrc.yml': 'a: [\n' })).toMatchObject({
      refused: { code: 'broken-manifest', path: '.yarnrc.yml' },
    });
  });
});

describe('what lies around the project', () => {
  const below = 'FROM node:20\nCOPY . /app\nWORKDIR /app/client\nRUN yarn install\n';

  test('settings above it', () => {
    const files = {
      'client/package.json': '{}',
      'client/yarn.lock': '# yarn lockfile v1\n',
      '.yarnrc': 'yarn-path "./.yarn/releases/yarn-1.22.19.js"\n',
      '.npmrc': 'registry=https://npmjs.org/\n',
      '.yarn/releases/yarn-1.22.19.js': '',
    };
    expect(plan(yarn, below, files)).toMatchObject({
      reads: ['client/package.json', 'client/yarn.lock', '.npmrc', '.yarnrc', '.yarn/releases/yarn-1.22.19.js'],
    });
  });

  test('the release that a package.json above it asks for', () => {
    const files = {
      'package.json': '{"packageManager":"yarn@1.22.19"}',
      'client/package.json': '{}',
      'client/yarn.lock': '# yarn lockfile v1\n',
    };
    expect(plan(yarn, below, files)).toMatchObject({
      reads: ['client/package.json', 'client/yarn.lock', 'package.json'],
    });
    const own = { ...files, 'client/package.json': '{"packageManager":"yarn@1.22.19"}' };
    expect(plan(yarn, below, own)).toMatchObject({ reads: ['client/package.json', 'client/yarn.lock'] });
  });
});

describe('settings of yarn 2 and later that do more', () => {
  const berry = (settings: string, files: FileTexts = {}) => ({
    'package.json': '{"packageManager":"yarn@4.1.0"}',
    'yarn.lock': '__metadata:\n  version: 8\n',
    '.yarnrc.yml': `nodeLinker: node-modules\n${settings}`,
    ...files,
  });
  const dockerfile = (line: string) => `FROM node:20\nWORKDIR /app\n${line}COPY . .\nRUN yarn install\n`;

  test.each([
    ['afterInstall: yarn build\n', 'lifecycle-script'],
    ['pnpDataPath: ./etc/pnp.json\n', 'option-not-known'],
    ['lockfileFilename: other.lock\n', 'option-not-known'],
    ['immutablePatterns: [.pnp.cjs]\n', 'option-not-known'],
  ])('refused: %s', (settings, code) => {
    expect(plan(yarn, dockerfile(''), berry(settings))).toMatchObject({ refused: { code } });
  });

  test('a plugin that is not one of its own', () => {
    const own = '.yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs';
    expect(plan(yarn, dockerfile(''), berry(`plugins:\n  - path: ${own}\n`, { [own]: '' }))).toMatchObject({
      risk: 'safe',
    });
    expect(plan(yarn, dockerfile(''), berry('plugins:\n  - tools/p.cjs\n', { 'tools/p.cjs': '' }))).toMatchObject({
      risk: 'assumes',
      assumption: "yarn's plugin tools/p.cjs reads nothing of the sources",
    });
  });

  test('an ignored release says so', () => {
    const files = berry('yarnPath: .yarn/releases/y.cjs\n', {
      '.yarn/releases/y.cjs': '',
      '.dockerignore': '.yarn\n',
    });
    expect(plan(yarn, dockerfile(''), files)).toMatchObject({
      refused: { code: 'not-in-build', path: '.yarn/releases/y.cjs', isIgnored: true },
    });
  });

  test('the linker of the environment', () => {
    const { '.yarnrc.yml': _, ...files } = berry('');
    const written = plan(yarn, dockerfile('ENV YARN_NODE_LINKER=node-modules\n'), files);
    expect(written).toMatchObject({ writes: expect.arrayContaining(['node_modules']) });
    expect(plan(yarn, dockerfile(''), files)).toMatchObject({ writes: expect.not.arrayContaining(['node_modules']) });
  });
});

test.each([
  ['yarn install --production', '', true],
  ['yarn install', 'ENV NODE_ENV=production\n', true],
  ['NODE_ENV=production yarn', '', true],
  ['yarn install --production=false', 'ENV NODE_ENV=production\n', false],
  ['yarn install', 'ENV NODE_ENV=development\n', false],
  ['yarn install', 'ENV NODE_ENV=production YARN_PRODUCTION=false\n', false],
])('yarn 1 leaves prepare out in production: %s %s', (command, line, isFine) => {
  const files = { 'package.json': '{"scripts":{"prepare":"tsc"}}', 'yarn.lock': '# yarn lockfile v1\n' };
  const answer = plan(yarn, `FROM node:20\nWORKDIR /app\n${line}COPY . .\nRUN ${command}\n`, files);
  expect(answer).toMatchObject(isFine ? { risk: 'safe' } : { refused: { code: 'lifecycle-script' } });
});
