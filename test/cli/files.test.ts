/** Which files are found, which inputs are refused and how, and that the rest of a batch is done all the same. */
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useCommand } from './support.ts';

const sandbox = useCommand();

const ONE = 'FROM a\nRUN echo one\n';
const paths = (stdout: string): string[] => JSON.parse(stdout).files.map(({ path }: { path: string }) => path);

describe('search', () => {
  test('takes Dockerfiles and Containerfiles in path order', () => {
    const box = sandbox();
    const wanted = [
      'Containerfile',
      'Containerfile.dev',
      'Dockerfile',
      'Dockerfile.prod',
      'api.Dockerfile',
      'api/Dockerfile',
      'api/web.dockerfile',
      'dockerfile',
      'z/dockerfile.x',
    ];
    const unwanted = [
      'Dockerfile.dockerignore',
      'Dockerfile.md',
      'Dockerfile.j2',
      'Dockerfile.tmpl',
      'Dockerfile.bak',
      'Dockerfile.orig',
      'Dockerfile~',
      'dockerfile.go',
      'Dockerfiles',
      'MyDockerfile',
      'Containerfile.yaml',
      'node_modules/x/Dockerfile',
      '.git/Dockerfile',
      'api/node_modules/Dockerfile',
    ];
    for (const name of [...wanted, ...unwanted]) box.file(name, ONE);
    expect(paths(box.run(['--format', 'json']).stdout)).toEqual(wanted);
    expect(paths(box.run(['api', '.', '--format', 'json']).stdout).slice(0, 3)).toEqual([
      'api/Dockerfile',
      'api/web.dockerfile',
      'Containerfile',
    ]);
  });
  test('honours every .gitignore from the repository down', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('.gitignore', 'out/\n*.local\n/only-here/\n');
    box.file('a/.gitignore', '!Dockerfile.local\nhidden\n');
    box.file('.git/info/exclude', 'mine\n');
    for (const name of [
      'out/Dockerfile',
      'a/Dockerfile.local',
      'a/hidden/Dockerfile',
      'a/only-here/Dockerfile',
      'b/Dockerfile.local',
      'b/hidden/Dockerfile',
      'mine/Dockerfile',
      'only-here/Dockerfile',
    ])
      box.file(name, ONE);
    const wanted = ['a/Dockerfile.local', 'a/only-here/Dockerfile', 'b/hidden/Dockerfile'];
    expect(paths(box.run(['--format', 'json']).stdout)).toEqual(wanted);
    expect(paths(box.run(['**/*ockerfile*', '--format', 'json']).stdout)).toEqual(wanted);
    expect(paths(box.run(['--format', 'json'], { cwd: 'b' }).stdout)).toEqual(['hidden/Dockerfile']);
    expect(paths(box.run(['out', 'b/Dockerfile.local', '--format', 'json']).stdout)).toEqual([
      'out/Dockerfile',
      'b/Dockerfile.local',
    ]);
  });
  test('a file is taken once, a named one whatever its name', () => {
    const box = sandbox();
    box.file('build.txt', ONE);
    box.file('Dockerfile', ONE);
    const { stdout } = box.run(['build.txt', './Dockerfile', 'Dockerfile', '.', 'Docker*', '--format', 'json']);
    expect(paths(stdout)).toEqual(['build.txt', 'Dockerfile']);
  });
  test('a file behind a symbolic link is taken once', () => {
    const box = sandbox();
    box.file('b/Dockerfile', ONE);
    mkdirSync(box.path('a'));
    symlinkSync('../b/Dockerfile', box.path('a', 'Dockerfile'));
    expect(paths(box.run(['--format', 'json']).stdout)).toEqual(['a/Dockerfile']);
    expect(paths(box.run(['b/Dockerfile', 'a/Dockerfile', '--format', 'json']).stdout)).toEqual(['b/Dockerfile']);
  });
  test('an empty path is not the current folder', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code, stdout, stderr } = box.run(['-w', '']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "slimify: '': an empty path names nothing\n" });
    expect(stdout).not.toContain('Dockerfile');
    expect(box.read('Dockerfile')).toBe(ONE);
  });
  test('a pattern that matches nothing: 2', () => {
    const { code, stderr } = sandbox().run(['*.nothing']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'slimify: *.nothing: no file matches this pattern\n' });
  });
  test('a folder without Dockerfiles says so', () => {
    const box = sandbox();
    box.file('empty/readme', '');
    expect(box.run([])).toEqual({ code: 0, stdout: '', stderr: 'slimify: .: no Dockerfile in this folder\n' });
    expect(box.run(['empty', '--format', 'json'])).toMatchObject({
      code: 0,
      stderr: 'slimify: empty: no Dockerfile in this folder\n',
    });
  });
  test('survives symbolic links that go round in circles', () => {
    const box = sandbox();
    box.file('a/Dockerfile', ONE);
    symlinkSync('..', box.path('a', 'up'));
    symlinkSync('Dockerfile.loop', box.path('Dockerfile.loop'));
    symlinkSync('nowhere', box.path('Dockerfile.dangling'));
    mkdirSync(box.path('Dockerfile.d'));
    expect(paths(box.run(['--format', 'json']).stdout)).toEqual(['a/Dockerfile']);
    const { code, stderr } = box.run(['Dockerfile.loop']);
    expect(code).toBe(2);
    expect(stderr).toBe('slimify: Dockerfile.loop: is a symbolic link that leads back to itself\n');
  });
});

describe('broken input', () => {
  const long = `FROM a\nRUN echo ${'x'.repeat(70_000)}\n`;
  const cases: [string, string | Buffer, string][] = [
    ['binary', Buffer.from('FROM a\nRUN \0\n'), ':2: is not text: there is a NUL byte in it'],
    ['UTF-16', Buffer.from('\ufeffFROM a\n', 'utf16le'), ':1: is UTF-16; save it as UTF-8'],
    ['Latin-1', Buffer.from('FROM a\n\nRUN echo \xe9\n', 'latin1'), ':3: is not valid UTF-8'],
    ['a line of 70,000 bytes', long, ':2: '],
    ['an unterminated heredoc', 'FROM a\nRUN <<EOF\necho\n', ':2: '],
    ['an unknown instruction', 'FROM a\n\nRUM echo\n', ':3: unknown instruction: RUM'],
    ['nothing in it', '', ': file with no instructions'],
    ['more than 1 MiB', `FROM a\n${'# comment\n'.repeat(110_000)}`, ': is larger than 1 MiB'],
  ];
  test.each(cases)('%s: one line on stderr, 2, whether named or found; the rest is done', (_, content, message) => {
    const box = sandbox();
    box.file('Dockerfile.a', content);
    box.file('Dockerfile.b', ONE);
    for (const args of [['Dockerfile.a', 'Dockerfile.b'], []]) {
      const { code, stdout, stderr } = box.run(args);
      expect(code).toBe(2);
      expect(stderr).toContain(`slimify: Dockerfile.a${message}`);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stdout).toContain('+++ b/Dockerfile.b');
      expect(stdout).not.toContain('Dockerfile.a');
    }
    const { files, summary } = JSON.parse(box.run(['--format', 'json']).stdout);
    expect(files[0].error.message).toBe(message.replace(/^(?::\d+)?: /, '') || files[0].error.message);
    expect(summary).toMatchObject({ files: 2, changed: 1, failed: 1 });
  });
  test('missing, a folder with the name of a file, a pipe', () => {
    const box = sandbox();
    expect(box.run(['a/b'])).toMatchObject({ code: 2, stderr: 'slimify: a/b: no such file or folder\n' });
    expect(box.run(['/dev/null'])).toMatchObject({ code: 2, stderr: 'slimify: /dev/null: is not a regular file\n' });
  });
  test('its name does not steer a terminal', () => {
    const { stderr } = sandbox().run(['a\u001b[2J/b']);
    expect(stderr).toContain('slimify: a\u241b[2J/b: no');
    expect(stderr).not.toContain('\u001b');
  });
  test('a first word that is no path may have been meant as a command', () => {
    const box = sandbox();
    const near = 'slimify: explian: no such file or folder (did you mean the command explain?)\n';
    expect(box.run(['explian'])).toMatchObject({ code: 2, stderr: near });
    expect(box.run(['explian', 'zero']).stderr).toBe(`${near}slimify: zero: no such file or folder\n`);
    expect(box.run(['backend']).stderr).toBe(
      'slimify: backend: no such file or folder; slimify --help shows the commands\n',
    );
    for (const file of ['Dockerfile.lsit', './lsit', 'Lsit', '/lsit'])
      expect(box.run([file]).stderr).toMatch(/: no such file or folder\n$/);
    box.file('lsit/Dockerfile', 'FROM a\nRUN echo one\n');
    expect(box.run(['lsit'])).toMatchObject({ code: 0, stderr: '' });
  });
  test('not a Dockerfile: an error when named, passed over when found', () => {
    const box = sandbox();
    box.file('Dockerfile.notes', '# only\nARG A=1\n');
    expect(box.run([]).code).toBe(0);
    const { code, stdout, stderr } = box.run(['Dockerfile.notes']);
    expect(stdout).not.toContain('nothing to change');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'slimify: Dockerfile.notes: is not a Dockerfile: no FROM in it\n',
    });
  });
  test('a folder that cannot be listed is named, and the rest is done', () => {
    const box = sandbox();
    box.file('a/Dockerfile', ONE);
    box.file('locked/Dockerfile', ONE);
    chmodSync(box.path('locked'), 0);
    const root = process.getuid?.() === 0;
    const { code, stdout, stderr } = box.run([], root ? { uid: 65534 } : {});
    chmodSync(box.path('locked'), 0o755);
    expect(stdout).toContain('+++ b/a/Dockerfile');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'slimify: locked: permission denied\n' });
  });
});

describe('a long batch', () => {
  const count = 400;
  const name = (i: number): string => `service-${String(i).padStart(3, '0')}/Dockerfile`;
  const content = (i: number): string => (i % 50 === 7 ? 'FROM a\nRUN crash\n' : i % 50 === 8 ? 'NONSENSE\n' : ONE);

  test('is the same as its files one by one, in path order, with threads or without', () => {
    const box = sandbox();
    for (let i = 0; i < count; i++) box.file(name(i), content(i));
    const { code, stdout, stderr } = box.run(['--format', 'json']);
    const { files, summary } = JSON.parse(stdout);
    expect(code).toBe(2);
    expect(files.map(({ path }: { path: string }) => path)).toEqual(Array.from({ length: count }, (_, i) => name(i)));
    expect(summary).toMatchObject({ files: count, changed: 384, failed: 16 });
    const complaints = stderr.trimEnd().split('\n');
    expect(complaints.map((line) => line.split(':')[1]?.trim())).toEqual(
      Array.from({ length: count }, (_, i) => i)
        .filter((i) => i % 50 === 7 || i % 50 === 8)
        .map(name),
    );
    expect(files[399]).toEqual({
      ...files[399],
      contexts: ['service-399'],
      changed: true,
      after: 'FROM a\nRUN echo 1\n',
    });
    expect(box.run(['--only', 'patience', '-q']).stderr.split('\n')).toHaveLength(9);
    expect(box.run(['--set', 'digits.style=roman']).stdout.match(/\+RUN echo I\n/g)).toHaveLength(384);
  });
});
