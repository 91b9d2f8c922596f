/** What the formats print: the JSON contract, patches that git takes, and the report for people. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { diffLines, gitDiff, unifiedDiff } from '../../src/cli/diff.ts';
import { useCommand } from './support.ts';

const sandbox = useCommand();

const ONE = 'FROM a\nRUN echo one\n';
const MIXED = 'FROM a\nRUN echo one\nRUN echo two && echo three\nRUN leave it\nRUN leave that\n';

describe('--format json', () => {
  test('is the contract of docs/json.md', () => {
    const box = sandbox();
    box.file('api/Dockerfile', MIXED);
    const { code, stdout, stderr } = box.run(['api/Dockerfile', '--format', 'json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const output = JSON.parse(stdout);
    const after = MIXED.replace('one', '1').replace('two', '2');
    expect(output).toEqual({
      version: 1,
      files: [
        {
          path: 'api/Dockerfile',
          contexts: ['api'],
          changed: true,
          written: false,
          before: MIXED,
          after,
          diff: unifiedDiff('api/Dockerfile', MIXED, after),
          applied: [
            {
              key: expect.stringMatching(/^digits:/),
              transform: 'digits',
              line: 2,
              endLine: 2,
              risk: 'safe',
              message: 'write one as 1',
              assumption: null,
              diff: unifiedDiff('api/Dockerfile', MIXED, MIXED.replace('one', '1')),
            },
            expect.objectContaining({ line: 3, risk: 'assumes', assumption: 'Nobody reads the number aloud.' }),
          ],
          held: [expect.objectContaining({ transform: 'digits', line: 3, risk: 'changes', heldBy: 'risk' })],
          skipped: [
            {
              transform: 'patience',
              line: 4,
              code: 'lists-from-elsewhere',
              message: 'the package lists were fetched by an earlier layer',
              hint: 'fetch and install in one RUN',
            },
            expect.objectContaining({ line: 5, code: 'flags-differ', hint: null }),
          ],
          rejected: [],
          warnings: [],
          files: [],
          rounds: 1,
          estimate: null,
          error: null,
        },
      ],
      summary: { files: 1, changed: 1, failed: 0, written: 0, fixes: 2, held: 1, skipped: 2, rejected: 0 },
    });
  });
  test('names every field in docs/json.md', () => {
    const box = sandbox();
    box.file('Dockerfile', MIXED);
    const page = readFileSync(path.join(import.meta.dirname, '../../docs/json.md'), 'utf8');
    const output = JSON.parse(box.run(['--format', 'json']).stdout);
    const [file] = output.files;
    for (const part of [output, file, file.applied[0], file.held[0], file.skipped[0], output.summary]) {
      for (const name of Object.keys(part)) expect(page).toContain(`\`${name}\``);
    }
  });
  test('has an entry for a file that cannot be read, and none for an empty folder', () => {
    const box = sandbox();
    const { stdout } = box.run(['a/missing', '--format', 'json']);
    expect(JSON.parse(stdout).files[0]).toMatchObject({
      path: 'a/missing',
      before: null,
      after: null,
      error: { code: 'not-found', line: null, message: 'no such file or folder' },
    });
    expect(JSON.parse(box.run(['--format', 'json']).stdout)).toMatchObject({ version: 1, files: [] });
  });
  test('with --write says what was written', () => {
    const box = sandbox();
    box.file('Dockerfile', MIXED);
    const { files, summary } = JSON.parse(box.run(['-w', '--format', 'json']).stdout);
    expect([files[0].written, summary.written]).toEqual([true, 1]);
  });
});

describe('--format patch', () => {
  const contents = {
    Dockerfile: MIXED,
    'sub/Dockerfile': 'FROM a\nRUN echo one',
    'sub/crlf.Dockerfile': 'FROM a\r\nRUN echo one\r\n',
    'sub/deep er/Dockerfile': `FROM a\n${'RUN echo 0\n'.repeat(20)}RUN echo one\n`,
    'sub/"quoted"/Dockerfile': 'FROM a\nRUN echo one\n',
    'sub/\u00fcber/Dockerfile': '\ufeffFROM a\nRUN echo one\n',
    'sub/sub/Dockerfile': 'FROM a\nRUN echo one\n',
  };
  const results = Object.entries(contents).map(([name, text]) => [name, text.replace('one', '1').replace('two', '2')]);

  test.each([
    ['the root', '.', results.map(([name]) => name)],
    ['a folder', 'sub', results.map(([name]) => name).filter((name) => name?.startsWith('sub/'))],
  ])('is applied by git from %s of the repository', (_, cwd, changed) => {
    const box = sandbox();
    box.git('init', '-q');
    for (const [name, text] of Object.entries(contents)) box.file(name, text);
    const { code, stdout, stderr } = box.run(['.', '--format', 'patch'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    box.file('all.patch', stdout);
    box.git('-C', cwd, 'apply', box.path('all.patch'));
    for (const [name = '', text] of results) {
      expect([name, box.read(name)]).toEqual([name, changed.includes(name) ? text : contents[name as 'Dockerfile']]);
    }
  });
  test('is applied outside a repository too', () => {
    const box = sandbox();
    box.file('sub/Dockerfile', 'FROM a\nRUN echo one');
    box.file('all.patch', box.run(['--format', 'patch']).stdout);
    box.git('apply', 'all.patch');
    expect(box.read('sub/Dockerfile')).toBe('FROM a\nRUN echo 1');
  });
  test('changes what a link leads to', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('b/Dockerfile', ONE);
    mkdirSync(box.path('a'));
    symlinkSync('../b/Dockerfile', box.path('a', 'Dockerfile'));
    box.file('all.patch', box.run(['--format', 'patch']).stdout);
    box.git('apply', 'all.patch');
    expect(box.read('b/Dockerfile')).toBe('FROM a\nRUN echo 1\n');
  });
  test('leaves out what git would not touch, and says so', () => {
    const box = sandbox();
    box.file('outside/Dockerfile', ONE);
    box.file('in/Dockerfile', ONE);
    const { code, stdout, stderr } = box.run(['.', '../outside', '--format', 'patch'], { cwd: 'in' });
    expect(stdout.match(/^diff --git .*$/gm)).toEqual(['diff --git a/Dockerfile b/Dockerfile']);
    const message = 'not in the patch: git applies none to files outside';
    expect({ code, stderr }).toEqual({ code: 0, stderr: `slimify: ../outside/Dockerfile: ${message}\n` });
  });
  test('is empty when nothing changes', () => {
    const box = sandbox();
    box.file('Dockerfile', 'FROM a\n');
    expect(box.run(['--format', 'patch'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
  test('makes new files', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('new.patch', gitDiff('api/.dockerignore', null, 'node_modules\n.git\n') + gitDiff('b', null, 'no end'));
    box.git('apply', 'new.patch');
    expect([box.read('api/.dockerignore'), box.read('b')]).toEqual(['node_modules\n.git\n', 'no end']);
  });
});

describe('diffs', () => {
  test('nothing for nothing', () => {
    expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
    expect(diffLines('a', 'x', 'x').body).toEqual([]);
  });
  test('paths from the root of the disk', () => {
    expect(diffLines('/tmp/a', 'x\n', 'y\n').header).toEqual(['--- a/tmp/a', '+++ b/tmp/a']);
  });
  test('a final newline that comes or goes', () => {
    expect(unifiedDiff('a', 'x', 'x\n')).toBe('--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n');
  });
});

describe('--format pretty', () => {
  test('the diff, what changed, what is held back, what was left alone, one line for all', () => {
    const box = sandbox();
    box.file('Dockerfile', MIXED);
    const { stdout } = box.run(['Dockerfile']);
    expect(stdout.replace(/\d+\.\d\d s/, '0.01 s')).toMatchInlineSnapshot(`
      "--- a/Dockerfile
      +++ b/Dockerfile
      @@ -1,5 +1,5 @@
       FROM a
      -RUN echo one
      -RUN echo two && echo three
      +RUN echo 1
      +RUN echo 2 && echo three
       RUN leave it
       RUN leave that

        changes
          2  digits  write one as 1 [safe]
          3  digits  write two as 2 [assumes]
                     assumes: Nobody reads the number aloud.

        held back
          3  digits  write three as 3 [--risk changes]

        left alone
          4  patience  the package lists were fetched by an earlier layer
          5  patience  the flags of the two RUNs differ

      1 file, 1 to change, 2 fixes, 1 more with --risk changes  0.01 s  (--write to apply)
      "
    `);
  });
  test('--explain-skips adds hints, and files in which nothing changes', () => {
    const box = sandbox();
    box.file('Dockerfile', 'FROM a\nRUN leave it\nRUN leave it\n');
    expect(box.run([]).stdout).not.toContain('left alone');
    const { stdout } = box.run(['--explain-skips']);
    expect(stdout.match(/hint: fetch and install in one RUN/g)).toHaveLength(2);
  });
  test('colours only when asked for, or on a terminal', () => {
    const box = sandbox();
    box.file('Dockerfile', MIXED);
    const hasColor = (args: string[], env = {}): boolean => box.run(args, { env }).stdout.includes('\u001b[');
    expect(hasColor([])).toBe(false);
    expect(hasColor(['--color'])).toBe(true);
    expect(hasColor([], { FORCE_COLOR: '1' })).toBe(true);
    expect(hasColor([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(hasColor(['--color'], { NO_COLOR: '1' })).toBe(true);
    expect(hasColor(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
  });
  test('a Dockerfile cannot steer the terminal', () => {
    const box = sandbox();
    box.file('Dockerfile', 'FROM a\nRUN echo one \u001b[2J\u009b31m\n');
    const { stdout } = box.run([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
    expect(stdout).toContain('\u241b[2J');
  });
  test('--quiet prints errors only', () => {
    const box = sandbox();
    box.file('Dockerfile', MIXED);
    expect(box.run(['-q'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(box.run(['-q', 'a/missing']).stderr).toBe('slimify: a/missing: no such file or folder\n');
  });
});
