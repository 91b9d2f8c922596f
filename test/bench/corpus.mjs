/**
 * Runs the preset over every Dockerfile below a folder and counts. Aims: no crash, nothing rejected, a second run that
 * changes nothing, one round.
 *
 *   node test/bench/corpus.mjs DIR [options]
 *     --risk LEVEL       safe, assumes or changes (default assumes)
 *     --no-context       as for stdin: no file of the project is read
 *     --samples N        prints the diffs of N random changed files, for reading; --seed S takes others
 *     --transform ID     samples only files that this transform changed
 *     --only-code CODE   prints where the skips of this code are, as path:line (--samples N: that many of them)
 *     --only ID          runs this transform alone
 *     --diffs DIR        writes the diff of every changed file to this folder; with --only or --transform of one transform
 *     --unreached KIND   prints stages that the crude counter finds and we did not change: 'apt lists', 'pip cache',
 *                        'npm cache' or 'apt pairs'
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { loadSlimify } from './bundle.mjs';
import { aptPairs, KINDS, leftovers } from './crude.mjs';
import { createReach } from './reach.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    risk: { type: 'string', default: 'assumes' },
    'no-context': { type: 'boolean', default: false },
    samples: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    transform: { type: 'string' },
    only: { type: 'string' },
    diffs: { type: 'string' },
    'only-code': { type: 'string' },
    unreached: { type: 'string' },
  },
});
if (positionals.length === 0) {
  console.error('usage: node test/bench/corpus.mjs DIR [--risk LEVEL] [--samples N] [--only-code CODE]');
  process.exit(2);
}

const { slimify, preset, noProject, createContexts, isDockerfileName } = await loadSlimify();
const transforms = flags.only === undefined ? preset : preset.filter(({ id }) => id === flags.only);
if (transforms.length === 0) {
  console.error(`no transform is called ${flags.only}: ${preset.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
/** Side files that are there for one second run. */
const pending = new Map();
const contexts = createContexts(null, pending);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const total = {
  files: 0,
  parsed: 0,
  notUtf8: 0,
  changed: 0,
  secondRun: 0,
  manyRounds: 0,
  held: 0,
  fixes: 0,
  skips: 0,
};
const leftAlone = new Map();
const errors = new Map();
const crashes = [];
const rejected = [];
const unstable = [];
const late = [];
const fixes = new Map();
const skipCodes = new Map();
const reach = new Map();
const changedFiles = [];
const skipPlaces = [];
const unreached = [];
const contextReach = createReach();

const started = process.hrtime.bigint();
let inSlimify = 0n;
for (const root of positionals) for (const path of dockerfilesBelow(root)) visit(path, root);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
report();

function* dockerfilesBelow(folder) {
  if (statSync(folder).isFile()) {
    yield folder;
    return;
  }
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') yield* dockerfilesBelow(path);
    else if (entry.isFile() && isDockerfileName(entry.name)) yield path;
  }
}

function visit(path, root) {
  total.files++;
  let text;
  try {
    text = decoder.decode(readFileSync(path));
  } catch {
    total.notUtf8++;
    return;
  }
  const home = repositoryOf(root, path);
  const context = flags['no-context'] ? null : contexts.contextOf(resolve(path), home);
  const options = { project: context?.project ?? noProject, transforms, risk: flags.risk };
  let first;
  let second;
  try {
    const start = process.hrtime.bigint();
    first = slimify(text, options);
    inSlimify += process.hrtime.bigint() - start;
    second = first.changed ? again(path, home, first, options) : first;
  } catch (error) {
    const stack = String(error?.cause?.stack ?? error?.stack ?? error);
    crashes.push([path, stack.split('\n').slice(0, 8).join('\n    ')]);
    return;
  }
  if (first.error !== null) {
    if (first.error.code === 'unstable') unstable.push(path);
    add(errors, first.error.code);
    return;
  }
  count(path, root, text, first);
  contextReach.note({ path, text, context: context?.folder ?? null, group: basename(home), result: first });
  if (second.after !== first.after) {
    total.secondRun++;
    late.push([path, 'second run differs']);
  }
}

/** Each folder below the given one is a checkout: nothing above it is looked at. */
function repositoryOf(root, path) {
  const [first, ...rest] = relative(root, path).split(sep);
  return resolve(rest.length === 0 ? dirname(path) : join(root, first));
}

/** A second run, with the side files that the first one writes. */
function again(path, home, { after, files }, options) {
  if (files.length === 0) return slimify(after, options);
  const { real } = contexts.contextOf(resolve(path), home);
  pending.set(real, new Map(files.map((file) => [file.path, file.after])));
  try {
    return slimify(after, { ...options, project: contexts.contextOf(resolve(path), home).project });
  } finally {
    pending.delete(real);
  }
}

function count(path, root, text, result) {
  const whole = result.skipped.find(({ transform }) => transform === null);
  if (whole === undefined) total.parsed++;
  else add(leftAlone, whole.reason.code);
  if (result.rounds > 1) {
    total.manyRounds++;
    late.push([path, `${result.rounds} rounds`]);
  }
  for (const each of result.rejected) rejected.push([path, each]);
  for (const { transform, risk } of result.applied) add(fixes, `${transform}\t${risk}\tapplied`);
  for (const { transform, risk } of result.held) add(fixes, `${transform}\t${risk}\theld`);
  total.fixes += result.applied.length;
  total.held += result.held.length;
  for (const { transform, line, reason } of result.skipped) {
    if (transform === null) continue;
    total.skips++;
    add(skipCodes, `${transform}\t${reason.code}`);
    if (reason.code === flags['only-code'])
      skipPlaces.push(`${path}:${line ?? '-'} ${transform} ${JSON.stringify(reason)}`);
  }
  if (result.changed) {
    total.changed++;
    const { transform } = flags;
    if (transform === undefined || result.applied.some((fix) => fix.transform === transform))
      changedFiles.push({
        path,
        root,
        before: text,
        after: result.after,
        files: result.files,
        applied: result.applied,
      });
  }
  if (whole === undefined) countReach(path, text, result);
}

/** How much of what the crude counter finds was changed. */
function countReach(path, text, result) {
  const before = leftovers(text);
  const after = leftovers(result.after);
  for (const [kind, lines] of Object.entries(before)) {
    if (lines.length === 0) continue;
    const changed = result.applied.some((fix) => howOften(KINDS[kind], fix.after) > howOften(KINDS[kind], fix.before));
    addReach(kind, { found: 1, changed: changed ? 1 : 0, clean: after[kind].length === 0 ? 1 : 0 });
    if (flags.unreached === kind && !changed) unreached.push(describeUnreached(path, lines[0], result));
  }
  for (const lastStageOnly of [true, false]) {
    const pairs = aptPairs(text, { lastStageOnly });
    if (pairs.length === 0) continue;
    const left = aptPairs(result.after, { lastStageOnly }).length;
    addReach(lastStageOnly ? 'apt RUN pairs, last stage' : 'apt RUN pairs, all stages', {
      found: pairs.length,
      changed: Math.max(0, pairs.length - left),
      clean: 0,
    });
    if (lastStageOnly && flags.unreached === 'apt pairs' && left > 0)
      unreached.push(describeUnreached(path, pairs[0][0], result));
  }
}

function describeUnreached(path, line, { skipped }) {
  const near = skipped.filter((skip) => skip.line !== null && Math.abs(skip.line - line) < 12);
  return `${path}:${line}  ${near.map(({ transform, reason, line: at }) => `${at} ${transform} ${JSON.stringify(reason)}`).join(' | ')}`;
}

function howOften({ writes }, text) {
  return [...text.matchAll(writes)].length;
}

function add(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function addReach(kind, { found, changed, clean }) {
  const sum = reach.get(kind) ?? { found: 0, changed: 0, clean: 0 };
  reach.set(kind, { found: sum.found + found, changed: sum.changed + changed, clean: sum.clean + clean });
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function percent(part, whole) {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

function print(title, map) {
  if (map.size === 0) return;
  console.log(`\n${title}`);
  for (const [key, number] of [...map].sort((a, b) => b[1] - a[1]))
    console.log(`  ${String(number).padStart(7)}  ${key.replaceAll('\t', '  ')}`);
}

function list(title, lines) {
  if (lines.length === 0) return;
  console.log(`\n${title}`);
  for (const line of lines) console.log(`  ${line}`);
}

/** A few of them, at random and the same ones each time. */
function pick(items, number) {
  let state = Number(flags.seed) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pool = [...items];
  return Array.from(
    { length: Math.min(number, pool.length) },
    () => pool.splice(Math.floor(next() * pool.length), 1)[0],
  );
}

function report() {
  const samples = Number(flags.samples);
  if (flags.diffs !== undefined) writeDiffs(flags.diffs);
  const codeOnly = flags['only-code'];
  if (codeOnly !== undefined) list(`skips ${codeOnly}`, samples > 0 ? pick(skipPlaces, samples) : skipPlaces);
  else if (flags.unreached !== undefined)
    list(`unreached: ${flags.unreached}`, samples > 0 ? pick(unreached, samples) : unreached);
  else if (samples > 0) printSamples(pick(changedFiles, samples));

  console.log(
    `\n${total.files} files in ${seconds.toFixed(1)} s (${(Number(inSlimify) / 1e6 / total.files).toFixed(2)} ms a file in slimify)`,
  );
  console.log(
    `  parsed ${total.parsed}, changed ${total.changed}, fixes ${total.fixes}, held ${total.held}, skips ${total.skips}`,
  );
  console.log(
    `  crashes ${crashes.length}, rejected ${rejected.length}, unstable ${unstable.length}, second run differs ${total.secondRun}, rounds > 1 ${total.manyRounds}, not UTF-8 ${total.notUtf8}`,
  );
  console.log(`  peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  print('left alone as a whole', leftAlone);
  print('broken files', errors);
  print('fixes: transform, risk', fixes);
  print('skips: transform, code', skipCodes);
  const unsure = [...skipCodes].filter(([key]) => /\t(?:opaque|unknown\S*|dynamic-command|unproven)$/.test(key));
  const strict = [...skipCodes]
    .filter(([key]) => /\t(?:opaque|unknown\S*)$/.test(key))
    .reduce((sum, [, n]) => sum + n, 0);
  const wide = unsure.reduce((sum, [, n]) => sum + n, 0);
  console.log(
    `\nopaque and unknown: ${percent(strict, total.skips)} of skips (aim: under 15 %); with dynamic-command and unproven ${percent(wide, total.skips)}`,
  );
  console.log('\nreach, by a crude counter');
  for (const [kind, { found, changed, clean }] of reach)
    console.log(
      `  ${kind.padEnd(28)} found ${String(found).padStart(5)}  changed ${String(changed).padStart(5)} = ${percent(changed, found)}${clean > 0 ? `  nothing left ${percent(clean, found)}` : ''}`,
    );
  contextReach.report(new Set(transforms.map(({ id }) => id)));
  list(
    'crashes',
    [...groupBy(crashes, ([, stack]) => stack)].map(
      ([stack, alike]) =>
        `${alike.length} times: ${alike
          .slice(0, 3)
          .map(([path]) => path)
          .join(' ')}\n    ${stack}`,
    ),
  );
  list(
    'rejected',
    rejected
      .slice(0, 40)
      .map(([path, { transform, line, message, why }]) => `${path}:${line} ${transform}: ${message}: ${why}`),
  );
  list('unstable', unstable.slice(0, 20));
  list(
    'more than one round, or a second run that differs',
    late.slice(0, 20).map((pair) => pair.join(': ')),
  );
}

function printSamples(files) {
  for (const file of files) console.log(`${describeChange(file)}\n`);
}

/** One file for each changed one, to read. */
function writeDiffs(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of changedFiles) {
    const name = (relative(file.root, file.path) || basename(file.path)).split(sep).join('__');
    writeFileSync(join(folder, `${name}.diff`), describeChange(file));
  }
}

function describeChange({ path, before, after, files, applied }) {
  const patches = [{ path, before, after }, ...files].map((one) =>
    createTwoFilesPatch(one.path, one.path, one.before ?? '', one.after, undefined, undefined, { context: 3 }),
  );
  const words = applied.map(
    ({ transform, line, risk, message, assumption }) =>
      `  ${transform} ${line ?? '-'} [${risk}] ${message}${assumption === null ? '' : `. Assumes: ${assumption}`}`,
  );
  return [...patches, ...words, ''].join('\n');
}
