/**
 * Crates that link native code, by name. Sources: the build scripts of the crates themselves and cargo's book (`links`, `-sys`
 * packages); names of Debian packages from Debian's archive. Own knowledge where a crate's build script was not read again: a
 * crate that is not here and looks like one of these is taken for one that links something unknown.
 */

/** A shared library that a crate links when it does not build its own. */
export interface SharedLibrary {
  readonly name: string;
  /** The package that it is built with, on Debian and Ubuntu. */
  readonly dev: string;
  /** A crate that builds it from source instead: when it is in the lockfile, nothing is linked from the system. */
  readonly source?: string;
  /** It is built from source when this crate is among its own dependencies, as Cargo.lock has them. */
  readonly builder?: string;
  /** It is built from source unless that package is installed. */
  readonly isFound?: true;
  /** Whether the distroless image for C++ has it, as its base does. */
  readonly isInCc?: true;
}

const SHARED: Readonly<Record<string, SharedLibrary>> = {
  'openssl-sys': { name: 'OpenSSL', dev: 'libssl-dev', source: 'openssl-src', isInCc: true },
  'pq-sys': { name: 'libpq', dev: 'libpq-dev', source: 'pq-src' },
  'mysqlclient-sys': { name: 'libmariadb', dev: 'libmariadb-dev', source: 'mysqlclient-src' },
  // Its features `bundled` and `bundled-windows` alone bring the C compiler's crate.
  'libsqlite3-sys': { name: 'SQLite', dev: 'libsqlite3-dev', builder: 'cc' },
  'libz-sys': { name: 'zlib', dev: 'zlib1g-dev' },
  'lzma-sys': { name: 'liblzma', dev: 'liblzma-dev' },
  'liblzma-sys': { name: 'liblzma', dev: 'liblzma-dev' },
  'bzip2-sys': { name: 'libbz2', dev: 'libbz2-dev' },
  'curl-sys': { name: 'libcurl', dev: 'libcurl4-openssl-dev' },
  'libgit2-sys': { name: 'libgit2', dev: 'libgit2-dev', isFound: true },
  onig_sys: { name: 'Oniguruma', dev: 'libonig-dev', isFound: true },
  'rdkafka-sys': { name: 'librdkafka', dev: 'librdkafka-dev', isFound: true },
  'libudev-sys': { name: 'libudev', dev: 'libudev-dev' },
  'libdbus-sys': { name: 'D-Bus', dev: 'libdbus-1-dev' },
  'libseccomp-sys': { name: 'libseccomp', dev: 'libseccomp-dev' },
  'alsa-sys': { name: 'ALSA', dev: 'libasound2-dev' },
  'yeslogic-fontconfig-sys': { name: 'Fontconfig', dev: 'libfontconfig-dev' },
  'servo-fontconfig-sys': { name: 'Fontconfig', dev: 'libfontconfig-dev' },
};

/** They compile their C in, only declare what others link, or are for other systems. */
const HARMLESS = set(
  // Compiled in.
  'libmimalloc-sys tikv-jemalloc-sys jemalloc-sys zstd-sys lz4-sys aws-lc-sys aws-lc-fips-sys secp256k1-sys libssh2-sys brotli-sys ' +
    'libwebp-sys libdeflate-sys lmdb-sys lmdb-rkv-sys lmdb-master-sys libsodium-sys libsodium-sys-stable sys-info sys-locale ' +
    'openssl-src pq-src protobuf-src psm-sys tree-sitter-sys ' +
    // Declarations, constants and system calls.
    'linux-raw-sys inotify-sys dirs-sys dirs-sys-next clang-sys jni-sys nix-sys io-uring-sys libfuse-sys-none xattr-sys procfs-sys ' +
    // Apple, Windows, the browser, Android and others.
    'windows-sys windows_sys core-foundation-sys core-graphics-sys security-framework-sys system-configuration-sys fsevent-sys kqueue-sys ' +
    'objc-sys objc2-sys block-sys io-kit-sys mach-sys coreaudio-sys js-sys web-sys ndk-sys ndk-context oboe-sys wepoll-sys wepoll-ffi ' +
    'fuchsia-zircon-sys kernel32-sys ws2_32-sys advapi32-sys user32-sys secur32-sys crypt32-sys dbghelp-sys gdi32-sys winapi-util esp-idf-sys',
);

/** C++ that is compiled in: it asks for libstdc++. */
const CPP = set(
  'snmalloc-sys snmalloc-rs librocksdb-sys leveldb-sys link-cplusplus cxx boring-sys rama-boring-sys zeromq-src mysqlclient-src',
);

/**
 * What they compile asks for `__atomic_compare_exchange_16`, which g++ leaves to libatomic. Source: `nm` of their objects, and
 * their build scripts.
 */
const ATOMIC = set('snmalloc-rs snmalloc-sys');

/** Whether a crate's code needs libatomic, where it is used at all: the linker leaves out what nobody calls. */
export function usesAtomic(name: string): boolean {
  return ATOMIC.has(name);
}

/** Crates that link or load something, and do not have the name of one that does. */
const OTHERS = set(
  'pyo3-ffi cpython hidapi x11 libxml pcap magick_rust tesseract leptess opencv mlua-sys openblas-src netlib-src intel-mkl-src ' +
    'portaudio-rs systemd libpulse-binding rusty_v8 v8 tch ort gtk cairo-rs gstreamer lua-src luajit-src tflite rlua',
);

/** They are in many lockfiles without being built: a dependency of theirs names a feature of a crate that nobody asks for. */
const BEHIND_FEATURES: Readonly<Record<string, string>> = { 'mongocrypt-sys': 'in-use-encryption' };

const LOOKS_NATIVE = /(?:^|[-_])sys(?:[-_]|$)|[-_](?:ffi|src)$/;

export type NativeCrate =
  | { readonly kind: 'none' | 'c++' | 'unknown' }
  | { readonly kind: 'behind'; readonly feature: string }
  | { readonly kind: 'shared'; readonly library: SharedLibrary };

/** What a crate links. */
export function nativeCrate(name: string): NativeCrate {
  if (Object.hasOwn(SHARED, name)) return { kind: 'shared', library: SHARED[name]! };
  if (Object.hasOwn(BEHIND_FEATURES, name)) return { kind: 'behind', feature: BEHIND_FEATURES[name]! };
  if (HARMLESS.has(name)) return { kind: 'none' };
  if (CPP.has(name)) return { kind: 'c++' };
  return { kind: OTHERS.has(name) || LOOKS_NATIVE.test(name) ? 'unknown' : 'none' };
}

/** They look up the system's certificates. Source: their documentation. */
const CERTIFICATES = set('openssl-probe rustls-native-certs rustls-platform-verifier native-tls openssl-sys curl-sys');

/** Whether a crate reads the certificates of the system. */
export function usesCertificates(name: string): boolean {
  return CERTIFICATES.has(name);
}

/** They look time zones up by name in the system's files. Source: their documentation. */
const TIME_ZONES = set('tzfile tz-rs tzdb_data jiff');

/** Whether a crate reads the time zones of the system. */
export function usesTimezones(name: string): boolean {
  return TIME_ZONES.has(name);
}

/**
 * Popular crates that bring no shared library, whatever they depend on, with their default features and any other that
 * `LINKING` does not name. For builds without a lockfile.
 */
const PURE = set(
  'actix-web actix-http actix-rt actix-codec actix-server actix-service actix-files actix-cors actix-web-actors actix anyhow arc-swap ' +
    'argon2 askama askama_actix askama_axum async-channel async-stream async-trait atoi axum axum-extra axum-core base64 bcrypt bitflags ' +
    'buf-min byteorder bytes cfg-if chrono clap config console crossbeam crossbeam-channel csv ctrlc dashmap deadpool deadpool-postgres ' +
    'derive_more dotenv dotenvy either env_logger envy fastrand flate2 futures futures-channel futures-core futures-util getrandom h2 ' +
    'hashbrown hex hmac http http-body http-body-util httparse httpdate hyper hyper-util indexmap itertools itoa jsonwebtoken lazy_static ' +
    'log log4rs lru maud md5 memchr mime mimalloc minijinja mio nanorand ntex ntex-bytes ntex-io ntex-service ntex-http ntex-util ntex-rt compio compio-driver nom ' +
    'num num-traits num_cpus once_cell parking_lot percent-encoding pin-project pin-project-lite postgres prost quick-xml r2d2 r2d2_postgres rand ' +
    'rayon regex ring gotham tide async-std snmalloc-rs rocket rocket_dyn_templates rustls ryu sailfish serde serde_derive serde_json serde_urlencoded serde_with ' +
    'serde_yaml sha1 sha2 simd-json simd-json-derive slab smallvec socket2 sonic-rs sqlx tera thiserror tinyvec tokio tokio-postgres ' +
    'tokio-stream tokio-tungstenite tokio-util toml tonic tower tower-http tower-service tracing tracing-actix-web tracing-log ' +
    'tracing-subscriber tungstenite url urlencoding uuid v_htmlescape v_jsonescape validator warp webpki-roots xxhash-rust yarte yarte_helpers yew ' +
    'zeroize handlebars libc nix time humantime rmp-serde bincode ron scopeguard static_assertions strum strum_macros unicode-segmentation',
);

/** Features of those that do: TLS by OpenSSL, and databases by their C libraries. */
const LINKING =
  /openssl|native[-_](?:tls|roots|certs)|default-tls|tls-roots|curl|git|sqlite|mysql|vendored|kafka|pcap|zlib/;

/** Whether a crate is known to bring no shared library with these features. */
export function isPure(name: string, features: readonly string[]): boolean {
  return PURE.has(name) && !features.some((feature) => LINKING.test(feature));
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
