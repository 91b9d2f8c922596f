/** Builds dist/: the command, the library with its packages left outside, the types. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleInParts } from './parts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const COMMAND = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Everything that is loaded on demand is in other parts; what Node brings is loaded with require.
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
};

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

/** For each file that imports `path`, esbuild would make an object with all that is in it: 1 ms at every start. */
const plainPath = {
  name: 'plain-path',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:path$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'path', namespace: 'plain' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'plain' }, () => ({ contents: 'export default require("path");' }));
  },
};

/** Of these types dockerfile-ast uses two, in thirty files; for each of them an object with all would be made. */
const fewTypes = {
  name: 'few-types',
  setup({ onResolve, onLoad, resolve: resolvePath }) {
    onResolve({ filter: /^vscode-languageserver-types$/ }, ({ kind }) =>
      kind === 'require-call' ? { path: 'types', namespace: 'few-types' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'few-types' }, async () => {
      const resolveDir = join(root, 'node_modules/dockerfile-ast/lib');
      const { path } = await resolvePath('vscode-languageserver-types', { kind: 'import-statement', resolveDir });
      return { contents: `export { Position, Range } from ${JSON.stringify(path)};`, resolveDir };
    });
  },
};

/** picocolors looks at standard output when it is loaded, for a default that we do not use: 3 ms at every start. */
const quietColors = {
  name: 'quiet-colors',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]picocolors[\\/]picocolors\.js$/ }, ({ path }) => {
      const asked = '(p.stdout || {}).isTTY';
      const text = readFileSync(path, 'utf8');
      if (!text.includes(asked)) throw new Error(`${path} has changed`);
      return { contents: text.replace(asked, 'false') };
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
 * Builds the command: cli.cjs, which is started, the program in three parts, and V8's code for them (see src/cli/start.ts).
 * @param folder where to.
 * @param preset a file of transforms instead of our own.
 */
export async function buildCli(folder, { preset } = {}) {
  mkdirSync(folder, { recursive: true });
  const { main, later, rare } = await bundleInParts(root, 'src/cli/main.ts', {
    ...COMMAND,
    define: { SLIMIFY_VERSION: JSON.stringify(version), 'import.meta.url': '__filename' },
    plugins: [
      lazyChildProcess,
      lazyReaders,
      plainPath,
      fewTypes,
      quietColors,
      ...(preset === undefined ? [] : [otherPreset(preset)]),
    ],
  });
  if (!/^[\0-\x7f]*$/.test(main + later + rare)) throw new Error('the program is not plain ASCII');
  const hash = createHash('sha256').update(main).update(later).update(rare).digest('hex').slice(0, 12);
  const names = { main: `main-${hash}.cjs`, later: `later-${hash}.cjs`, rare: `rare-${hash}.cjs` };
  writeWhole(join(folder, names.main), main);
  writeWhole(join(folder, names.later), later);
  writeWhole(join(folder, names.rare), rare);
  makeCaches(folder, names);
  const { outputFiles } = await build({
    ...COMMAND,
    entryPoints: [join(root, 'src/cli/start.ts')],
    banner: { js: '#!/usr/bin/env node' },
    define: {
      SLIMIFY_MAIN: JSON.stringify(names.main),
      SLIMIFY_LATER: JSON.stringify(names.later),
      SLIMIFY_RARE: JSON.stringify(names.rare),
    },
  });
  writeWhole(join(folder, 'cli.cjs'), outputFiles[0].text);
  chmodSync(join(folder, 'cli.cjs'), 0o755);
  for (const old of readdirSync(folder)) {
    if (/^(?:main|later|rare)-[0-9a-f]+\..*(?:cjs|cache)$/.test(old) && !old.includes(hash))
      rmSync(join(folder, old), { force: true });
  }
}

/**
 * Runs the program over a Dockerfile that needs the first part only, over one that needs the second one as well, and for
 * the help of the command that needs the third, so that what a start needs is in the caches. Without a cache it runs as well.
 */
function makeCaches(folder, { main, later, rare }) {
  const parts = [main, later, rare].map((name) => join(folder, name));
  const run = (name, ...own) => {
    const part = join(folder, name);
    const cache = `${part}.${process.versions.v8}-${process.arch}.cache`;
    const args = [join(root, 'scripts/cache.cjs'), ...parts, part, cache, ...own];
    spawnSync(process.execPath, args, { stdio: 'ignore' });
  };
  run(main, join(root, 'scripts/warm-up/usual/Dockerfile'));
  run(later, join(root, 'scripts/warm-up'));
  run(rare, 'verify', '--help');
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
