/** The file that --change names. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { changedFileOf } from '../../../../src/cli/verify/subjects/changed-file.ts';
import { folderProject } from '../../../../src/project/folder.ts';

const HOME = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'slimify-changed-')));
afterAll(() => rmSync(HOME, { recursive: true }));
const CONTEXT = path.join(HOME, 'api');
for (const folder of ['src', 'out', 'links']) mkdirSync(path.join(CONTEXT, folder), { recursive: true });
for (const file of ['src/a.js', 'out/b.js', '../outside.js']) writeFileSync(path.join(CONTEXT, file), '');
writeFileSync(path.join(CONTEXT, '.dockerignore'), 'out\nlinks\n');
writeFileSync(path.join(CONTEXT, 'own.Dockerfile.dockerignore'), 'src\n');

const LINKS = {
  'main.js': 'src/a.js',
  ln: 'src',
  'twice.js': 'ln/a.js',
  'links/src': '../src',
  'made.js': 'out/b.js',
  up: '..',
  'gone.js': 'nothing.js',
  'circle.js': 'circle.js',
};
for (const [link, to] of Object.entries(LINKS)) symlinkSync(to, path.join(CONTEXT, link));
symlinkSync('api/src', path.join(HOME, 'beside'));

function changed(file: string, from = CONTEXT, dockerfile = 'Dockerfile') {
  return changedFileOf({ file, from }, CONTEXT, folderProject(CONTEXT, path.join(CONTEXT, dockerfile)));
}

test('nobody has named one', () => {
  const project = folderProject(CONTEXT, path.join(CONTEXT, 'Dockerfile'));
  expect(changedFileOf(null, CONTEXT, project)).toEqual({ file: null, note: null });
});

describe('it is named', () => {
  test.each([
    ['from the current folder', 'api/src/a.js', HOME],
    ['from the build context', 'src/a.js', HOME],
    ['from there, being there', 'src/a.js', CONTEXT],
    ['not in the shortest way', './src/../src/a.js', CONTEXT],
    ['absolutely', path.join(CONTEXT, 'src/a.js'), HOME],
    ['by a link to it', 'main.js', CONTEXT],
    ['by a link to it, from the current folder', 'api/main.js', HOME],
    ['through a link to its folder', 'ln/a.js', CONTEXT],
    ['through a link that is not in the build', 'links/src/a.js', CONTEXT],
    ['through a link outside of the context', 'beside/a.js', HOME],
    ['by a link to a link', 'twice.js', HOME],
    ['absolutely, by a link', path.join(CONTEXT, 'main.js'), HOME],
    ['in a folder that is a link', 'a.js', path.join(CONTEXT, 'ln')],
  ])('%s: %s', (_, file, from) => {
    expect(changed(file, from)).toEqual({ file: 'src/a.js', note: null });
  });
});

describe('another one is changed, and a note says why', () => {
  test.each(['none.js', 'src', 'ln', '../outside.js', '/src/a.js', 'gone.js', 'circle.js', '.'])(
    'no file: %s',
    (file) => {
      expect(changed(file)).toEqual({ file: null, note: `${file} is no file of its build, so another one is changed` });
    },
  );

  test('a link leads out of the context', () => {
    const note = `up/outside.js leads out of its build context, to ${path.join(HOME, 'outside.js')}, so another one is changed`;
    expect(changed('up/outside.js')).toEqual({ file: null, note });
  });

  test.each([
    ['out/b.js', 'Dockerfile', 'is left out of its build by .dockerignore'],
    ['made.js', 'Dockerfile', 'leads to out/b.js, which is left out of its build by .dockerignore'],
    ['src/a.js', 'own.Dockerfile', 'is left out of its build by own.Dockerfile.dockerignore'],
  ])('the ignore file leaves it out: %s of %s', (file, dockerfile, why) => {
    expect(changed(file, CONTEXT, dockerfile)).toEqual({
      file: null,
      note: `${file} ${why}, so another one is changed`,
    });
  });

  test('the ignore file cannot be named from the context', () => {
    symlinkSync('own.Dockerfile.dockerignore', path.join(CONTEXT, 'linked.Dockerfile.dockerignore'));
    const note = 'src/a.js is left out of its build by its ignore file, so another one is changed';
    expect(changed('src/a.js', CONTEXT, 'linked.Dockerfile').note).toBe(note);
  });
});
