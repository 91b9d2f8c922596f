import { expect, test } from 'vitest';
import { programsOf } from './support.ts';

const app = { 'src/a.ts': "import x from './b';" };
const tool = (file: string) => ({ [file]: "import { execSync } from 'child_process';\nexecSync('gh pr');" });

test('what is run by hand starts nothing', () => {
  expect(programsOf('js', { ...app, ...tool('scripts/release.js'), ...tool('build.js') })).toEqual([]);
});

test('but the app may call it', () => {
  expect(
    programsOf('js', { 'src/a.ts': "import x from '../scripts/release';", ...tool('scripts/release.js') }),
  ).toEqual(['sh', 'gh']);
});

test('through another one', () => {
  const files = {
    'src/a.ts': "import x from '../scripts/go';",
    'scripts/go.js': "require('./release')",
    ...tool('scripts/release.js'),
  };
  expect(programsOf('js', files)).toEqual(['sh', 'gh']);
});

test('or the start', () => {
  const files = { ...app, ...tool('scripts/serve.js') };
  const dockerfile = 'FROM base:1\nWORKDIR /app\nCOPY . .\nCMD ["node", "scripts/serve.js"]\n';
  expect(programsOf('js', files, dockerfile)).toEqual(['sh', 'gh']);
  expect(programsOf('js', { ...files, 'package.json': '{"scripts":{"start":"node scripts/serve.js"}}' })).toEqual([
    'sh',
    'gh',
  ]);
  expect(programsOf('js', { ...files, 'package.json': '{"scripts":{"lint":"node scripts/serve.js"}}' })).toEqual([]);
});

test('with nothing else there, they are the app', () => {
  expect(programsOf('js', tool('scripts/serve.js'))).toEqual(['sh', 'gh']);
});
