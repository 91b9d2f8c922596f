/**
 * Bundles the program in three parts: one for every start, one for what only some files need, and one for a command that
 * has minutes. The others are loaded when they are first used. In the sources all of it is imported as usual.
 */
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/**
 * Where the second part begins, beside what is imported with `import()`: at those of these files that export functions
 * only. None of them may be called while the program is loaded.
 */
const LATER = [
  /^src\/project\/(?:toml|xml)\.ts$/,
  /^src\/project\/(?:cargo|dotnet|elixir|go|gradle|maven|node|php|python|ruby)\/(?!requirements)/,
  /^src\/project\/uses\/(?:ci|hcl|interpolate|makefile|service|yaml)\.ts$/,
  /^src\/cli\/skip-words\.ts$/,
  /^transforms\/(?:add-user|split-stages\/(?:frame|recipes|leftovers))\//,
  /^transforms\/split-stages\/(?!find|judge|recipe|smaller)/,
  /^src\/app\/(?:builder-pattern|code|hand-over|start|package-script)/,
  /^transforms\/reorder-copy\/(?:ignore-line|message|place|plan)\.ts$/,
  /^transforms\/reorder-copy\/recipes\/node\/(?!command|install-line)/,
];

/** Where the third part begins, imported with `import()`. What it uses of the second one and cannot call there, it holds itself. */
const RARE = /^src\/cli\/verify\.ts$/;

/** Each part is one function, whether it is required or run as a script, so that its text need not be copied to wrap it. */
const EXPORTS = '(typeof module=="object"?module:{}).exports=';
const FIRST = `${EXPORTS}function(require,__filename,__load){var __second,__third;`;
const OTHER = `${EXPORTS}function(require,__filename,__first,__second){var module={};`;

/**
 * @param root absolute.
 * @param entry relative to the root.
 * @param options for esbuild.
 * @returns the text of all parts, see src/cli/start.ts.
 */
export async function bundleInParts(root, entry, options) {
  const plan = await planParts(root, entry, options);
  const bundle = async (contents, plugin) => {
    const stdin = { contents, resolveDir: root, loader: 'js' };
    const plugins = [plugin, ...options.plugins];
    const { outputFiles } = await build({ ...options, stdin, plugins });
    return outputFiles[0].text;
  };
  const first = await bundle(`import 'for-second'; import ${JSON.stringify(join(root, entry))};`, firstPlugin(plan));
  const other = async (begins, plugin) => {
    const ways = begins.map((path) => `${JSON.stringify(path)}: () => require(${JSON.stringify(join(root, path))})`);
    return `${OTHER}${await bundle(`module.exports = { ${ways.join(', ')} };`, plugin)};return module.exports};`;
  };
  const later = await other(plan.begins, secondPlugin(plan));
  return { main: `${FIRST}${first}};`, later, rare: await other(plan.rare, thirdPlugin(plan)) };
}

/** Where the other parts begin, and which files of the first part they use. */
async function planParts(root, entry, options) {
  const { metafile } = await build({
    ...options,
    entryPoints: [join(root, entry)],
    metafile: true,
    absWorkingDir: root,
  });
  const importsOf = (path) => metafile.inputs[path].imports.filter((each) => !each.external);
  const later = Object.keys(metafile.inputs).filter((path) => LATER.some((pattern) => pattern.test(path)));
  const callable = new Set((await readExports(root, later)).filter((each) => each.isCallable).map(({ path }) => path));
  const isCut = ({ path, kind }) => kind === 'dynamic-import' || callable.has(path);
  const first = reach([entry], (path) => importsOf(path).filter((each) => !isCut(each)));
  const cut = [...first].flatMap(importsOf).filter((each) => isCut(each) && !first.has(each.path));
  const rare = [...new Set(cut.map(({ path }) => path))].filter((path) => RARE.test(path));
  const called = reach(rare, (path) =>
    first.has(path) ? [] : importsOf(path).filter((each) => !callable.has(each.path)),
  );
  const callsLater = [...called].flatMap(importsOf).filter(({ path }) => callable.has(path) && !first.has(path));
  const begins = [...new Set([...cut, ...callsLater].map(({ path }) => path))]
    .filter((path) => !RARE.test(path))
    .sort();
  // What is made by a plugin, and packages in CommonJS, are in all of them: they keep nothing in mind.
  const isShared = (path) => first.has(path) && metafile.inputs[path].format === 'esm' && !/^[\w-]+:/.test(path);
  const isBegin = new Set(begins);
  const second = reach(begins, (path) => (isShared(path) ? [] : importsOf(path)));
  const third = reach(rare, (path) => (isShared(path) || isBegin.has(path) ? [] : importsOf(path)));
  const shared = [...new Set([...second, ...third])].filter(isShared).sort();
  const reader = [...first].find((path) => path.startsWith('lazy-reader:'));
  if (reader !== undefined) throw new Error(`${reader} is in the first part: what imports it belongs to LATER`);
  const read = await readExports(root, [...begins, ...shared]);
  return { root, begins, rare, shared, exportsOf: new Map(read.map(({ path, names }) => [path, names])) };
}

function reach(from, next) {
  const found = new Set();
  const waiting = [...from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    waiting.push(...next(path).map((each) => each.path));
  }
  return found;
}

/** Names that files export, and whether all of them are functions. */
async function readExports(root, paths) {
  const { outputFiles, metafile } = await build({
    entryPoints: paths.map((path) => join(root, path)),
    absWorkingDir: root,
    outdir: join(root, 'none'),
    outbase: root,
    format: 'esm',
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs).map(({ entryPoint, exports: names }, i) => {
    const { text } = outputFiles[i];
    const isFunction = (name) => new RegExp(`^(?:async )?function\\*? ${name}\\(`, 'm').test(text);
    return { path: entryPoint, names, isCallable: names.every(isFunction) };
  });
}

/** In the first part a file of another one is a few functions that call it. */
function firstPlugin({ root, begins, rare, shared, exportsOf }) {
  return {
    name: 'first-part',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^for-second$/ }, () => ({ path: 'for-second', namespace: 'for-second' }));
      onLoad({ filter: /.*/, namespace: 'for-second' }, () => ({
        contents: forSecond(root, shared, exportsOf),
        resolveDir: root,
      }));
      redirect({ onResolve, resolve }, root, rare, (path) => ({ path, namespace: 'third-whole' }));
      onLoad({ filter: /.*/, namespace: 'third-whole' }, ({ path }) => ({
        contents: `module.exports = __third(${JSON.stringify(path)});`,
      }));
      callSecond({ onResolve, onLoad, resolve }, { root, begins, exportsOf });
    },
  };
}

/** A file of the second part that is imported with `import()` is loaded whole, any other one when it is called. */
function callSecond({ onResolve, onLoad, resolve }, { root, begins, exportsOf }) {
  redirect({ onResolve, resolve }, root, begins, (path, kind) => ({
    path,
    namespace: kind === 'dynamic-import' ? 'second-whole' : 'second',
  }));
  onLoad({ filter: /.*/, namespace: 'second-whole' }, ({ path }) => ({
    contents: `module.exports = __second(${JSON.stringify(path)});`,
  }));
  onLoad({ filter: /.*/, namespace: 'second' }, ({ path }) => {
    const call = (name) =>
      `export function ${name}(...args) { return __second(${JSON.stringify(path)}).${name}(...args); }`;
    return { contents: exportsOf.get(path).map(call).join('\n') };
  });
}

/** What the other parts use of the first one is handed to them when they are loaded. */
function forSecond(root, shared, exportsOf) {
  const nameOf = (i, name) => `${name} as of${i}_${name}`;
  const imports = shared.map((path, i) => {
    const names = exportsOf.get(path).map((name) => nameOf(i, name));
    return `import { ${names.join(', ')} } from ${JSON.stringify(join(root, path))};`;
  });
  const given = shared.map((path, i) => {
    const names = exportsOf.get(path).map((name) => `${name}: of${i}_${name}`);
    return `${JSON.stringify(path)}: { ${names.join(', ')} }`;
  });
  return `${imports.join('\n')}
const given = () => ({ ${given.join(',\n')} });
const part = (load) => {
  let ways;
  const known = {};
  return (path) => {
    ways ??= load();
    return (known[path] ??= ways[path]());
  };
};
__second = part(() => __load(0, given()));
__third = part(() => __load(1, given(), __second));`;
}

function secondPlugin({ root, shared, exportsOf }) {
  return {
    name: 'second-part',
    setup({ onResolve, onLoad, resolve }) {
      useFirst({ onResolve, onLoad, resolve }, { root, shared, exportsOf });
    },
  };
}

function thirdPlugin(plan) {
  return {
    name: 'third-part',
    setup({ onResolve, onLoad, resolve }) {
      useFirst({ onResolve, onLoad, resolve }, plan);
      callSecond({ onResolve, onLoad, resolve }, plan);
    },
  };
}

function useFirst({ onResolve, onLoad, resolve }, { root, shared, exportsOf }) {
  redirect({ onResolve, resolve }, root, shared, (path) => ({ path, namespace: 'first' }));
  onLoad({ filter: /.*/, namespace: 'first' }, ({ path }) => ({
    contents: `export const { ${exportsOf.get(path).join(', ')} } = __first[${JSON.stringify(path)}];`,
  }));
}

/** Sends imports of some files somewhere else. */
function redirect({ onResolve, resolve }, root, paths, to) {
  const files = new Set(paths);
  onResolve({ filter: /.*/ }, async ({ path, pluginData, ...place }) => {
    const { kind, importer } = place;
    // The ends of the parts know where they go.
    if (pluginData === 'asked' || importer === '' || importer === '<stdin>' || place.namespace !== 'file') return null;
    const found = await resolve(path, { ...place, pluginData: 'asked' });
    const below = relative(root, found.path).replaceAll('\\', '/');
    return found.namespace === 'file' && files.has(below) ? to(below, kind) : null;
  });
}
