/**
 * Writes the generated parts of README.md, the example's diff and the table of transforms, and docs/transforms.md, which
 * is what `slimify explain` says of each. `--check` writes nothing and fails when they are stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const README = join(root, 'README.md');
/** What the README shows. */
const EXAMPLE = 'examples/python-api/Dockerfile';

const { preset, leftOut, slimify, folderProject, unifiedDiff, explainText } = await loadSources();
const parts = { example: exampleDiff(), transforms: transformTable() };
const written = {
  'README.md': Object.entries(parts).reduce(replacePart, readFileSync(README, 'utf8')),
  'docs/transforms.md': transformsPage(),
};

for (const [name, after] of Object.entries(written)) {
  const file = join(root, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === after) continue;
  if (!process.argv.includes('--check')) writeFileSync(file, after);
  else {
    console.error(`${name} is stale: run npm run docs`);
    process.exitCode = 1;
  }
}

async function loadSources() {
  const contents = `
    export { leftOut, preset } from './transforms/index.ts';
    export { explainText } from './src/cli/explain.ts';
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

function transformsPage() {
  const pages = preset.map((transform) => {
    const [id, ...lines] = explainText(transform, leftOut[transform.id] ?? [], { color: false, width: 100 }).split(
      '\n',
    );
    return `## ${id}\n\n\`\`\`text\n${lines.join('\n').trimEnd()}\n\`\`\`\n`;
  });
  return `# Transforms\n\nIn the order in which they run; each as \`slimify explain\` shows it.\n\n${pages.join('\n')}`;
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
