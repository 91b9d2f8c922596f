/**
 * npm packages with code of another language in them, and what that code needs of the system. Sources: the packages' own
 * documentation and manifests: what their `install` script fetches or compiles, and what that is linked with.
 */

/**
 * What a package needs besides libc and libstdc++, which every image of node has. `packages`: libraries by their names in
 * Debian, the same in all releases. `impossible`: a browser, a desktop, drivers, or libraries whose names change.
 */
export type NativeNeed =
  | { readonly kind: 'none' }
  | { readonly kind: 'packages'; readonly packages: readonly string[] }
  | { readonly kind: 'impossible' };

/** Compiled or fetched, and complete in themselves; or with an install script that leaves nothing of the kind. */
const COMPLETE = set(
  'bcrypt argon2 sharp sqlite3 better-sqlite3 bufferutil utf-8-validate esbuild @swc/core @parcel/watcher core-js core-js-pure ' +
    'core-js-compat protobufjs es5-ext nodemon @nestjs/core ssh2 cpu-features msgpackr-extract lmdb fsevents node-sass snappy ' +
    're2 leveldown classic-level farmhash isolated-vm sodium-native node-expat microtime deasync heapdump ' +
    'dd-trace @datadog/native-appsec @datadog/native-metrics @datadog/pprof newrelic @newrelic/native-metrics nan ' +
    'libxmljs libxmljs2 grpc grpc-tools @tensorflow/tfjs-node bigint-buffer secp256k1 keccak ' +
    'blake-hash tiny-secp256k1 @discordjs/opus hiredis iconv node-pty unrs-resolver napi-postinstall ' +
    'styled-components husky @apollo/protobufjs ' +
    '@scarf/scarf vue-demi @firebase/util @prisma/engines prisma @prisma/client gifsicle mozjpeg ' +
    'aws-crt couchbase duckdb ' +
    'tree-sitter ejs-lint highlight.js opencollective-postinstall @fortawesome/fontawesome-common-types ' +
    '@fortawesome/free-solid-svg-icons @fortawesome/fontawesome-svg-core preact spawn-sync yorkie dtrace-provider',
);

/** Libraries that the full image of node has, and the slim one has not. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  'pg-native': ['libpq5'],
  libpq: ['libpq5'],
  kerberos: ['libgssapi-krb5-2'],
  odbc: ['unixodbc'],
  'node-rdkafka': ['libsasl2-2'],
};

const IMPOSSIBLE = set(
  'puppeteer playwright playwright-chromium playwright-firefox playwright-webkit cypress electron nw ibm_db msnodesqlv8 ' +
    'robotjs keytar gl opencv4nodejs nodegit canvas usb i2c serialport speaker oracledb-thick node-libcurl mapnik ffi-napi ' +
    'ref-napi wrtc phantomjs phantomjs-prebuilt selenium-standalone chromedriver geckodriver imagemagick-native',
);

/** @returns null when nothing is known of a package. */
export function nativeNeed(name: string): NativeNeed | null {
  if (IMPOSSIBLE.has(name)) return { kind: 'impossible' };
  const packages = Object.hasOwn(LIBRARIES, name) ? LIBRARIES[name] : undefined;
  if (packages !== undefined) return { kind: 'packages', packages };
  const isComplete = COMPLETE.has(name) || /^@(?:node-rs|napi-rs|img|swc|esbuild)\//.test(name);
  return isComplete ? { kind: 'none' } : null;
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
