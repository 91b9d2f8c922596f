/** Builds dist/: the command, the library with its packages left outside, the types. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const COMMAND = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Everything that is loaded on demand is in the same file; what Node brings is loaded with require.
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
};

/** The program is one function, whether it is required or run as a script, so that its text need not be copied to wrap it. */
const HEAD = '(typeof module=="object"?module:{}).exports=function(require,__filename){';

/** commander loads child_process for a feature that we do not have; it would cost 2 ms at every start. */
const lazyChildProcess = {
  name: 'lazy-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'lazy' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: 'exports.spawn = (...args) => require("child_process").spawn(...args);',
    }));
  },
};

/** Readers of manifests and compose files, by what we use of them. */
const READERS = {
  yaml: ['parseDocument', 'parseAllDocuments', 'LineCounter', 'isMap', 'isSeq', 'isScalar', 'isAlias', 'Scalar'],
  'smol-toml': ['parse'],
  'fast-xml-parser': ['XMLParser', 'XMLValidator'],
};

/**
 * A reader is loaded when it is first called, not at every start: most Dockerfiles need none. In the sources it is
 * imported as usual.
 */
const lazyReaders = {
  name: 'lazy-readers',
  setup({ onResolve, onLoad }) {
    const isReader = new RegExp(`^(?:${Object.keys(READERS).join('|')})$`);
    onResolve({ filter: isReader }, ({ path, importer, namespace }) =>
      namespace === 'lazy-reader' || /[\\/]node_modules[\\/]/.test(importer)
        ? null
        : { path, namespace: 'lazy-reader' },
    );
    onLoad({ filter: isReader, namespace: 'lazy-reader' }, ({ path }) => {
      const names = READERS[path].map((name) => {
        const get = `get: () => require(${JSON.stringify(path)}).${name}`;
        return `Object.defineProperty(exports, ${JSON.stringify(name)}, { enumerable: true, ${get} });`;
      });
      return { contents: names.join('\n'), resolveDir: root };
    });
  },
};

/** Tests of the command bring transforms of their own. */
const otherPreset = (file) => ({
  name: 'other-preset',
  setup({ onResolve }) {
    onResolve({ filter: /transforms\/index\.ts$/ }, () => ({ path: resolve(file) }));
  },
});

/**
 * Builds the command: cli.cjs, which is started, the program, and V8's code for it (see src/cli/start.ts).
 * @param folder where to.
 * @param preset a file of transforms instead of our own.
 */
export async function buildCli(folder, { preset } = {}) {
  mkdirSync(folder, { recursive: true });
  const text = await bundle('src/cli/main.ts', {
    define: { SLIMIFY_VERSION: JSON.stringify(version), 'import.meta.url': '__filename' },
    plugins: [lazyChildProcess, lazyReaders, ...(preset === undefined ? [] : [otherPreset(preset)])],
  });
  const main = `${HEAD}${text}};`;
  if (!/^[\0-\x7f]*$/.test(main)) throw new Error('the program is not plain ASCII');
  const hash = createHash('sha256').update(main).digest('hex').slice(0, 12);
  const name = `main-${hash}.cjs`;
  writeWhole(join(folder, name), main);
  makeCache(join(folder, name), join(folder, `${name}.${process.versions.v8}-${process.arch}.cache`));
  const start = await bundle('src/cli/start.ts', {
    banner: { js: '#!/usr/bin/env node' },
    define: { SLIMIFY_MAIN: JSON.stringify(name) },
  });
  writeWhole(join(folder, 'cli.cjs'), start);
  chmodSync(join(folder, 'cli.cjs'), 0o755);
  for (const old of readdirSync(folder)) {
    if (/^main-[0-9a-f]+\..*(?:cjs|cache)$/.test(old) && !old.includes(hash))
      rmSync(join(folder, old), { force: true });
  }
}

async function bundle(entry, options) {
  const { outputFiles } = await build({ ...COMMAND, entryPoints: [join(root, entry)], ...options });
  return outputFiles[0].text;
}

/** Runs the program once over a Dockerfile, so that what a start needs is in the cache. Without a cache it runs as well. */
function makeCache(main, cache) {
  const warmUp = join(root, 'scripts/warm-up.Dockerfile');
  spawnSync(process.execPath, [join(root, 'scripts/cache.cjs'), main, cache, warmUp], { stdio: 'ignore' });
}

/** The file is there whole or not at all: tests may be using the old one. */
function writeWhole(file, content) {
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

async function buildLibrary() {
  await build({
    entryPoints: [join(root, 'src/index.ts')],
    outfile: join(root, 'dist/index.js'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
}

function buildTypes() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(root, 'scripts/tsconfig.types.json');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildCli(join(root, 'dist'));
  await buildLibrary();
  buildTypes();
}
