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

/** Compiled, or fetched ready-made, and complete in themselves: what they link besides libc they bring along. */
const COMPLETE = set(
  'bcrypt argon2 sharp sqlite3 better-sqlite3 bufferutil utf-8-validate esbuild @swc/core @parcel/watcher ssh2 cpu-features ' +
    'msgpackr-extract lmdb node-sass snappy re2 leveldown classic-level farmhash isolated-vm sodium-native node-expat microtime ' +
    'deasync heapdump dd-trace @datadog/native-appsec @datadog/native-metrics @datadog/pprof newrelic @newrelic/native-metrics ' +
    'libxmljs libxmljs2 grpc grpc-tools @tensorflow/tfjs-node bigint-buffer secp256k1 tiny-secp256k1 keccak blake-hash ' +
    '@discordjs/opus hiredis iconv node-pty unrs-resolver aws-crt couchbase duckdb dtrace-provider @prisma/engines prisma ' +
    '@prisma/client fsevents',
);

/** Their install script prints a message, or writes a file of JavaScript. */
const WITHOUT_CODE = set(
  'core-js core-js-pure core-js-compat protobufjs @apollo/protobufjs es5-ext nodemon @nestjs/core napi-postinstall husky yorkie ' +
    'styled-components @scarf/scarf vue-demi @firebase/util opencollective-postinstall preact nan',
);

/** Libraries that the full image of node has, and the slim one has not. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  'pg-native': ['libpq5'],
  libpq: ['libpq5'],
  kerberos: ['libgssapi-krb5-2'],
  odbc: ['unixodbc'],
};

const IMPOSSIBLE = set(
  'puppeteer playwright playwright-chromium playwright-firefox playwright-webkit cypress electron nw phantomjs phantomjs-prebuilt ' +
    'selenium-standalone chromedriver geckodriver ibm_db msnodesqlv8 node-rdkafka node-libcurl robotjs keytar gl opencv4nodejs ' +
    'nodegit canvas usb node-hid drivelist epoll printer @thiagoelg/node-printer @tensorflow/tfjs-node-gpu i2c-bus serialport speaker mapnik ffi-napi ref-napi wrtc imagemagick-native',
);

/** @returns null when nothing is known of a package. */
export function nativeNeed(name: string): NativeNeed | null {
  if (IMPOSSIBLE.has(name)) return { kind: 'impossible' };
  const packages = Object.hasOwn(LIBRARIES, name) ? LIBRARIES[name] : undefined;
  if (packages !== undefined) return { kind: 'packages', packages };
  const isComplete =
    COMPLETE.has(name) || WITHOUT_CODE.has(name) || /^@(?:node-rs|napi-rs|img|swc|esbuild)\//.test(name);
  return isComplete ? { kind: 'none' } : null;
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
