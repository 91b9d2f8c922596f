import { describe, expect, test } from 'vitest';
import { dataOf, pathsOf, readsOf } from './reads/support.ts';

describe('data', () => {
  test('files that are nothing else, folders of them whole', () => {
    const files = {
      'main.go': 'package main',
      'go.mod': 'module a',
      'banner.txt': '',
      'lists/a.csv': '',
      'lists/deep/b.csv': '',
      'internal/x.go': '',
      'internal/schema.sql': '',
    };
    expect(dataOf('go', files)).toEqual(['/app/banner.txt', '/app/internal/schema.sql', '/app/lists/']);
  });

  test.each([
    ['documentation', { 'README.md': '', 'docs/a.png': '', LICENSE: '', 'CHANGES.md': '' }],
    ['tests', { 'testdata/a.json': '', 'x/fixtures/a.json': '', 'x/a.test.ts': '', 'tests/a.sql': '' }],
    [
      'manifests',
      { 'package.json': '{}', 'package-lock.json': '{}', 'Cargo.lock': '', 'go.sum': '', 'requirements.txt': '' },
    ],
    [
      'what builds it',
      { Makefile: '', 'compose.yaml': '', 'tsconfig.json': '{}', 'build.sh': '', 'Dockerfile.dev': '' },
    ],
    [
      'tools',
      {
        '.eslintrc.json': '',
        '.github/workflows/a.yml': '',
        '.prettierrc': '',
        '.vscode/a.json': '',
        '.gitignore': '',
      },
    ],
    ['types', { 'types/a.d.ts': '' }],
    ['interfaces that are compiled in', { 'api/a.proto': '' }],
    ['other languages', { 'tool/a.py': '', 'lib/a.swift': '' }],
  ])('not %s', (_, files) => {
    expect(dataOf('go', { 'main.go': 'package main', ...files })).toEqual([]);
  });

  test('scripts of a folder that is served', () => {
    expect(dataOf('js', { 'public/app.js': '', 'public/vendor/x.css': '', 'src/a.js': '' })).toEqual(['/app/public/']);
  });

  test('scripts beside an app in another language', () => {
    expect(dataOf('go', { 'main.go': '', 'web/app.js': '', 'web/x.css': '' })).toEqual(['/app/web/']);
  });

  test('where single files are copied to', () => {
    const dockerfile =
      'FROM base:1\nWORKDIR /app\nCOPY main.go ./\nCOPY lists/a.csv /data/all.csv\nCMD ["/app/server"]\n';
    expect(dataOf('go', { 'main.go': '', 'lists/a.csv': '', 'b.csv': '' }, dockerfile)).toEqual(['/data/all.csv']);
  });
});

describe('given', () => {
  const of = (body: string, more = {}) =>
    readsOf('go', { 'main.go': `package main\nfunc main() {\n${body}\n}`, 'conf.yml': '', ...more })?.given;
  const place = [{ file: 'main.go', line: 3 }];

  test('by a variable', () => expect(of('os.ReadFile(os.Getenv("CONF"))')).toEqual(place));
  test('by an argument', () => expect(of('os.ReadFile(os.Args[1])')).toEqual(place));
  test('by an option', () => {
    expect(of('os.ReadFile(*conf)\n}\nvar conf = flag.String("c", "", "")\nfunc x() {')).toEqual(place);
  });
  test('not in a folder for temporary files', () => expect(of('os.ReadFile(os.TempDir())')).toEqual([]));
  test('not what is known', () => expect(of('os.ReadFile("conf.yml")')).toEqual([]));
  test('not where there is nothing to read', () => {
    expect(readsOf('go', { 'main.go': 'package main\nfunc main() {\nos.ReadFile(os.Args[1])\n}' })?.given).toEqual([]);
  });
});

describe('places', () => {
  const files = { 'main.go': 'package main\n\nvar x, _ = os.Open("/srv/lists/a.csv")\n', 'data/a.csv': '' };
  const dockerfile = 'FROM base:1\nWORKDIR /app\nCOPY main.go .\nCOPY data /srv/lists\nCMD ["/app/server"]\n';

  test('it lies elsewhere in the image than in the context', () => {
    expect(readsOf('go', files, dockerfile)?.paths).toEqual([
      { path: '/srv/lists/a.csv', kind: 'file', place: { file: 'main.go', line: 3 } },
    ]);
  });

  test('inside a folder that is named as well', () => {
    const source = 'package main\nfunc main() {\nos.Open("lists/a.csv")\nos.ReadDir("lists")\n}';
    expect(pathsOf('go', { 'main.go': source, 'lists/a.csv': '' })).toEqual(['/app/lists/']);
  });

  test('only languages that are asked for', () => {
    expect(pathsOf('go', { 'main.go': 'package main', 'tool.py': 'open("lists/a.csv")', 'lists/a.csv': '' })).toEqual(
      [],
    );
  });
});

test('what the build may make, below any working directory', () => {
  const dockerfile = 'FROM base:1\nWORKDIR /usr/src/app\nCOPY . .\nCMD ["x"]\n';
  const files = { 'main.go': 'package main\nfunc main() {\nos.Open("ui/dist/x.css")\nos.Open("/usr/share/x.txt")\n}' };
  expect(readsOf('go', files, dockerfile)?.missing?.map(({ path }) => path)).toEqual(['/usr/src/app/ui/dist/x.css']);
});

test('files that only a builder stage has keep their names apart', () => {
  const dockerfile =
    'FROM base:1 AS build\nWORKDIR /src\nCOPY . .\nRUN make\nFROM base:1\nWORKDIR /app\nCOPY lists lists\nCOPY --from=build /src/bin/x /app/x\n';
  const source = (list: string) =>
    `package x\nconst list = "${list}"\nfunc f() {\nos.ReadFile(pick(list) + list)\nos.Open(list)\n}`;
  const files = { 'a.go': source('lists/a.csv'), 'b.go': source('lists/b.csv'), 'lists/a.csv': '', 'lists/b.csv': '' };
  expect(pathsOf('go', files, dockerfile)).toEqual(['/app/lists/a.csv', '/app/lists/b.csv']);
});

describe('not read', () => {
  const go = { 'main.go': 'package main' };
  test.each([
    ['a COPY that is not understood', 'COPY --parents a/b /app/'],
    ['an archive', 'ADD src.tar.gz /app/'],
    ['a repository', 'ADD https://example.com/a.git /app'],
    ['a folder that is not known', 'COPY $DIR /app'],
  ])('%s', (_, line) => {
    const files = { ...go, 'src.tar.gz': '', 'a/b/x.go': '' };
    expect(readsOf('go', files, `FROM base:1\nWORKDIR /app\nCOPY main.go .\n${line}\nCMD ["x"]\n`)).toBeNull();
  });

  test('a working directory that is not known', () => {
    expect(readsOf('go', go, 'FROM base:1\nARG DIR\nWORKDIR $DIR\nCOPY main.go /app/\n')).toBeNull();
  });

  test('a source too large', () => {
    expect(readsOf('go', { 'main.go': `package main\n// ${'x'.repeat(1_100_000)}` })).toBeNull();
  });

  test('but a program of another image is no source', () => {
    const dockerfile = 'FROM base:1\nWORKDIR /app\nCOPY --from=tool:1 /tool /bin/\nCOPY . .\n';
    expect(readsOf('go', go, dockerfile)).not.toBeNull();
  });
});

// It would take hours if a part of it were not bounded.
test('hostile text is read to an end', { timeout: 60_000 }, () => {
  const nested = `package main\nfunc main() {\nos.Open(${'f('.repeat(5000)}"x"${')'.repeat(5000)})\n}`;
  const quotes = `package main\nvar x = ${'"a" + '.repeat(20_000)}"b"\n`;
  const found = [];
  found.push(readsOf('go', { 'a.go': nested, 'b.go': quotes, 'seed/a.csv': '' }));
  found.push(readsOf('js', { 'a.js': nested, 'b.js': `fs.readFile(${'a || '.repeat(20_000)}b)`, 'seed/a.csv': '' }));
  const chain = Array.from(
    { length: 300 },
    (_, i) => `func f${i}(p string) {\n${`f${i + 1}(p)\n`.repeat(8)}os.Open(p)\n}`,
  );
  found.push(readsOf('go', { 'a.go': `package main\n${chain.join('\n')}`, 'seed/a.csv': '' }));
  const names = Array.from({ length: 2000 }, (_, i) => `const n${i} = n${i + 1} || m${i}; fs.readFileSync(n${i});`);
  found.push(readsOf('js', { 'a.js': names.join('\n'), 'seed/a.csv': '' }));
  expect(found).toHaveLength(4);
});
