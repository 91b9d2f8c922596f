import { describe, expect, test } from 'vitest';
import type { Language } from '../../../src/app/code/languages.ts';
import { dataOf, pathsOf, programsOf, unknownOf } from './support.ts';

const DATA = { 'seed/x.csv': '1' };

describe('paths', () => {
  const cases: readonly (readonly [
    string,
    Language,
    string,
    string,
    Readonly<Record<string, string>>,
    readonly string[],
  ])[] = [
    [
      'C: fopen',
      'native',
      'a.c',
      'int main() { FILE *f = fopen("list.txt", "r"); }',
      { 'list.txt': '' },
      ['/app/list.txt'],
    ],
    [
      'C: a name by a macro',
      'native',
      'a.c',
      '#define LIST "list.txt"\nint main() { fopen(LIST, "r"); }',
      { 'list.txt': '' },
      ['/app/list.txt'],
    ],
    ['C++: a stream', 'native', 'a.cpp', 'int main() { std::ifstream in("seed/x.csv"); }', DATA, ['/app/seed/x.csv']],
    [
      'C++: a mount point',
      'native',
      'a.cpp',
      'int main() { svr.set_mount_point("/", "./www"); }',
      { 'www/x.html': '' },
      ['/app/www/'],
    ],
    [
      'Java: a stream',
      'jvm',
      'A.java',
      'class A { void x() { new FileInputStream("seed/x.csv"); } }',
      DATA,
      ['/app/seed/x.csv'],
    ],
    [
      'Java: Files',
      'jvm',
      'A.java',
      'class A { void x() { Files.readString(Path.of("seed", "x.csv")); } }',
      DATA,
      ['/app/seed/'],
    ],
    ['Kotlin', 'jvm', 'A.kt', 'fun main() { File("seed/x.csv").readText() }', DATA, ['/app/seed/x.csv']],
    [
      'Spring: settings beside the jar',
      'jvm',
      'A.java',
      'import org.springframework.boot.SpringApplication;',
      { 'config/application.yml': '' },
      ['/app/config/'],
    ],
    ['Python: open', 'python', 'a.py', 'with open("seed/x.csv") as f:\n    pass', DATA, ['/app/seed/x.csv']],
    [
      'Python: beside the source',
      'python',
      'pkg/a.py',
      'import os\nopen(os.path.join(os.path.dirname(__file__), "x.csv"))',
      { 'pkg/x.csv': '' },
      ['/app/pkg/x.csv'],
    ],
    [
      'Python: templates of Flask',
      'python',
      'a.py',
      'app = Flask(__name__)',
      { 'templates/a.html': '', 'static/a.css': '' },
      ['/app/static/', '/app/templates/'],
    ],
    ['.NET', 'dotnet', 'A.cs', 'class A { void X() { File.ReadAllText("seed/x.csv"); } }', DATA, ['/app/seed/x.csv']],
    ['Ruby', 'ruby', 'a.rb', 'File.read("seed/x.csv")', DATA, ['/app/seed/x.csv']],
    ['PHP', 'php', 'a.php', "<?php file_get_contents(__DIR__ . '/seed/x.csv');", DATA, ['/app/seed/x.csv']],
  ];
  test.each(cases)('%s', (_, language, file, text, files, expected) => {
    expect(pathsOf(language, { [file]: text, ...files })).toEqual(expected);
  });
});

test.each([
  ['C: a file that is written', 'native', 'a.c', 'int main() { fopen("out.csv", "w"); }'],
  ['C: a header', 'native', 'a.c', '#include "seed.h"\n'],
  [
    'Java: a resource of the class path',
    'jvm',
    'src/main/java/A.java',
    'class A { void x() { f("a.html"); f("/templates/a.html"); } }',
  ],
  ['Java: a URL', 'jvm', 'A.java', 'class A { String x = "http://x/seed/x.csv"; }'],
  ['Python: a file that is written', 'python', 'a.py', 'open("seed/y.csv", "w")'],
] as const)('no path. %s', (_, language, file, text) => {
  const files = { [file]: text, ...DATA, 'src/main/resources/templates/a.html': '', 'seed.h': '' };
  expect(pathsOf(language, files)).toEqual([]);
});

test('resources of a jar are inside of it', () => {
  expect(dataOf('jvm', { 'src/main/resources/a.yml': '', 'src/main/java/A.java': '', 'b.csv': '' })).toEqual([
    '/app/b.csv',
  ]);
});

test.each([
  ['C', 'native', 'a.c', 'void x() { fopen(pick(), "r"); }'],
  ['Java', 'jvm', 'A.java', 'class A { void x() { new FileInputStream(pick()); } }'],
  ['Python', 'python', 'a.py', 'open(pick())'],
] as const)('unknown: %s', (_, language, file, text) => {
  expect(unknownOf(language, { [file]: text, ...DATA })).toEqual([`${file}:1`]);
});

test.each([
  ['C', 'native', 'a.c', 'int main(int argc, char **argv) { fopen(argv[1], "r"); }'],
  ['C: a variable', 'native', 'a.c', 'int main() { fopen(getenv("LIST"), "r"); }'],
  ['Java: a variable', 'jvm', 'A.java', 'class A { void x() { new FileInputStream(System.getenv("LIST")); } }'],
  ['Python: an argument', 'python', 'a.py', 'import sys\nopen(sys.argv[1])'],
] as const)('not unknown: %s', (_, language, file, text) => {
  expect(unknownOf(language, { [file]: text, ...DATA })).toEqual([]);
});

test.each([
  ['C', 'native', 'a.c', 'int main() { system("ls | wc -l"); }', ['sh', 'ls', 'wc']],
  ['C: exec', 'native', 'a.c', 'int main() { execlp("git", "git", NULL); }', ['git']],
  ['Java', 'jvm', 'A.java', 'class A { void x() { new ProcessBuilder("git", "log").start(); } }', ['git']],
  ['Java: one line', 'jvm', 'A.java', 'class A { void x() { Runtime.getRuntime().exec("git log"); } }', ['git']],
  ['Python', 'python', 'a.py', 'import subprocess\nsubprocess.run(["git", "log"])', ['git']],
  ['Python: a shell', 'python', 'a.py', 'import subprocess\nsubprocess.run("git log", shell=True)', ['sh', 'git']],
  ['.NET', 'dotnet', 'A.cs', 'class A { void X() { Process.Start("git"); } }', ['git']],
  ['PHP', 'php', 'a.php', "<?php shell_exec('git log');", ['sh', 'git']],
  ['Ruby', 'ruby', 'a.rb', 'system("git log")', ['sh', 'git']],
] as const)('programs: %s', (_, language, file, text, expected) => {
  expect(programsOf(language, { [file]: text })).toEqual(expected);
});
