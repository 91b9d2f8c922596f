import { expect, test } from 'vitest';
import { memoryProject } from '../../../src/project/project.ts';
import { appFolders } from '../../../src/verify/compare/app-folders.ts';
import type { ImageConfig } from '../../../src/verify/container-engine.ts';

function config(workdir: string, env: Readonly<Record<string, string>> = {}): ImageConfig {
  const none = { entrypoint: null, cmd: null, user: '', ports: [], volumes: [], stopSignal: null, shell: null };
  return { ...none, env: new Map(Object.entries(env)), workdir, labels: new Map(), onbuild: [], healthcheck: null };
}

const CASES: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['the working directory', 'FROM node\nWORKDIR /app\nCOPY . .', '/app', ['/app']],
  [
    'what is copied beside it',
    'FROM node\nWORKDIR /app\nCOPY . .\nCOPY public /var/www/site',
    '/app',
    ['/app', '/var/www/site'],
  ],
  ['none inside another', 'FROM node\nWORKDIR /app/server\nCOPY . .\nWORKDIR /app\nCOPY x y', '/app', ['/app']],
  [
    'a name that begins alike is another folder',
    'FROM node\nWORKDIR /app\nCOPY x /app-data',
    '/app',
    ['/app', '/app-data'],
  ],
  ['every working directory', 'FROM node\nWORKDIR /one\nWORKDIR /two', '/two', ['/one', '/two']],
  [
    'of the last stage',
    'FROM node AS b\nWORKDIR /src\nCOPY . .\nFROM debian\nCOPY --from=b /src/x /srv/x',
    '',
    ['/srv/x'],
  ],
  ['and of those that it is FROM', 'FROM node AS b\nWORKDIR /src\nFROM b\nCOPY x /data', '/src', ['/data', '/src']],
  [
    'a file among the programs',
    'FROM go AS b\nFROM debian\nCOPY --from=b /out/x /usr/local/bin/',
    '',
    ['/usr/local/bin/x'],
  ],
  ['a file with a name there', 'FROM debian\nCOPY run.sh /usr/local/bin/start', '', ['/usr/local/bin/start']],
  ['many files there are not known', 'FROM debian\nCOPY bin/* /usr/local/bin/\nCOPY rootfs/ /', '', []],
  ['a file in the root', 'FROM debian\nCOPY --from=x /out/server /', '', ['/server']],
  ['a file in a folder for apps', 'FROM debian\nCOPY app.jar /opt/', '', ['/opt/app.jar']],
  ['a folder for apps in which it works', 'FROM debian\nWORKDIR /opt\nCOPY . .', '/opt', ['/opt']],
  [
    'libraries of the system',
    'FROM debian\nCOPY --from=x /l/a.so /usr/lib/x86_64-linux-gnu/',
    '',
    ['/usr/lib/x86_64-linux-gnu/a.so'],
  ],
  ['the root is nobody’s', 'FROM debian\nWORKDIR /\nCOPY . .', '/', []],
  ['what passes', 'FROM debian\nCOPY a.deb /tmp/a.deb\nWORKDIR /app', '/app', ['/app']],
  ['variables', 'FROM node\nARG HOME=/srv/app\nWORKDIR $HOME\nCOPY . $HOME', '/srv/app', ['/srv/app']],
  ['what the base image works in', 'FROM company/base\nCOPY . .', '/srv/base', ['/srv/base']],
  ['where the tools of the base image work', 'FROM golang:1.22\nCOPY x /data', '/go', ['/data']],
  ['a copy of nothing but a text', 'FROM debian\nCOPY <<EOF /conf/a\nx\nEOF\n', '', ['/conf/a']],
  ['JSON', 'FROM debian\nCOPY ["a b", "/my app/"]', '', ['/my app']],
];

test.each(CASES)('%s', (_, text, workdir, expected) => {
  expect(appFolders(`${text}\n`, config(workdir))).toEqual(expected);
});

test('variables that the base image has set', () => {
  const text = 'FROM company/base\nCOPY . $APP_ROOT\nCOPY . $UNKNOWN/x\n';
  expect(appFolders(text, config('', { APP_ROOT: '/opt/app-root' }))).toEqual(['/opt/app-root']);
});

test('of the stage that was built', () => {
  const text = 'FROM node AS one\nWORKDIR /one\nFROM node\nWORKDIR /two\n';
  expect(appFolders(text, config('/one'), 'ONE')).toEqual(['/one']);
  expect(appFolders(text, config('/one'), '0')).toEqual(['/one']);
  expect(appFolders(text, config('/one'), 'three')).toEqual([]);
});

test('none where the Dockerfile cannot be read', () => {
  expect(appFolders('FRUM x', config('/app'))).toEqual([]);
});

test('what of the context lies among what is the system’s is known by its names', () => {
  const project = memoryProject({
    'package.json': '{}',
    'src/a.js': '',
    'etc/x': '',
    'notes.md': '',
    '.dockerignore': '*.md',
  });
  const text = 'FROM node:20\nCOPY . .\nRUN npm install\nCOPY src /usr/local/bin/';
  expect(appFolders(text, config('/'), null, project)).toEqual([
    ...['/.dockerignore', '/node_modules', '/package.json', '/src', '/usr/local/bin/a.js'],
  ]);
  const fromStage = 'FROM node:20 AS b\nFROM debian\nCOPY --from=b /src /opt/';
  expect(appFolders(fromStage, config('/'), null, project)).toEqual(['/opt/src']);
});

test('the names of a context are bounded', () => {
  const project = memoryProject(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, ''])));
  expect(appFolders('FROM debian\nCOPY . /', config('/'), null, project)).toHaveLength(60);
});
