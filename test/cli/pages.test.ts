/** What is kept beside the program: generated docs, the scaffold, the hooks, the words of reasons, and paths on Windows. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isInside, pathFrom, shownPath } from '../../src/cli/paths.ts';
import { skipWords } from '../../src/cli/skip-words.ts';
import { didYouMean } from '../../src/cli/suggest.ts';
import { slimify } from '../../src/index.ts';
import { EXCLUDED_ENDINGS, isDockerfileName } from '../../src/project/dockerfile-names.ts';

const ROOT = path.join(import.meta.dirname, '../..');

function runScript(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const script = path.join(ROOT, 'scripts', name);
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
}

describe('README.md', () => {
  test('its generated parts are fresh', () => {
    expect(runScript('docs.mjs', ['--check'])).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('npm run new-transform', () => {
  test('writes the transform, its test and its line in the preset', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'slimify-new-'));
    mkdirSync(path.join(root, 'test/transforms'), { recursive: true });
    cpSync(path.join(ROOT, 'transforms/index.ts'), path.join(root, 'transforms/index.ts'));
    const run = (id: string) => runScript('new-transform.mjs', [id], { SLIMIFY_ROOT: root });
    const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
    expect(run('add-thing').status).toBe(0);
    expect(read('transforms/add-thing.ts')).toContain("export const addThing = defineTransform({\n  id: 'add-thing',");
    expect(read('test/transforms/add-thing.test.ts')).toContain('testTransform(addThing, [');
    expect(read('transforms/index.ts')).toMatch(
      /import \{ addThing \} from '\.\/add-thing\.ts';\n[\s\S]*\n {2}addThing,\n\];/,
    );
    expect(run('add-thing')).toMatchObject({ status: 1 });
    expect(run('AddThing')).toMatchObject({ status: 1 });
    rmSync(root, { recursive: true });
  });
});

describe('the hooks for pre-commit', () => {
  const hooks = readFileSync(path.join(ROOT, '.pre-commit-hooks.yaml'), 'utf8');
  const [files = '', exclude = ''] = [...hooks.matchAll(/&\w+ '(.*)'/g)].map(([, pattern]) => pattern);
  const isTaken = (name: string): boolean => new RegExp(files).test(name) && !new RegExp(exclude).test(name);
  test('take what a search takes', () => {
    for (const name of [
      'Dockerfile',
      'a/dockerfile',
      'a/Dockerfile.dev',
      'x.Dockerfile',
      'Containerfile',
      'a/b.dockerfile',
    ])
      expect([name, isTaken(name), isDockerfileName(path.posix.basename(name))]).toEqual([name, true, true]);
    for (const name of ['Dockerfiles', 'a.md', ...EXCLUDED_ENDINGS.map((ending) => `Dockerfile${ending}`)])
      expect([name, isTaken(name), isDockerfileName(name)]).toEqual([name, false, false]);
  });
});

describe('words', () => {
  test('fit into a line, whatever the Dockerfile holds', () => {
    const { message } = skipWords({ code: 'dynamic-command', text: `a\n\tb ${'c'.repeat(500)}` });
    expect(message).toMatch(/^what a b c+… runs is known at build time only$/);
    expect(message.length).toBeLessThan(120);
  });
  test('name two assumptions and count the others', () => {
    const { message } = skipWords({ code: 'unproven', assumptions: ['a', 'b', 'c', 'd'] });
    expect(message).toBe('more than one thing would have to be assumed: a; b; and 2 more');
  });
  test('did you mean', () => {
    expect(didYouMean('merge-runs', ['clean-cache', 'merge-run'])).toBe(' (did you mean merge-run?)');
    expect(didYouMean('something', ['clean-cache', 'merge-run'])).toBe('');
  });
});

describe('paths on Windows', () => {
  const { win32 } = path;
  test('are shown with forward slashes', () => {
    expect(shownPath('.\\api\\Dockerfile', win32)).toBe('api/Dockerfile');
    expect(shownPath('api\\Dockerfile', path.posix)).toBe('api\\Dockerfile');
    expect(pathFrom('C:\\repo', 'C:\\repo\\api\\Dockerfile', win32)).toBe('api/Dockerfile');
  });
  test('lie inside a folder, or not', () => {
    expect(isInside('C:\\repo', 'c:\\repo\\api\\Dockerfile', win32)).toBe(true);
    expect(isInside('C:\\repo', 'C:\\repository\\Dockerfile', win32)).toBe(false);
    expect(isInside('C:\\repo', 'D:\\repo\\Dockerfile', win32)).toBe(false);
    expect(isInside('/a', '/a/..b', path.posix)).toBe(true);
    expect(isInside('/a', '/b', path.posix)).toBe(false);
  });
});

describe('the library', () => {
  test('needs no options and no disk', () => {
    const report = slimify('FROM debian:12\r\nRUN apt-get update\r\nRUN apt-get install -y curl');
    expect(report).toMatchObject({ error: null, changed: true });
    expect(report.after).not.toMatch(/[^\r]\n/);
  });
  test('gives an error for a broken Dockerfile', () => {
    expect(slimify('NONSENSE\n').error).toMatchObject({ code: 'unknown-instruction', line: 1 });
  });
});
