import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../../src/project/files.ts';
import { localPathOf, readRequirementLines, readRequirements } from '../../../src/project/python/requirements.ts';

const read = (texts: Record<string, string>, path = 'requirements.txt', cwd = '') =>
  readRequirements(memoryFiles(texts), path, cwd);

describe('readRequirements', () => {
  test('packages, markers, hashes and URLs name nothing on disk', () => {
    const text = [
      '# tools',
      'flask==3.0.0 \\',
      '    --hash=sha256:aa \\',
      '    --hash=sha256:bb',
      'uvloop>=0.17; sys_platform != "win32"  # fast',
      'requests[socks] @ https://example.org/requests.zip',
      'git+https://example.org/lib.git@v1#egg=lib',
      '-e git+ssh://git@example.org/lib.git#egg=lib',
      'https://example.org/x-1.0.tar.gz',
      '--index-url https://${TOKEN}@example.org/simple',
      '--extra-index-url=https://example.org/simple',
      '--no-binary :all:',
      '--trusted-host example.org',
      '--pre',
      '',
    ].join('\n');
    expect(read({ 'requirements.txt': text })).toEqual({
      packages: [
        { name: 'flask', extras: [], pinned: '3.0.0' },
        { name: 'uvloop', extras: [], pinned: null },
        { name: 'requests', extras: ['socks'], pinned: null },
        { name: 'lib', extras: [], pinned: null },
        { name: 'lib', extras: [], pinned: null },
        { name: '', extras: [], pinned: null },
      ],
      files: ['requirements.txt'],
      locals: [],
      links: [],
      clones: ['lib'],
      missing: [],
      unknown: [],
      broken: null,
    });
  });

  test('packages are named as indexes compare them, without those for other systems', () => {
    const text = [
      'Flask_SQLAlchemy[asyncio, MyPy]==3.1',
      "pywin32==306; sys_platform == 'win32'",
      "uvloop; (platform_system=='Windows')",
      "pinned-twice==1.*,>=1; python_version < '4'",
    ].join('\n');
    expect(read({ 'requirements.txt': text }).packages).toEqual([
      { name: 'flask-sqlalchemy', extras: ['asyncio', 'mypy'], pinned: '3.1' },
      { name: 'pinned-twice', extras: [], pinned: null },
    ]);
  });

  test('includes are relative to their file, in the order in which they are read', () => {
    const files = {
      'requirements/prod.txt': '-r base.txt\n-c../constraints.txt\n--requirement=more/extra.txt\n',
      'requirements/base.txt': 'flask\n-r shared.txt\n',
      'requirements/shared.txt': '',
      'requirements/more/extra.txt': '',
      'constraints.txt': 'flask<4',
    };
    expect(read(files, 'requirements/prod.txt').files).toEqual([
      'requirements/prod.txt',
      'requirements/base.txt',
      'requirements/shared.txt',
      'constraints.txt',
      'requirements/more/extra.txt',
    ]);
  });

  test('a cycle ends', () => {
    expect(read({ 'requirements.txt': '-r b.txt', 'b.txt': '-r requirements.txt' }).files).toEqual([
      'requirements.txt',
      'b.txt',
    ]);
  });

  test('paths of packages are relative to the folder that pip runs in', () => {
    const files = {
      'deps/all.txt': '-e ./lib[extra]\n./other\nwheels/x-1.0-py3-none-any.whl ; python_version > "3"\n',
      'app/lib/setup.py': '',
    };
    expect(
      read(files, 'deps/all.txt', 'app').locals.map(({ path, isEditable, line }) => [path, isEditable, line]),
    ).toEqual([
      ['app/lib', true, 1],
      ['app/other', false, 2],
      ['app/wheels/x-1.0-py3-none-any.whl', false, 3],
    ]);
  });

  test('the project itself', () => {
    expect(read({ 'requirements.txt': '-e .\n' }).locals).toEqual([
      { path: '', isEditable: true, file: 'requirements.txt', line: 1, text: '-e .' },
    ]);
    expect(read({ 'requirements.txt': '.[test]\n' }).locals.map(({ path }) => path)).toEqual(['']);
  });

  test('what lies outside has no path', () => {
    expect(read({ 'requirements.txt': '-e ../lib\nx @ file:///srv/x\n' }).locals.map(({ path }) => path)).toEqual([
      null,
      null,
    ]);
  });

  test('--find-links: beside the file first, then where pip runs', () => {
    const files = {
      'r/a.txt': '-f wheels\n--find-links=more\n-f https://example.org/',
      'r/wheels/x.whl': '',
      'more/y.whl': '',
    };
    expect(read(files, 'r/a.txt').links).toEqual(['r/wheels', 'more']);
  });

  test('what is known at build time only', () => {
    const text = '-r ${WHICH}.txt\n-e ${LIB}\n-f ${WHEELS}\n--no-such-option\n';
    expect(read({ 'requirements.txt': text }).unknown.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  test('an include that is not there', () => {
    expect(read({ 'requirements.txt': '-r gone.txt' }).missing).toEqual(['gone.txt']);
  });

  test('a file that is no UTF-8 text', () => {
    const files = { ...memoryFiles({ 'requirements.txt': '' }), readText: () => null };
    expect(readRequirements(files, 'requirements.txt', '').broken).toEqual({
      path: 'requirements.txt',
      line: null,
      why: 'it is not UTF-8 text',
    });
  });

  test('a BOM, CRLF and a comment within a continuation', () => {
    const text = '\uFEFF-r a.txt\r\nflask \\\r\n  # why\r\n-r b.txt\r\n';
    expect(read({ 'requirements.txt': text, 'a.txt': '', 'b.txt': '' }).files).toEqual([
      'requirements.txt',
      'a.txt',
      'b.txt',
    ]);
  });

  test('a long line of blanks takes no time', () => {
    const start = performance.now();
    read({ 'requirements.txt': `flask${' '.repeat(200_000)}x` });
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('readRequirementLines', () => {
  test('lines of another file are not a file that is read', () => {
    const files = memoryFiles({ 'c/environment.yml': '', 'c/requirements.txt': 'flask' });
    const found = readRequirementLines(files, 'c/environment.yml', '-r requirements.txt\n-e .', 'c');
    expect([found.files, found.locals.map(({ path }) => path)]).toEqual([['c/requirements.txt'], ['c']]);
  });
});

describe('localPathOf', () => {
  test.each([
    ['flask', undefined],
    ['flask[async]>=2', undefined],
    ['.', '.'],
    ['.[dev]', '.'],
    ['./lib', './lib'],
    ['dist/x.whl', 'dist/x.whl'],
    ['there/lib', 'there/lib'],
    ['not/there', null],
    ['./$NAME', null],
    ['x @ ./lib', './lib'],
    ['x @ git+https://example.org/x', undefined],
  ])('%s', (text, path) => {
    expect(localPathOf(memoryFiles({ 'there/lib/setup.py': '' }), text, '')).toBe(path);
  });
});
