import { describe, expect, it } from 'vitest';
import { node } from '../../../../../transforms/split-stages/recipes/node.ts';
import { planOf } from '../support.ts';
import { manifest, SERVER, serverWith, startedBy, TSC } from './server.ts';

const PRUNED = ['npm prune --omit=dev'];

describe('development packages that the start needs', () => {
  it.each(['cross-env NODE_ENV=production node dist/index.js', 'dotenv -- node dist/index.js'])('%s', (start) => {
    const tools = { 'cross-env': '7', 'dotenv-cli': '7' };
    const files = serverWith('', { scripts: { build: 'tsc', start }, devDependencies: { typescript: '5', ...tools } });
    const plan = planOf(node, startedBy('npm start'), files);
    expect(plan.finishes).toEqual([]);
    expect(plan.brings).toContain(start.split(' ')[0]);
    const production = {
      ...files,
      'package.json': manifest({ dependencies: tools, scripts: { build: 'tsc', start } }),
    };
    expect(planOf(node, startedBy('npm start'), production).brings).toContain(start.split(' ')[0]);
  });

  it('an entrypoint of the app with the name of the one of the image', () => {
    const dockerfile = TSC.replace('CMD', 'ENTRYPOINT ["./docker-entrypoint.sh"]\nCMD');
    const files = {
      ...serverWith('', { devDependencies: { typescript: '5', 'sequelize-cli': '6' } }),
      'docker-entrypoint.sh': '#!/bin/sh\nnpx sequelize db:migrate\nexec "$@"\n',
    };
    expect(planOf(node, dockerfile, files).finishes).toEqual([]);
    expect(planOf(node, dockerfile.replace('./docker', 'docker'), SERVER).finishes).toEqual(PRUNED);
  });
});

describe('settings of Next.js', () => {
  const NEXT = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["npm", "start"]\n';
  const finishes = (version: string, name: string, text: string) =>
    planOf(node, NEXT, {
      'package.json': manifest({
        dependencies: { next: version, react: '19' },
        devDependencies: { typescript: '5', '@next/bundle-analyzer': '15' },
        scripts: { build: 'next build', start: 'next start' },
      }),
      [name]: text,
      'pages/index.tsx': '',
    }).finishes;

  it.each([
    ['load a development package', '15.3.0', 'next.config.js', "require('@next/bundle-analyzer');", []],
    ['load none', '15.3.0', 'next.config.js', 'module.exports = {};', PRUNED],
    ['are compiled when it starts', '^16.0.0', 'next.config.ts', 'export default {};', []],
    ['are compiled without a package', '^15.1.0', 'next.config.ts', 'export default {};', PRUNED],
    ['are of a release that is not told', 'latest', 'next.config.ts', 'export default {};', []],
  ])('%s', (_, version, name, text, expected) => {
    expect(finishes(version, name, text)).toEqual(expected);
  });
});

describe('development packages that are gone already', () => {
  it.each([
    ['by a second install', TSC.replace('npm run build', 'npm run build && npm ci --omit=dev')],
    ['by npm prune', TSC.replace('npm run build', 'npm run build && npm prune --production')],
  ])('%s', (_, dockerfile) => {
    const plan = planOf(node, dockerfile, SERVER);
    expect(plan.finishes).toEqual([]);
    expect(plan.keeps).toBe('production dependencies and dist');
  });

  it('are not asked for native code', () => {
    const dockerfile = TSC.replace('npm run build', 'npm run build && npm ci --omit=dev');
    const files = serverWith('', { devDependencies: { typescript: '5', puppeteer: '21' } });
    expect(planOf(node, dockerfile, files).packages).toEqual([]);
  });

  it('are not gone by npm prune alone', () => {
    expect(planOf(node, TSC.replace('npm run build', 'npm run build && npm prune'), SERVER).finishes).toEqual(PRUNED);
  });
});

describe('cd in the start', () => {
  it('leads to the app', () => {
    const dockerfile = 'FROM node:20\nCOPY . /srv/app\nRUN cd /srv/app && npm ci\nCMD cd /srv/app && node src/a.js\n';
    const plan = planOf(node, dockerfile, { 'package.json': manifest({}), 'src/a.js': '' });
    expect(plan.carries).toEqual([{ path: '/srv/app', kind: 'folder' }]);
  });
});
