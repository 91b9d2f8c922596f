/** Files of the build context that a fix changes along with the Dockerfile. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { useCommand } from './support.ts';

const sandbox = useCommand();

const FOUR = 'FROM a\nRUN echo four\n';

function context() {
  const box = sandbox();
  box.file('docker/api/Dockerfile', FOUR);
  box.file('.dockerignore', 'dist\n');
  return box;
}

describe('files of the context', () => {
  test('are written in the context, not beside the Dockerfile', () => {
    const box = context();
    const { code, stdout } = box.run(['-w', '--context', '.', 'docker/api/Dockerfile']);
    expect(code).toBe(0);
    expect(stdout).toContain('1 written');
    expect(box.read('.dockerignore')).toBe('four\ndist\n');
    expect(box.read('docker/api/Dockerfile')).toBe('FROM a\nRUN echo 4\n');
  });

  test('are made when they are not there', () => {
    const box = sandbox();
    box.file('api/Dockerfile', FOUR);
    expect(box.run(['-w', 'api/Dockerfile']).code).toBe(0);
    expect(box.read('api/.dockerignore')).toBe('four\n');
  });

  test('stand in the diff and in JSON with their own paths', () => {
    const box = context();
    const flags = ['--context', '.', 'docker/api/Dockerfile'];
    expect(box.run(flags).stdout).toContain('+++ b/.dockerignore');
    const { files } = JSON.parse(box.run([...flags, '--format', 'json']).stdout);
    expect(files[0].files).toEqual([{ path: '.dockerignore', before: 'dist\n', after: 'four\ndist\n' }]);
  });

  test('are in the patch, from the root of the repository', () => {
    const box = context();
    box.git('init', '-q');
    const { stdout } = box.run(['--context', '..', 'api/Dockerfile', '--format', 'patch'], { cwd: 'docker' });
    box.file('all.patch', stdout);
    box.git('-C', 'docker', 'apply', box.path('all.patch'));
    // Below a folder git takes what lies in it, and passes over the rest.
    expect(box.read('docker/api/Dockerfile')).toBe('FROM a\nRUN echo 4\n');
    box.git('apply', '--include=.dockerignore', 'all.patch');
    expect(box.read('.dockerignore')).toBe('four\ndist\n');
  });

  test('are left alone when the Dockerfile cannot be written', () => {
    const box = sandbox();
    chmodSync(box.file('api/Dockerfile', FOUR), 0o444);
    const { code, stderr } = box.run(['-w', 'api/Dockerfile']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('api/Dockerfile: is read-only')]);
    expect(existsSync(box.path('api/.dockerignore'))).toBe(false);
  });

  test('are taken back when the Dockerfile fails after them', () => {
    const box = sandbox();
    box.file('api/Dockerfile', FOUR);
    box.file('.dockerignore', 'dist\n');
    // A file of this name stands where the new text would be written first.
    const write = "require('fs').writeFileSync('api/.Dockerfile.' + process.pid + '.slimify', '')";
    box.file('before.cjs', write);
    const { code } = box.run(['-w', '--context', '.', 'api/Dockerfile'], {
      env: { NODE_OPTIONS: `--require ${box.path('before.cjs')}` },
    });
    expect(code).toBe(2);
    expect([box.read('api/Dockerfile'), box.read('.dockerignore')]).toEqual([FOUR, 'dist\n']);
  });

  test('that are read-only keep the Dockerfile as it is', () => {
    const box = context();
    chmodSync(box.path('.dockerignore'), 0o444);
    const { code, stderr } = box.run(['-w', '--context', '.', 'docker/api/Dockerfile']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('.dockerignore: is read-only')]);
    expect([box.read('docker/api/Dockerfile'), box.read('.dockerignore')]).toEqual([FOUR, 'dist\n']);
  });

  test('are left alone without a context', () => {
    const box = context();
    expect(box.run(['-w', '--no-context', 'docker/api/Dockerfile']).code).toBe(0);
    expect(box.read('.dockerignore')).toBe('dist\n');
  });
});

const five = (image: string): string => `FROM ${image}\nRUN echo five\n`;

/** Three Dockerfiles of one context, of which the first and the third leave out the same, and one of another. */
function batch() {
  const box = sandbox();
  box.git('init', '-q');
  box.file('a.Dockerfile', five('red'));
  box.file('b.Dockerfile', five('blue'));
  box.file('c.Dockerfile', five('red'));
  box.file('api/Dockerfile', five('green'));
  return box;
}

describe('a batch with one context', () => {
  const AFTER = 'red\nblue\n';

  test('each file shows its own line only', () => {
    const { files } = JSON.parse(batch().run(['--format', 'json']).stdout);
    expect(files.map((file: { path: string; files: unknown }) => [file.path, file.files])).toEqual([
      ['a.Dockerfile', [{ path: '.dockerignore', before: null, after: 'red\n' }]],
      ['api/Dockerfile', [{ path: 'api/.dockerignore', before: null, after: 'green\n' }]],
      ['b.Dockerfile', [{ path: '.dockerignore', before: 'red\n', after: AFTER }]],
      ['c.Dockerfile', []],
    ]);
  });

  test('the patch applies as a whole, and is what --write does', () => {
    const [patched, written] = [batch(), batch()];
    patched.file('all.patch', patched.run(['--format', 'patch']).stdout);
    patched.git('apply', 'all.patch');
    expect(written.run(['-w']).code).toBe(0);
    for (const box of [patched, written]) {
      expect(box.read('.dockerignore')).toBe(AFTER);
      expect(box.read('api/.dockerignore')).toBe('green\n');
      expect(box.read('c.Dockerfile')).toBe('FROM red\nRUN echo 5\n');
      expect(box.run(['--check']).code).toBe(0);
    }
  });

  test('the patch applies to an ignore file that is there', () => {
    const box = batch();
    box.file('.dockerignore', '\uFEFFnone\r\n');
    box.file('all.patch', box.run(['--format', 'patch']).stdout);
    box.git('apply', 'all.patch');
    expect(box.read('.dockerignore')).toBe('\uFEFFnone\r\nred\nblue\n');
  });

  test('what is not applied leaves nothing behind', () => {
    const box = sandbox();
    box.file('a.Dockerfile', 'FROM red\nRUN echo five\nRUN crash\n');
    box.file('b.Dockerfile', five('blue'));
    const { files } = JSON.parse(box.run(['--format', 'json']).stdout);
    expect(files[1].files).toEqual([{ path: '.dockerignore', before: null, after: 'blue\n' }]);
  });

  test('is the same with threads', () => {
    const box = sandbox();
    for (let i = 0; i < 150; i++) {
      // Every third file is one of the context at the root, the others have their own.
      const name = String(i).padStart(3, '0');
      box.file(i % 3 === 0 ? `${name}.Dockerfile` : `${name}/Dockerfile`, five(`image${i % 120}`));
    }
    const { stdout, stderr } = box.run(['--format', 'json', '--context', '.']);
    const apart = box.run(['--format', 'json']).stdout;
    expect(stderr).toBe('');
    const lines = (text: string) =>
      JSON.parse(text).files.flatMap((file: { files: { path: string; after: string }[] }) =>
        file.files.map(({ path, after }) => [path, after.split('\n').length - 1] as const),
      );
    expect(lines(stdout)).toEqual(Array.from({ length: 120 }, (_, i) => ['.dockerignore', i + 1]));
    const own = lines(apart).filter(([path]: readonly [string, number]) => path === '.dockerignore');
    expect(own).toEqual(Array.from({ length: 40 }, (_, i) => ['.dockerignore', i + 1]));
    expect(lines(apart)).toHaveLength(140);
  });
});

describe('where the context lies', () => {
  test('compose says it', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('docker/Dockerfile', five('red'));
    box.file('docker/compose.yaml', 'services: { a: { build: { context: ../x, dockerfile: ../docker/Dockerfile } } }');
    box.file('x/y', '');
    const [{ contexts, files }] = JSON.parse(box.run(['--format', 'json', 'docker/Dockerfile']).stdout).files;
    expect([contexts, files[0].path]).toEqual([['x'], 'x/.dockerignore']);
  });

  test('two of them are named, and none is looked at', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('docker/Dockerfile', five('red'));
    box.file('compose.yaml', 'services: { a: { build: { context: ., dockerfile: docker/Dockerfile } } }');
    box.file('docker/compose.yaml', 'services: { a: { build: { context: ../x, dockerfile: ../docker/Dockerfile } } }');
    box.file('x/y', '');
    const { stdout, stderr } = box.run(['--format', 'json', 'docker/Dockerfile']);
    const [{ contexts, files }] = JSON.parse(stdout).files;
    expect([contexts, files]).toEqual([['x', '.'], []]);
    expect(stderr).toContain('it is built from several folders (x, .)');
    const below = box.run(['--format', 'json', 'Dockerfile'], { cwd: 'docker' });
    expect(JSON.parse(below.stdout).files[0].contexts).toEqual([box.path('x'), box.root]);
    const given = box.run(['--format', 'json', '--context', 'x', 'docker/Dockerfile']);
    expect(JSON.parse(given.stdout).files[0].files[0].path).toBe('x/.dockerignore');
  });

  test('what is copied is nowhere, and none is looked at', () => {
    const box = sandbox();
    box.file('Dockerfile', `${five('red')}COPY src /src\n`);
    const { stdout, stderr } = box.run(['--format', 'json', 'Dockerfile']);
    const [{ contexts, files }] = JSON.parse(stdout).files;
    expect([contexts, files]).toEqual([[], []]);
    expect(stderr).toContain('what it copies is in no folder that could be its context');
    expect(box.run(['--format', 'json']).stderr).toBe('');
  });

  test('without a repository nothing above the working folder is asked', () => {
    const box = sandbox();
    box.file('compose.yaml', 'services: { a: { build: { context: ., dockerfile: b/Dockerfile } } }');
    box.file('b/Dockerfile', five('red'));
    expect(JSON.parse(box.run(['--format', 'json', 'b']).stdout).files[0].contexts).toEqual(['.']);
    expect(JSON.parse(box.run(['--format', 'json'], { cwd: 'b' }).stdout).files[0].contexts).toEqual(['.']);
  });

  test('not outside of the repository: a note says so', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('Dockerfile', five('red'));
    box.file(
      'compose.yaml',
      `services:\n  a:\n    build: { context: .., dockerfile: ${box.root.split('/').at(-1)}/Dockerfile }\n`,
    );
    const { code, stderr } = box.run(['Dockerfile']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('compose.yaml:2 builds it from')]);
    expect(stderr).toContain('no context is looked at');
    expect(box.run(['-q', 'Dockerfile']).stderr).toBe('');
  });

  test('a patch leaves out what belongs to a file outside of the repository', () => {
    const box = sandbox();
    box.file('repo/Dockerfile', five('red'));
    box.git('init', '-q', 'repo');
    const { stdout, stderr } = box.run(['--context', '..', '--format', 'patch'], { cwd: 'repo' });
    expect([stdout, stderr]).toEqual(['', expect.stringContaining('not in the patch')]);
  });
});

describe('an ignore file that is no text', () => {
  test('is left alone, and one note says so', () => {
    const box = sandbox();
    box.file('.dockerignore', Buffer.from([0xe9, 10]));
    box.file('a.Dockerfile', five('red'));
    box.file('b.Dockerfile', five('blue'));
    const { code, stdout, stderr } = box.run(['-w']);
    expect(code).toBe(0);
    expect(stdout).toContain('2 written');
    expect(stderr.match(/not readable text/g)).toHaveLength(1);
    expect(readFileSync(box.path('.dockerignore'))).toEqual(Buffer.from([0xe9, 10]));
  });

  test('nor one without permission', () => {
    const box = sandbox();
    box.file('Dockerfile', five('red'));
    chmodSync(box.file('.dockerignore', 'x\n'), 0);
    const { stderr } = box.run(['Dockerfile'], process.getuid?.() === 0 ? { uid: 65534 } : {});
    expect(stderr).toContain('.dockerignore is not readable text');
  });
});

test('a folder that may not be entered is as if nothing could be said of it', () => {
  const box = sandbox();
  box.file('Dockerfile', 'FROM red\nRUN read closed/x\nRUN echo five\n');
  chmodSync(path.dirname(box.file('closed/x', 'secret')), 0);
  const { code, stdout } = box.run(['--explain-skips', 'Dockerfile'], process.getuid?.() === 0 ? { uid: 65534 } : {});
  chmodSync(box.path('closed'), 0o755);
  expect([code, stdout]).toEqual([0, expect.stringContaining('not there')]);
  expect(stdout).toContain('+++ b/.dockerignore');
});

test('a compose file that cannot be read is told once, with its line', () => {
  const box = sandbox();
  box.file('a.Dockerfile', 'FROM red\nRUN read closed/x\n');
  box.file('b.Dockerfile', 'FROM red\nRUN read closed/y\n');
  box.file('compose.yaml', 'services:\n  web:\n    build: .\n   - x\n');
  const { code, stderr } = box.run([]);
  expect(code).toBe(0);
  expect(stderr.match(/compose\.yaml:4 cannot be read \(it is not YAML\)/g)).toHaveLength(1);
});
