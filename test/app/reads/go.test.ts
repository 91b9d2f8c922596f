import { describe, expect, test } from 'vitest';
import { missingOf, pathsOf, programsOf, unknownOf } from './support.ts';

const HTML = { 'templates/a.html': '<p>', 'templates/b.html': '<p>' };
const main = (body: string, imports = '"os"') => ({
  'go.mod': 'module a\n',
  'main.go': `package main\nimport (\n\t${imports}\n)\nfunc main() {\n${body}\n}\n`,
});
/** Something that an unknown path may be. */
const DATA = { 'seed/x.csv': '1' };

describe('paths', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly string[]])[] = [
    ['a file', 'os.ReadFile("banner.txt")', { 'banner.txt': '' }, ['/app/banner.txt']],
    ['an absolute one', 'os.Open("/app/banner.txt")', { 'banner.txt': '' }, ['/app/banner.txt']],
    ['a glob of templates', 'template.Must(template.ParseGlob("templates/*.html"))', HTML, ['/app/templates/']],
    ['a list of templates', 'template.ParseFiles("templates/a.html", "templates/b.html")', HTML, ['/app/templates/']],
    ['a glob at the top', 'filepath.Glob("*.html")', { 'a.html': '', 'b.txt': '' }, ['/app/a.html']],
    ['a file server', 'http.FileServer(http.Dir("./web"))', { 'web/x.css': '' }, ['/app/web/']],
    [
      'the working directory served',
      'http.Dir(".")',
      { 'index.html': '', 'css/x.css': '' },
      ['/app/css/', '/app/index.html'],
    ],
    ['gin', 'r.LoadHTMLGlob("templates/**/*")', HTML, ['/app/templates/']],
    ['gin, static files', 'r.Static("/s", "./ui")', { 'ui/x.png': '' }, ['/app/ui/']],
    [
      'a known folder and an unknown file',
      'os.ReadFile(filepath.Join("lists", name))',
      { 'lists/x.txt': '' },
      ['/app/lists/'],
    ],
    ['a format', 'os.ReadFile(fmt.Sprintf("lists/%s.txt", x))', { 'lists/x.txt': '' }, ['/app/lists/']],
    ["a flag's default", 'd := flag.String("d", "lists", "")\nos.ReadDir(*d)', { 'lists/x.txt': '' }, ['/app/lists/']],
    ['migrations by URL', 'migrate.New("file://migrations", url)', { 'migrations/1.sql': '' }, ['/app/migrations/']],
    [
      'a name of settings',
      'viper.SetConfigName("conf")\nviper.AddConfigPath(".")',
      { 'conf.yaml': '' },
      ['/app/conf.yaml'],
    ],
    ['a folder of settings', 'viper.AddConfigPath("./etc")', { 'etc/conf.yaml': '' }, ['/app/etc/']],
    ['variables in a file', 'godotenv.Load()', { '.env': 'A=1' }, ['/app/.env']],
    [
      'certificates',
      'http.ListenAndServeTLS(":1", "c.crt", "c.key", nil)',
      { 'c.crt': '', 'c.key': '' },
      ['/app/c.crt', '/app/c.key'],
    ],
    ['a template found by a framework', 'c.HTML(200, "a.html", nil)', HTML, ['/app/templates/']],
    [
      'a settings file that names another',
      'os.ReadFile("conf.yaml")',
      { 'conf.yaml': 'words: lists/x.txt\n', 'lists/x.txt': '' },
      ['/app/conf.yaml', '/app/lists/x.txt'],
    ],
    ['a script that is started', 'exec.Command("./job.sh")', { 'job.sh': '' }, ['/app/job.sh']],
  ];
  test.each(cases)('%s', (_, body, files, expected) => {
    expect(pathsOf('go', { ...main(body, '"os"\n\t"os/exec"'), ...files })).toEqual(expected);
  });

  test('what a function is called with', () => {
    const body = 'load("lists/x.txt")\n}\nfunc load(path string) {\nos.ReadFile(path)';
    expect(pathsOf('go', { ...main(body), 'lists/x.txt': '' })).toEqual(['/app/lists/x.txt']);
    expect(unknownOf('go', { ...main(body), 'lists/x.txt': '' })).toEqual([]);
  });

  test('what a variable of the image names', () => {
    const dockerfile = 'FROM base:1\nWORKDIR /app\nCOPY . .\nENV CONF=/app/conf.ini\nCMD ["/app/server"]\n';
    expect(pathsOf('go', { ...main('os.Open(os.Getenv("CONF"))'), 'conf.ini': '' }, dockerfile)).toEqual([
      '/app/conf.ini',
    ]);
  });

  test('what the command is given', () => {
    const dockerfile = 'FROM base:1\nWORKDIR /app\nCOPY . .\nCMD ["/app/server", "--conf=conf.ini"]\n';
    expect(pathsOf('go', { ...main('flag.Parse()'), 'conf.ini': '' }, dockerfile)).toEqual(['/app/conf.ini']);
  });

  test('the place is that of the call', () => {
    const [first] = [...pathsOf('go', { ...main('os.Open("a.txt")'), 'a.txt': '' })];
    expect(first).toBe('/app/a.txt');
  });
});

describe('no paths', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    [
      'embedded files',
      '}\n//go:embed templates/*\nvar f embed.FS\nfunc x() {\ntemplate.ParseFS(f, "templates/*.html")',
      HTML,
    ],
    ['sources', 'println("main.go", "./internal")', { 'internal/x.go': 'package internal' }],
    ['a word that is no path', 'println("seed data")', DATA],
    ['a route', 'http.HandleFunc("/api/users", x)', DATA],
    ['a file that is written', 'os.WriteFile("out.txt", b, 0o644)', DATA],
    ['what is not copied', 'os.Open("x.txt")', { '.dockerignore': 'x.txt\n', 'x.txt': '' }],
    ['a comment', '// os.Open("seed/x.csv")', DATA],
    ['a placeholder', 'strings.Contains(x, "{{$.workspace}}")', DATA],
    ['manifests named in passing', 'println("go.mod")', {}],
    ['tests', '}', { 'main_test.go': 'package main\nfunc x() { os.Open("seed/x.csv") }', ...DATA }],
  ];
  test.each(cases)('%s', (_, body, files) => {
    expect(pathsOf('go', { ...main(body), ...files })).toEqual([]);
  });
});

describe('unknown', () => {
  test.each([
    ['what a function returns', 'os.ReadFile(pick())'],
    ['a template by a setting', 'os.ReadFile(templatePath())'],
    ['a template handed in', '}\nfunc draw(templatePath string) {\nos.ReadFile(templatePath)'],
    ['the working directory by request', 'http.ServeFile(w, r, "."+r.URL.Path)'],
    ['a name in a file that lists another folder', 'os.ReadDir("/x")\n}\nfunc load(path string) {\nos.ReadFile(path)'],
    ['a whole folder by request', 'http.ServeFile(w, r, r.URL.Path[1:])'],
    ['a parameter of a function that nobody calls', '}\nfunc load(path string) {\nos.ReadFile(path)'],
  ])('%s', (_, body) => {
    expect(unknownOf('go', { ...main(body), ...DATA })).toHaveLength(1);
  });

  test.each([
    ['a variable that the image does not set', 'os.ReadFile(os.Getenv("CONF"))'],
    ['a flag without default', 'd := flag.String("d", "", "")\nos.ReadFile(*d)'],
    ['an argument', 'os.ReadFile(os.Args[1])'],
    [
      'a flag of a variable',
      'flag.StringVar(&list, "l", "seed/x.csv", "")\n}\nvar list string\nfunc x() {\nos.ReadFile(list)',
    ],
    ['a flag of a field', 'cmd.Flags().StringVarP(&o.list, "list", "l", "", "")\n}\nfunc x() {\nos.ReadFile(o.list)'],
    ['a variable with a default', 'os.ReadFile(getEnv("LIST", "seed/x.csv"))'],
    ['a folder for temporary files', 'os.ReadFile(filepath.Join(os.TempDir(), name))'],
    ['a name that nothing of the context has', 'os.ReadFile(filepath.Join(base(), "cache.bin"))'],
    ['files that are listed', 'es, _ := os.ReadDir("seed")\nfor _, e := range es {\nos.ReadFile(e.Name())\n}'],
    ['a known folder', 'os.ReadFile("seed/" + name)'],
  ])('not: %s', (_, body) => {
    expect(unknownOf('go', { ...main(body), ...DATA })).toEqual([]);
  });

  test('not where the context has nothing but sources', () => {
    expect(unknownOf('go', { ...main('os.ReadFile(pick())'), 'README.md': '', LICENSE: '', 'docs/x.png': '' })).toEqual(
      [],
    );
  });
});

test('paths that the build may make', () => {
  expect(missingOf('go', main('http.Dir("./ui/dist")\nos.Open("/etc/passwd")\nos.Open("/tmp/x.txt")'))).toEqual([
    '/app/ui/dist',
  ]);
});

describe('programs', () => {
  const of = (body: string) => programsOf('go', main(body, '"os/exec"'));
  test('by name', () => expect(of('exec.Command("git", "log")')).toEqual(['git']));
  test('with a context', () => expect(of('exec.CommandContext(ctx, "ffmpeg")')).toEqual(['ffmpeg']));
  test('by a constant', () => expect(of('const tool = "curl"\nexec.Command(tool)')).toEqual(['curl']));
  test('through a shell', () =>
    expect(of('exec.Command("sh", "-c", "tar c . | gzip")')).toEqual(['sh', 'tar', 'gzip']));
  test('not to be told', () => expect(of('exec.Command(pick())')).toEqual([null]));
  test('not the app itself', () => expect(of('exec.Command(os.Args[0])')).toEqual([]));
  test('not a package of that name', () => expect(programsOf('go', main('exec.Command("x")', '"a/exec"'))).toEqual([]));
});
