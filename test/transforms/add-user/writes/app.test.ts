import { describe, expect, test } from 'vitest';
import { APPS, shortOf, writesOf } from './support.ts';

describe('several files', () => {
  const node = APPS.js.dockerfile;
  test('a constant of another file', () => {
    const files = { 'config.js': "exports.UPLOAD_DIR = '/srv/up'", 'server.js': 'fs.mkdirSync(config.UPLOAD_DIR)' };
    expect(shortOf(writesOf(node, files))).toEqual(['/srv/up']);
  });
  test('a constant with two values', () => {
    const files = { 'a.js': "UPLOAD_DIR = '/a'", 'b.js': "UPLOAD_DIR = '/b'", 'server.js': 'fs.mkdirSync(UPLOAD_DIR)' };
    expect(shortOf(writesOf(node, files))).toBe('not-literal');
  });
  test('tests, docs, dependencies and set-up of tools are not the app', () => {
    const write = "fs.writeFileSync('/data/x', 1)";
    const files = {
      'server.js': '',
      'server.test.js': write,
      'test/helper.js': write,
      'docs/build.js': write,
      'node_modules/x/index.js': write,
      'vite.config.js': write,
      'public/app.js': write,
      'scripts/seed.js': write,
    };
    expect(shortOf(writesOf(node, files))).toEqual([]);
    expect(shortOf(writesOf(node, { ...files, 'server.js': "require('./scripts/seed')" }))).toEqual(['/data']);
    expect(shortOf(writesOf(node, { ...files, 'lib/docs/x.js': write }))).toEqual(['/data']);
  });
  test('what the ignore file leaves out', () => {
    const files = { '.dockerignore': 'old', 'server.js': '', 'old/x.js': "fs.writeFileSync('/data/x', 1)" };
    expect(shortOf(writesOf(node, files))).toEqual([]);
  });
  test('other languages beside it do not run', () => {
    const files = { 'server.js': '', 'tools/gen.py': 'open("/data/x", "w")' };
    expect(shortOf(writesOf(node, files))).toEqual([]);
  });
  test('a folder that a variable names, where the path is not to be told', () => {
    const dockerfile = node.replace('CMD', 'ENV DATA_DIR=/var/lib/x\nCMD');
    const writes = writesOf(dockerfile, { 'server.js': 'const c = load(process.env.DATA_DIR)\nfs.mkdirSync(c.dir)' });
    expect(writes).toEqual({
      kind: 'unknown',
      why: 'not-literal',
      evidence: { file: 'server.js', line: 2 },
      folders: [{ path: '/var/lib/x', evidence: { file: 'server.js', line: 1 } }],
    });
  });
  test('folders in another one are left out', () => {
    const files = { 'server.js': "fs.mkdirSync('/data/a'); fs.mkdirSync('/data/b/c'); fs.mkdirSync('/data/b')" };
    expect(shortOf(writesOf(node, files))).toEqual(['/data/a', '/data/b']);
  });
  test('no context, an unread language, a Go file without its module', () => {
    const dart =
      'FROM dart AS build\nWORKDIR /src\nCOPY . .\nFROM scratch\nCOPY --from=build /src/bin/server /server\nCMD ["/server"]\n';
    expect(shortOf(writesOf(dart, { 'bin/server.dart': '' }))).toBe('language');
    expect(shortOf(writesOf(APPS.go.dockerfile, { 'main.go': 'package main' }))).toBe('no-sources');
    expect(shortOf(writesOf(APPS.go.dockerfile, {}))).toBe('no-sources');
  });
  test('other programs of a Go module', () => {
    const files = {
      'go.mod': 'module x',
      'cmd/server/main.go': 'package main',
      'cmd/gen/main.go': 'package main\nfunc main() { os.WriteFile("/data/x", b, 0) }',
    };
    expect(shortOf(writesOf(APPS.go.dockerfile.replace('/bin/server .', '/bin/server ./cmd/server'), files))).toEqual(
      [],
    );
    expect(shortOf(writesOf(APPS.go.dockerfile.replace('/bin/server .', '/bin/ ./...'), files))).toEqual(['/data']);
  });
  test('a variable of the image takes the place of what a settings class says', () => {
    const dockerfile = APPS.python.dockerfile.replace('CMD', 'ENV UPLOAD_DIR=/data\nCMD');
    const code = 'class S(BaseSettings):\n    upload_dir: str = "up"\ns = S()\nos.makedirs(s.upload_dir)';
    const writes = writesOf(dockerfile, { 'app.py': code });
    expect(writes).toMatchObject({ kind: 'unknown', folders: [{ path: '/data' }] });
  });
  test('metrics of several processes', () => {
    const dockerfile = APPS.python.dockerfile.replace('CMD', 'ENV PROMETHEUS_MULTIPROC_DIR=/metrics\nCMD');
    const files = { 'app.py': '', 'requirements.txt': 'prometheus-client==0.20\n' };
    expect(shortOf(writesOf(dockerfile, files))).toEqual(['/metrics']);
    expect(shortOf(writesOf(APPS.python.dockerfile, files))).toEqual([]);
  });
  test('a lock of Bundler that lacks the platform of the image is written anew', () => {
    const dockerfile = APPS.ruby.dockerfile.replace('["ruby"', '["bundle", "exec", "ruby"');
    const lock = (platform: string) => ({
      'app.rb': '',
      Gemfile: '',
      'Gemfile.lock': `PLATFORMS\n  ${platform}\n\nDEPENDENCIES\n`,
    });
    expect(shortOf(writesOf(dockerfile, lock('x86_64-darwin-22')))).toEqual(['/app']);
    expect(shortOf(writesOf(dockerfile, lock('ruby')))).toEqual([]);
    expect(shortOf(writesOf(dockerfile, lock('arm64-darwin\n  x86_64-linux')))).toEqual([]);
    expect(
      shortOf(writesOf(dockerfile.replace('CMD', 'ENV BUNDLE_FROZEN=true\nCMD'), lock('x86_64-darwin-22'))),
    ).toEqual([]);
    expect(shortOf(writesOf(APPS.ruby.dockerfile, lock('x86_64-darwin-22')))).toEqual([]);
  });
  test('a part of a Go program that writes where it is told', () => {
    const code = 'package main\nvar out = flag.String("out", "", "")\nfunc main() { os.Create(*out) }';
    expect(
      shortOf(writesOf(APPS.go.dockerfile.replace('go build -o /bin/server .', 'make'), { 'main.go': code })),
    ).toBe('not-literal');
  });
  test('a release of Elixir makes its settings when it starts', () => {
    const files = { 'lib/app.ex': '', 'config/runtime.exs': 'import Config' };
    const { dockerfile } = APPS.elixir;
    expect(shortOf(writesOf(dockerfile, files))).toEqual(['/app/tmp']);
    expect(shortOf(writesOf(dockerfile.replace('CMD', 'ENV RELEASE_TMP=/tmp/x\nCMD'), files))).toEqual([]);
    expect(shortOf(writesOf(dockerfile, { 'lib/app.ex': '' }))).toEqual([]);
  });
  test('a file in which a string never ends', () => {
    expect(shortOf(writesOf(APPS.ruby.dockerfile, { 'app.rb': "File.read(\"x)\nFile.write('/data/x', 1)" }))).toBe(
      'not-literal',
    );
  });
  test('more than is read', () => {
    const files = { 'server.js': `fs.writeFileSync(x, ${'"a" + '.repeat(200_000)}"")` };
    expect(shortOf(writesOf(node, files))).toBe('too-much');
  });
});

describe('frameworks and settings', () => {
  test.each<[string, keyof typeof APPS, Record<string, string>, readonly string[] | string]>([
    ['Rails', 'ruby', { 'app.rb': '', Gemfile: 'gem "rails", "~> 7"' }, ['/app/log', '/app/storage', '/app/tmp']],
    [
      'Laravel',
      'php',
      { 'index.php': '<?php', 'composer.json': '{"require":{"laravel/framework":"11"}}' },
      ['/app/bootstrap/cache', '/app/storage'],
    ],
    [
      'Symfony',
      'php',
      { 'index.php': '<?php', 'composer.json': '{"require":{"symfony/framework-bundle":"7"}}' },
      ['/app/var'],
    ],
    ['Hugging Face', 'python', { 'app.py': '', 'requirements.txt': 'transformers==4\n' }, 'not-literal'],
    [
      'Spring without a log',
      'java',
      {
        'src/main/java/A.java': '',
        'src/main/resources/application.properties': 'server.port=1\n# logging.file.name=/x/y.log',
      },
      [],
    ],
    [
      'Spring with a log',
      'java',
      { 'src/main/java/A.java': '', 'src/main/resources/application.properties': 'logging.file.name=logs/app.log' },
      ['/app/logs'],
    ],
    [
      'Spring in YAML, with a database',
      'java',
      {
        'src/main/java/A.java': '',
        'src/main/resources/application.yml': 'spring:\n  datasource:\n    url: jdbc:h2:file:./data/db\n',
      },
      ['/app/data'],
    ],
    [
      'a broken YAML file',
      'java',
      { 'src/main/java/A.java': '', 'src/main/resources/application.yml': 'a: [b\n  : - }' },
      [],
    ],
    [
      'Logback',
      'java',
      {
        'src/main/java/A.java': '',
        'src/main/resources/logback.xml':
          '<configuration><property name="DIR" value="/var/log/x"/><!-- <appender><file>/no/a.log</file></appender> --><appender name="F"><file>${DIR}/a.log</file></appender></configuration>',
      },
      ['/var/log/x'],
    ],
    [
      'Log4j in YAML',
      'java',
      {
        'src/main/java/A.java': '',
        'src/main/resources/log4j2.yaml': 'Configuration:\n  appenders:\n    File:\n      fileName: logs/app.log\n',
      },
      ['/app/logs'],
    ],
    [
      'Log4j in JSON',
      'java',
      {
        'src/main/java/A.java': '',
        'src/main/resources/log4j2.json': '{"configuration":{"appenders":{"File":{"fileName":"/var/log/x/a.log"}}}}',
      },
      ['/var/log/x'],
    ],
    [
      'java.util.logging',
      'java',
      {
        'src/main/java/A.java': '',
        'src/main/resources/logging.properties': 'java.util.logging.FileHandler.pattern = logs/app%u.log\n',
      },
      ['/app/logs'],
    ],
    [
      'java.util.logging in the home and in the folder of temporary files',
      'java',
      {
        'src/main/java/A.java': '',
        'src/main/resources/logging.properties': 'java.util.logging.FileHandler.pattern = %t/app.log\n',
        'conf/logging.properties': 'java.util.logging.FileHandler.pattern = %h/app.log\n',
      },
      'not-literal',
    ],
    [
      'Dropwizard',
      'java',
      {
        'src/main/java/A.java': '',
        'config.yml': 'logging:\n  appenders:\n    - type: file\n      currentLogFilename: ./logs/x.log\n',
      },
      ['/app/logs'],
    ],
    [
      'a log of Quarkus without a name',
      'java',
      { 'src/main/java/A.java': '', 'src/main/resources/application.properties': 'quarkus.log.file.enable=true\n' },
      ['/app'],
    ],
    [
      'Smarty',
      'php',
      { 'index.php': '<?php', 'composer.json': '{"require":{"smarty/smarty":"^4"}}' },
      ['/app/templates_c'],
    ],
    [
      'Spring, with a database unless a variable says another',
      'java',
      { 'src/main/java/A.java': '', 'src/main/resources/application.yml': 'url: ${DB:jdbc:h2:file:./data/db}\n' },
      ['/app/data'],
    ],
    [
      'NLog',
      'dotnet',
      { 'Program.cs': '', 'nlog.config': '<nlog><target fileName="logs/a.log"/></nlog>' },
      ['/app/logs'],
    ],
    [
      'logging of Python in YAML',
      'python',
      { 'app.py': '', 'logging.yaml': 'handlers:\n  file:\n    filename: logs/app.log\n' },
      ['/app/logs'],
    ],
    [
      'a settings file of uWSGI',
      'python',
      { 'app.py': '', 'u.ini': '[uwsgi]\nsocket = 0.0.0.0:80\npidfile = /run/u/a.pid\n' },
      ['/run/u'],
    ],
    [
      'Sequelize with SQLite',
      'js',
      { 'server.js': '', 'config/config.json': '{"production":{"dialect":"sqlite","storage":"db/x.sqlite"}}' },
      ['/app/db'],
    ],
    [
      'database.yml',
      'ruby',
      { 'app.rb': '', 'config/database.yml': 'production:\n  adapter: sqlite3\n  database: storage/p.sqlite3\n' },
      ['/app/storage'],
    ],
    [
      'Serilog in settings',
      'dotnet',
      {
        'Program.cs': '',
        'appsettings.json': '{"Serilog":{"WriteTo":[{"Name":"File","Args":{"path":"/var/log/s/a.txt"}}]}}',
      },
      ['/var/log/s'],
    ],
    [
      'SQLite in settings',
      'dotnet',
      { 'Program.cs': '', 'appsettings.json': '{"ConnectionStrings":{"D":"Data Source=data/app.db"}}' },
      ['/app/data'],
    ],
    [
      'Prisma with SQLite',
      'js',
      { 'server.js': '', 'prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n  url = "file:./dev.db"\n}' },
      ['/app/prisma'],
    ],
    [
      'Prisma without',
      'js',
      { 'server.js': '', 'prisma/schema.prisma': 'datasource db { provider = "postgresql" }' },
      [],
    ],
    [
      'Django with SQLite',
      'python',
      {
        'app.py': '',
        'x/settings.py':
          "BASE_DIR = Path(__file__).resolve().parent.parent\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'db.sqlite3'}}",
      },
      ['/app'],
    ],
    [
      'Django uploads',
      'python',
      {
        'app.py': '',
        'x/settings.py':
          "BASE_DIR = Path(__file__).resolve().parent.parent\nMEDIA_URL = '/media/'\nMEDIA_ROOT = BASE_DIR / 'media'",
      },
      ['/app/media'],
    ],
    [
      'a settings file of gunicorn',
      'python',
      { 'app.py': '', 'gunicorn.conf.py': "bind = ':80'\naccesslog = '-'\nerrorlog = '/var/log/g/e.log'" },
      ['/var/log/g'],
    ],
  ])('%s', (_, language, files, expected) => {
    expect(shortOf(writesOf(APPS[language].dockerfile, files))).toEqual(expected);
  });
});
