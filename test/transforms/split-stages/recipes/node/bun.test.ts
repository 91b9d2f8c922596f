import { describe, expect, it } from 'vitest';
import { node } from '../../../../../transforms/split-stages/recipes/node.ts';
import { planOf, refusalOf } from '../support.ts';
import { manifest, SERVER } from './server.ts';

const BUN =
  'FROM oven/bun:1\nCOPY . .\nRUN bun install --production\nRUN bun run build\nCMD ["bun", "./dist/index.js"]\n';
const FILES = {
  'package.json': manifest({
    scripts: { build: 'bun build --target bun --outdir dist src/index.ts' },
    devDependencies: { typescript: '5' },
  }),
  'tsconfig.json': '{}',
  'src/index.ts': '',
};
const home = (name: string) => `/home/bun/app/${name}`;

function paths(dockerfile: string, files: Readonly<Record<string, string>>): readonly string[] {
  return planOf(node, dockerfile, files).carries.map(({ path }) => path);
}

describe('an app of bun', () => {
  it('runs on the slim image of bun', () => {
    const plan = planOf(node, BUN, FILES);
    expect(plan.runtime).toBe('oven/bun:1-slim');
    expect(plan.keeps).toBe('production dependencies and dist');
    expect(plan.finishes).toEqual([]);
    expect(plan.carries.map(({ path }) => path)).toEqual(['package.json', 'node_modules', 'dist'].map(home));
  });

  it('keeps the settings that bun reads when it runs', () => {
    const own = { 'tsconfig.json': '{"compilerOptions":{"paths":{"~/*":["./src/*"]}}}', 'bunfig.toml': '' };
    expect(paths(BUN, { ...FILES, ...own })).toEqual(expect.arrayContaining(Object.keys(own).map(home)));
    const extending = { 'tsconfig.json': '{"extends":"./tsconfig.base.json"}', 'tsconfig.base.json': '{}' };
    expect(paths(BUN, { ...FILES, ...extending })).toEqual(expect.arrayContaining(Object.keys(extending).map(home)));
  });

  it('runs its sources', () => {
    const dockerfile = BUN.replace('RUN bun run build\n', '').replace('./dist/index.js', 'run", "src/index.ts');
    expect(paths(dockerfile, FILES)).toEqual(['/home/bun/app']);
  });

  it('is one binary among the sources', () => {
    const compiled = BUN.replace('run build', 'build --compile --outfile server src/index.ts');
    expect(paths(compiled, FILES)).toEqual(['/home/bun/app']);
  });

  it('may be built by other tools', () => {
    const files = { ...SERVER, 'package.json': manifest({ scripts: { build: 'tsc', start: 'bun dist/index.js' } }) };
    const plan = planOf(node, BUN.replace('"./dist/index.js"', '"run", "start"').replace(' --production', ''), files);
    expect(plan.carries.map(({ path }) => path)).toContain('/home/bun/app/dist');
  });

  it('is refused on an image without bun, and where it watches', () => {
    expect(refusalOf(node, BUN.replace('oven/bun:1', 'node:20'), FILES)).toBe('program-missing');
    expect(refusalOf(node, BUN.replace('"./dist', '"--watch", "./dist'), FILES)).toBe('start-not-read');
    expect(refusalOf(node, BUN.replace('["bun", ', '["node", '), FILES)).toBe('unknown-builder');
  });
});
