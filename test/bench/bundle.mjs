/** The sources as one module that plain node runs: built anew each time, so that it is never stale. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Bundles entry.ts and imports it. */
export async function loadSlimify() {
  const outfile = path('../../.bench/entry.mjs');
  await build({
    entryPoints: [path('entry.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    // dockerfile-ast's dependencies are CommonJS and call require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return import(pathToFileURL(outfile).href);
}
