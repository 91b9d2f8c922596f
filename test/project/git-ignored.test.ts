import { expect, test } from 'vitest';
import { isGitIgnored } from '../../src/project/git-ignored.ts';
import { memoryProject } from '../../src/project/project.ts';

const project = memoryProject({
  '.gitignore': 'node_modules\n.env*\n!.env.example\n/local/\n',
  'app/.gitignore': '*.json\n!package.json\n',
  'lib/.gitignore': '!.env\n',
});

test.each([
  ['.env', true],
  ['app/.env', true],
  ['.env.example', false],
  ['local/a.txt', true],
  ['app/local/a.txt', false],
  ['app/package-lock.json', true],
  ['app/package.json', false],
  ['package-lock.json', false],
  ['lib/.env', false],
])('%s: %s', (path, isLeftOut) => {
  expect(isGitIgnored(project, path)).toBe(isLeftOut);
});
