/**
 * `npm run bench`: how fast it starts, how fast the pipeline is, how it does with many files. Everything is measured side
 * by side in one run, so that the ratios hold on a slow machine too. A benchmark and no test: it always exits 0.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSlimify } from './bundle.mjs';

const PAIRS = 41;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, 'dist', 'cli.cjs');

const rows = [];
const temporary = mkdtempSync(join(tmpdir(), 'slimify-bench-'));
try {
  const projects = [...projectsIn('test/cases'), ...projectsIn('examples')];
  if (existsSync(CLI)) coldStart(projects[0].path);
  else console.log('dist/cli.cjs is not there: run `npm run build` for the cold start and the batches');
  const { slimify, preset, memoryProject } = await loadSlimify();
  const run = (text, files) => slimify(text, { project: memoryProject(files), transforms: preset, risk: 'assumes' });
  pipeline(projects, run);
  // Half of the files are slim already: of public Dockerfiles, about as many are changed.
  const slim = projects.map((project) => ({ ...project, text: run(project.text, project.files).after }));
  if (existsSync(CLI)) batches(projects.flatMap((project, i) => [project, slim[i]]));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
printTable();

/** Every project below a folder: its Dockerfile and all its files. */
function projectsIn(folder) {
  const root = join(ROOT, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^Dockerfile$/.test(entry.name))
    .map(({ parentPath }) => {
      const files = readdirSync(parentPath, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const read = files.map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(parentPath.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
      });
      const path = join(parentPath, 'Dockerfile');
      return { path, text: readFileSync(path, 'utf8'), files: Object.fromEntries(read) };
    });
}

function coldStart(path) {
  const slimify = [];
  const bare = [];
  for (let i = 0; i < PAIRS; i++) {
    bare.push(timed(() => spawnSync(process.execPath, ['-e', '0'])));
    slimify.push(timed(() => spawnSync(process.execPath, [CLI, path])));
  }
  const [ours, theirs] = [Math.min(...slimify), Math.min(...bare)];
  rows.push([
    'cold `slimify Dockerfile` / `node -e 0`',
    `${(ours / theirs).toFixed(2)} x`,
    `${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms, minima of ${PAIRS} pairs`,
    'at most 1.4 x, better 1.3 x',
  ]);
}

function pipeline(projects, run) {
  const samples = projects.flatMap(({ text, files }) => {
    const { after, changed } = run(text, files);
    // What was changed once is a file without a change, too.
    return [{ text, files, changed }, ...(changed ? [{ text: after, files, changed: false }] : [])];
  });
  const warmUp = performance.now();
  while (performance.now() - warmUp < 1500) for (const { text, files } of samples) run(text, files);
  for (const changed of [false, true]) {
    const medians = samples
      .filter((sample) => sample.changed === changed)
      .map(({ text, files }) => median(Array.from({ length: 51 }, () => timed(() => run(text, files)))));
    if (medians.length === 0) continue;
    rows.push([
      `whole pipeline, ${changed ? 'a changed' : 'an unchanged'} file`,
      `${median(medians).toFixed(2)} ms`,
      `median of ${medians.length} files, slowest ${Math.max(...medians).toFixed(2)} ms`,
      `at most ${changed ? 3 : 1} ms`,
    ]);
  }
}

function batches(projects) {
  const small = batch(projects, 1000, 3);
  const large = batch(projects, 10_000, 2);
  for (const { files, milliseconds, peak, code } of [small, large]) {
    rows.push([
      `batch of ${files} files`,
      `${Math.round(files / (milliseconds / 1000))} files/s`,
      `${(milliseconds / 1000).toFixed(2)} s, peak ${Math.round(peak / 2 ** 20)} MB, exit ${code}`,
      files === 10_000 ? 'at least 1000 files/s, under 250 MB' : '',
    ]);
  }
  const ratio = large.milliseconds / large.files / (small.milliseconds / small.files);
  rows.push(['time a file, 10000 / 1000', `${ratio.toFixed(2)} x`, '', 'at most 1.2 x']);
}

/** The best of some runs over a folder of so many files, no two alike. */
function batch(projects, files, runs) {
  const folder = join(temporary, `batch-${files}`);
  for (let i = 0; i < files; i++) {
    const project = projects[i % projects.length];
    const home = join(folder, `group-${i % 100}`, `service-${i}`);
    mkdirSync(home, { recursive: true });
    for (const [path, text] of Object.entries(project.files)) {
      mkdirSync(join(home, path, '..'), { recursive: true });
      writeFileSync(
        join(home, path),
        path === 'Dockerfile' ? `${project.text}LABEL org.example.number="${i}"\n` : text,
      );
    }
  }
  const rss = join(temporary, 'rss');
  let best = { files, milliseconds: Number.POSITIVE_INFINITY, peak: 0, code: null };
  for (let i = 0; i < runs; i++) {
    let code = null;
    const milliseconds = timed(() => {
      const args = ['-r', join(ROOT, 'test', 'bench', 'rss.cjs'), CLI, folder];
      code = spawnSync(process.execPath, args, {
        stdio: 'ignore',
        env: { ...process.env, BENCH_RSS_FILE: rss },
      }).status;
    });
    const peak = Math.max(best.peak, Number(readFileSync(rss, 'utf8')));
    best = { files, milliseconds: Math.min(best.milliseconds, milliseconds), peak, code };
  }
  return best;
}

function timed(action) {
  const start = performance.now();
  action();
  return performance.now() - start;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function printTable() {
  const all = [['what', 'measured', 'how', 'aim'], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  for (const row of all)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  console.log(`node ${process.version}, ${process.platform}-${process.arch}`);
}
