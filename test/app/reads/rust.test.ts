import { describe, expect, test } from 'vitest';
import { pathsOf, programsOf, unknownOf } from './support.ts';

const main = (body: string, uses = 'use std::fs;') => ({
  'Cargo.toml': '[package]\nname = "a"\n',
  'src/main.rs': `${uses}\nfn main() {\n${body}\n}\n`,
});
const DATA = { 'seed/x.csv': '1' };
const HTML = { 'templates/a.html': '' };

describe('paths', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly string[]])[] = [
    ['a file', 'fs::read_to_string("list.txt")?;', { 'list.txt': '' }, ['/app/list.txt']],
    ['a file that is opened', 'let f = File::open("list.txt").unwrap();', { 'list.txt': '' }, ['/app/list.txt']],
    ['templates', 'let t = Tera::new("templates/**/*");', HTML, ['/app/templates/']],
    ['a folder that is served', 'ServeDir::new("web")', { 'web/x.css': '' }, ['/app/web/']],
    ['actix', '.service(Files::new("/s", "./web"))', { 'web/x.css': '' }, ['/app/web/']],
    ['warp', 'warp::fs::dir("web")', { 'web/x.css': '' }, ['/app/web/']],
    ['rocket', 'FileServer::from(relative!("web"))', { 'web/x.css': '' }, ['/app/web/']],
    ['a join', 'let p = Path::new("seed").join(name);\nfs::read(p)', DATA, ['/app/seed/']],
    ['a format', 'fs::read(format!("seed/{}.csv", id))', DATA, ['/app/seed/']],
    [
      'settings without ending',
      'config::File::with_name("conf/base")',
      { 'conf/base.toml': '' },
      ['/app/conf/base.toml'],
    ],
    [
      'a default of an option',
      '}\nstruct A {\n#[arg(long, default_value = "list.txt")]\nlist: PathBuf,\n}\nfn x() {',
      { 'list.txt': '' },
      ['/app/list.txt'],
    ],
    ['variables in a file', 'dotenv().ok();', { '.env': 'A=1' }, ['/app/.env']],
  ];
  test.each(cases)('%s', (_, body, files, expected) => {
    expect(pathsOf('rust', { ...main(body, 'use rocket::fs::relative;\nuse dotenv::dotenv;'), ...files })).toEqual(
      expected,
    );
  });

  test("a framework's own files", () => {
    const files = { ...main('rocket::build().attach(Template::fairing())'), 'Rocket.toml': '', ...HTML };
    expect(pathsOf('rust', files)).toEqual(['/app/Rocket.toml', '/app/templates/']);
  });
});

describe('no paths', () => {
  test.each([
    ['what is compiled in', 'let x = include_str!("../list.txt");\nlet y = include_bytes!("seed/x.csv");'],
    ['migrations that are compiled in', 'sqlx::migrate!("./seed").run(&pool)'],
    ['the folder of an attribute', '}\n#[derive(RustEmbed)]\n#[folder = "seed/"]\nstruct A;\nfn x() {'],
    ['the template of an attribute', '}\n#[template(path = "a.html")]\nstruct A;\nfn x() {'],
    ['unit tests', '}\n#[cfg(test)]\nmod tests {\nfn x() { std::fs::read("list.txt"); }'],
    ['a file that is written', 'File::create("out.txt")'],
  ])('%s', (_, body) => {
    expect(pathsOf('rust', { ...main(body), ...DATA, ...HTML, 'list.txt': '' })).toEqual([]);
  });
});

test('unknown', () => {
  expect(unknownOf('rust', { ...main('fs::read(pick())'), ...DATA })).toEqual(['src/main.rs:3']);
});

test.each([
  ['a variable', 'fs::read(std::env::var("LIST").unwrap())'],
  ['a variable with a default', 'fs::read(env::var("LIST").unwrap_or("seed/x.csv".into()))'],
  ['an argument', 'let a: Vec<String> = env::args().collect();\nfs::read(env::args().nth(1))'],
  ['an option', 'let cli = Cli::parse();\nfs::read(&cli.list)'],
  ['entries of a folder', 'for e in fs::read_dir("seed")? {\nfs::read(e.path())\n}'],
])('not unknown: %s', (_, body) => {
  expect(unknownOf('rust', { ...main(body), ...DATA })).toEqual([]);
});

describe('programs', () => {
  test('by name', () =>
    expect(programsOf('rust', main('Command::new("git").arg("log")', 'use std::process::Command;'))).toEqual(['git']));
  test('through a shell', () =>
    expect(
      programsOf('rust', main('Command::new("sh").arg("-c").arg("curl x | jq .")', 'use std::process::Command;')),
    ).toEqual(['sh', 'curl', 'jq']));
  test('not a command line of its own', () =>
    expect(programsOf('rust', main('Command::new("app")', 'use clap::Command;'))).toEqual([]));
});
