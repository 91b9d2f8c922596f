/** `slimify verify` from the command line to the engine, by the built command. The engine only keeps books. */
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { given, statuses, useVerify } from './verify/support.ts';

const sandbox = useVerify();

const ONE = 'FROM a\nRUN echo one\n';
const DONE = 'FROM a\nRUN echo 1\n';

describe('what comes of a file', () => {
  test('both build and behave alike: 0, nothing is written, nothing is left', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code, stdout, stderr } = box.verify([]);
    expect(code).toBe(0);
    expect(stdout).toContain('Dockerfile  alike');
    expect(stderr).toBe(
      ['building before', 'trying before', 'building after', 'trying after', 'comparing']
        .map((words) => `Dockerfile: ${words}\n`)
        .join(''),
    );
    expect(box.read('Dockerfile')).toBe(ONE);
    expect(box.left()).toEqual([]);
  });
  test('nothing to change: not built', () => {
    const box = sandbox();
    box.file('Dockerfile', 'FROM a\n');
    expect(statuses(box)).toEqual([['Dockerfile', 'unchanged']]);
    expect(given(box, '--tag')).toEqual([]);
  });
  test('a fix that breaks it is found, named and dropped: 1', () => {
    const box = sandbox();
    box.file('Dockerfile', `# fails with: 1\n${ONE}RUN echo five\n`);
    const { code, stdout } = box.verify(['--format', 'json']);
    expect(code).toBe(1);
    const [file] = JSON.parse(stdout).files;
    expect(file).toMatchObject({ status: 'repaired', dropped: [{ transform: 'digits', message: 'write one as 1' }] });
    expect(box.left()).toEqual([]);
  });
  test('a regression: 1, and with --write nothing is written, and that is said', () => {
    const box = sandbox();
    const text = `# fails with: 1\n${ONE}`;
    box.file('Dockerfile', text);
    const { code, stderr } = box.verify(['--write']);
    expect(code).toBe(1);
    expect(stderr).toContain('slimify: Dockerfile: not written: it would break it\n');
    expect(box.read('Dockerfile')).toBe(text);
  });
  test('it behaves differently: a regression', () => {
    const box = sandbox();
    box.file('Dockerfile', `# ends with: echo 1\n${ONE}`);
    expect(statuses(box)).toEqual([['Dockerfile', 'regression']]);
  });
  test('broken before: 0, and not written', () => {
    const box = sandbox();
    const text = `# fails with: echo\n${ONE}`;
    box.file('Dockerfile', text);
    const { code, stdout, stderr } = box.verify(['--write']);
    expect(code).toBe(0);
    expect(stdout).toContain('broken before');
    expect(stderr).toContain('not written: it does not work as it is, so nothing is proven\n');
    expect(box.read('Dockerfile')).toBe(text);
  });
  test('several folders that it may be built from: not verified', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('docker/Dockerfile', 'FROM a\nCOPY app /app\nRUN echo one\n');
    box.file('x/app', '');
    box.file('y/app', '');
    box.file(
      'compose.yaml',
      'services:\n  x: {build: {context: x, dockerfile: ../docker/Dockerfile}}\n  y: {build: {context: y, dockerfile: ../docker/Dockerfile}}\n',
    );
    const { code, stdout, stderr } = box.verify(['--format', 'json', '--write']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).files).toMatchObject([
      { status: 'not-verified', why: { code: 'several-contexts', folders: ['x', 'y'] } },
    ]);
    expect(stderr).toContain('docker/Dockerfile: not written: nothing is proven\n');
    expect(given(box, '--tag')).toEqual([]);
  });
});

describe('what a compose file gives the build', () => {
  const BUILD = [
    '      context: .',
    '      additional_contexts: { lib: ./lib, out: ../out }',
    '      shm_size: 64m',
    '      secrets: [npm]',
  ];
  const PLATFORM = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
  function boxWith(): ReturnType<typeof sandbox> {
    const box = sandbox();
    const more = 'COPY --from=out a a\nRUN --mount=type=secret,id=npm echo six\n';
    box.file('app/Dockerfile', `${ONE}${more}`);
    box.file('app/lib/a', '');
    const secrets = 'secrets:\n  npm: { environment: NPM_TOKEN }\n';
    box.file(
      'app/compose.yaml',
      `services:\n  web:\n    platform: ${PLATFORM}\n    build:\n${BUILD.join('\n')}\n${secrets}`,
    );
    return box;
  }
  const optionsOf = (box: ReturnType<typeof sandbox>): readonly string[] => {
    const call = box.calls().find(([, sub, first]) => sub === 'build' && first !== '--help');
    return call?.filter((word) => /^--(?:build-context|platform|shm-size|secret)=/.test(word)) ?? [];
  };
  test('is given to the engine, or a note says why not; its secrets are named', () => {
    const box = boxWith();
    const { code, stderr } = box.verify(['app']);
    expect(code).toBe(0);
    const lib = `--build-context=lib=${realpathSync(box.path('app/lib'))}`;
    expect(optionsOf(box)).toEqual([lib, `--platform=${PLATFORM}`, '--shm-size=64m']);
    expect(stderr).toContain('slimify: app/Dockerfile: its additional context out (app/compose.yaml:2) is not given: ');
    expect(stderr).toContain('--build-option=--secret=id=npm,env=NPM_TOKEN gives it\n');
  });
  test('the user’s options go before, and there is nothing to note', () => {
    const box = boxWith();
    const own = ['--platform=linux/s390x', '--build-context=out=/x', '--secret=id=npm,src=x'];
    const { stderr } = box.verify(['app', ...own.map((each) => `--build-option=${each}`)]);
    expect(optionsOf(box)).toEqual([expect.stringContaining('lib='), '--shm-size=64m', ...own]);
    expect(stderr).not.toContain('slimify:');
  });
  test('--quiet: no notes', () => {
    expect(boxWith().verify(['app', '--quiet']).stderr).toBe('');
  });
});

describe('files that cannot be verified', () => {
  test('a named one that is not there, or no Dockerfile: 2, after the rest is done', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    box.file('notes.txt', 'ARG A\n');
    const { code, stdout, stderr } = box.verify(['missing', 'notes.txt', 'Dockerfile', '-q', '--format', 'json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^slimify: missing: no such file or folder.*\nslimify: notes\.txt(?::1)?: is not a Dockerfile: .*\n$/,
    );
    const found = JSON.parse(stdout).files.map(({ status, why }: { status: string; why: { code: string } | null }) => [
      status,
      why?.code,
    ]);
    expect(found).toEqual([
      ['not-verified', 'unreadable'],
      ['not-verified', 'not-a-dockerfile'],
      ['alike', undefined],
    ]);
  });
  test('a found one that is no Dockerfile: 0', () => {
    const box = sandbox();
    box.file('Dockerfile', 'ARG A\n');
    const { code, stderr } = box.verify([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
  test('our own bug: 2, and the rest is done', () => {
    const box = sandbox();
    box.file('a.Dockerfile', 'FROM a\nRUN crash\n');
    box.file('b.Dockerfile', ONE);
    const { code, stdout, stderr } = box.verify(['-q', '--format', 'json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^slimify: a\.Dockerfile: transform digits failed: cannot count\. .*; please report it\n$/);
    expect(JSON.parse(stdout).summary).toMatchObject({ files: 2, alike: 1, notVerified: 1 });
  });
  test('a folder without a Dockerfile: said, 0', () => {
    const { code, stderr } = sandbox().verify([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'slimify: .: no Dockerfile in this folder\n' });
  });
});

describe('the engine', () => {
  test('none: one line, 2, before anything else', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code, stdout, stderr } = box.run(['verify', 'missing'], { env: { PATH: '/nowhere' } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('slimify: there is no docker command on the PATH\n');
  });
  test('none, but another one is installed: it is named', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    box.file('bin/podman', '');
    const { code, stderr } = box.run(['verify'], { env: { PATH: box.path('bin') } });
    const why = 'there is no docker command on the PATH; podman is there: --engine podman';
    expect({ code, stderr }).toEqual({ code: 2, stderr: `slimify: ${why}\n` });
  });
  test('it goes away half way: 2, one line, and nothing further is begun', () => {
    const box = sandbox();
    box.file('a.Dockerfile', `# gone\n${ONE}`);
    box.file('b.Dockerfile', ONE);
    const { code, stdout, stderr } = box.verify(['-q', '--format', 'json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^slimify: a\.Dockerfile: the engine went away: .*\n$/);
    const whys = JSON.parse(stdout).files.map(({ why }: { why: { code: string } }) => why.code);
    expect(whys).toEqual(['engine-gone', 'engine-gone']);
    expect(given(box, '--tag')).toHaveLength(1);
  });
  test('its disk is full: 2, one line, and the next file is tried', () => {
    const box = sandbox();
    box.file('a.Dockerfile', `# full\n${ONE}`);
    box.file('b.Dockerfile', ONE);
    const { code, stderr } = box.verify(['-q']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^slimify: a\.Dockerfile: the disk is full: .*\n$/);
    expect(given(box, '--tag')).toHaveLength(3);
  });
  test('a build that does not end is stopped by --timeout', () => {
    const box = sandbox();
    box.file('Dockerfile', `# sleeps: 60\n${ONE}`);
    const { code, stdout } = box.verify(['--timeout', '0.5s', '--format', 'json']);
    expect(code).toBe(0);
    const [file] = JSON.parse(stdout).files;
    expect(file).toMatchObject({ status: 'broken-before', sides: { before: { failed: { cause: 'timeout' } } } });
  });
});

describe('--write', () => {
  test('what survived is written, side files too; the rest is not', () => {
    const box = sandbox();
    box.file('a.Dockerfile', 'FROM a\nRUN echo five\n');
    box.file('b.Dockerfile', `# fails with: 1\n${ONE}RUN echo five\n`);
    const { code, stdout } = box.verify(['--write', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).files).toMatchObject([
      { status: 'alike', written: true },
      { status: 'repaired', written: true },
    ]);
    expect(box.read('a.Dockerfile')).toBe('FROM a\nRUN echo 5\n');
    expect(box.read('b.Dockerfile')).toBe(`# fails with: 1\n${ONE}RUN echo 5\n`);
    expect(box.read('.dockerignore')).toBe('a\n');
  });
  test('--write --verify is the same, wherever the flag stands', () => {
    for (const args of [
      ['--write', '--verify', '--wait', '0.01'],
      ['--verify', '-w', '.', '--wait=0.01'],
    ]) {
      const box = sandbox();
      box.file('Dockerfile', ONE);
      const { code, stdout } = box.verify(args, { isFlag: true });
      expect([code, box.read('Dockerfile')]).toEqual([0, DONE]);
      expect(stdout).toContain('written');
    }
  });
  test('a file that changes meanwhile is not written', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code, stderr } = box.verify(['--write', '--smoke', 'echo "RUN echo two" >> Dockerfile']);
    expect(code).toBe(0);
    expect(stderr).toContain('not written: it or its build context has changed since it was built\n');
    expect(box.read('Dockerfile')).not.toContain('echo 1');
  });
  test('a file that was built with what another one would have written is not written', () => {
    const box = sandbox();
    const broken = 'FROM b\n# fails with: 5\nRUN echo five\n';
    box.file('a.Dockerfile', broken);
    box.file('b.Dockerfile', ONE);
    const { stderr } = box.verify(['--write']);
    expect(stderr).toContain('b.Dockerfile: not written: it was built with an ignore file that another Dockerfile');
    expect([box.read('a.Dockerfile'), box.read('b.Dockerfile')]).toEqual([broken, ONE]);
  });
  test('what is in a stage that is not built stays as it is, and that is said', () => {
    const box = sandbox();
    box.file('Dockerfile', 'FROM a AS dev\nRUN echo one\nFROM b\nRUN echo five\n');
    const { code, stderr } = box.verify(['--write']);
    expect(code).toBe(0);
    expect(stderr).toContain('slimify: Dockerfile:2: digits left out: this stage is not built');
    expect(box.read('Dockerfile')).toBe('FROM a AS dev\nRUN echo one\nFROM b\nRUN echo 5\n');
    expect(box.verify(['--write']).stderr).not.toContain('not written');
    expect(box.verify(['--write', '--target', 'dev']).code).toBe(0);
    expect(box.read('Dockerfile')).toBe('FROM a AS dev\nRUN echo 1\nFROM b\nRUN echo 5\n');
  });
  test('an ignore file that would break another Dockerfile is not written', () => {
    const box = sandbox();
    box.file('a.Dockerfile', 'FROM a\nRUN echo five\n');
    box.file('b.Dockerfile', `# fails when ignored: a\n${ONE}`);
    const { code, stderr } = box.verify(['--write']);
    expect(code).toBe(1);
    expect(stderr).toContain('a.Dockerfile: not written: what it adds to the ignore file would break b.Dockerfile\n');
    expect(stderr).toContain('b.Dockerfile: not written: it would break it\n');
    expect(box.read('a.Dockerfile')).toContain('five');
    expect(existsSync(box.path('.dockerignore'))).toBe(false);
  });
  test('a file that cannot be written: 2', () => {
    const box = sandbox();
    const outside = sandbox().file('Dockerfile', ONE);
    mkdirSync(box.path('in'));
    symlinkSync(outside, box.path('in/Dockerfile'));
    const { code, stderr } = box.verify(['--write', '-q', '--context', 'in', 'in/Dockerfile']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^slimify: in\/Dockerfile: is a symbolic link that leaves /);
    expect(readFileSync(outside, 'utf8')).toBe(ONE);
  });
});

describe('several files', () => {
  test('reported in path order, whatever ends first', () => {
    const box = sandbox();
    box.file('a.Dockerfile', `# sleeps: 1\n${ONE}`);
    box.file('b.Dockerfile', ONE);
    box.file('c.Dockerfile', 'FROM a\n');
    expect(statuses(box, ['--jobs', '2', '--cached'])).toEqual([
      ['a.Dockerfile', 'alike'],
      ['b.Dockerfile', 'alike'],
      ['c.Dockerfile', 'unchanged'],
    ]);
  });
  test('one is built with what the ones before it write beside themselves', () => {
    const box = sandbox();
    box.file('.dockerignore', 'x\n');
    box.file('a.Dockerfile', 'FROM a\nRUN echo five\n');
    box.file('b.Dockerfile', 'FROM a\nRUN echo five\n');
    const { stdout } = box.verify(['--write', '--format', 'json']);
    expect(JSON.parse(stdout).summary).toMatchObject({ alike: 2, written: 2 });
    expect(box.read('.dockerignore')).toBe('x\na\n');
  });
});
