/**
 * Writes the generated parts of README.md: the example's diff and the table of transforms. `--check` writes nothing and
 * fails when they are stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const README = join(root, 'README.md');
/** What the README shows. */
const EXAMPLE = 'examples/python-api/Dockerfile';

const { preset, slimify, folderProject, unifiedDiff } = await loadSources();
const parts = { example: exampleDiff(), transforms: transformTable() };
const before = readFileSync(README, 'utf8');
const after = Object.entries(parts).reduce(replacePart, before);

if (!process.argv.includes('--check')) writeFileSync(README, after);
else if (after !== before) {
  console.error('README.md is stale: run npm run docs');
  process.exit(1);
}

async function loadSources() {
  const contents = `
    export { preset } from './transforms/index.ts';
    export { slimify } from './src/engine/pipeline.ts';
    export { folderProject } from './src/project/folder.ts';
    export { unifiedDiff } from './src/cli/diff.ts';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const module = { exports: {} };
  const { createRequire } = await import('node:module');
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}

function exampleDiff() {
  const text = readFileSync(join(root, EXAMPLE), 'utf8');
  const project = folderProject(join(root, dirname(EXAMPLE)), join(root, EXAMPLE));
  const report = slimify(text, { project, transforms: preset, risk: 'assumes' });
  return `\`\`\`diff\n${unifiedDiff(EXAMPLE, text, report.after)}\`\`\``;
}

function transformTable() {
  const rows = preset.map(({ id, summary, risk, hadolint = [] }) => {
    return `| \`${id}\` | ${cell(summary)} | ${risk} | ${hadolint.join(', ')} |`;
  });
  return ['| transform | what it does | risk, at most | hadolint |', '|---|---|---|---|', ...rows].join('\n');
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

/** Puts a part between its markers. */
function replacePart(text, [name, content]) {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [head, rest] = split(text, begin);
  const [, tail] = split(rest, end);
  return `${head}${begin}\n${content}\n${end}${tail}`;
}

function split(text, marker) {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`README.md has no ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
