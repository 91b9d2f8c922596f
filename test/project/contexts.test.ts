import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Context, createContexts } from '../../src/project/contexts.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'slimify-')));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string | Buffer = ''): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function contextOf(dockerfile: string, given: string | null = null): Context {
  return createContexts(given, new Map()).contextOf(path.join(root, dockerfile), root);
}

/** The folder of the context, relative to the repository. */
function folderOf(dockerfile: string): string {
  return path.relative(root, contextOf(dockerfile).folder);
}

describe('the context', () => {
  test('is the own folder of the Dockerfile', () => {
    write('a/Dockerfile');
    expect(folderOf('a/Dockerfile')).toBe('a');
  });

  test('is what compose says, and the nearest file goes first', () => {
    write('a/b/Dockerfile');
    write('compose.yaml', 'services: { x: { build: { context: ., dockerfile: a/b/Dockerfile } } }');
    expect(folderOf('a/b/Dockerfile')).toBe('');
    write('a/compose.yaml', 'services: { x: { build: { context: ., dockerfile: b/Dockerfile } } }');
    const { folder, others } = contextOf('a/b/Dockerfile');
    expect([folder, others]).toEqual([path.join(root, 'a'), [root]]);
  });

  test('is not what compose says of another Dockerfile', () => {
    write('a/Dockerfile');
    write('compose.yaml', 'services: { x: { build: . } }');
    expect(folderOf('a/Dockerfile')).toBe('a');
  });

  test('is what a bake file or skaffold says', () => {
    write('a/Dockerfile');
    write('docker-bake.hcl', 'target "x" {\n  dockerfile = "a/Dockerfile"\n}\n');
    expect(folderOf('a/Dockerfile')).toBe('');
    write('b/Dockerfile');
    write('skaffold.yaml', 'build: { artifacts: [{ image: b, docker: { dockerfile: b/Dockerfile } }] }');
    expect(folderOf('b/Dockerfile')).toBe('');
  });

  test('is what a command says when no such file does, and not against the own folder', () => {
    write('a/Dockerfile');
    write('Makefile', 'x:\n\tdocker build -f a/Dockerfile .\n');
    expect(folderOf('a/Dockerfile')).toBe('');
    write('Makefile', 'x:\n\tdocker build -f a/Dockerfile .\n\tdocker build a\n');
    expect(folderOf('a/Dockerfile')).toBe('a');
    write('compose.yaml', 'services: { x: { build: { context: ., dockerfile: a/Dockerfile } } }');
    expect(folderOf('a/Dockerfile')).toBe('');
  });

  test('is the given one', () => {
    write('a/Dockerfile');
    write('a/compose.yaml', 'services: { x: { build: . } }');
    write('b/x');
    const { folder, project } = contextOf('a/Dockerfile', path.join(root, 'b'));
    expect([folder, project.uses.length]).toEqual([path.join(root, 'b'), 1]);
  });

  test('is not outside of the repository', () => {
    write('a/Dockerfile', 'FROM b\nCOPY x .\n');
    write('a/x');
    write(
      'compose.yaml',
      `services: { x: { build: { context: .., dockerfile: ${path.basename(root)}/a/Dockerfile } } }`,
    );
    const { folder, refused } = contextOf('a/Dockerfile');
    expect(folder).toBe(path.join(root, 'a'));
    expect(refused).toEqual({ file: 'compose.yaml', line: 1, folder: path.dirname(root) });
  });

  test('is no file, and no folder that is not there', () => {
    write('a/Dockerfile');
    write('compose.yaml', 'services: { x: { build: { context: a/none, dockerfile: ../Dockerfile } } }');
    expect(folderOf('a/Dockerfile')).toBe('a');
    write('a/none');
    expect(folderOf('a/Dockerfile')).toBe('a');
  });

  test('is not behind a link that leaves the repository', () => {
    write('a/Dockerfile');
    symlinkSync(tmpdir(), path.join(root, 'out'));
    write('compose.yaml', 'services: { x: { build: { context: out, dockerfile: ../a/Dockerfile } } }');
    expect(folderOf('a/Dockerfile')).toBe('a');
  });
});

/** The folder and why it is doubted, of a Dockerfile with these COPYs. */
function choice(dockerfile: string, ...copies: readonly string[]): readonly [string, string | null, boolean] {
  write(dockerfile, ['FROM b', ...copies.map((words) => `COPY ${words} /x/`), ''].join('\n'));
  const { folder, doubt, project } = contextOf(dockerfile);
  return [path.relative(root, folder), doubt, project.hasContext];
}

describe('what the Dockerfile copies says which folder it is', () => {
  const compose = (...contexts: readonly string[]) =>
    write(
      'compose.yaml',
      `services:\n${contexts.map((at, i) => `  s${i}: { build: { context: ${at}, dockerfile: ${root}/a/b/Dockerfile } }\n`).join('')}`,
    );

  test('a folder above, when the own one does not hold it', () => {
    write('src/x');
    expect(choice('a/b/Dockerfile', 'src')).toEqual(['', null, true]);
    expect(choice('a/b/Dockerfile', '../../src')).toEqual(['', null, true]);
    expect(choice('a/b/Dockerfile', 'src/../src/* c*')).toEqual(['', null, true]);
    write('a/b/Dockerfile', 'FROM b\nCOPY ["./src/x", "."]\n');
    expect(folderOf('a/b/Dockerfile')).toBe('');
    write('a/b/src/x');
    expect(choice('a/b/Dockerfile', 'src')).toEqual(['a/b', null, true]);
  });

  test('none when two folders above hold it', () => {
    write('package.json');
    write('a/package.json');
    expect(choice('a/b/Dockerfile', 'package.json')).toEqual(['a/b', 'sources', false]);
  });

  test('none when no folder holds it', () => {
    expect(choice('a/b/Dockerfile', 'src')).toEqual(['a/b', 'sources', false]);
    compose('.');
    expect(choice('a/b/Dockerfile', 'src')).toEqual(['', 'sources', false]);
  });

  test('what cannot be looked for says nothing', () => {
    expect(choice('a/b/Dockerfile', '.', './', '/', '--from=c src', '$X', '*.md', '"src x"')).toEqual([
      'a/b',
      null,
      true,
    ]);
    write('a/b/Dockerfile', 'FROM b\nADD https://example.com/x git@github.com:a/b.git /x/\nCOPY <<EOF /y\nz\nEOF\n');
    expect(contextOf('a/b/Dockerfile').doubt).toBeNull();
  });

  test('what a build makes need not be there', () => {
    expect(choice('a/b/Dockerfile', 'target/x.jar', 'dist')).toEqual(['a/b', null, true]);
    write('build/docker/run.sh');
    expect(choice('build/docker/Dockerfile', 'build/docker/run.sh')).toEqual(['', null, true]);
  });

  test('a part may be missing where no other folder holds as much', () => {
    write('a/b/package.json');
    expect(choice('a/b/Dockerfile', 'package.json', 'secret')).toEqual(['a/b', null, true]);
    write('secret');
    expect(choice('a/b/Dockerfile', 'package.json', 'secret')).toEqual(['a/b', 'sources', false]);
    write('package.json');
    expect(choice('a/b/Dockerfile', 'package.json', 'secret')).toEqual(['', null, true]);
  });

  test('compose is believed when it can be so', () => {
    write('a/b/src/x');
    write('src/x');
    compose('.');
    expect(choice('a/b/Dockerfile', 'src')).toEqual(['', null, true]);
    expect(choice('a/b/Dockerfile', '.')).toEqual(['', null, true]);
    write('a/b/own');
    expect(choice('a/b/Dockerfile', 'own')).toEqual(['a/b', null, true]);
  });

  test('of several contexts the one that holds it', () => {
    write('one/x');
    write('two/y');
    compose('one', 'two');
    expect(choice('a/b/Dockerfile', 'y')).toEqual(['two', null, true]);
    // What holds for the one need not hold for the other.
    expect(choice('a/b/Dockerfile', '.')).toEqual(['one', 'several', false]);
    write('two/x');
    expect(choice('a/b/Dockerfile', 'x y*')).toEqual(['one', 'several', false]);
  });

  test('several commands', () => {
    write('one/x');
    write('two/x');
    write('Makefile', 'x:\n\tdocker build -f a/b/Dockerfile one\n\tdocker build -f a/b/Dockerfile two\n');
    expect(choice('a/b/Dockerfile', 'x')).toEqual(['one', 'several', false]);
    write('a/b/x');
    write('Makefile', 'x:\n\tdocker build -f a/b/Dockerfile one\n\tdocker build a/b\n');
    expect(choice('a/b/Dockerfile', 'x')).toEqual(['a/b', null, true]);
  });

  test('none when a command builds it from a folder that is known at build time only', () => {
    write('Makefile', 'x:\n\tdocker build -f a/b/Dockerfile $(FOLDER)\n');
    expect(choice('a/b/Dockerfile', '.')).toEqual(['a/b', 'outside', false]);
    write('a/b/x');
    expect(choice('a/b/Dockerfile', 'x')).toEqual(['a/b', null, true]);
    write('Makefile');
    const step = 'uses: docker/build-push-action@v6, with: { file: a/b/Dockerfile, context: "${{ matrix.x }}" }';
    write('.github/workflows/x.yml', `jobs: { x: { steps: [{ ${step} }] } }`);
    expect(choice('a/b/Dockerfile', '.')).toEqual(['a/b', 'outside', false]);
    write('Makefile', 'x:\n\tdocker build -f a/b/Dockerfile a\n');
    expect(choice('a/b/Dockerfile', '.')).toEqual(['a', null, true]);
  });

  test('how it is run is known without a context', () => {
    write('one/x');
    write('two/x');
    compose('one', 'two');
    write('a/b/Dockerfile', 'FROM b\nCOPY . .\n');
    const { project } = contextOf('a/b/Dockerfile');
    expect([project.hasContext, project.uses.map(({ name }) => name)]).toEqual([false, ['s0', 's1']]);
  });

  test('none when it is built from outside of the repository, and nothing speaks for the own folder', () => {
    compose('..');
    expect(choice('a/b/Dockerfile', '.')).toEqual(['a/b', 'outside', false]);
    write('a/b/x');
    expect(choice('a/b/Dockerfile', 'x')).toEqual(['a/b', null, true]);
  });
});

describe('what is odd', () => {
  test('a compose file that cannot be read, is a folder, or a link to itself', () => {
    write('Dockerfile', 'FROM a');
    mkdirSync(path.join(root, 'compose.yaml'));
    symlinkSync('docker-compose.yml', path.join(root, 'docker-compose.yml'));
    write('compose.dev.yaml', Buffer.from([0xff, 0, 1]));
    const { project } = contextOf('Dockerfile');
    expect([project.uses, project.hasContext]).toEqual([[], true]);
  });

  test('links in a circle', () => {
    write('Dockerfile', 'FROM a');
    symlinkSync('.', path.join(root, 'loop'));
    symlinkSync('two', path.join(root, 'one'));
    symlinkSync('one', path.join(root, 'two'));
    const { project } = contextOf('Dockerfile');
    expect([project.statOf('one')?.kind, project.readText('loop/loop/Dockerfile')]).toEqual(['other', 'FROM a']);
    expect(project.siblings.length).toBeLessThan(20);
  });

  test('names with line ends, and in other alphabets', () => {
    write('Dockerfile');
    const names = ['a\nb', 'a\r', 'é', '\u{1f433}', ' '];
    for (const name of names) write(`x/${name}`, name);
    const { project } = contextOf('Dockerfile');
    expect([...project.list('x')].sort()).toEqual([...names].sort());
    for (const name of names) expect(project.readText(`x/${name}`)).toBe(name);
    expect(project.statOf('x\0y')).toBeNull();
  });

  test('a context that is a file', () => {
    write('Dockerfile');
    write('file');
    expect(contextOf('Dockerfile', path.join(root, 'file')).project.hasContext).toBe(false);
  });

  test('what has gone since', () => {
    write('Dockerfile');
    write('a/b', 'x');
    const { project } = contextOf('Dockerfile');
    expect(project.list('a')).toEqual(['b']);
    rmSync(path.join(root, 'a'), { recursive: true });
    expect([project.readText('a/b'), project.list('a/c')]).toEqual([null, []]);
  });
});

describe('an ignore file that cannot be used', () => {
  test.each<[string, () => void]>([
    ['is a folder', () => mkdirSync(path.join(root, '.dockerignore'))],
    ['is binary', () => write('.dockerignore', Buffer.from([97, 0, 98]))],
    ['is not UTF-8', () => write('.dockerignore', Buffer.from([0xe9, 10]))],
    ['leads nowhere', () => symlinkSync('none', path.join(root, '.dockerignore'))],
    ['leads outside', () => symlinkSync('/etc/hostname', path.join(root, '.dockerignore'))],
  ])('%s', (_, make) => {
    write('Dockerfile');
    write('a.js');
    make();
    const { project } = contextOf('Dockerfile');
    expect(project.problem).toBeNull();
    expect([project.hasContext, project.ignoreFile, project.readText('a.js')]).toEqual([
      false,
      { path: null, text: null },
      null,
    ]);
    expect(project.problem).toContain('.dockerignore is not readable text');
  });

  test('a link inside is read and never written', () => {
    write('Dockerfile');
    write('a.js');
    write('ignore', '*.js\n');
    symlinkSync('ignore', path.join(root, '.dockerignore'));
    const { project } = contextOf('Dockerfile');
    expect([project.ignoreFile, project.readText('a.js')]).toEqual([{ path: null, text: '*.js\n' }, null]);
  });

  test('one beside a Dockerfile outside of the context is read and never written', () => {
    write('docker/Dockerfile');
    write('docker/Dockerfile.dockerignore', '*.js\n');
    write('app/a.js');
    const { project } = contextOf('docker/Dockerfile', path.join(root, 'app'));
    expect([project.ignoreFile, project.readText('a.js'), project.dockerfile]).toEqual([
      { path: null, text: '*.js\n' },
      null,
      null,
    ]);
  });

  test('one with a byte order mark and CRLF, that ignores itself', () => {
    write('Dockerfile');
    write('a.js');
    write('b.js');
    write('.dockerignore', '\uFEFFa.js\r\n.dockerignore\r\n');
    const { project } = contextOf('Dockerfile');
    expect([project.list(''), project.ignoreFile.text]).toEqual([
      ['Dockerfile', 'b.js'],
      '\uFEFFa.js\r\n.dockerignore\r\n',
    ]);
  });
});

test('side files that are about to be written are seen', () => {
  write('a/Dockerfile');
  write('a/x');
  const pending = new Map([[path.join(root, 'a'), new Map([['.dockerignore', 'x\n']])]]);
  const { project } = createContexts(null, pending).contextOf(path.join(root, 'a/Dockerfile'), root);
  expect([project.ignoreFile, project.statOf('x')]).toEqual([{ path: '.dockerignore', text: 'x\n' }, null]);
});

test('siblings outside of the context', () => {
  write('docker/a.Dockerfile', 'FROM a');
  write('docker/b.Dockerfile', 'FROM b');
  write('app/x');
  const build = (name: string) => `{ build: { context: app, dockerfile: ../docker/${name}.Dockerfile } }`;
  write('compose.yaml', `services: { a: ${build('a')}, b: ${build('b')} }`);
  expect(contextOf('docker/a.Dockerfile').project.siblings).toEqual([
    { path: '../docker/b.Dockerfile', text: 'FROM b' },
  ]);
});

test('a repository behind a link', () => {
  write('real/a/Dockerfile');
  write('real/compose.yaml', 'services: { x: { build: { context: ., dockerfile: a/Dockerfile } } }');
  symlinkSync('real', path.join(root, 'link'));
  const contexts = createContexts(null, new Map());
  const link = path.join(root, 'link');
  expect(contexts.contextOf(path.join(link, 'a/Dockerfile'), link).real).toBe(path.join(root, 'real'));
});

describe('a compose file that cannot be read', () => {
  const brokenOf = (dockerfile: string) =>
    contextOf(dockerfile).broken.map((each) => ({ ...each, path: path.relative(root, each.path) }));

  test('is told with its line, to the Dockerfiles that it may be about', () => {
    write('api/Dockerfile');
    write('web/Dockerfile');
    write('api/compose.yaml', 'services:\n  a:\n    build: .\n   - b\n');
    expect(brokenOf('api/Dockerfile')).toEqual([{ path: 'api/compose.yaml', line: 4, why: 'it is not YAML' }]);
    expect(brokenOf('web/Dockerfile')).toEqual([]);
  });

  test('nor one in another encoding', () => {
    write('Dockerfile');
    writeFileSync(path.join(root, 'compose.yaml'), Buffer.from('\ufeffservices: {}', 'utf16le'));
    expect(brokenOf('Dockerfile')).toMatchObject([{ path: 'compose.yaml', line: null }]);
  });

  test('one of wrong types, and one about something else, are read', () => {
    write('Dockerfile');
    write('compose.yaml', 'services: [1, {a: 2}]\n');
    write('test.compose.yml', '- : {{ x }}\n');
    expect(brokenOf('Dockerfile')).toEqual([]);
  });
});
