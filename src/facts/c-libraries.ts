/** Libraries that linkers know by name, `-lz`: the package that brings them on Debian and Ubuntu. Source: `apt-file search`. */

/** Of libc itself, or nothing at all any more. Source: the glibc manual; musl's libc. */
const OF_LIBC: ReadonlySet<string> = new Set([
  'c',
  'm',
  'pthread',
  'dl',
  'rt',
  'util',
  'resolv',
  'anl',
  'Threads::Threads',
]);
/** Of the compiler, and in the distroless image for C++. */
const OF_COMPILER: ReadonlySet<string> = new Set(['gcc', 'gcc_s', 'stdc++', 'supc++', 'stdc++fs', 'gomp']);

const DEV: Readonly<Record<string, string>> = {
  ssl: 'libssl-dev',
  crypto: 'libssl-dev',
  z: 'zlib1g-dev',
  bz2: 'libbz2-dev',
  lzma: 'liblzma-dev',
  lz4: 'liblz4-dev',
  curl: 'libcurl4-openssl-dev',
  pq: 'libpq-dev',
  sqlite3: 'libsqlite3-dev',
  mariadb: 'libmariadb-dev',
  ncurses: 'libncurses-dev',
  ncursesw: 'libncurses-dev',
  tinfo: 'libncurses-dev',
  readline: 'libreadline-dev',
  uuid: 'uuid-dev',
  xml2: 'libxml2-dev',
  uv: 'libuv1-dev',
  event: 'libevent-dev',
  jansson: 'libjansson-dev',
  'json-c': 'libjson-c-dev',
  microhttpd: 'libmicrohttpd-dev',
  gmp: 'libgmp-dev',
};

export type CLibrary =
  | { readonly kind: 'libc' | 'compiler' | 'unknown' }
  | { readonly kind: 'package'; readonly dev: string };

/** What is behind `-l` and this name. */
export function cLibrary(name: string): CLibrary {
  if (OF_LIBC.has(name)) return { kind: 'libc' };
  if (OF_COMPILER.has(name)) return { kind: 'compiler' };
  return Object.hasOwn(DEV, name) ? { kind: 'package', dev: DEV[name]! } : { kind: 'unknown' };
}
