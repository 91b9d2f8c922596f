import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { configLiteral } from '../../../src/project/node/config-literals.ts';
import { tsconfigOutput, tsconfigOutputs } from '../../../src/project/node/tsconfig.ts';

function output(files: Readonly<Record<string, unknown>>): ReturnType<typeof tsconfigOutput> {
  const texts = Object.entries(files).map(([path, value]) => [
    path,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return tsconfigOutput(memoryFiles(Object.fromEntries(texts) as Record<string, string>), 'app/tsconfig.json');
}

describe('tsconfigOutput', () => {
  it.each([
    ['a folder', { compilerOptions: { outDir: './dist' } }, { kind: 'folder', path: 'app/dist' }],
    ['a folder above', { compilerOptions: { outDir: '../out' } }, { kind: 'folder', path: 'out' }],
    ['none', { compilerOptions: { noEmit: true, outDir: 'dist' } }, { kind: 'none' }],
    ['beside the sources', {}, { kind: 'beside' }],
    ['not said, by what a package may say', { extends: '@tsconfig/node20' }, null],
    [
      'said in spite of a package',
      { extends: '@tsconfig/node20', compilerOptions: { outDir: 'a' } },
      { kind: 'folder', path: 'app/a' },
    ],
    ['that of each reference', { references: [{ path: './a' }], compilerOptions: { outDir: 'a' } }, null],
    ['out of the context', { compilerOptions: { outDir: '../../a' } }, null],
    ['put together', { compilerOptions: { outDir: '${configDir}/a' } }, null],
    ['of a file that is not there', { extends: './b' }, null],
    ['of itself', { extends: './tsconfig.json' }, null],
    ['no JSON', '{', null],
  ])('%s', (_, config, expected) => {
    expect(output({ 'app/tsconfig.json': config })).toEqual(expected);
  });

  it('is relative to the file that says it, and the last file wins', () => {
    const files = {
      'app/tsconfig.json': { extends: ['../base.json', './other'] },
      'base.json': { compilerOptions: { outDir: 'far' } },
      'app/other.json': { compilerOptions: { outDir: 'near' } },
    };
    expect(output(files)).toEqual({ kind: 'folder', path: 'app/near' });
    expect(output({ ...files, 'app/other.json': {} })).toEqual({ kind: 'folder', path: 'far' });
  });

  it('reads comments and commas as TypeScript does', () => {
    const text = '{ // a "comment"\n "compilerOptions": { /* b */ "outDir": "a//b,}", }, }';
    expect(output({ 'app/tsconfig.json': text })).toEqual({ kind: 'folder', path: 'app/a/b,}' });
  });
});

describe('configLiteral', () => {
  it.each([
    ["export default { build: { outDir: 'out' } };", { kind: 'text', text: 'out' }],
    ['module.exports = { "outDir": "out", a: 1 };', { kind: 'text', text: 'out' }],
    ["({ outDir: path.join(__dirname, 'a', 'b') })", { kind: 'text', text: 'a/b' }],
    ["({ outDir: 'a' }, { outDir: 'a' })", { kind: 'text', text: 'a' }],
    ["({ outDir: 'a' }, { outDir: 'b' })", { kind: 'unknown' }],
    ["({ outDir: dev ? 'a' : 'b' })", { kind: 'unknown' }],
    ["const outDir = 'a'; export default { outDir };", { kind: 'unknown' }],
    ["config.outDir = 'a';", { kind: 'unknown' }],
    ["({ base: 'http://a/b' }) // outDir: 'c'", { kind: 'unset' }],
    ["import outDir from 'b'", { kind: 'unset' }],
  ])('%s', (text, expected) => {
    expect(configLiteral(memoryFiles({ 'a/vite.config.mjs': text }), 'a', 'vite.config', 'outDir')).toEqual(expected);
  });

  it('is not set where there is no file', () => {
    expect(configLiteral(memoryFiles({}), '', 'vite.config', 'outDir')).toEqual({ kind: 'unset' });
  });
});

describe('tsconfigOutputs', () => {
  const outputs = (files: Readonly<Record<string, unknown>>) => {
    const texts = Object.entries(files).map(([path, value]) => [path, JSON.stringify(value)]);
    return tsconfigOutputs(memoryFiles(Object.fromEntries(texts) as Record<string, string>), 'tsconfig.json');
  };
  const to = (outDir: string, more: object = {}) => ({ compilerOptions: { outDir }, ...more });

  it('are those of the project and of all that it refers to, each once', () => {
    const files = {
      'tsconfig.json': to('dist', { references: [{ path: './a' }, { path: './b/tsconfig.lib.json' }] }),
      'a/tsconfig.json': to('out', { references: [{ path: '../b/tsconfig.lib.json' }] }),
      'b/tsconfig.lib.json': to('../lib', { references: [{ path: '..' }] }),
    };
    const folders = outputs(files)?.map((each) => (each.kind === 'folder' ? each.path : each.kind));
    expect(folders?.toSorted()).toEqual(['a/out', 'dist', 'lib']);
  });

  it('are not those of a solution, which has no files', () => {
    expect(
      outputs({ 'tsconfig.json': { files: [], references: [{ path: 'a' }] }, 'a/tsconfig.json': to('x') }),
    ).toEqual([{ kind: 'folder', path: 'a/x' }]);
  });

  it.each([
    ['that is not there', { references: [{ path: 'a' }], files: [] }],
    ['outside of the context', { references: [{ path: '../../a' }], files: [] }],
  ])('cannot be told with a reference %s', (_, config) => {
    expect(outputs({ 'tsconfig.json': config })).toBeNull();
  });
});
