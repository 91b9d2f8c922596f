import { describe, expect, test } from 'vitest';
import { rust } from '../../../../transforms/split-stages/recipes/rust.ts';
import { ask, planOf, refusalOf } from './support.ts';

const MANIFEST = '[package]\nname = "my-app"\nversion = "0.1.0"\n';
const MAIN = 'fn main() { println!("hello"); }\n';
const LOCK = 'version = 3\n\n[[package]]\nname = "my-app"\nversion = "0.1.0"\n';
const FILES = { 'Cargo.toml': MANIFEST, 'Cargo.lock': LOCK, 'src/main.rs': MAIN };

function lockOf(...crates: readonly (readonly [string, readonly string[]])[]): string {
  const own = `[[package]]\nname = "my-app"\nversion = "0.1.0"\ndependencies = [${crates.map(([name]) => `"${name}"`).join(', ')}]\n`;
  const others = crates.map(
    ([name, needs]) =>
      `[[package]]\nname = "${name}"\nversion = "1.0.0"\nsource = "registry"\ndependencies = [${needs.map((need) => `"${need}"`).join(', ')}]\n`,
  );
  return [own, ...others].join('\n');
}

function withCrates(...crates: readonly (readonly [string, readonly string[]])[]): Record<string, string> {
  const named = crates.map(([name]) => `${name} = "1"`).join('\n');
  return { ...FILES, 'Cargo.toml': `${MANIFEST}\n[dependencies]\n${named}\n`, 'Cargo.lock': lockOf(...crates) };
}

function dockerfile(image: string, run: string, cmd: string): string {
  return `FROM ${image}\nWORKDIR /app\nCOPY . .\nRUN ${run}\nCMD ${cmd}\n`;
}

const PLAIN = dockerfile('rust:1.75-bookworm', 'cargo build --release', '["./target/release/my-app"]');

describe('which file is built', () => {
  test('the package name keeps its dashes', () => {
    const plan = planOf(rust, PLAIN, FILES);
    expect(plan.carries).toEqual([{ path: '/app/target/release/my-app', kind: 'file' }]);
    expect(plan.claims.size).toBe(1);
    expect(plan.brings).toEqual(['my-app']);
  });

  test.each([
    ['cargo build', '/app/target/debug/my-app'],
    ['cargo +nightly build -r --bin my-app', '/app/target/release/my-app'],
    ['cargo build --profile dist', '/app/target/dist/my-app'],
    ['cargo build --profile=dev', '/app/target/debug/my-app'],
    ['cargo build --release --target x86_64-unknown-linux-gnu', '/app/target/x86_64-unknown-linux-gnu/release/my-app'],
    ['cargo build --release --target-dir /out', '/out/release/my-app'],
    ['CARGO_TARGET_DIR=out cargo build --release', '/app/out/release/my-app'],
    ['cd /app && cargo build --release --manifest-path ./Cargo.toml', '/app/target/release/my-app'],
    ['cargo build --release && cp target/release/my-app /usr/local/bin/', '/usr/local/bin/my-app'],
    ['cargo build --release && mv target/release/my-app /usr/local/bin/server', '/usr/local/bin/server'],
    ['cargo install --path . --root /opt/app', '/opt/app/bin/my-app'],
  ])('%s', (run, path) => {
    expect(planOf(rust, dockerfile('rust:1.75-bookworm', run, `["${path}"]`), FILES).carries).toEqual([
      { path, kind: 'file' },
    ]);
  });

  test('what cargo installs is called by its name, and moves to where others have it in PATH', () => {
    const text = dockerfile('rust:1.75-bookworm', 'cargo install --path .', '["my-app"]');
    expect(planOf(rust, text, FILES).carries).toEqual([
      { path: '/usr/local/cargo/bin/my-app', kind: 'file', to: '/usr/local/bin/my-app' },
    ]);
  });

  test('settings of cargo move it', () => {
    const files = {
      ...FILES,
      '.cargo/config.toml': '[build]\ntarget-dir = "out"\ntarget = "x86_64-unknown-linux-gnu"\n',
    };
    const text = PLAIN.replace('./target', './out/x86_64-unknown-linux-gnu');
    expect(planOf(rust, text, files).carries[0]?.path).toBe('/app/out/x86_64-unknown-linux-gnu/release/my-app');
    expect(refusalOf(rust, PLAIN, files)).toBe('start-not-artefact');
  });

  test('a member of a workspace is built into the folder of the root', () => {
    const files = {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
      'Cargo.lock': LOCK,
      'crates/api/Cargo.toml': '[package]\nname = "api"\n[[bin]]\nname = "server"\npath = "src/start.rs"\n',
      'crates/api/src/start.rs': MAIN,
      'crates/api/src/bin/tool.rs': MAIN,
    };
    const text = (run: string, bin: string) => dockerfile('rust:1.75-bookworm', run, `["/app/target/release/${bin}"]`);
    expect(planOf(rust, text('cargo build --release -p api', 'server'), files).carries).toHaveLength(1);
    expect(planOf(rust, text('cargo build --release', 'tool'), files).carries).toHaveLength(1);
    expect(refusalOf(rust, text('cargo build --release -p api', 'api'), files)).toBe('start-not-artefact');
    expect(refusalOf(rust, text('cargo build --release --bin tool', 'server'), files)).toBe('start-not-artefact');
  });

  test('the last of several builds, behind sources that are made up for the first', () => {
    const text = `FROM rust:1.75-bookworm
WORKDIR /app
COPY Cargo.toml Cargo.lock ./
RUN mkdir src && echo "fn main() {}" > src/main.rs && cargo build --release && rm -rf src target/release/my-app*
COPY src src
RUN touch src/main.rs && cargo build --release
CMD ["./target/release/my-app"]
`;
    const plan = planOf(rust, text, FILES);
    expect([...plan.claims].map(({ name }) => name)).toEqual(
      expect.arrayContaining(['mkdir', 'echo', 'cargo', 'rm', 'touch']),
    );
    expect(
      refusalOf(
        rust,
        text.replace('COPY src src\nRUN touch src/main.rs && cargo build --release', 'COPY src src'),
        FILES,
      ),
    ).toBe('start-not-artefact');
    const late = text.replace(' && rm -rf src target/release/my-app*', '').replace(/RUN touch.*\n/, '');
    expect(refusalOf(rust, late, FILES)).toBe('artefact-not-known');
  });
});

describe('what it cannot be told of', () => {
  test.each([
    ['cargo build --release --artifact-dir out', 'option-not-known'],
    ['cargo build --release --target wasm32-unknown-unknown', 'artefact-not-known'],
    ['if true; then cargo build --release; fi', 'artefact-not-known'],
    ['cargo build --release --target-dir $DIR', 'artefact-not-known'],
    ['RUSTFLAGS="-C prefer-dynamic" cargo build --release', 'option-not-known'],
    ['RUSTFLAGS="-lfoo" cargo build --release', 'option-not-known'],
    ['cargo build --release && cargo clean', 'artefact-not-known'],
    ['cargo build --release && rm -rf target', 'start-not-artefact'],
    ['--mount=type=cache,target=/app/target cargo build --release', 'cache-mount'],
  ])('%s', (run, code) => {
    const text = dockerfile('rust:1.75-bookworm', run, '["./target/release/my-app"]');
    expect(refusalOf(rust, text, FILES)).toBe(code);
  });

  test('what is copied out of a mount is in the image', () => {
    const run =
      '--mount=type=cache,target=/app/target cargo build --release && cp target/release/my-app /usr/local/bin/my-app';
    const text = dockerfile('rust:1.75-bookworm', run, '["my-app"]');
    expect(planOf(rust, text, FILES).carries).toEqual([{ path: '/usr/local/bin/my-app', kind: 'file' }]);
    const other = text.replace(' && cp', '\nRUN cp');
    expect(refusalOf(rust, other, FILES)).toBe('cache-mount');
  });

  test('a start that builds, or starts something else', () => {
    expect(refusalOf(rust, PLAIN.replace(/CMD.*/, 'CMD ["cargo", "run", "--release"]'), FILES)).toBe('start-builds');
    expect(refusalOf(rust, PLAIN.replace(/CMD.*/, 'CMD ["python3", "x.py"]'), FILES)).toBe('start-not-artefact');
    expect(refusalOf(rust, PLAIN.replace(/CMD.*\n/, ''), FILES)).toBe('starts-nothing');
  });

  test('sources that are not in the context, and a manifest that cannot be read', () => {
    expect(refusalOf(rust, PLAIN, { 'src/main.rs': MAIN })).toBe('not-in-build');
    expect(refusalOf(rust, PLAIN, { ...FILES, 'Cargo.toml': '[package\n' })).toBe('broken-manifest');
    expect(refusalOf(rust, PLAIN, { ...FILES, 'Cargo.lock': '[[package\n' })).toBe('broken-manifest');
  });

  test('builds of other things are no business of it', () => {
    expect(refusalOf(rust, 'FROM node:20\nRUN cargo install wasm-pack\nCMD ["node", "x.js"]\n', {})).toBeNull();
    expect(
      refusalOf(rust, PLAIN.replace('rust:1.75-bookworm', 'node:20').replace(/CMD.*/, 'CMD ["node", "x"]'), FILES),
    ).toBeNull();
  });
});

describe('the image that it runs on', () => {
  test('the release that the tag names', () => {
    const plan = planOf(rust, PLAIN, FILES);
    expect(plan).toMatchObject({ runtime: 'gcr.io/distroless/cc-debian12', packages: [], risk: 'assumes' });
    expect(plan.assumption).toBe('my-app links no shared library besides libc, libm and libgcc_s');
    expect(planOf(rust, PLAIN.replace('bookworm', 'bullseye'), FILES).runtime).toBe('gcr.io/distroless/cc-debian13');
  });

  test('the newest one when it names none', () => {
    expect(planOf(rust, PLAIN.replace('-bookworm', ''), FILES)).toMatchObject({
      runtime: 'gcr.io/distroless/cc-debian13',
      assumption: 'rust:1.75 is not built on a release newer than Debian 13',
    });
  });

  test('one with a shell when a shell starts it', () => {
    const text = PLAIN.replace(/CMD.*/, 'CMD ./target/release/my-app');
    expect(planOf(rust, text, FILES).runtime).toBe('debian:bookworm-slim');
    expect(planOf(rust, text.replace('-bookworm', ''), FILES).runtime).toBe('debian:trixie-slim');
    expect(planOf(rust, `${PLAIN}HEALTHCHECK CMD curl -f localhost\n`, FILES).runtime).toBe('debian:bookworm-slim');
  });

  test('certificates and time zones where nothing else brings them', () => {
    const files = withCrates(['reqwest', ['native-tls']], ['native-tls', ['openssl-probe']], ['openssl-probe', []]);
    expect(planOf(rust, PLAIN, files).packages).toEqual([]);
    const shell = PLAIN.replace(/CMD.*/, 'CMD ./target/release/my-app');
    expect(planOf(rust, shell, files).packages).toEqual(['ca-certificates']);
    const zoned = shell.replace('WORKDIR', 'ENV TZ=Europe/Paris\nWORKDIR').replace('-bookworm', '-trixie');
    expect(planOf(rust, zoned, FILES).packages).toEqual(['tzdata']);
  });

  test('no image at all for a static program', () => {
    const musl = PLAIN.replace('--release', '--release --target x86_64-unknown-linux-musl').replace(
      './target/',
      './target/x86_64-unknown-linux-musl/',
    );
    expect(planOf(rust, musl, FILES).runtime).toBe('gcr.io/distroless/static-debian13');
    const alpine = PLAIN.replace('1.75-bookworm', '1.75-alpine3.19');
    expect(planOf(rust, alpine, FILES).runtime).toBe('gcr.io/distroless/static-debian13');
    expect(planOf(rust, alpine.replace(/CMD.*/, 'CMD ./target/release/my-app'), FILES).runtime).toBe('alpine:3.19');
    expect(refusalOf(rust, alpine, withCrates(['pq-sys', []]))).toBe('native-module');
    const dynamic = alpine.replace('RUN cargo', 'RUN RUSTFLAGS="-C target-feature=-crt-static" cargo');
    expect(refusalOf(rust, dynamic, FILES)).toBe('option-not-known');
  });

  test('the same image again on Ubuntu', () => {
    const text = PLAIN.replace('rust:1.75-bookworm', 'ubuntu:22.04').replace(
      'RUN',
      'RUN apt-get update && apt-get install -y cargo && ',
    );
    expect(planOf(rust, text, FILES).runtime).toBe('ubuntu:22.04');
    expect(planOf(rust, text, withCrates(['openssl-sys', []])).packages).toContain('libssl3');
  });
});

describe('shared libraries', () => {
  test('C++ that a build script compiles in', () => {
    const files = {
      'Cargo.toml': '[package]\nname = "app"\n',
      'Cargo.lock': 'version = 3\n',
      'src/main.rs': '',
      'build.rs': 'fn main() { cc::Build::new().cpp(true).file("a.cc").compile("a"); }',
    };
    const text =
      'FROM rust:1.80-bookworm\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n';
    expect(planOf(rust, text, files).assumption).toContain('libstdc++');
    expect(planOf(rust, text, { ...files, 'build.rs': 'fn main() {}' }).assumption).not.toContain('libstdc++');
  });

  test('OpenSSL is in the image without a shell, and a package elsewhere', () => {
    const files = withCrates(['openssl-sys', []]);
    expect(planOf(rust, PLAIN, files)).toMatchObject({ runtime: 'gcr.io/distroless/cc-debian12', packages: [] });
    const shell = PLAIN.replace(/CMD.*/, 'CMD ./target/release/my-app');
    expect(planOf(rust, shell, files).packages).toEqual(['libssl3', 'ca-certificates']);
    expect(planOf(rust, shell.replace('bookworm', 'trixie'), files).packages).toEqual([
      'libssl3t64',
      'ca-certificates',
    ]);
  });

  test('an allocator that asks for libatomic, which no image without a compiler has', () => {
    const crates = withCrates(['snmalloc-rs', ['snmalloc-sys']], ['snmalloc-sys', []]);
    const used = {
      ...crates,
      'src/main.rs': `#[global_allocator]\nstatic ALLOC: snmalloc_rs::SnMalloc = SnMalloc;\n${MAIN}`,
    };
    expect(planOf(rust, PLAIN, used)).toMatchObject({ runtime: 'debian:bookworm-slim', packages: ['libatomic1'] });
    expect(planOf(rust, PLAIN.replace('-bookworm', ''), used)).toMatchObject({ packages: ['libatomic1'] });
    // Linked, and left out again by the linker.
    expect(planOf(rust, PLAIN, crates)).toMatchObject({ packages: [] });
    const within = withCrates(['fast', ['snmalloc-rs']], ['snmalloc-rs', []]);
    expect(planOf(rust, PLAIN, within)).toMatchObject({ packages: ['libatomic1'] });
  });
  test('others ask for an image that packages can be installed in', () => {
    const plan = planOf(rust, PLAIN, withCrates(['pq-sys', []]));
    expect(plan).toMatchObject({ runtime: 'debian:bookworm-slim', packages: ['libpq5'] });
    expect(plan.assumption).toBe('my-app links no shared library besides libc, libm, libgcc_s and libpq');
  });

  test.each([
    ['rust:1.75', 'rust:1.75-bookworm'],
    ['rust:1.93-slim', 'rust:1.93-slim-trixie'],
    ['rust:1.60', 'rust:1.60-bullseye'],
    ['rust:latest', 'rust:trixie'],
    ['rust', 'rust:trixie'],
  ])('%s is not enough for them', (image, write) => {
    const answer = ask(rust, PLAIN.replace('rust:1.75-bookworm', image), withCrates(['openssl-sys', []]));
    expect(answer).toMatchObject({ refused: { code: 'unknown-release', write } });
  });

  test('those that are compiled in', () => {
    const bundled = withCrates(
      ['libsqlite3-sys', ['cc']],
      ['openssl-sys', ['openssl-src']],
      ['cc', []],
      ['openssl-src', []],
    );
    expect(planOf(rust, PLAIN, bundled).runtime).toBe('gcr.io/distroless/cc-debian12');
    // A feature that may be off decides.
    const asked = { ...bundled, 'Cargo.toml': `${bundled['Cargo.toml']}[features]\nstatic = ["openssl/vendored"]\n` };
    expect(planOf(rust, PLAIN, asked).packages).toContain('libsqlite3-0');
    expect(planOf(rust, PLAIN, withCrates(['libsqlite3-sys', []])).packages).toEqual(['libsqlite3-0']);
  });

  test('what tests alone, and features that are off, are built with does not count', () => {
    const manifest = `${MANIFEST}[dependencies]\npq-sys = { version = "1", optional = true }\n[dev-dependencies]\nopenssl-sys = "1"\n[features]\ndb = ["dep:pq-sys"]\n`;
    const files = { ...FILES, 'Cargo.toml': manifest, 'Cargo.lock': lockOf(['pq-sys', []], ['openssl-sys', []]) };
    expect(planOf(rust, PLAIN.replace('-bookworm', ''), files).packages).toEqual([]);
    const text = PLAIN.replace('--release', '--release --features db');
    expect(planOf(rust, text, files).packages).toEqual(['libpq5']);
    const byDefault = { ...files, 'Cargo.toml': manifest.replace('db =', 'default = ["db"]\ndb =') };
    expect(planOf(rust, PLAIN, byDefault).packages).toEqual(['libpq5']);
    expect(planOf(rust, PLAIN.replace('--release', '--release --no-default-features'), byDefault).packages).toEqual([]);
  });

  test('a crate of which nothing is known', () => {
    expect(refusalOf(rust, PLAIN, withCrates(['odd-sys', []]))).toBe('native-module');
    expect(refusalOf(rust, PLAIN, withCrates(['pyo3-ffi', []]))).toBe('native-module');
  });

  test('what the app links or loads by itself', () => {
    const script = (text: string) => ({ ...FILES, 'build.rs': text });
    expect(refusalOf(rust, PLAIN, script('fn main() { println!("cargo:rustc-link-lib=foo"); }\n'))).toBe(
      'native-module',
    );
    expect(planOf(rust, PLAIN, script('fn main() { println!("cargo:rerun-if-changed=x"); }\n')).packages).toEqual([]);
    const linking = { ...FILES, 'src/ffi.rs': '#[link(name = "foo")]\nextern "C" {}\n' };
    expect(refusalOf(rust, PLAIN, linking)).toBe('native-module');
    expect(refusalOf(rust, PLAIN, withCrates(['libloading', []]))).toBe('native-module');
    const declared = { ...FILES, 'src/load.rs': 'extern "C" { fn dlopen(name: *const u8, flags: i32) -> *mut u8; }\n' };
    expect(refusalOf(rust, PLAIN, declared)).toBe('native-module');
    const shared = {
      ...FILES,
      'Cargo.toml': `${FILES['Cargo.toml']}\n[lib]\ncrate-type = ["dylib"]\n`,
      'src/lib.rs': '',
    };
    expect(refusalOf(rust, PLAIN, shared)).toBe('native-module');
    const preloading = PLAIN.replace('RUN', 'ENV LD_PRELOAD=/usr/lib/libjemalloc.so\nRUN');
    expect(refusalOf(rust, preloading, FILES)).toBe('native-module');
  });

  test('a file that the build script made, and that is read when it runs', () => {
    const main = (text: string) => ({ ...FILES, 'src/main.rs': `fn main() { ${text} }\n` });
    expect(refusalOf(rust, PLAIN, main('std::fs::read(concat!(env!("OUT_DIR"), "/t.bin"));'))).toBe('reads-unknown');
    expect(refusalOf(rust, PLAIN, main('let d = env!("OUT_DIR");'))).toBe('reads-unknown');
    for (const macro of ['include', 'include_str', 'include_bytes'])
      expect(planOf(rust, PLAIN, main(`${macro}!(concat!(env!("OUT_DIR"), "/t.rs"));`)).packages).toEqual([]);
  });

  test('files that are embedded in release builds only', () => {
    const files = withCrates(['rust-embed', []]);
    expect(planOf(rust, PLAIN, files).carries).toHaveLength(1);
    const debug = PLAIN.replace(' --release', '').replace('/release/', '/debug/');
    expect(refusalOf(rust, debug, files)).toBe('reads-unknown');
  });

  test('without a lockfile only crates that are known to link nothing', () => {
    const files = (dependencies: string) => ({
      'Cargo.toml': `${MANIFEST}[dependencies]\n${dependencies}\n`,
      'src/main.rs': MAIN,
    });
    expect(planOf(rust, PLAIN, files('serde = "1"\ntokio = { version = "1", features = ["full"] }')).packages).toEqual(
      [],
    );
    expect(refusalOf(rust, PLAIN, files('some-crate = "1"'))).toBe('not-in-build');
    expect(refusalOf(rust, PLAIN, files('sqlx = { version = "0.7", features = ["runtime-tokio-native-tls"] }'))).toBe(
      'not-in-build',
    );
  });
});

describe('what it reads when it runs', () => {
  test('what the image of the builder says of cargo, where the start asks', () => {
    const files = { 'Cargo.toml': '[package]\nname = "app"\n', 'Cargo.lock': 'version = 3\n', 'src/main.rs': '' };
    const text =
      'FROM rust:1.80-bookworm\nWORKDIR /src\nCOPY . .\nRUN cargo install --path .\nCMD $CARGO_HOME/bin/app\n';
    expect(planOf(rust, text, files)).toMatchObject({
      carries: [{ path: '/usr/local/cargo/bin/app', kind: 'file' }],
      lines: ['ENV CARGO_HOME=/usr/local/cargo'],
    });
    expect(planOf(rust, text.replace('CMD $CARGO_HOME/bin/app', 'CMD ["app"]'), files).lines).toEqual([]);
  });

  test('files that the sources name', () => {
    const files = {
      ...FILES,
      'src/main.rs':
        'fn main() { let t = std::fs::read_to_string("static/index.html").unwrap(); println!("{}", t); }\n',
      'static/index.html': '<p>hello</p>',
    };
    expect(planOf(rust, PLAIN, files).carries.map(({ path }) => path)).toEqual([
      '/app/target/release/my-app',
      '/app/static',
    ]);
  });

  test('files that crates look for by themselves', () => {
    const files = {
      ...withCrates(['rocket', []], ['rocket_dyn_templates', []]),
      'Rocket.toml': '[default]\nport = 8000\n',
      'templates/index.hbs': 'hello',
    };
    expect(planOf(rust, PLAIN, files).carries).toEqual([
      { path: '/app/target/release/my-app', kind: 'file' },
      { path: '/app/Rocket.toml', kind: 'file' },
      { path: '/app/templates', kind: 'folder' },
    ]);
  });

  test('files that it is given', () => {
    const text = PLAIN.replace('my-app"]', 'my-app", "--config=conf/app.toml"]');
    const plan = planOf(rust, text, { ...FILES, 'conf/app.toml': 'a = 1\n' });
    expect(plan.carries).toContainEqual({ path: '/app/conf/app.toml', kind: 'file' });
  });

  test('programs that it starts have to be there', () => {
    const calling = (program: string) => ({
      ...FILES,
      'src/main.rs': `use std::process::Command;\nfn main() { Command::new("${program}").status().unwrap(); }\n`,
    });
    expect(planOf(rust, PLAIN, calling('ls')).runtime).toBe('debian:bookworm-slim');
    expect(refusalOf(rust, PLAIN, calling('ffmpeg'))).toBe('program-missing');
  });
});

test('variables of the build stay in the builder', () => {
  const text = PLAIN.replace(
    'RUN',
    'ENV RUSTFLAGS="-C target-cpu=native" CARGO_NET_RETRY=3 RUST_LOG=info PORT=8080\nRUN',
  );
  expect(planOf(rust, text, FILES).buildVariables).toEqual(['RUSTFLAGS', 'CARGO_NET_RETRY']);
});
