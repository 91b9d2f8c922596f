import { describe, expect, it } from 'vitest';
import { node } from '../../../../../transforms/split-stages/recipes/node.ts';
import { planOf } from '../support.ts';
import { others, SERVER, serverWith, startedBy, TSC } from './server.ts';

describe('a file with the name of a setting', () => {
  it.each([
    ["const app = require('../app.json');", 'app.json'],
    ["import theme from '../angular.json';", 'angular.json'],
    ["export const at = new URL('../docs/a.html', import.meta.url);", 'docs/a.html'],
  ])('%s is kept', (source, file) => {
    const plan = planOf(node, TSC, { ...serverWith(source), [file]: '{}' });
    expect(others(plan)).toEqual([`/app/${file.split('/')[0]}`]);
  });

  it.each(['app.json', 'ops.json', 'api.dockerfile', 'nodemon-debug.json', '.env.example', '.yarnrc.yml'])(
    '%s is left where nothing names it',
    (file) => {
      const text = file === '.yarnrc.yml' ? 'nodeLinker: node-modules\n' : '{}';
      const kept = file === 'ops.json' ? ['/app/ops.json'] : [];
      expect(others(planOf(node, TSC, { ...SERVER, [file]: text }))).toEqual(kept);
    },
  );

  it('is kept where a package reads it', () => {
    const files = { ...serverWith('', { dependencies: { 'dotenv-safe': '8' } }), '.env.example': 'A=' };
    expect(others(planOf(node, TSC, files))).toEqual(['/app/.env.example']);
  });
});

describe('a folder of sources', () => {
  it('is kept for a script in it that sources load by way of the folder', () => {
    const files = { ...serverWith("const a = require('../src/old/a.js');"), 'src/old/a.js': '' };
    expect(others(planOf(node, TSC, files))).toEqual(['/app/src']);
    expect(others(planOf(node, TSC, { ...serverWith("require('./old/a.js');"), 'src/old/a.js': '' }))).toEqual([]);
  });

  it('is kept where it runs as it is', () => {
    const dockerfile = startedBy('["node", "src/index.ts"]').replace('node:20', 'node:24');
    const plan = planOf(node, dockerfile, { ...serverWith("import '../lib/a.ts';"), 'lib/a.ts': '' });
    expect(others(plan)).toEqual(['/app/lib', '/app/src', '/app/tsconfig.json']);
  });
});

describe('tsconfig.json', () => {
  it('is kept for what reads its paths when the app runs', () => {
    const files = serverWith("import 'tsconfig-paths/register';", { dependencies: { 'tsconfig-paths': '4' } });
    expect(others(planOf(node, TSC, files))).toEqual(['/app/tsconfig.json']);
    expect(others(planOf(node, TSC, SERVER))).toEqual([]);
  });
});

describe('an addon of the project', () => {
  it('is compiled by the install', () => {
    const plan = planOf(node, TSC, { ...SERVER, 'binding.gyp': '{}', 'src/a.cc': '' });
    expect(others(plan)).toContain('/app/build');
  });
});
