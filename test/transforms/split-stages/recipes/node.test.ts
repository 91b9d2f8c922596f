import { describe, expect, it } from 'vitest';
import { node } from '../../../../transforms/split-stages/recipes/node.ts';
import { planOf, refusalOf } from './support.ts';

const TSC = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["node", "dist/index.js"]\n';

function manifest(fields: object): string {
  return JSON.stringify({ name: 'app', dependencies: { express: '4' }, ...fields });
}

const SERVER = {
  'package.json': manifest({ scripts: { build: 'tsc' }, devDependencies: { typescript: '5' } }),
  'tsconfig.json': '{ "compilerOptions": { "outDir": "dist" } }',
  'src/index.ts': "import express from 'express';\nexpress().listen(3000);\n",
};

function paths(plan: ReturnType<typeof planOf>): readonly string[] {
  return plan.carries.map(({ path }) => path);
}

describe('a server with a build step', () => {
  it('gets its manifest, production packages and what tsc makes, on the slim image', () => {
    const plan = planOf(node, TSC, SERVER);
    expect(plan.runtime).toBe('node:20-slim');
    expect(plan.finishes).toEqual(['npm prune --omit=dev']);
    expect(paths(plan)).toEqual(['/app/package.json', '/app/node_modules', '/app/dist']);
    expect(plan.assumption).toBe(
      'nothing that runs needs a development dependency, or a program or library of node:20 that node:20-slim lacks',
    );
  });

  it('gets folders at the top that are neither sources nor settings of tools', () => {
    const plan = planOf(node, TSC, {
      ...SERVER,
      'views/index.ejs': '',
      'test/a.ts': '',
      '.eslintrc.js': '',
      'README.md': '',
    });
    expect(paths(plan)).toEqual(['/app/package.json', '/app/node_modules', '/app/dist', '/app/views']);
  });

  it('has its output where tsconfig.json says by what it extends', () => {
    const files = {
      ...SERVER,
      'tsconfig.json': '{ "extends": "./config/base" /* shared */ }',
      'config/base.json': '{ "compilerOptions": { "outDir": "../build/server", }, }',
    };
    const plan = planOf(node, TSC.replace('dist/index.js', 'build/server/index.js'), files);
    expect(paths(plan)).toContain('/app/build/server');
  });

  it('is carried as a whole where a step of the build is not known', () => {
    const files = {
      ...SERVER,
      'package.json': manifest({ scripts: { build: 'node build.js' }, devDependencies: { typescript: '5' } }),
    };
    const plan = planOf(node, TSC, files);
    expect(paths(plan)).toEqual(['/app']);
    expect(plan.keeps).toBe('/app without development packages');
  });

  it('is carried as a whole where its output lies beside the sources', () => {
    expect(paths(planOf(node, TSC, { ...SERVER, 'tsconfig.json': '{}' }))).toEqual(['/app']);
  });

  it('is carried as a whole where a package reads the comments of the sources', () => {
    const files = {
      ...SERVER,
      'package.json': manifest({ scripts: { build: 'tsc' }, dependencies: { 'swagger-jsdoc': '6' } }),
    };
    expect(paths(planOf(node, TSC, files))).toContain('/app/src');
  });

  it('keeps sources that are no code beside what is made of them', () => {
    expect(paths(planOf(node, TSC, { ...SERVER, 'src/schema.graphql': '' }))).toContain('/app/src');
  });

  it('is carried as a whole where another user made its folders', () => {
    const plan = planOf(node, TSC.replace('COPY .', 'USER node\nCOPY --chown=node .'), SERVER);
    expect(paths(plan)).toEqual(['/app']);
    expect(plan.lines).toEqual([]);
  });

  it('has the folder that its user made', () => {
    const plan = planOf(node, TSC.replace('WORKDIR', 'USER node\nRUN mkdir /app\nWORKDIR'), SERVER);
    expect(plan.lines).toEqual(['RUN chown node:node /app']);
  });

  it('is carried as a whole where a RUN moves files about', () => {
    const plan = planOf(node, TSC.replace('npm run build', 'npm run build && rm -rf src'), SERVER);
    expect(paths(plan)).toEqual(['/app']);
  });

  it.each([
    ['nest build', 'dist', { 'nest-cli.json': '{}' }],
    ['esbuild src/index.ts --bundle --platform=node --outfile=out/index.js', 'out', {}],
    ['tsup src/index.ts', 'dist', {}],
    ['babel src -d lib', 'lib', {}],
    ['swc src --out-dir=built', 'built', {}],
    ['rimraf dist && webpack --mode production', 'dist', { 'webpack.config.js': 'module.exports = {};' }],
    [
      'webpack',
      'bundle',
      {
        'webpack.config.js':
          "module.exports = { output: { path: path.resolve(__dirname, 'bundle'), filename: 'a.js' } };",
      },
    ],
    ['vite build --outDir built', 'built', {}],
    ['vite build', 'server', { 'vite.config.ts': "export default { build: { outDir: 'server' } };" }],
    [
      'rollup -c',
      'public/build',
      { 'rollup.config.js': "export default { output: { file: 'public/build/bundle.js' } };" },
    ],
    ['npm-run-all clean compile:*', 'dist', {}],
    ['cross-env NODE_ENV=production tsc -p tsconfig.json', 'dist', {}],
  ])('%s', (build, output, files) => {
    const scripts = { build, clean: 'rm -rf dist', 'compile:ts': 'tsc', 'compile:copy': 'cpx a/** dist' };
    const dockerfile = TSC.replace('dist/index.js', `${output}/index.js`);
    const all = { ...SERVER, ...files, 'package.json': manifest({ scripts }) };
    expect(paths(planOf(node, dockerfile, all))).toEqual(['/app/package.json', '/app/node_modules', `/app/${output}`]);
  });

  it('of Next.js keeps its settings and public files', () => {
    const files = {
      'package.json': manifest({ scripts: { build: 'next build', start: 'next start' }, dependencies: { next: '14' } }),
      'next.config.js': 'module.exports = {};',
      'public/a.png': '',
      'app/page.tsx': '',
    };
    const plan = planOf(node, TSC.replace('["node", "dist/index.js"]', '["npm", "start"]'), files);
    expect(paths(plan)).toEqual([
      '/app/package.json',
      '/app/node_modules',
      '/app/.next',
      '/app/next.config.js',
      '/app/public',
    ]);
    expect(plan.brings).toContain('next');
  });

  it('of Next.js keeps what its settings load', () => {
    const files = {
      'package.json': manifest({ scripts: { build: 'next build', start: 'next start' }, dependencies: { next: '14' } }),
      'next.config.mjs': "await import('./src/env.mjs');",
      'src/env.mjs': '',
      'src/page.ts': '',
    };
    expect(paths(planOf(node, TSC.replace('["node", "dist/index.js"]', '["npm", "start"]'), files))).toContain(
      '/app/src',
    );
  });

  it.each([
    ['.output/server/index.mjs', '/app/.output', { nuxt: '3.9.0' }, 'nuxt build'],
    ['.next/standalone/server.js', '/app/.next/standalone', { next: '14' }, 'next build'],
  ])('of which %s has all that it needs', (entry, folder, dependencies, build) => {
    const files = { 'package.json': manifest({ scripts: { build }, dependencies }), 'app.vue': '' };
    const plan = planOf(node, TSC.replace('dist/index.js', entry), files);
    expect(paths(plan)).toEqual([folder]);
    expect(plan.finishes).toEqual([]);
  });

  it('stays on the image that it has where that is small, if packages can be left', () => {
    expect(planOf(node, TSC.replace('node:20', 'node:20-alpine'), SERVER).runtime).toBe('node:20-alpine');
  });
});

describe('development packages', () => {
  it.each([
    ['node:14', 'npm prune --production'],
    ['node:18', 'npm prune --omit=dev'],
    ['node:lts-bookworm', 'npm prune --omit=dev'],
    ['node', 'npm prune --omit=dev'],
  ])('on %s: %s', (image, command) => {
    expect(planOf(node, TSC.replace('node:20', image), SERVER).finishes).toEqual([command]);
  });

  it('go with the options that let the install pass', () => {
    expect(planOf(node, TSC.replace('npm ci', 'npm install --legacy-peer-deps'), SERVER).finishes).toEqual([
      'npm prune --omit=dev --legacy-peer-deps',
    ]);
  });

  it('go with yarn 1 by an install from the lockfile', () => {
    const dockerfile = TSC.replace('npm ci && npm run', 'yarn && yarn');
    const plan = planOf(node, dockerfile, { ...SERVER, 'yarn.lock': 'typescript@5:\n  version "5.0.0"\n' });
    expect(plan.finishes).toEqual(['yarn install --production --ignore-scripts --prefer-offline --frozen-lockfile']);
  });

  it('go with pnpm', () => {
    const dockerfile = TSC.replace('npm ci && npm run', 'npm i -g pnpm && pnpm i && pnpm');
    expect(planOf(node, dockerfile, { ...SERVER, 'pnpm-lock.yaml': 'lockfileVersion: "9.0"\n' }).finishes).toEqual([
      'CI=true pnpm prune --prod',
    ]);
  });

  it.each([
    ['there are none', TSC, { 'package.json': manifest({ scripts: { build: 'tsc' } }) }],
    ['a source imports one', TSC, { 'src/index.ts': "import { z } from 'typescript';" }],
    ['a source names one', TSC, { 'src/index.ts': "pino({ transport: { target: 'typescript' } });" }],
    [
      'it is a workspace',
      TSC,
      { 'package.json': manifest({ workspaces: ['packages/*'], devDependencies: { typescript: '5' } }) },
    ],
    ['they are pruned already', TSC.replace('build', 'build && npm prune --production'), {}],
    ['they were never installed', TSC.replace('npm ci', 'npm ci --omit=dev'), {}],
    ['the mode says so', TSC.replace('WORKDIR', 'ENV NODE_ENV=production\nWORKDIR'), {}],
    ['the install is one of several', TSC.replace('npm ci &&', 'if [ -f a ]; then npm ci; fi;'), {}],
    ['another user installed them', TSC.replace('npm ci &&', 'npm ci\nUSER node\nRUN'), {}],
    [
      'yarn has no lockfile then',
      TSC.replace('COPY . .\nRUN npm ci &&', 'COPY package.json .\nRUN yarn\nCOPY . .\nRUN'),
      { 'yarn.lock': 'a@1:\n' },
    ],
    [
      'yarn would need a secret',
      TSC.replace('RUN npm ci', 'RUN --mount=type=secret,id=npmrc yarn'),
      { 'yarn.lock': 'a@1:\n' },
    ],
    [
      'yarn would unpack what a script has changed',
      TSC.replace('npm ci', 'yarn'),
      {
        'yarn.lock': 'a@1:\n',
        'package.json': manifest({
          scripts: { build: 'tsc', postinstall: 'patch-package' },
          devDependencies: { typescript: '5' },
        }),
      },
    ],
    [
      'the start needs one',
      TSC.replace('["node", "dist/index.js"]', '["npm", "start"]'),
      {
        'package.json': manifest({
          scripts: { build: 'tsc', start: 'knex migrate:latest && node dist/index.js' },
          devDependencies: { knex: '3', typescript: '5' },
        }),
      },
    ],
  ])('stay where %s', (_, dockerfile, files) => {
    const plan = planOf(node, dockerfile, { ...SERVER, ...files });
    expect(plan.finishes).toEqual([]);
    expect(plan.assumption).toBe('the app needs no program or library of node:20 that node:20-slim lacks');
  });

  it('of which only types are imported go', () => {
    const source = "import type { Node } from 'typescript';\nexport type { Node } from 'typescript';\n";
    expect(planOf(node, TSC, { ...SERVER, 'src/index.ts': source }).finishes).toHaveLength(1);
  });
});

describe('a server that runs as it is written', () => {
  const PLAIN = 'FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\nCMD node server.js\n';
  const files = { 'package.json': manifest({}), 'server.js': '' };

  it('gets its packages from the builder and its sources from the context', () => {
    const plan = planOf(node, PLAIN, files);
    expect(paths(plan)).toEqual(['/app/node_modules']);
    expect(plan.moves.map(({ startLine }) => startLine)).toEqual([5]);
    expect(plan.keeps).toBe('production dependencies and the sources');
  });

  it('runs on the slim twin of the image at the root, not of a stage', () => {
    const staged = PLAIN.replace('FROM node:20', 'ARG NODE=20\nFROM node:$NODE AS base\nFROM base');
    expect(planOf(node, staged, files).runtime).toBe('node:$NODE-slim');
  });

  it('is copied to both where another RUN works on what is copied', () => {
    const dockerfile = PLAIN.replace('COPY . .', 'COPY . .\nCOPY a.sh /bin/a.sh\nRUN chmod +x /bin/a.sh');
    const plan = planOf(node, dockerfile, { ...files, 'a.sh': '' });
    expect(plan.moves.map(({ startLine }) => startLine)).toEqual([5]);
    expect(plan.repeats.map(({ startLine }) => startLine)).toEqual([6]);
  });

  it.each([
    ['a pattern', 'COPY bin /usr/local/bin/\nRUN chmod +x /usr/local/bin/*.sh'],
    ['a folder', 'COPY bin /scripts\nRUN chmod -R +x /scripts'],
  ])('is copied to both where another RUN works on %s', (_, steps) => {
    const plan = planOf(node, PLAIN.replace('COPY . .', `COPY . .\n${steps}`), { ...files, 'bin/a.sh': '' });
    expect(plan.repeats.map(({ startLine }) => startLine)).toContain(6);
  });

  it('is not needed in the builder where its folder is given away', () => {
    const plan = planOf(node, PLAIN.replace('COPY . .', 'COPY . .\nRUN chown -R node /app'), files);
    expect(plan.moves.map(({ startLine }) => startLine)).toEqual([5]);
  });

  it('is carried as a whole where its sources stand above the install', () => {
    const plan = planOf(node, 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD node server.js\n', files);
    expect(paths(plan)).toEqual(['/app']);
  });

  it('is named file by file at the root of the image', () => {
    const plan = planOf(node, 'FROM node:20\nCOPY . .\nRUN npm install\nCMD node server.js\n', {
      ...files,
      'lib/a.js': '',
      Dockerfile: '',
    });
    expect(paths(plan)).toEqual(['/package.json', '/node_modules', '/lib', '/server.js']);
  });

  it('has nothing to carry where it has no dependencies: a builder would be for nobody', () => {
    expect(refusalOf(node, PLAIN, { ...files, 'package.json': '{}' })).toBe('saves-nothing');
  });

  it('saves nothing on an image that is small already', () => {
    expect(refusalOf(node, PLAIN.replace('node:20', 'node:20-slim'), files)).toBe('saves-nothing');
  });

  it('leaves compilers behind', () => {
    const dockerfile = PLAIN.replace('node:20', 'node:20-alpine').replace(
      'COPY package',
      'RUN apk add python3 make g++\nCOPY package',
    );
    expect(planOf(node, dockerfile, files).runtime).toBe('node:20-alpine');
  });
});

describe('a static site', () => {
  const SITE =
    'FROM node:20\nWORKDIR /app\nRUN npm i -g serve@14\nCOPY . .\nRUN npm ci && npm run build\nCMD ["serve", "-s", "build", "-l", "80"]\n';
  const files = {
    'package.json': manifest({
      scripts: { build: 'react-scripts build', start: 'serve -s build' },
      devDependencies: { a: '1' },
    }),
    'src/index.js': '',
  };

  it('needs its folder and a server that is installed again', () => {
    const plan = planOf(node, SITE, files);
    expect(paths(plan)).toEqual(['/app/build']);
    expect(plan.lines).toEqual(['RUN npm i -g serve@14']);
    expect(plan.finishes).toEqual([]);
  });

  it('needs the packages where the server is one of them', () => {
    const own = { ...files, 'package.json': files['package.json'].replace('"express":"4"', '"serve":"14"') };
    const plan = planOf(node, SITE.replace('["serve", "-s", "build", "-l", "80"]', 'npm start'), own);
    expect(paths(plan)).toEqual(['/app/package.json', '/app/node_modules', '/app/build']);
    expect(plan.finishes).toEqual(['npm prune --omit=dev']);
  });

  it('needs the packages where PATH leads to the server', () => {
    const own = { ...files, 'package.json': files['package.json'].replace('"express":"4"', '"serve":"14"') };
    const local = SITE.replace('RUN npm i -g serve@14', 'ENV PATH=/app/node_modules/.bin:$PATH');
    const plan = planOf(node, local, own);
    expect(plan.lines).toEqual([]);
    expect(paths(plan)).toEqual(expect.arrayContaining(['/app/node_modules', '/app/build']));
    expect(refusalOf(node, local.replace('/app/', '/other/'), own)).toBe('start-not-artefact');
  });
  it('is served by what npx fetches, as before', () => {
    const plan = planOf(node, SITE.replace('["serve", "-s"', '["npx", "serve", "-s"'), files);
    expect(plan.lines).toEqual(['RUN npm i -g serve@14']);
    expect(plan.brings).toContain('npx');
  });

  it.each([
    ['a script writes into it', 'CMD envsubst < public/a > build/b && serve -s build'],
    ['a script of the app asks for its health', 'HEALTHCHECK CMD node health.js\nCMD serve -s build'],
  ])('needs more where %s', (_, command) => {
    const plan = planOf(node, SITE.replace(/CMD.*/, command), { ...files, 'public/a': '', 'health.js': '' });
    expect(paths(plan)).toEqual(expect.arrayContaining(['/app/public', '/app/health.js']));
  });

  it('is served with settings of the app', () => {
    const plan = planOf(node, SITE.replace('"-s"', '"-c", "serve.json", "-s"'), { ...files, 'serve.json': '{}' });
    expect(paths(plan)).toEqual(expect.arrayContaining(['/app/build', '/app/serve.json']));
  });

  it('cannot be told when another global tool serves it', () => {
    expect(refusalOf(node, SITE.replace('serve@14', 'superserver').replace('"serve"', '"superserver"'), files)).toBe(
      'program-missing',
    );
  });
});

describe('what is started', () => {
  const start = (script: string, extra: object = {}) => ({
    ...SERVER,
    'package.json': manifest({
      scripts: { build: 'tsc', start: script },
      devDependencies: { typescript: '5' },
      ...extra,
    }),
  });
  const NPM = TSC.replace('["node", "dist/index.js"]', '["npm", "start"]');

  it.each([
    'nodemon src/index.js',
    'ts-node src/index.ts',
    'node -r ts-node/register src/index.ts',
    'node --import tsx src/index.ts',
    'cross-env PORT=1 ts-node src/index.ts',
    'next dev',
    'next',
    'vite preview',
    'react-scripts start',
    'nest start',
    'npx tsx src/index.ts',
    'node --watch dist/index.js',
  ])('%s builds', (script) => {
    expect(refusalOf(node, NPM, start(script))).toBe('start-builds');
  });

  it.each([
    ['pnpm', TSC.replace('["node", "dist/index.js"]', 'pnpm start'), {}],
    [
      'yarn of a later release',
      TSC.replace('["node", "dist/index.js"]', 'yarn start').replaceAll('npm ci', 'yarn'),
      { packageManager: 'yarn@4.1.0' },
    ],
  ])('%s is not in the image', (_, dockerfile, extra) => {
    const files = { ...start('node dist/index.js', extra), '.yarnrc.yml': 'nodeLinker: node-modules\n' };
    expect(refusalOf(node, dockerfile, files)).toBe('program-missing');
  });

  it('builds where the settings of node load a compiler', () => {
    expect(refusalOf(node, TSC.replace('WORKDIR', 'ENV NODE_OPTIONS="-r ts-node/register"\nWORKDIR'), SERVER)).toBe(
      'start-builds',
    );
  });

  it('is looked for in the folder of the app', () => {
    expect(refusalOf(node, TSC.replace('dist/index.js', '/opt/other/index.js'), SERVER)).toBe('artefact-not-known');
  });

  it('may be a process manager that is installed again', () => {
    const dockerfile = TSC.replace('npm ci', 'npm ci')
      .replace('RUN', 'RUN npm install -g pm2\nRUN')
      .replace('["node", "dist/index.js"]', '["pm2-runtime", "ecosystem.config.js"]');
    const plan = planOf(node, dockerfile, { ...SERVER, 'ecosystem.config.js': '' });
    expect(plan.lines).toEqual(['RUN npm install -g pm2']);
    expect(paths(plan)).toEqual(['/app']);
  });

  it('is nothing', () => {
    expect(refusalOf(node, TSC.replace(/CMD.*\n/, ''), SERVER)).toBe('starts-nothing');
    expect(refusalOf(node, TSC.replace('["node", "dist/index.js"]', '["./run"]'), SERVER)).toBe('start-not-artefact');
  });
});

describe('native code', () => {
  const locked = (name: string, entry: object) => ({
    ...SERVER,
    'package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: { [`node_modules/${name}`]: { version: '1.0.0', ...entry } },
    }),
  });

  it.each([
    ['bcrypt', []],
    ['pg-native', ['libpq5']],
    ['@prisma/client', ['openssl']],
  ])('of %s needs %j', (name, packages) => {
    expect(planOf(node, TSC, locked(name, { hasInstallScript: true })).packages).toEqual(packages);
  });

  it.each(['puppeteer', 'canvas', 'strange-addon'])('of %s keeps the app on its image', (name) => {
    expect(refusalOf(node, TSC, locked(name, { hasInstallScript: true }))).toBe('native-module');
  });

  it.each([
    ['is for the build alone', { dev: true }],
    ['is for another system', { os: ['darwin'] }],
  ])('is no matter where it %s', (_, entry) => {
    expect(planOf(node, TSC, locked('strange-addon', { hasInstallScript: true, ...entry })).packages).toEqual([]);
  });

  it('is no matter where the image stays the same', () => {
    expect(
      planOf(node, TSC.replace('node:20', 'node:20-alpine'), locked('strange-addon', { hasInstallScript: true }))
        .packages,
    ).toEqual([]);
  });
});

describe('the file', () => {
  it('is of no interest without an install or a script', () => {
    expect(refusalOf(node, 'FROM node:20\nCOPY . /app\nCMD node /app/a.js\n', SERVER)).toBeNull();
    expect(
      refusalOf(node, 'FROM python:3.12\nCOPY . /app\nRUN npm ci\nCMD ["python", "/app/a.py"]\n', SERVER),
    ).toBeNull();
  });

  it.each([
    ['unknown-builder', TSC.replace('node:20', 'debian:12'), SERVER],
    ['not-in-build', TSC, { 'src/a.js': '' }],
    ['broken-manifest', TSC.replace('["node", "dist/index.js"]', 'node /app/dist/index.js'), { 'package.json': '{' }],
    ['cache-mount', TSC.replace('RUN', 'RUN --mount=type=cache,target=/app/node_modules'), SERVER],
    [
      'no-recipe',
      TSC.replace('npm ci && npm run', 'yarn && yarn'),
      { ...SERVER, '.yarnrc.yml': 'enableTelemetry: false\n' },
    ],
    ['artefact-not-known', TSC.replace('WORKDIR /app\n', '').replace('npm run build', 'node build.js'), SERVER],
    ['artefact-not-known', TSC.replace('npm run', 'mv node_modules .. && npm run'), SERVER],
    ['artefact-not-known', TSC.replace('npm run', 'ln -s /cache/node_modules node_modules && npm run'), SERVER],
    ['dynamic-command', TSC.replace('npm ci', 'cd "$DIR" && npm ci'), SERVER],
  ])('%s', (code, dockerfile, files) => {
    expect(refusalOf(node, dockerfile, files)).toBe(code);
  });

  it('may be of several projects, which go as a whole', () => {
    const dockerfile = TSC.replace('npm ci &&', 'npm ci\nRUN cd client && npm ci\nRUN');
    expect(paths(planOf(node, dockerfile, { ...SERVER, 'client/package.json': '{}' }))).toEqual(['/app']);
  });

  it('has settings that only the managers read', () => {
    const env = 'ENV NPM_CONFIG_LOGLEVEL=warn PORT=80 NEXT_TELEMETRY_DISABLED=1\nWORKDIR';
    const plan = planOf(node, TSC.replace('WORKDIR', env), SERVER);
    expect(plan.buildVariables).toContain('NPM_CONFIG_LOGLEVEL');
    expect(plan.buildVariables).not.toContain('PORT');
    // The server looks at it as well.
    expect(plan.buildVariables).not.toContain('NEXT_TELEMETRY_DISABLED');
  });
});
