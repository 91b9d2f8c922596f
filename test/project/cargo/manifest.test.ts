import { describe, expect, test } from 'vitest';
import { readCargoManifest } from '../../../src/project/cargo/manifest.ts';
import { readCargoConfig, readCargoLock } from '../../../src/project/cargo/settings.ts';
import { memberFolders } from '../../../src/project/cargo/workspace.ts';
import { memoryFiles } from '../../../src/project/files.ts';

function manifest(text: string) {
  const read = readCargoManifest('Cargo.toml', text);
  if (!read.ok) throw new Error(read.broken.why);
  return read.value;
}

describe('Cargo.toml', () => {
  test('a package with its targets', () => {
    const read = manifest(`
[package]
name = "my-app"
version.workspace = true
build = "tools/build.rs"
default-run = "cli"
links = "z"
[lib]
path = "src/lib.rs"
[[bin]]
name = "cli"
[[bench]]
name = "fast"
path = "benches/fast.rs"
[features]
default = ["std"]
`);
    expect(read.package).toEqual({
      name: 'my-app',
      version: null,
      build: 'tools/build.rs',
      defaultRun: 'cli',
      links: 'z',
      workspace: null,
    });
    expect(read.targets).toEqual([
      { kind: 'lib', name: null, path: 'src/lib.rs', crateTypes: [] },
      { kind: 'bin', name: 'cli', path: null, crateTypes: [] },
      { kind: 'bench', name: 'fast', path: 'benches/fast.rs', crateTypes: [] },
    ]);
    expect(read.features.get('default')).toEqual(['std']);
  });

  test('dependencies of every table', () => {
    const read = manifest(`
[dependencies]
serde = "1"
here = { package = "there", path = "../there" }
[target.'cfg(windows)'.dev-dependencies]
win = { path = "win" }
[workspace.dependencies]
shared = { path = "shared" }
[patch.crates-io]
fix = { path = "fix" }
`);
    expect(read.dependencies.map(({ name, path }) => `${name}:${path}`)).toEqual([
      'serde:null',
      'there:../there',
      'win:win',
      'shared:shared',
      'fix:fix',
    ]);
  });

  test('what a dependency is for, and what it asks for', () => {
    const read = manifest(`
[dependencies]
tls = { package = "openssl", version = "0.10", optional = true, features = ["vendored"] }
[build-dependencies]
cc = "1"
[dev-dependencies]
reqwest = "0.12"
`);
    expect(read.dependencies).toEqual([
      { name: 'openssl', key: 'tls', kind: 'normal', path: null, isOptional: true, features: ['vendored'] },
      { name: 'reqwest', key: 'reqwest', kind: 'dev', path: null, isOptional: false, features: [] },
      { name: 'cc', key: 'cc', kind: 'build', path: null, isOptional: false, features: [] },
    ]);
  });

  test('says where it is broken, and makes nothing of wrong types', () => {
    expect(readCargoManifest('a/Cargo.toml', '[package]\nname =\n')).toMatchObject({
      ok: false,
      broken: { path: 'a/Cargo.toml', line: 2 },
    });
    const odd = manifest(
      'package = 3\nbin = "x"\nworkspace = []\ndependencies = { a = 1, b = { path = 2 } }\n[__proto__]\nx = 1\n',
    );
    expect(odd).toMatchObject({ package: null, workspace: null, targets: [] });
    expect(odd.dependencies.every(({ path }) => path === null)).toBe(true);
  });
});

test('members of a workspace, with globs and without those that are left out', () => {
  const files = memoryFiles({
    'w/a/Cargo.toml': '',
    'w/libs/b/Cargo.toml': '',
    'w/libs/c/Cargo.toml': '',
    'w/libs/d/x': '',
  });
  expect(memberFolders(files, 'w', { members: ['a', 'libs/*', 'gone'], exclude: ['libs/c'] })).toEqual([
    'w/a',
    'w/libs/b',
    'w/gone',
  ]);
  expect(memberFolders(files, 'w', { members: ['../../x'], exclude: [] })).toBeNull();
});

test('what lies beside it', () => {
  expect(
    readCargoLock(
      'Cargo.lock',
      '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry"\ndependencies = ["b", "c 0.2.0"]\n',
    ),
  ).toEqual({
    ok: true,
    value: [{ name: 'a', version: '1.0.0', source: 'registry', dependencies: ['b', 'c'] }],
  });
  expect(
    readCargoConfig(
      'config',
      '[build]\ntarget = "x86_64-unknown-linux-musl"\n[source.v]\ndirectory = "vendor"\n[patch.x]\na = { path = "../a" }\n',
    ),
  ).toEqual({
    ok: true,
    value: {
      target: 'x86_64-unknown-linux-musl',
      targetDir: null,
      directories: ['vendor'],
      overlays: ['../a'],
      rustflags: [],
    },
  });
  const flags = '[build]\nrustflags = "-C lto"\n[target.x]\nrustflags = ["-C", "target-feature=-crt-static"]\n';
  expect(readCargoConfig('config', flags)).toMatchObject({
    value: { rustflags: ['-C', 'lto', '-C', 'target-feature=-crt-static'] },
  });
});
