import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { readLiterals } from '../../../src/project/node/literals.ts';
import { type Manifest, readManifest } from '../../../src/project/node/manifest.ts';
import { readPrisma } from '../../../src/project/node/prisma.ts';
import { readNodeScript } from '../../../src/project/node/script.ts';

describe('strings of a script', () => {
  test.each([
    [`a('x', "y")`, ['x', 'y']],
    ["// it's\na('x') /* \"y\" */", ['x']],
    ["#!/usr/bin/env node's\na('x')", ['x']],
    ["a = b / c; d('x') / 2", ['x']],
    [`a.replace(/['"]/g, 'x')`, ['x']],
    ['a(`x/${b}/y`)', ['x/', '/y']],
    ["a(`${require('x')}`)", ['x']],
    [`a('it\\'s')`, ["it's"]],
    ['return /[/\'"]/.test("x")', ['x']],
  ])('%s', (text, strings) => {
    expect(readLiterals(text)?.strings).toEqual(strings);
  });

  test.each(["a('x", '/* open', 'a(`x'])('not read: %s', (text) => {
    expect(readLiterals(text)).toBeNull();
  });
});

describe('what a script reads', () => {
  const files = (script: string) =>
    memoryFiles({
      'a/scripts/x.js': script,
      'a/scripts/lib/y.js': '',
      'a/data.json': '',
      'a/src/z.js': '',
      'a/package.json': '{}',
    });
  const read = (script: string, args: readonly string[] = []) =>
    readNodeScript(files(script), 'a/scripts/x', { folder: 'a', args });

  test.each<readonly [string, readonly string[], boolean]>([
    ["console.log('done')", [], false],
    ["require('./lib/y')", ['a/scripts/lib/y.js'], false],
    ["import './lib/y.js'", ['a/scripts/lib/y.js'], false],
    ["const d = require('../data.json')", ['a/data.json'], false],
    ["require('node:fs').readFileSync('data.json')", ['a/data.json'], true],
    ["require('fs').existsSync(require('path').join('node_modules', 'src'))".replace("'src'", "'b'"), [], true],
    ["require('fs').readFileSync('../package.json')", ['a/package.json'], true],
  ])('%s', (script, more, touchesFiles) => {
    expect(read(script)).toEqual({ ok: true, files: ['a/scripts/x.js', ...more], touchesFiles });
  });

  test.each([
    "require('fs').readdirSync('.')",
    "require('fs').readFileSync('src/z.js') + 'src'",
    "require('path').join(root, 'src')",
    'import(name)',
    "import('./' + name)",
    "require('child_process')",
    "import { spawn } from 'node:child_process'",
    "require('glob')",
    "eval('1')",
    "new Function('return 1')",
    "require('./none')",
  ])('refused: %s', (script) => {
    expect(read(script)).toMatchObject({ ok: false });
  });

  test('words behind it count', () => {
    expect(read('console.log(process.argv)', ['src'])).toMatchObject({ ok: false, why: 'it names src' });
    expect(read('console.log(process.argv)', ['data.json'])).toMatchObject({
      files: ['a/scripts/x.js', 'a/data.json'],
    });
  });
});

describe('prisma', () => {
  const read = (texts: Record<string, string>, written: string | null = null) => {
    const files = memoryFiles({ 'package.json': '{}', ...texts });
    const found = readManifest(files, '');
    return readPrisma(files, (found as { readonly value: Manifest }).value, written);
  };

  test('where the schema lies', () => {
    expect(read({})).toBeNull();
    expect(read({ 'schema.prisma': '' })).toMatchObject({ reads: ['schema.prisma'] });
    expect(read({ 'prisma/schema/a.prisma': '', 'prisma/schema/b.prisma': '' })).toMatchObject({
      reads: ['prisma/schema'],
    });
    expect(read({ 'x/y.prisma': '' }, 'x/y.prisma')).toMatchObject({ reads: ['x/y.prisma'] });
    expect(read({ 'x/y.prisma': '' }, 'x/z.prisma')).toMatchObject({ ok: false });
  });

  test('settings that join a path', () => {
    const config = "import path from 'node:path';\nexport default { schema: path.join('db', 'schema.prisma') };\n";
    expect(read({ 'prisma.config.ts': config, 'db/schema.prisma': '' })).toMatchObject({
      reads: ['prisma.config.ts', 'db/schema.prisma'],
    });
    const made = 'export default { schema: process.env.SCHEMA };\n';
    expect(read({ 'prisma.config.ts': made, 'db/schema.prisma': '' })).toMatchObject({ ok: false });
  });

  test('generators', () => {
    const generator = (body: string) => read({ 'prisma/schema.prisma': `generator x {\n${body}\n}\n` });
    expect(generator('provider = "prisma-client-js"')).toMatchObject({ ok: true, writes: [] });
    expect(generator('provider = "prisma-client-js"\noutput = "../node_modules/x"')).toMatchObject({ writes: [] });
    expect(generator('provider = "zod-prisma"\noutput = "./zod"')).toMatchObject({ writes: ['prisma/zod'] });
    expect(generator('provider = "ts-node ./gen.ts"')).toMatchObject({ ok: false });
    expect(generator('provider = "./gen.js"')).toMatchObject({ ok: false });
    expect(generator('provider = "prisma-client-js"\noutput = env("OUT")')).toMatchObject({ ok: false });
  });
});
