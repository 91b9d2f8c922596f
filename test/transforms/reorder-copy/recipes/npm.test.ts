import { describe, expect, test } from 'vitest';
import { memoryProject } from '../../../../src/project/project.ts';
import { npm } from '../../../../transforms/reorder-copy/recipes/npm.ts';
import { type FileTexts, plan } from './support.ts';

const FROM = 'FROM node:20\nWORKDIR /app\n';

function run(command: string): string {
  return `${FROM}COPY . .\nRUN ${command}\n`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

const APP = { 'package.json': '{"name":"app"}', 'package-lock.json': '{"lockfileVersion":3}', 'index.js': '' };

describe('what is an install of the project', () => {
  test.each([
    'npm install',
    'npm i',
    'npm in',
    'npm isntall',
    'npm ci',
    'npm clean-install',
    'npm ic',
    'npm install-clean',
    'npm install .',
    'npm ci --omit=dev',
    'npm ci --omit dev',
    'npm --loglevel warn ci',
    'npm install --production',
    'npm install --production=false',
    'npm install --legacy-peer-deps --no-audit',
    'npm ci --workspace=api',
    'npm ci -w api --include-workspace-root',
    'NODE_ENV=production npm ci',
    'npm install --no-save left-pad@1.3.0',
    'npm ci --made-up-option',
    'npx -y npm@10 ci',
    '/usr/local/bin/npm ci',
  ])('%s', (command) => {
    expect(plan(npm, run(command), APP)).toEqual({
      tool: 'npm',
      reads: ['package.json', 'package-lock.json'],
      writes: ['node_modules'],
      added: null,
      risk: 'safe',
    });
  });

  test.each([
    'npm i -g pnpm',
    'npm install --global pnpm',
    'npm install --location=global pnpm',
    'npm run build',
    'npm test',
    'npm cache clean --force',
    'npm prune --omit=dev',
    'npm --prefix client run build',
    'npm $COMMAND',
    'yarn install',
  ])('not ours: %s', (command) => {
    expect(plan(npm, run(command), APP)).toBeNull();
  });

  test.each([
    ['npm install express', 'writes-manifest'],
    ['npm add express', 'writes-manifest'],
    ['npm install --no-save ./vendor/a.tgz', 'writes-manifest'],
    ['npm install-test', 'reads-sources'],
    ['npm cit', 'reads-sources'],
    ['npm ci $FLAGS', 'dynamic-command'],
    ['npm ci --prefix $DIR', 'dynamic-command'],
    ['npm --made-up ci', 'option-not-known'],
  ])('refused: %s', (command, code) => {
    expect(plan(npm, run(command), APP)).toMatchObject({ refused: { code } });
  });
});

describe('where the project lies', () => {
  const files = { 'client/package.json': '{}', 'client/package-lock.json': '{}', 'package.json': '{}' };

  test.each(['npm --prefix client ci', 'npm ci --prefix ./client', 'npm ci -C client', 'cd client && npm ci'])(
    '%s',
    (command) => {
      expect(plan(npm, run(command), files)).toMatchObject({
        reads: ['client/package.json', 'client/package-lock.json'],
        writes: ['client/node_modules'],
      });
    },
  );

  test('a folder of the context that is the root of the image', () => {
    expect(plan(npm, `${FROM}COPY client .\nRUN npm ci\n`, files)).toMatchObject({
      reads: ['client/package.json', 'client/package-lock.json'],
    });
  });

  test('a folder without a package.json belongs to the one above', () => {
    const below = { ...APP, 'src/a.js': '' };
    expect(plan(npm, run('cd src && npm ci'), below)).toMatchObject({ reads: ['package.json', 'package-lock.json'] });
  });

  test('a member is installed with its workspace', () => {
    const workspace = {
      'package.json': json({ workspaces: ['apps/*'] }),
      'package-lock.json': '{}',
      'apps/a/package.json': '{}',
    };
    expect(plan(npm, run('cd apps/a && npm ci'), workspace)).toMatchObject({
      reads: ['package.json', 'package-lock.json', 'apps/a/package.json'],
    });
    expect(plan(npm, run('npm --prefix apps/a install'), workspace)).toMatchObject({ reads: ['apps/a/package.json'] });
  });

  test.each([
    ['no manifest', {}, 'npm ci', { code: 'not-in-build', path: 'package.json', isIgnored: false }],
    [
      'no lockfile for ci',
      { 'package.json': '{}' },
      'npm ci',
      { code: 'not-in-build', path: 'package-lock.json', isIgnored: false },
    ],
    [
      'an ignored lockfile',
      { 'package.json': '{}', 'package-lock.json': '{}', '.dockerignore': 'package-lock.json\n' },
      'npm ci',
      { code: 'not-in-build', path: 'package-lock.json', isIgnored: true },
    ],
    [
      'a broken manifest',
      { 'package.json': '{\n"name": }' },
      'npm i',
      { code: 'broken-manifest', path: 'package.json' },
    ],
    [
      'a broken lockfile',
      { 'package.json': '{}', 'package-lock.json': '<<<<<<<' },
      'npm i',
      { code: 'broken-manifest', path: 'package-lock.json' },
    ],
  ] as const)('%s', (_, texts, command, refused) => {
    expect(plan(npm, run(command), { 'a.js': '', ...texts })).toMatchObject({ refused });
  });
});

describe('lockfile and settings', () => {
  test.each<readonly [string, FileTexts, readonly string[]]>([
    ['no lockfile', {}, ['package.json']],
    [
      'a shrinkwrap goes first',
      { 'npm-shrinkwrap.json': '{}', 'package-lock.json': '{}' },
      ['package.json', 'npm-shrinkwrap.json'],
    ],
    ['the lockfile of yarn', { 'yarn.lock': '' }, ['package.json', 'yarn.lock']],
    ['.npmrc', { '.npmrc': 'save-exact=true\n' }, ['package.json', '.npmrc']],
    [
      'a certificate',
      { '.npmrc': 'cafile=./certs/ca.pem\n', 'certs/ca.pem': '' },
      ['package.json', '.npmrc', 'certs/ca.pem'],
    ],
    ['an ignored .npmrc', { '.npmrc': '', '.dockerignore': '.npmrc\n' }, ['package.json']],
  ])('%s', (_, files, reads) => {
    expect(plan(npm, run('npm install'), { 'package.json': '{}', ...files })).toMatchObject({ reads, risk: 'safe' });
  });

  test('settings that the command names', () => {
    const files = { ...APP, 'ci/npmrc': '' };
    expect(plan(npm, run('npm ci --userconfig ci/npmrc'), files)).toMatchObject({
      reads: ['package.json', 'package-lock.json', 'ci/npmrc'],
    });
  });

  test.each<readonly [string, FileTexts, string]>([
    ['a .gitignore that names it', { '.gitignore': 'dist\n.npmrc\n' }, 'npm ci'],
    ['an ignore file that takes it in', { '.dockerignore': '!.npmrc\n' }, 'npm ci'],
    ['a RUN that removes it', {}, 'npm ci && rm -f .npmrc'],
    [
      'packages from a closed registry',
      {
        'package-lock.json': json({
          packages: { 'node_modules/@acme/a': { resolved: 'https://npm.pkg.github.com/download/@acme/a/1.0.0/x' } },
        }),
      },
      'npm ci',
    ],
  ])('an .npmrc may be put there by %s', (_, files, command) => {
    expect(plan(npm, run(command), { ...APP, ...files })).toMatchObject({
      risk: 'assumes',
      assumption: 'no .npmrc is put into the context before the build',
    });
  });

  test('packages that anybody may fetch', () => {
    const resolved = ['https://npmjs.org/a/-/a-1.0.0.tgz', 'https://codeload.github.com/a/b/tar.gz/1', 'file:a'];
    const packages = Object.fromEntries(resolved.map((address, i) => [`node_modules/${i}`, { resolved: address }]));
    expect(plan(npm, run('npm ci'), { ...APP, 'package-lock.json': json({ packages }) })).toMatchObject({
      risk: 'safe',
    });
  });
});

describe('workspaces', () => {
  const workspace = {
    'package.json': json({ workspaces: { packages: ['packages/*', '!packages/old', 'tools/**'] } }),
    'package-lock.json': '{}',
    'packages/a/package.json': '{}',
    'packages/a/src/index.js': '',
    'packages/b/package.json': json({ dependencies: { a: '*' } }),
    'packages/old/package.json': '{}',
    'packages/readme/README.md': '',
    'packages/.hidden/package.json': '{}',
    'tools/x/y/package.json': '{}',
    'tools/x/node_modules/z/package.json': '{}',
  };

  test('every member, each at its place', () => {
    expect(plan(npm, run('npm ci'), workspace)).toMatchObject({
      reads: [
        'package.json',
        'package-lock.json',
        'packages/a/package.json',
        'packages/b/package.json',
        'tools/x/y/package.json',
      ],
      writes: ['node_modules', 'packages/a/node_modules', 'packages/b/node_modules', 'tools/x/y/node_modules'],
      risk: 'safe',
    });
  });

  test('members that a COPY of its own brings', () => {
    const dockerfile = `${FROM}COPY front .\nCOPY shared packages/shared\nRUN npm install\n`;
    const files = {
      'front/package.json': json({ workspaces: ['packages/*'] }),
      'front/packages/a/package.json': '{}',
      'shared/package.json': '{}',
    };
    expect(plan(npm, dockerfile, files)).toMatchObject({
      reads: ['front/package.json', 'front/packages/a/package.json', 'shared/package.json'],
    });
  });

  test('a pattern that cannot be expanded', () => {
    const files = { ...workspace, 'package.json': json({ workspaces: ['packages/@(a|b)'] }) };
    expect(plan(npm, run('npm ci'), files)).toMatchObject({
      refused: { code: 'broken-manifest', path: 'package.json' },
    });
  });

  test('a broken member', () => {
    const files = { ...workspace, 'packages/b/package.json': '{' };
    expect(plan(npm, run('npm ci'), files)).toMatchObject({
      refused: { code: 'broken-manifest', path: 'packages/b/package.json' },
    });
  });

  test('the script of a member', () => {
    const files = { ...workspace, 'packages/b/package.json': json({ scripts: { prepare: 'tsc -p .' } }) };
    expect(plan(npm, run('npm ci'), files)).toMatchObject({
      refused: { code: 'lifecycle-script', path: 'packages/b/package.json', script: 'prepare', command: 'tsc -p .' },
    });
  });
});

describe('dependencies in the project', () => {
  const app = (dependencies: object, files: FileTexts = {}): FileTexts => ({
    'package.json': json({ dependencies }),
    ...files,
  });

  test('a small folder is copied whole', () => {
    const files = app({ left: 'file:./left' }, { 'left/package.json': '{}', 'left/index.js': '', 'left/lib/a.js': '' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({
      reads: ['package.json', 'left'],
      writes: ['node_modules', 'left/node_modules'],
    });
  });

  test('of a large one its package.json', () => {
    const large = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`left/src/${i}.js`, '']));
    const files = app({ left: 'file:left' }, { ...large, 'left/package.json': '{}' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', 'left/package.json'] });
  });

  test('a packed archive', () => {
    const files = app({ a: 'file:vendor/a-1.0.0.tgz' }, { 'vendor/a-1.0.0.tgz': 'x' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', 'vendor/a-1.0.0.tgz'] });
  });

  test('dependencies of a dependency', () => {
    const files = app(
      { a: 'file:a' },
      { 'a/package.json': json({ dependencies: { b: 'file:../b' } }), 'b/package.json': '{}' },
    );
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', 'a', 'b'] });
  });

  test('beside the project, when it is copied', () => {
    const files = { 'app/package.json': json({ dependencies: { s: 'file:../shared' } }), 'shared/package.json': '{}' };
    const dockerfile = 'FROM node:20\nWORKDIR /src/app\nCOPY . /src\nRUN npm install\n';
    expect(plan(npm, dockerfile, files)).toMatchObject({ reads: ['app/package.json', 'shared'] });
    expect(plan(npm, `${FROM}COPY app .\nRUN npm install\n`, files)).toMatchObject({
      refused: { code: 'not-in-build' },
    });
  });

  test.each([
    ['not there', { a: 'file:a' }, 'not-in-build'],
    ['out of the image', { a: 'file:../../..' }, 'reads-sources'],
    ['an absolute path', { a: 'file:/opt/a' }, 'reads-sources'],
  ])('refused: %s', (_, dependencies, code) => {
    expect(plan(npm, run('npm install'), app(dependencies))).toMatchObject({ refused: { code } });
  });
});

describe('programs of members and linked folders', () => {
  const files = {
    'package.json': json({ workspaces: ['a'], dependencies: { left: 'file:left' } }),
    'a/package.json': json({ name: '@x/a', bin: { aa: './cli.js', built: 'dist/cli.js' } }),
    'a/cli.js': '',
    'left/package.json': '{}',
  };
  const planned = (texts: FileTexts, modes: Record<string, number>) =>
    plan(npm, run('npm install'), memoryProject(texts, { modes }));

  test('a program is linked when its file is there', () => {
    expect(planned(files, { 'a/cli.js': 0o755 })).toMatchObject({
      reads: ['package.json', 'a/package.json', 'a/cli.js', 'left'],
    });
  });

  test('one that npm makes executable would lose that again', () => {
    expect(planned(files, {})).toMatchObject({
      refused: { code: 'reads-sources', command: 'a/package.json', what: './cli.js' },
    });
    const linked = { ...files, 'a/package.json': '{}', 'left/package.json': '{"bin":"x.js"}', 'left/x.js': '' };
    expect(planned(linked, {})).toMatchObject({ refused: { code: 'reads-sources', command: 'left/package.json' } });
    expect(planned(linked, { 'left/x.js': 0o755 })).toMatchObject({ risk: 'safe' });
  });

  test('a folder of programs', () => {
    const folder = { ...files, 'a/package.json': '{"directories":{"bin":"bin"}}', 'a/bin/x': '' };
    expect(planned(folder, { 'a/bin/x': 0o755 })).toMatchObject({ refused: { code: 'reads-sources' } });
  });
});

describe('lifecycle scripts', () => {
  const scripts = (own: object, files: FileTexts = {}): FileTexts => ({
    'package.json': json({ scripts: { ...own, build: 'tsc' }, devDependencies: { husky: '^8.0.0' } }),
    'src/a.ts': '',
    ...files,
  });

  test.each([
    ['husky', 'husky'],
    ['husky of 8', 'husky install'],
    ['husky that may fail', 'husky install || true'],
    ['husky unless in CI', 'is-ci || husky install'],
    ['husky through npx', 'npx --no-install husky install'],
    ['a test of the environment', '[ -n "$CI" ] || husky'],
    ['a test of what is not there', 'test -d .git && husky || [ -f /.dockerenv ]'],
    ['nothing', 'exit 0'],
    ['a message', 'echo "thank you" && echo done >&2'],
    ['the wanted manager', 'npx only-allow npm'],
    ['with a version', 'npx -y only-allow@1.2.1 npm'],
    ['thanks', 'opencollective || exit 0'],
    ['a hook without a repository', 'git config core.hooksPath .githooks || true'],
    ['of node_modules', 'rm -rf node_modules/.cache'],
    ['through cross-env', 'cross-env A=b husky'],
    ['through another script', 'npm run --silent prep'],
  ])('inert: %s', (_, text) => {
    expect(plan(npm, run('npm install'), scripts({ prepare: text, prep: 'husky' }))).toMatchObject({
      reads: ['package.json'],
      risk: 'safe',
    });
  });

  test.each([
    ['tsc', 'tsc'],
    ['npm run build', 'tsc'],
    ['husky && npm run build', 'tsc'],
    ['nuxt prepare', 'nuxt prepare'],
    ['svelte-kit sync', 'svelte-kit sync'],
    ['ngcc', 'ngcc'],
    ['vite build', 'vite build'],
    ['lerna bootstrap', 'lerna bootstrap'],
    ['electron-builder install-app-deps', 'electron-builder install-app-deps'],
    ['cd client && npm install', 'cd client'],
    ['node scripts/missing.js', 'node scripts/missing.js'],
    ['cp -r src/a.ts lib', 'cp -r src/a.ts lib'],
    ['echo 1 > src/version.txt', 'echo 1 > src/version.txt'],
    ['test -f src/a.ts || exit 1', 'test -f src/a.ts'],
    ['$TOOL', '$TOOL'],
    ['rm -rf src', 'rm -rf src'],
    ['ts-node scripts/x.ts', 'ts-node scripts/x.ts'],
    ['husky; (', 'husky; ('],
    ['npm run build --workspaces', 'npm run build --workspaces'],
    ['npx made-up', 'npx made-up'],
  ])('refused: %s', (text, command) => {
    expect(plan(npm, run('npm install'), scripts({ postinstall: text }))).toMatchObject({
      refused: { code: 'lifecycle-script', path: 'package.json', script: 'postinstall', command },
    });
  });

  test.each(['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'])(
    '%s is run',
    (name) => {
      expect(plan(npm, run('npm ci'), { ...APP, ...scripts({ [name]: 'tsc' }) })).toMatchObject({
        refused: { script: name },
      });
    },
  );

  test('other scripts are not', () => {
    expect(plan(npm, run('npm install'), scripts({ prestart: 'tsc', pretest: 'tsc', prepack: 'tsc' }))).toMatchObject({
      risk: 'safe',
    });
  });

  test.each<readonly [string, string, FileTexts]>([
    ['on the command line', 'RUN npm install --ignore-scripts\n', {}],
    ['in .npmrc', 'RUN npm install\n', { '.npmrc': 'ignore-scripts=true\n' }],
    ['in the environment', 'ENV NPM_CONFIG_IGNORE_SCRIPTS=true\nRUN npm install\n', {}],
    ['of the command', 'RUN npm_config_ignore_scripts=true npm install\n', {}],
  ])('scripts are ignored %s', (_, rest, files) => {
    expect(plan(npm, `${FROM}COPY . .\n${rest}`, scripts({ prepare: 'tsc' }, files))).toMatchObject({ risk: 'safe' });
  });

  test.each(['--omit=dev', '--production', '--no-ignore-scripts', '--ignore-scripts=false'])(
    'they are not with %s',
    (option) => {
      expect(plan(npm, run(`npm install ${option}`), scripts({ prepare: 'tsc' }))).toMatchObject({
        refused: { code: 'lifecycle-script' },
      });
    },
  );

  test('an addon is built', () => {
    expect(plan(npm, run('npm install'), scripts({}, { 'binding.gyp': '{}', 'a.cc': '' }))).toMatchObject({
      refused: { code: 'lifecycle-script', script: 'install', command: 'node-gyp rebuild' },
    });
  });

  test('patches', () => {
    const files = scripts({ postinstall: 'patch-package' }, { 'patches/a+1.0.0.patch': '' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', 'patches'], risk: 'safe' });
    const elsewhere = scripts({ postinstall: 'patch-package --patch-dir etc/fixes' }, { 'etc/fixes/a.patch': '' });
    expect(plan(npm, run('npm install'), elsewhere)).toMatchObject({ reads: ['package.json', 'etc/fixes'] });
    expect(plan(npm, run('npm install'), scripts({ postinstall: 'patch-package' }))).toMatchObject({
      reads: ['package.json'],
    });
  });

  test('husky 5 and 6 end with an error where there is no repository', () => {
    const files = {
      'package.json': json({ scripts: { prepare: 'husky install' }, devDependencies: { husky: '^6.0.0' } }),
    };
    expect(plan(npm, run('npm install'), files)).toMatchObject({ risk: 'safe' });
    expect(plan(npm, run('npm install'), { ...files, '.git/HEAD': '' })).toMatchObject({
      refused: { code: 'lifecycle-script' },
    });
  });
});

describe('scripts of the project', () => {
  const with_ = (text: string, files: FileTexts): FileTexts => ({
    'package.json': json({ scripts: { postinstall: text } }),
    'src/index.js': '',
    ...files,
  });

  test('that is alone', () => {
    const files = with_('node scripts/hello', { 'scripts/hello.js': 'console.log("hello");\n' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({
      reads: ['package.json', 'scripts/hello.js'],
      risk: 'safe',
    });
  });

  test('with modules and a file of its own', () => {
    const files = with_('node ./scripts/check.mjs', {
      'scripts/check.mjs':
        "import fs from 'node:fs';\nimport { say } from './say.mjs';\nsay(fs.readFileSync(new URL('./wanted.txt', import.meta.url)));\n",
      'scripts/say.mjs': 'export const say = console.log; // of src\n',
      'scripts/wanted.txt': '',
    });
    expect(plan(npm, run('npm install'), files)).toMatchObject({
      reads: ['package.json', 'scripts/check.mjs', 'scripts/say.mjs', 'scripts/wanted.txt'],
      risk: 'assumes',
      assumption: 'scripts/check.mjs reads no files but those that it names',
    });
  });

  test.each([
    ['it names a folder', "require('fs').existsSync(require('path').join(__dirname, '..', 'src', 'index.js'))"],
    ['it looks through folders', "const fs = require('fs'); fs.readdirSync(process.cwd())"],
    ['it starts programs', "require('child_process').execSync('tsc')"],
    ['it uses a package', "require('esbuild').buildSync({})"],
    ['a module is not there', "require('./missing')"],
    ['a module has no fixed name', 'require(process.argv[2])'],
    ['require has another name', 'const r = require; r(x)'],
    ['it writes into the sources', "require('fs').writeFileSync('src/version.js', '1')"],
    ['it cannot be read', "const a = 'open"],
  ])('refused: %s', (_, text) => {
    const files = with_('node scripts/x.js', { 'scripts/x.js': text });
    expect(plan(npm, run('npm install'), files)).toMatchObject({
      refused: { code: 'lifecycle-script', command: 'node scripts/x.js' },
    });
  });

  test('node -e', () => {
    expect(plan(npm, run('npm install'), with_(`node -e "console.log('hi')"`, {}))).toMatchObject({
      reads: ['package.json'],
    });
    expect(plan(npm, run('npm install'), with_(`node -e "require('fs').rmSync('src')"`, {}))).toMatchObject({
      refused: { code: 'lifecycle-script' },
    });
  });

  test('a shell script', () => {
    const files = with_('sh scripts/post.sh', { 'scripts/post.sh': '#!/bin/sh\nset -e\necho hello\n' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', 'scripts/post.sh'] });
    const building = with_('sh scripts/post.sh', { 'scripts/post.sh': 'cd src\nnpm run build\n' });
    expect(plan(npm, run('npm install'), building)).toMatchObject({ refused: { command: 'sh scripts/post.sh' } });
    const plain = with_('./scripts/post.sh', { 'scripts/post.sh': '#!/bin/sh\necho hello\n' });
    expect(plan(npm, run('npm install'), plain)).toMatchObject({ reads: ['package.json', 'scripts/post.sh'] });
  });
});

describe('prisma', () => {
  const app = (files: FileTexts, rest: object = {}): FileTexts => ({
    'package.json': json({ dependencies: { '@prisma/client': '^5.0.0' }, ...rest }),
    ...files,
  });

  test.each<readonly [string, FileTexts, readonly string[]]>([
    [
      'the schema',
      app({ 'prisma/schema.prisma': '', 'prisma/migrations/1/m.sql': '' }),
      ['package.json', 'prisma/schema.prisma'],
    ],
    ['several files', app({ 'prisma/schema.prisma': '', 'prisma/user.prisma': '' }), ['package.json', 'prisma']],
    ['elsewhere', app({ 'db/s.prisma': '' }, { prisma: { schema: 'db/s.prisma' } }), ['package.json', 'db/s.prisma']],
    ['none', app({}), ['package.json']],
    [
      'settings in code',
      app({
        'prisma.config.ts':
          "import 'dotenv/config';\nimport { defineConfig } from 'prisma/config';\nexport default defineConfig({ schema: 'db/s.prisma' });\n",
        'db/s.prisma': '',
        '.env': '',
      }),
      ['package.json', 'prisma.config.ts', '.env', 'db/s.prisma'],
    ],
  ])('%s', (_, files, reads) => {
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads, risk: 'safe' });
  });

  test('what it generates into the project', () => {
    const schema = 'generator client {\n  provider = "prisma-client"\n  output = "../src/generated"\n}\n';
    expect(plan(npm, run('npm install'), app({ 'prisma/schema.prisma': schema }))).toMatchObject({
      writes: ['src/generated', 'node_modules'],
    });
  });

  test('a script that generates', () => {
    const files = app({ 'prisma/schema.prisma': '' }, { scripts: { postinstall: 'prisma generate' } });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', 'prisma/schema.prisma'] });
    const named = app({ 'db/s.prisma': '' }, { scripts: { postinstall: 'npx prisma generate --schema=db/s.prisma' } });
    expect(plan(npm, run('npm install'), named)).toMatchObject({ reads: ['package.json', 'db/s.prisma'] });
  });

  test.each<readonly [string, FileTexts]>([
    ['no schema for a script', app({}, { scripts: { postinstall: 'prisma generate' } })],
    ['migrations', app({ 'prisma/schema.prisma': '' }, { scripts: { postinstall: 'prisma migrate deploy' } })],
    ['a generator of the project', app({ 'prisma/schema.prisma': 'generator a {\n provider = "node ./gen.js"\n}\n' })],
    [
      'settings that import sources',
      app({ 'prisma.config.ts': "import x from './src/x';\nexport default { schema: x };\n", 'src/x.ts': '' }),
    ],
  ])('refused: %s', (_, files) => {
    expect(plan(npm, run('npm install'), files)).toHaveProperty('refused');
  });
});

test('a package that looks for its settings gets them', () => {
  const files = { 'package.json': json({ dependencies: { puppeteer: '^22.0.0' } }), '.puppeteerrc.cjs': '' };
  expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', '.puppeteerrc.cjs'] });
});

test('an install script of a package that is not public', () => {
  const locked = (resolved: string, hasInstallScript: boolean) => ({
    ...APP,
    'package-lock.json': json({ packages: { 'node_modules/@x/gen': { resolved, hasInstallScript } } }),
  });
  const git = 'git+ssh://git@github.com/x/gen.git#1';
  expect(plan(npm, run('npm ci'), locked(git, true))).toMatchObject({
    risk: 'assumes',
    assumption: 'the install script of @x/gen reads nothing of the project',
  });
  expect(plan(npm, run('npm ci --ignore-scripts'), locked(git, true))).toMatchObject({ risk: 'safe' });
  expect(plan(npm, run('npm ci'), locked(git, false))).toMatchObject({ risk: 'safe' });
  expect(plan(npm, run('npm ci'), locked('https://npmjs.org/a.tgz', true))).toMatchObject({ risk: 'safe' });
  // It would be a second thing to assume.
  expect(plan(npm, run('npm ci'), locked('https://npm.acme.org/a.tgz', true))).toMatchObject({
    refused: { code: 'unproven' },
  });
});

test.each([
  ['ENV NODE_OPTIONS="--require ./trace.js"', 'npm ci', false],
  ['ENV NODE_OPTIONS=--max-old-space-size=4096', 'npm ci', true],
  ['ENV NODE_OPTIONS="--import ./trace.js"', 'NODE_OPTIONS= npm ci', true],
])('%s and %s', (line, command, isFine) => {
  const answer = plan(npm, `${FROM}${line}\nCOPY . .\nRUN ${command}\n`, APP);
  expect(answer).toMatchObject(isFine ? { risk: 'safe' } : { refused: { code: 'reads-sources' } });
});

test('a repository above the project is seen', () => {
  const files = {
    'app/package.json': json({ scripts: { prepare: 'git config core.hooksPath hooks' } }),
    '.git/HEAD': '',
  };
  const dockerfile = 'FROM node:20\nWORKDIR /src/app\nCOPY . /src\nRUN npm install\n';
  expect(plan(npm, dockerfile, files)).toMatchObject({ refused: { code: 'lifecycle-script' } });
  expect(plan(npm, dockerfile, { ...files, '.dockerignore': '.git\n' })).toMatchObject({ risk: 'safe' });
});

test('install-links copies folders: a large one cannot be left out', () => {
  const large = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`left/${i}.js`, '']));
  const files = {
    ...APP,
    ...large,
    'package.json': json({ dependencies: { left: 'file:left' } }),
    'left/package.json': '{}',
  };
  expect(plan(npm, run('npm ci'), files)).toMatchObject({ risk: 'safe' });
  expect(plan(npm, run('npm ci --install-links'), files)).toMatchObject({ refused: { code: 'reads-sources' } });
});

test('hostile manifests are no trouble', () => {
  const files = {
    'package.json':
      '{"__proto__":{"scripts":{"install":"tsc"}},"scripts":["a"],"workspaces":7,"dependencies":{"constructor":1}}',
  };
  expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json'] });
});

describe('files that the environment names', () => {
  test.each([
    ['certificates', 'ENV NODE_EXTRA_CA_CERTS=/app/ca.pem', 'npm ci'],
    ['settings', 'ENV NPM_CONFIG_USERCONFIG=/app/ca.pem', 'npm ci'],
    ['of the command alone', 'ENV A=b', 'npm_config_cafile=./ca.pem npm ci'],
    ['of the shell', 'ENV A=b', 'export NODE_EXTRA_CA_CERTS=/app/ca.pem && npm ci'],
    ['an option', 'ENV A=b', 'npm ci --cafile ca.pem'],
    ['settings by an option', 'ENV A=b', 'npm ci --globalconfig=ca.pem'],
  ])('%s', (_, line, command) => {
    expect(plan(npm, `${FROM}${line}\nCOPY . .\nRUN ${command}\n`, { ...APP, 'ca.pem': '' })).toMatchObject({
      reads: ['package.json', 'package-lock.json', 'ca.pem'],
      risk: 'safe',
    });
  });

  test('those of the image are there anyhow', () => {
    const dockerfile = `${FROM}ENV NODE_EXTRA_CA_CERTS=/etc/ssl/ca.pem\nCOPY . .\nRUN npm ci\n`;
    expect(plan(npm, dockerfile, APP)).toMatchObject({ reads: ['package.json', 'package-lock.json'], risk: 'safe' });
  });

  test('a path that is known at build time only', () => {
    const dockerfile = `${FROM}ARG CA\nENV NODE_EXTRA_CA_CERTS=$CA\nCOPY . .\nRUN npm ci\n`;
    expect(plan(npm, dockerfile, APP)).toMatchObject({
      refused: { code: 'reads-sources', what: 'what NODE_EXTRA_CA_CERTS names' },
    });
  });

  test('what .npmrc has every script load', () => {
    const files = { ...APP, '.npmrc': 'node-options=--require ./trace.js\n', 'trace.js': '' };
    expect(plan(npm, run('npm ci'), files)).toMatchObject({ refused: { code: 'reads-sources' } });
    expect(plan(npm, run('npm ci'), { ...APP, '.npmrc': 'node-options=--no-warnings\n' })).toMatchObject({
      risk: 'safe',
    });
  });
});

describe('scripts that write where the COPY would write again', () => {
  const with_ = (text: string, files: FileTexts): FileTexts => ({
    'package.json': json({ scripts: { postinstall: text } }),
    'src/index.js': '',
    ...files,
  });

  test.each([
    ['it writes a file that is there', "require('fs').writeFileSync('src/index.js', '1')"],
    ['a name for looking through folders', "const ls = require('fs').readdirSync; ls(process.cwd())"],
    ['one as a string', "require('fs')['readdirSync'](process.cwd())"],
    ['it copies all there is', "require('fs-extra').copySync(__dirname + '/..', '/tmp/all')"],
    ['it goes elsewhere', "process.chdir('/'); require('./y')"],
  ])('refused: %s', (_, text) => {
    const files = with_('node scripts/x.js', { 'scripts/x.js': text, 'scripts/y.js': '' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ refused: { code: 'lifecycle-script' } });
  });

  test('one module names the file, another writes it', () => {
    const files = with_('node scripts/x.js', {
      'scripts/x.js': "require('./y').save('src/index.js')",
      'scripts/y.js': "exports.save = (path) => require('fs').writeFileSync(path, '')",
    });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ refused: { code: 'lifecycle-script' } });
  });

  test('a new file in the folder of packages', () => {
    const files = with_('node x.js', { 'x.js': "require('fs').writeFileSync('node_modules/a/b.json', '{}')" });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ reads: ['package.json', 'x.js'], risk: 'assumes' });
  });

  test('git changes files without a repository, too', () => {
    const files = with_('git apply fixes/a.patch', { 'fixes/a.patch': '' });
    expect(plan(npm, run('npm install'), files)).toMatchObject({ refused: { command: 'git apply fixes/a.patch' } });
    const cloning = with_('git clone https://example.org/a.git lib', {});
    expect(plan(npm, run('npm install'), cloning)).toMatchObject({ refused: { code: 'lifecycle-script' } });
    expect(plan(npm, run('npm install'), with_('git submodule update --init || true', {}))).toMatchObject({
      risk: 'safe',
    });
  });

  test('a folder with a package.json of its own is a package', () => {
    const tools = { 'tools/package.json': json({ main: 'b.js' }), 'tools/index.js': '', 'tools/b.js': '' };
    expect(plan(npm, run('npm install'), with_('node tools', tools))).toMatchObject({
      refused: { code: 'lifecycle-script' },
    });
  });
});

test('an addon that npm is told not to build', () => {
  const files = { 'package.json': json({ gypfile: false }), 'binding.gyp': '{}' };
  expect(plan(npm, run('npm install'), files)).toMatchObject({ risk: 'safe' });
});

test('a program with line ends of Windows, which npm would mend', () => {
  const files = {
    'package.json': json({ workspaces: ['a'] }),
    'a/package.json': json({ name: 'a', bin: 'cli.js' }),
    'a/cli.js': '#!/usr/bin/env node\r\n',
  };
  expect(plan(npm, run('npm install'), memoryProject(files, { modes: { 'a/cli.js': 0o755 } }))).toMatchObject({
    refused: { code: 'reads-sources', what: 'cli.js' },
  });
});

describe('settings of puppeteer', () => {
  const reads = ['package.json', 'package-lock.json', '.puppeteerrc.cjs'];

  test('it may be a dependency of a dependency', () => {
    expect(plan(npm, run('npm ci'), { ...APP, '.puppeteerrc.cjs': 'module.exports = {};' })).toMatchObject({ reads });
  });

  test('they may lie above the project, and load a file', () => {
    const files = {
      'app/package.json': json({ dependencies: { puppeteer: '1' } }),
      '.puppeteerrc.cjs': "module.exports = require('./browsers.json');",
      'browsers.json': '{}',
    };
    const dockerfile = 'FROM node:20\nWORKDIR /src/app\nCOPY . /src\nRUN npm install\n';
    expect(plan(npm, dockerfile, files)).toMatchObject({
      reads: ['app/package.json', '.puppeteerrc.cjs', 'browsers.json'],
    });
  });

  test('they load sources', () => {
    const files = { ...APP, '.puppeteerrc.cjs': "module.exports = require('./src/missing');" };
    expect(plan(npm, run('npm ci'), files)).toMatchObject({ refused: { code: 'reads-sources' } });
    expect(plan(npm, run('npm ci --ignore-scripts'), files)).toMatchObject({ risk: 'safe' });
  });
});

describe('SvelteKit made types when it was installed', () => {
  const kit = (spec: string, files: FileTexts = { 'svelte.config.js': '' }) => ({
    'package.json': json({ devDependencies: { '@sveltejs/kit': spec } }),
    ...files,
  });
  const locked = (hasInstallScript: boolean) =>
    json({ lockfileVersion: 3, packages: { 'node_modules/@sveltejs/kit': { version: '2.1.0', hasInstallScript } } });

  test.each(['^1.5.0', '^2.0.0', '2.15.0', 'latest'])('%s', (spec) => {
    expect(plan(npm, run('npm install'), kit(spec))).toMatchObject({
      risk: 'assumes',
      assumption: 'what needs .svelte-kit behind the install makes it, as vite build does',
    });
  });

  test('where nothing is made', () => {
    expect(plan(npm, run('npm install'), kit('^2.17.0'))).toMatchObject({ risk: 'safe' });
    expect(plan(npm, run('npm install'), kit('^1.5.0', { 'src/a.ts': '' }))).toMatchObject({ risk: 'safe' });
    const files = { ...kit('^2.0.0'), 'package-lock.json': locked(false) };
    expect(plan(npm, run('npm ci'), files)).toMatchObject({ risk: 'safe' });
    expect(plan(npm, run('npm ci'), { ...files, 'package-lock.json': locked(true) })).toMatchObject({
      risk: 'assumes',
    });
  });
});

test('a generator of prisma that says nowhere where it writes', () => {
  const app = (provider: string) => ({
    'package.json': json({ dependencies: { '@prisma/client': '^5.0.0' } }),
    'prisma/schema.prisma': `generator a {\n  provider = "${provider}"\n}\n`,
  });
  expect(plan(npm, run('npm install'), app('prisma-client-js'))).toMatchObject({ risk: 'safe' });
  expect(plan(npm, run('npm install'), app('prisma-erd-generator'))).toMatchObject({
    refused: { code: 'broken-manifest', path: 'prisma/schema.prisma' },
  });
});

describe('members that are copied file by file', () => {
  const files = {
    'package.json': json({ workspaces: ['packages/*', 'tools/**'] }),
    'packages/a/package.json': '{}',
    'packages/a/index.js': '',
    'tools/x/y/package.json': '{}',
  };
  const reads = ['package.json', 'packages/a/package.json', 'tools/x/y/package.json'];

  test('the folders that they make are there', () => {
    const dockerfile = `${FROM}COPY package.json .\nCOPY packages/a/package.json packages/a/index.js packages/a/\nCOPY tools/x/y/package.json tools/x/y/\nRUN npm install\n`;
    expect(plan(npm, dockerfile, files)).toMatchObject({ reads });
  });

  test('a program that names the project itself is linked, too', () => {
    const self = { 'package.json': json({ bin: 'a.js', dependencies: { b: 'file:.' } }), 'a.js': '' };
    expect(plan(npm, run('npm install'), self)).toMatchObject({ refused: { code: 'reads-sources', what: 'a.js' } });
  });
});

describe('a file that git ignores is not in every clone', () => {
  test.each<readonly [string, FileTexts, string, string]>([
    ['settings', { '.npmrc': 'a=b\n' }, '.npmrc', '.npmrc'],
    ['the lockfile', { 'package-lock.json': '{}' }, '*lock*', 'package-lock.json'],
  ])('%s', (_, files, line, path) => {
    const texts = { 'package.json': '{}', 'index.js': '', '.gitignore': `${line}\n`, ...files };
    expect(plan(npm, run('npm install'), texts)).toMatchObject({
      risk: 'assumes',
      assumption: `${path}, which git ignores, is there wherever the image is built`,
    });
  });

  test('several of them are too much to assume', () => {
    const files = { ...APP, '.npmrc': '', '.gitignore': '.npmrc\npackage-lock.json\n' };
    expect(plan(npm, run('npm ci'), files)).toMatchObject({ refused: { code: 'unproven' } });
  });
});
