import { describe, expect, test } from 'vitest';
import { type FileStat, memoryProject } from '../../../src/project/project.ts';
import { chooseChangedFile } from '../../../src/verify/context/changed-file.ts';

const ALL = 'FROM x\nWORKDIR /app\nCOPY . .\n';

/** Chooses among files with these names; the text of each is a line. */
function choose(names: readonly string[], text = ALL, texts: Readonly<Record<string, string>> = {}): string | null {
  const files = Object.fromEntries(names.map((name) => [name, 'x = 1\n']));
  return chooseChangedFile(memoryProject({ ...files, Dockerfile: text, ...texts }), text);
}

describe('by language', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'Node',
      'src/server.js',
      ['package.json', 'package-lock.json', 'src/server.js', 'test/server.js', 'scripts/seed.js'],
    ],
    [
      'TypeScript',
      'src/app.ts',
      ['tsconfig.json', 'vite.config.ts', 'src/app.ts', 'src/app.test.ts', 'src/types.d.ts'],
    ],
    ['Go', 'cmd/api/main.go', ['go.mod', 'go.sum', 'cmd/api/main.go', 'cmd/api/main_test.go', 'vendor/a/a.go']],
    [
      'Python',
      'app/main.py',
      ['requirements.txt', 'setup.py', 'app/__init__.py', 'app/main.py', 'app/tests/test_main.py'],
    ],
    ['Java', 'src/main/java/a/App.java', ['pom.xml', 'src/main/java/a/App.java', 'src/test/java/a/AppTest.java']],
    ['Kotlin', 'src/main/kotlin/App.kt', ['build.gradle.kts', 'src/main/kotlin/App.kt']],
    ['Rust', 'src/main.rs', ['Cargo.toml', 'Cargo.lock', 'build.rs', 'src/main.rs', 'target/debug/x.rs']],
    ['C', 'src/words.c', ['Makefile', 'src/words.c', 'src/words.h']],
    ['C++', 'main.cpp', ['CMakeLists.txt', 'main.cpp', 'build/x.cpp']],
    ['Ruby', 'app/models/user.rb', ['Gemfile', 'config/routes.rb', 'app/models/user.rb', 'spec/user_spec.rb']],
    ['.NET', 'Program.cs', ['App.csproj', 'Program.cs', 'obj/Debug/x.cs']],
    ['Elixir', 'lib/hello.ex', ['mix.exs', 'config/config.exs', 'lib/hello.ex', 'deps/a/lib/a.ex']],
    ['shell', 'run.sh', ['run.sh', 'README.md']],
    ['a site', 'index.html', ['index.html', 'docs/a.html']],
  ])('%s', (_, expected, names) => {
    expect(choose(names)).toBe(expected);
  });

  test('PHP', () => {
    const texts = { 'src/Kernel.php': '<?php\nclass Kernel {}\n', 'public/index.php': '<?php require "x";\n' };
    expect(choose(['composer.json'], ALL, texts)).toBe('src/Kernel.php');
  });

  test('the one that most is written in; scripts and pages only when there is nothing else', () => {
    expect(choose(['a.sh', 'b.sh', 'c.html', 'main.py'])).toBe('main.py');
    expect(choose(['main.py', 'web.js', 'util.py'])).toBe('main.py');
  });
});

describe('which of them', () => {
  test('among sources before beside them, the shorter way before the longer, then by name', () => {
    expect(choose(['server.js', 'src/b.js', 'src/a.js', 'src/routes/0.js'])).toBe('src/a.js');
    expect(choose(['other/a.js', 'z.js'])).toBe('z.js');
  });

  test('the same, whatever the order', () => {
    expect(choose(['src/b.js', 'src/a.js'])).toBe(choose(['src/a.js', 'src/b.js']));
  });

  test('the app that the Dockerfile lies in', () => {
    const text = 'FROM x\nCOPY . .\n';
    const files = { 'api/main.go': 'x\n', 'api/Dockerfile': text, 'web/src/a.ts': 'x\n', 'web/src/b.ts': 'x\n' };
    const project = { ...memoryProject(files), dockerfile: 'api/Dockerfile' };
    expect(chooseChangedFile(project, text)).toBe('api/main.go');
  });

  test('a folder with Dockerfiles and scripts is no app', () => {
    const text = 'FROM x\nCOPY . .\n';
    const project = {
      ...memoryProject({ 'docker/run.sh': 'x\n', 'src/a.ts': 'x\n' }),
      dockerfile: 'docker/Dockerfile',
    };
    expect(chooseChangedFile(project, text)).toBe('src/a.ts');
  });
});

describe('what is in the build', () => {
  test('nothing that is ignored', () => {
    expect(choose(['src/a.js', 'src/b.js'], ALL, { '.dockerignore': 'src/a.js\n' })).toBe('src/b.js');
    expect(choose(['src/a.js'], ALL, { '.dockerignore': 'src\n' })).toBe(null);
  });

  test('nothing that is not copied', () => {
    expect(choose(['src/a.js', 'lib/b.js'], 'FROM x\nCOPY lib lib\n')).toBe('lib/b.js');
    expect(choose(['src/a.js'], 'FROM x\nRUN y\n')).toBe(null);
  });

  test('what a stage copies that the last one copies from', () => {
    expect(choose(['main.go'], 'FROM go AS b\nCOPY . /src\nFROM x\nCOPY --from=b /src/x /x\n')).toBe('main.go');
  });

  test('what a RUN looks into', () => {
    const mounted = 'FROM x\nRUN --mount=type=bind,source=src,target=/src make\n';
    expect(choose(['src/a.c', 'b.c'], mounted)).toBe('src/a.c');
    expect(choose(['a.c'], 'FROM x\nRUN --mount=target=. make\n')).toBe('a.c');
  });

  test('a result that was built outside is not made of its sources', () => {
    expect(choose(['src/main/java/A.java', 'pom.xml', 'target/a.jar'], 'FROM x\nCOPY target/a.jar /a.jar\n')).toBe(
      null,
    );
  });

  test('of the stage that is built', () => {
    const text = 'FROM x AS one\nCOPY one.js .\nFROM x\nCOPY two.js .\n';
    const project = memoryProject({ 'one.js': 'x\n', 'two.js': 'x\n' });
    expect(chooseChangedFile(project, text, 'one')).toBe('one.js');
    expect(chooseChangedFile(project, text)).toBe('two.js');
    expect(chooseChangedFile(project, text, 'three')).toBe(null);
  });
});

describe('an empty line at the end', () => {
  test.each<[string, string, string]>([
    ['a template that ends outside of PHP', 'a.php', '<?php x(); ?>\n'],
    ['a page', 'a.php', '<html></html>\n'],
    ['data behind the program', 'a.rb', 'x\n__END__\ndata\n'],
    ['a line that goes on', 'a.sh', 'x \\\n'],
    ['a file that is written by a program', 'a.go', '// Code generated by x. DO NOT EDIT.\npackage a\n'],
    ['what is folded into one line', 'a.js', `${'x'.repeat(3000)}\n`],
    ['an empty file', 'a.py', '\n'],
  ])('not in %s', (_, name, text) => {
    expect(choose([], ALL, { [name]: text })).toBe(null);
  });
});

test('none where the Dockerfile cannot be read', () => {
  expect(choose(['a.js'], 'FRUM x\n')).toBe(null);
});

describe('behind a link', () => {
  const files = { 'a.js': 'x\n', 'app/src/main.js': 'x\n', 'src/main.js': 'x\n' };
  const inMemory = memoryProject(files);
  /** `src` leads to `app/src`. */
  const statOf = (path: string): FileStat | null => {
    const stat = inMemory.statOf(path);
    return stat === null || path !== 'src' ? stat : { ...stat, isLink: true };
  };
  const project = { ...inMemory, statOf, disk: { ...inMemory.disk, statOf } };

  test('no file is changed, but the one that it leads to', () => {
    expect(chooseChangedFile(inMemory, ALL)).toBe('src/main.js');
    expect(chooseChangedFile(project, ALL)).toBe('app/src/main.js');
    expect(chooseChangedFile(project, 'FROM x\nWORKDIR /app\nCOPY src/main.js .\n')).toBeNull();
  });
});
