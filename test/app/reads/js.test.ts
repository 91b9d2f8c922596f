import { describe, expect, test } from 'vitest';
import { missingOf, pathsOf, programsOf, unknownOf } from './support.ts';

const FS = "import fs, { readFile } from 'node:fs';\nimport path from 'node:path';\n";
const main = (body: string, file = 'src/index.ts') => ({
  'package.json': '{"name":"a"}',
  [file]: `${FS}${body}\n`,
});
const DATA = { 'seed/x.csv': '1' };
const VIEWS = { 'views/a.ejs': '', 'views/part/b.ejs': '' };

describe('paths', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly string[]])[] = [
    ['relative to where it is started', "fs.readFileSync('lists/x.txt')", { 'lists/x.txt': '' }, ['/app/lists/x.txt']],
    ['by an imported name', "readFile('x.txt', cb)", { 'x.txt': '' }, ['/app/x.txt']],
    [
      'beside the compiled source',
      "express.static(path.join(__dirname, '../public'))",
      { 'public/x.css': '' },
      ['/app/public/'],
    ],
    [
      'beside the bundle, from a folder deeper',
      "x(path.join(__dirname, '../public'))",
      { 'public/x.css': '' },
      ['/app/public/'],
    ],
    ['put together with a plus', "express.static(__dirname + '/../public')", { 'public/x.css': '' }, ['/app/public/']],
    [
      'by the address of a module',
      "fs.readFileSync(new URL('../x.txt', import.meta.url))",
      { 'x.txt': '' },
      ['/app/x.txt'],
    ],
    [
      'from the working directory',
      "app.set('views', path.join(process.cwd(), 'ui'))",
      { 'ui/a.pug': '' },
      ['/app/ui/'],
    ],
    ["the folder of a framework's views", "import express from 'express';\nres.render('a')", VIEWS, ['/app/views/']],
    [
      'an option',
      "app.register(fastifyStatic, { root: path.join(__dirname, '..', 'web') })",
      { 'web/x.css': '' },
      ['/app/web/'],
    ],
    ['a file below a root', "res.sendFile('x.html', { root: 'web' })", { 'web/x.html': '' }, ['/app/web/']],
    ['a template with a hole', 'ejs.renderFile(`views/${name}.ejs`)', VIEWS, ['/app/views/']],
    ['an ending alone', 'fs.readFileSync(path.join(base(), `${name}.ejs`))', VIEWS, ['/app/views/']],
    [
      'interfaces',
      "protoLoader.loadSync(path.join(__dirname, '../proto/a.proto'))",
      { 'proto/a.proto': '' },
      ['/app/proto/a.proto'],
    ],
    ['variables in a file', "import 'dotenv/config';", { '.env': 'A=1' }, ['/app/.env']],
    ['a folder of settings', "import config from 'config';", { 'config/default.json': '{}' }, ['/app/config/']],
    ['a JSON that is imported', "import x from '../lists/x.json';", { 'lists/x.json': '{}' }, ['/app/lists/x.json']],
    [
      'a script that is forked',
      "import { fork } from 'child_process';\nfork('./jobs/run.js')",
      { 'jobs/run.js': '' },
      ['/app/jobs/run.js'],
    ],
    [
      'one of two',
      "fs.readFileSync(isDev ? 'a.txt' : 'b.txt')",
      { 'a.txt': '', 'b.txt': '' },
      ['/app/a.txt', '/app/b.txt'],
    ],
    ['a default', "fs.readFileSync(process.env.LIST || 'a.txt')", { 'a.txt': '' }, ['/app/a.txt']],
    [
      'languages',
      "i18n.configure({ directory: path.join(__dirname, '../locales') })",
      { 'locales/en.json': '{}' },
      ['/app/locales/'],
    ],
    ['views beside the source', "app.set('views', __dirname + '/..')", { 'index.html': '' }, ['/app/index.html']],
    ['the whole folder served', "express.static('.')", { 'index.html': '' }, ['/app/index.html']],
  ];
  test.each(cases)('%s', (name, body, files, expected) => {
    const file = name.includes('deeper') ? 'src/http/index.ts' : 'src/index.ts';
    expect(pathsOf('js', { ...main(body, file), ...files })).toEqual(expected);
  });
});

describe('no paths', () => {
  test.each([
    ['modules', "import x from './http';\nimport y from './a.css';", { 'src/http/index.ts': '', 'src/a.css': '' }],
    ['routes', "app.get('/users/x')", DATA],
    ['types of content', "res.type('text/html')", { 'text.txt': '' }],
    ['written files', "fs.writeFileSync('seed/y.csv', x)", {}],
    ['tests', '', { 'src/a.test.ts': "fs.readFileSync('seed/x.csv')", ...DATA }],
    ['pages of a browser', '', { 'public/app.js': "fetch('seed/x.csv')", ...DATA }],
    ['a folder of sources', "fs.readdirSync(path.join(__dirname, 'models'))", { 'src/models/a.ts': '' }],
  ] as const)('%s', (_, body, files) => {
    expect(pathsOf('js', { ...main(body), ...files })).toEqual([]);
  });
});

describe('unknown', () => {
  test.each([
    ['what a function gives', 'fs.readFileSync(pick())'],
    ['by request', 'fs.createReadStream(req.url)'],
    ['an imported setting that nothing sets', 'fs.readFileSync(settings.list)'],
  ])('%s', (_, body) => {
    expect(unknownOf('js', { ...main(body), ...DATA })).toEqual(['src/index.ts:3']);
  });

  test.each([
    ['a variable that is not set', 'fs.readFileSync(process.env.LIST)'],
    ['an argument', 'fs.readFileSync(process.argv[2])'],
    ['an upload', 'fs.createReadStream(req.file.path)'],
    ['a known folder', "fs.readFileSync(path.join('seed', req.params.name))"],
    ['an ending that nothing has', 'fs.readFileSync(path.join(base(), name + ".key"))'],
    ['a setting of another file', 'fs.readFileSync(settings.list)'],
  ])('not: %s', (name, body) => {
    const files = name.startsWith('a setting')
      ? { 'src/settings.ts': "export const settings = { list: 'seed/x.csv' };" }
      : {};
    expect(unknownOf('js', { ...main(body), ...DATA, ...files })).toEqual([]);
  });
});

test('what the build makes', () => {
  expect(missingOf('js', main("express.static(path.join(__dirname, '../client/build'))"))).toEqual([
    '/app/client/build',
  ]);
});

describe('programs', () => {
  const of = (body: string) => programsOf('js', { 'src/a.ts': body });
  const CP = "import { exec, spawn, execSync } from 'node:child_process';\n";
  test('by name', () => expect(of(`${CP}spawn('ffmpeg', ['-i'])`)).toEqual(['ffmpeg']));
  test('in a command line', () => expect(of(`${CP}execSync('git log | head')`)).toEqual(['sh', 'git', 'head']));
  test('in a command line with holes', () => expect(of(`${CP}exec(\`git show \${id}\`, cb)`)).toEqual(['sh', 'git']));
  test('as an object of the module', () =>
    expect(of("const cp = require('child_process');\ncp.exec('convert ' + file)")).toEqual(['sh', 'convert']));
  test.each([
    ["require('child_process').execSync('git log').toString()", ['sh', 'git']],
    ["const { stdout } = require('node:child_process').spawnSync('git', ['log'])", ['git']],
    ["(await import('child_process')).execFileSync('git')", ['git']],
    ["require('child_process')\n  .exec('git log', done)", ['sh', 'git']],
  ])('on the module itself: %s', (body, names) => expect(of(body)).toEqual(names));
  test('through a shell', () => expect(of(`${CP}spawn('ls -l', { shell: true })`)).toEqual(['sh', 'ls']));
  test('not to be told', () => expect(of(`${CP}spawn(tool, [])`)).toEqual([null]));
  test('a regular expression is none', () => expect(of('const m = /x/.exec(text);\npattern.exec(text)')).toEqual([]));
  test('node itself', () => expect(of(`${CP}spawn(process.execPath, ['x.js'])`)).toEqual(['node']));
});
