/** `slimify fold`: what it prints, what it writes, and what it says when it does neither. */
import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BUILD, IMAGE, shop } from '../fold/support.ts';
import { type Sandbox, useCommand } from './support.ts';

const sandbox = useCommand();
const FOLDED = `${BUILD.replace('1.23', '1.23 AS builder')}\n${IMAGE.replace('COPY app', 'COPY --from=builder /src/app')}`;

/** @param over null for a file that is not there. */
function boxOf(over: Readonly<Record<string, string | null>> = {}): Sandbox {
  const box = sandbox();
  for (const [name, text] of Object.entries({ ...shop(), ...over })) if (text !== null) box.file(name, text);
  return box;
}

function commit(box: Sandbox): void {
  box.git('init', '-q');
  box.git('add', '.');
  box.git('commit', '-qm', 'x');
}

const PAIR = ['fold', 'Dockerfile.build', 'Dockerfile'];

describe('fold', () => {
  test('prints the diff of the second file, and writes nothing', () => {
    const box = boxOf();
    const { code, stdout, stderr } = box.run(PAIR);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `--- a/Dockerfile
+++ b/Dockerfile
@@ -1,4 +1,9 @@
+FROM golang:1.23 AS builder
+WORKDIR /src
+COPY go.mod main.go ./
+RUN CGO_ENABLED=0 go build -o app .
+
 FROM alpine:3
 WORKDIR /root
-COPY app .
+COPY --from=builder /src/app .
 CMD ["./app"]
`,
    });
    expect(stderr).toBe(
      'slimify: Dockerfile alone makes the image: docker build .\nslimify: Dockerfile.build, build.sh are no longer needed for that, and left as they are\n',
    );
    expect(box.read('Dockerfile')).toBe(IMAGE);
    expect(box.run([...PAIR, '--color']).stdout).toContain('\u001b[32m+COPY --from=builder /src/app .');
  });

  test('--write writes it there, and touches no other file', () => {
    for (const args of [
      [...PAIR, '-w'],
      ['fold', '--write', 'Dockerfile.build', 'Dockerfile'],
    ]) {
      const box = boxOf();
      commit(box);
      const { code, stdout } = box.run(args);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(box.read('Dockerfile')).toBe(FOLDED);
      expect(box.git('status', '--short')).toBe(' M Dockerfile\n');
    }
  });

  test('done twice, the second says that there is nothing to do', () => {
    const box = boxOf();
    box.run([...PAIR, '-w']);
    const { code, stdout, stderr } = box.run([...PAIR, '-w']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^slimify: not folded: Dockerfile copies nothing that Dockerfile\.build is known to make \(.*\)\n$/,
    );
    expect(box.read('Dockerfile')).toBe(FOLDED);
  });

  test('the patch that it prints can be applied', () => {
    const box = boxOf();
    commit(box);
    box.file('../fold.patch', box.run(PAIR).stdout);
    box.git('apply', '../fold.patch');
    expect(box.read('Dockerfile')).toBe(FOLDED);
  });

  test('the paths are seen from where it is called', () => {
    const box = sandbox();
    for (const [name, text] of Object.entries(shop())) box.file(`api/${name}`, text);
    box.git('init', '-q');
    const { code, stderr } = box.run(['fold', 'api/Dockerfile.build', 'api/Dockerfile']);
    expect(code).toBe(0);
    expect(stderr).toContain('docker build api\n');
    expect(stderr).toContain('api/Dockerfile.build, api/build.sh are');
    expect(box.run(['fold', '../api/Dockerfile.build', './Dockerfile'], { cwd: 'api' }).code).toBe(0);
  });

  test('what the builds were given is named', () => {
    const script = shop()['build.sh']!.replace('-t shop:build', '--build-arg VERSION=2 -t shop:build');
    const { stderr } = boxOf({ 'build.sh': script }).run(PAIR);
    expect(stderr).toContain('docker build --build-arg VERSION=2 .\n');
  });

  test('Dockerfiles that lie beside their context', () => {
    const box = sandbox();
    const { Dockerfile, 'Dockerfile.build': build, 'build.sh': script, ...sources } = shop();
    for (const [name, text] of Object.entries(sources)) box.file(name, text);
    box.file('docker/Dockerfile', Dockerfile!);
    box.file('docker/Dockerfile.build', build!);
    box.file(
      'build.sh',
      script!
        .replace('-f Dockerfile.build', '-f docker/Dockerfile.build')
        .replace('-t shop .', '-t shop -f docker/Dockerfile .'),
    );
    box.git('init', '-q');
    const pair = ['fold', 'docker/Dockerfile.build', 'docker/Dockerfile'];
    expect(box.run(pair).stdout).toContain('+COPY --from=builder /src/app .\n');
    expect(box.run([...pair, '--context', '.']).stdout).toContain('+COPY --from=builder /src/app .\n');
    expect(box.run([...pair, '--context', 'nowhere'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'slimify: --context nowhere: no such folder\n',
    });
  });
});

describe('what is refused', () => {
  test.each([
    ['a file that is not there', ['fold', 'nowhere', 'Dockerfile'], 'nowhere: no such file or folder'],
    ['a folder', ['fold', '.', 'Dockerfile'], '.: is a folder'],
    ['an empty path', ['fold', 'Dockerfile.build', ''], "'': an empty path names nothing"],
    ['no Dockerfile', ['fold', 'main.go', 'Dockerfile'], 'main.go:1: unknown instruction: PACKAGE'],
    [
      'the same file',
      ['fold', 'Dockerfile', './Dockerfile'],
      'Dockerfile: is both files; the first builds, the second is shipped',
    ],
    ['one file', ['fold', 'Dockerfile'], "missing required argument 'image'; slimify fold --help shows what it takes"],
    ['three', [...PAIR, 'x'], "too many arguments for 'fold'. Expected 2 arguments but got 3."],
    [
      'a flag of another command',
      [...PAIR, '--check'],
      'fold does not know --check; slimify fold --help shows what it takes',
    ],
    ['a format', [...PAIR, '--format', 'json'], 'fold does not know --format; slimify fold --help shows what it takes'],
    [
      'no context',
      [...PAIR, '--no-context'],
      'fold does not know --no-context; slimify fold --help shows what it takes',
    ],
    [
      'the wrong way round',
      ['fold', 'Dockerfile', 'Dockerfile.build'],
      'not folded: Dockerfile.build copies nothing that Dockerfile is known to make (the other way round they are one: slimify fold Dockerfile.build Dockerfile)',
    ],
  ])('%s: one line, exit 2', (_, args, message) => {
    const box = boxOf();
    expect(box.run(args)).toEqual({ code: 2, stdout: '', stderr: `slimify: ${message}\n` });
  });

  test('a file that is not in a repository, and a context above it', () => {
    const box = sandbox();
    for (const [name, text] of Object.entries(shop()))
      box.file(name.startsWith('Docker') ? `docker/${name}` : name, text);
    const args = ['fold', 'docker/Dockerfile.build', 'docker/Dockerfile', '--context', '.'];
    box.file(
      'build.sh',
      shop()['build.sh']!.replace(/-f /, '-f docker/').replace('shop .', 'shop -f docker/Dockerfile .'),
    );
    expect(box.run(args)).toMatchObject({ code: 0 });
  });

  test('a repository of its own', () => {
    const box = boxOf();
    box.git('init', '-q');
    box.file('../other.Dockerfile', IMAGE);
    expect(box.run(['fold', 'Dockerfile.build', '../other.Dockerfile'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'slimify: ../other.Dockerfile: lies in another repository than Dockerfile.build\n',
    });
  });

  test('neither way round', () => {
    const box = boxOf({ Dockerfile: IMAGE.replace('COPY app .', 'COPY main.go .') });
    expect(box.run(['fold', 'Dockerfile', 'Dockerfile.build']).stderr).toBe(
      'slimify: not folded: Dockerfile.build copies nothing that Dockerfile is known to make (a script beside them that runs docker cp says what goes where)\n',
    );
  });

  test('a file that cannot be written', () => {
    const box = boxOf();
    chmodSync(box.path('Dockerfile'), 0o444);
    expect(box.run([...PAIR, '-w'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'slimify: Dockerfile: is read-only; left as it was\n',
    });
  });

  test.each([
    [
      'Dockerfile:3: app is not in the context, and nothing says where Dockerfile.build has it',
      { 'build.sh': null, 'Dockerfile.build': BUILD.replace('-o app', '-v') },
    ],
    [
      'build.sh:6 may change it before it is copied in: upx app',
      { 'build.sh': shop()['build.sh']!.replace('docker rm -f extract', 'upx app') },
    ],
    [
      'Dockerfile.build is built from ., and Dockerfile from dist',
      { 'build.sh': shop()['build.sh']!.replace('-t shop .', '-t shop -f Dockerfile dist') },
    ],
    [
      'ARG V has different values in them',
      { Dockerfile: `ARG V=1\n${IMAGE}`, 'Dockerfile.build': `ARG V=2\n${BUILD}` },
    ],
    ['their # escape directives differ', { Dockerfile: `# escape=\`\n${IMAGE}` }],
  ])('%s', (why, over) => {
    const { code, stdout, stderr } = boxOf(over).run(PAIR);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(`slimify: not folded: ${why} (`)).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});

describe('a run over two files that could be one', () => {
  const real = useCommand({});

  test('says so once, with the command as it has to be typed', () => {
    const box = real();
    for (const [name, text] of Object.entries(shop())) box.file(`api/${name}`, text);
    const note =
      /^slimify: api\/Dockerfile(?:\.build)?: slimify fold api\/Dockerfile\.build api\/Dockerfile makes one file of the two: .*\n$/;
    for (const args of [[], ['--context', 'api', '.']]) {
      const { code, stderr } = box.run(args);
      expect(code).toBe(0);
      expect(stderr).toMatch(note);
    }
    expect(box.run(['-q']).stderr).toBe('');
    expect(box.run(['fold', 'api/Dockerfile.build', 'api/Dockerfile', '-w']).code).toBe(0);
    expect(box.run([]).stderr).toBe('');
  });
});

test('fold --help explains it', () => {
  const { code, stdout, stderr } = sandbox().run(['fold', '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const word of ['docker cp', '--write', '--context', 'slimify fold Dockerfile.build Dockerfile', 'Exit code'])
    expect(stdout).toContain(word);
  expect(sandbox().run(['--help']).stdout).toContain('fold');
});
