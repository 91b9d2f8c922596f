import { describe, expect, test } from 'vitest';
import { cargo } from '../../../../transforms/reorder-copy/recipes/cargo.ts';
import { type FileTexts, plan } from './support.ts';

const PACKAGE = '[package]\nname = "app"\nversion = "0.1.0"\n';
const BIN = '[[bin]]\nname = "app"\npath = "src/main.rs"\n';
const DEPENDENCIES = '[dependencies]\nserde = "1"\n';
const APP: FileTexts = { 'Cargo.toml': PACKAGE + BIN + DEPENDENCIES, 'Cargo.lock': '', 'src/main.rs': '' };

function dockerfile(run: string): string {
  return `FROM rust:1.80\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`;
}

function code(run: string, files: FileTexts = APP): string | null {
  const answer = plan(cargo, dockerfile(run), files);
  if (answer === null) return null;
  return 'refused' in answer ? answer.refused.code : 'need';
}

describe('where the paths of all targets are written', () => {
  test('a fetch goes in front', () => {
    expect(plan(cargo, dockerfile('cargo fetch --locked'), APP)).toEqual({
      tool: 'Cargo',
      reads: ['Cargo.toml', 'Cargo.lock'],
      writes: [],
      added: null,
      risk: 'safe',
    });
  });

  test.each([
    ['cargo build --release', 'cargo fetch'],
    ['cargo build --release --locked', 'cargo fetch --locked'],
    ['cargo +nightly build', 'cargo +nightly fetch'],
    ['cargo install --path .', 'cargo fetch'],
    ['cargo clean && cargo test', 'cargo fetch'],
  ])('%s gets one', (run, added) => {
    expect(plan(cargo, dockerfile(run), APP)).toEqual({
      tool: 'Cargo',
      reads: ['Cargo.toml', 'Cargo.lock'],
      writes: [],
      added,
      risk: 'assumes',
      assumption: 'every crate in Cargo.lock can be downloaded, those for other platforms too',
    });
  });

  test('members, folders that are depended on and settings come along', () => {
    const files = {
      'Cargo.toml':
        '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n[workspace.dependencies]\nserde = "1"\n',
      'Cargo.lock': '',
      'rust-toolchain.toml': '',
      '.cargo/config.toml': '[build]\ntarget-dir = "out"\n',
      'crates/app/Cargo.toml': `${PACKAGE}${BIN}[target.'cfg(unix)'.build-dependencies]\nhelp = { path = "../../help" }\n[dependencies]\nserde = { workspace = true }\n`,
      'crates/old/Cargo.toml': PACKAGE,
      'crates/notes/README.md': '',
      'help/Cargo.toml': '[package]\nname = "help"\n[lib]\npath = "lib.rs"\n',
    };
    expect(plan(cargo, dockerfile('cargo build'), files)).toMatchObject({
      reads: [
        'Cargo.toml',
        'Cargo.lock',
        '.cargo/config.toml',
        'rust-toolchain.toml',
        'crates/app/Cargo.toml',
        'help/Cargo.toml',
      ],
    });
  });
});

describe('where cargo looks for the sources', () => {
  test.each([
    ['no target is written', PACKAGE + DEPENDENCIES],
    ['a binary without a path', `${PACKAGE}[[bin]]\nname = "app"\n${DEPENDENCIES}`],
    ['a library without a path', `${PACKAGE}[lib]\nname = "app"\n${DEPENDENCIES}`],
    ['a test without a path', `${PACKAGE}${BIN}[[test]]\nname = "all"\n${DEPENDENCIES}`],
    ['a default program that may be found by its place', `${PACKAGE}default-run = "x"\n${BIN}${DEPENDENCIES}`],
    ['a build script that may be found by its place', `${PACKAGE}links = "x"\n${BIN}${DEPENDENCIES}`],
    ['nothing but an example', `${PACKAGE}[[example]]\nname = "x"\npath = "x.rs"\n${DEPENDENCIES}`],
  ])('%s', (_, manifest) => {
    expect(plan(cargo, dockerfile('cargo build --release'), { ...APP, 'Cargo.toml': manifest })).toEqual({
      refused: { code: 'no-recipe', tool: 'Cargo', of: 'order' },
      risk: 'assumes',
    });
  });

  test.each([
    ['a default program that is written out', `${PACKAGE}default-run = "app"\n${BIN}${DEPENDENCIES}`],
    ['a build script that is named', `${PACKAGE}links = "x"\nbuild = "build.rs"\n${BIN}${DEPENDENCIES}`],
  ])('%s is no matter', (_, manifest) => {
    expect(code('cargo build', { ...APP, 'Cargo.toml': manifest })).toBe('need');
  });

  test('a member that is like that', () => {
    const files = { ...APP, 'Cargo.toml': `[workspace]\nmembers = ["a"]\n`, 'a/Cargo.toml': PACKAGE + DEPENDENCIES };
    expect(code('cargo fetch', files)).toBe('no-recipe');
  });
});

describe('what is left alone', () => {
  test.each([
    ['cargo install ripgrep', APP],
    ['cargo --version', APP],
    ['cargo build --offline', APP],
    ['cargo build --frozen', APP],
    ['cargo chef cook --release', APP],
    ['cargo build', { 'src/main.rs': '' }],
    ['cargo build', { 'Cargo.toml': PACKAGE + BIN, 'Cargo.lock': '' }],
    ['cargo build', { 'Cargo.toml': PACKAGE + BIN + DEPENDENCIES }],
    ['--mount=type=cache,target=/usr/local/cargo/registry cargo build', APP],
    ['cargo build', { ...APP, 'vendor/x/lib.rs': '', '.cargo/config.toml': '[source.v]\ndirectory = "vendor"\n' }],
    ['make', APP],
  ] as const)('%s %#', (run, files) => {
    expect(code(run, files)).toBeNull();
  });

  test.each(['cargo chef prepare', 'cargo init', 'cargo vendor', 'cargo fetch'])('a build behind %s', (run) => {
    const text = `FROM rust:1.80\nWORKDIR /app\nRUN ${run}\nCOPY . .\nRUN cargo build\n`;
    expect(plan(cargo, text, APP)).toBeNull();
  });
});

describe('what is refused', () => {
  test.each([
    ['a broken manifest', 'cargo build', { ...APP, 'Cargo.toml': '[package\n' }, 'broken-manifest'],
    ['broken settings', 'cargo build', { ...APP, '.cargo/config': '=' }, 'broken-manifest'],
    [
      'a member that is not there',
      'cargo build',
      { ...APP, 'Cargo.toml': '[workspace]\nmembers = ["a"]\n' },
      'not-in-build',
    ],
    [
      'a folder outside',
      'cargo build',
      { ...APP, 'Cargo.toml': `${PACKAGE}${BIN}[dependencies]\nx = { path = "../x" }\ny = "1"\n` },
      'not-in-build',
    ],
    [
      'settings that patch a crate by a folder',
      'cargo build',
      { ...APP, '.cargo/config.toml': '[patch.crates-io]\nx = { path = "x" }\n', 'x/Cargo.toml': PACKAGE },
      'reads-sources',
    ],
    [
      'settings that lay folders over crates',
      'cargo build',
      { ...APP, '.cargo/config.toml': 'paths = ["x"]\n', 'x/Cargo.toml': PACKAGE },
      'reads-sources',
    ],
    ['a mount, which the new RUN has too', '--mount=type=ssh cargo build', APP, 'need'],
    [
      'a certificate of the tree',
      'CARGO_HTTP_CAINFO=/app/ca.pem cargo build',
      { ...APP, 'ca.pem': '' },
      'reads-sources',
    ],
    ['what is set up first', 'apt-get install -y libssl-dev && cargo build', APP, 'cannot-split'],
    ['a folder that nothing is copied to yet', 'cd src && cargo fetch', APP, 'cannot-split'],
  ] as const)('%s', (_, run, files, wanted) => {
    expect(code(run, files)).toBe(wanted);
  });
});
