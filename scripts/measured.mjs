/**
 * Writes the README's table of what was measured, from what `npm run test:engine` leaves. `--check` writes nothing, and
 * fails where the table is not of this form; its figures are those of another day and machine, and are not looked at.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettyBytes from 'pretty-bytes';

const root = process.env.SLIMIFY_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '..');
const README = join(root, 'README.md');
const RESULTS = process.env.SLIMIFY_RESULTS ?? join(root, 'test/engine/results.json');

const [BEGIN, END] = ['<!-- begin measured -->', '<!-- end measured -->'];
const HEAD = [
  '| app | before | after | smaller by | from the cache after a change | user |',
  '|---|--:|--:|--:|---|---|',
];
const SIZE = String.raw`[\d.,]+ (?:B|kB|MB|GB)`;
/** In place of steps: nothing is copied from the context. */
const NO_SOURCES = 'no sources';
const ROW = new RegExp(
  String.raw`^\| \`[\w-]+\` \| ${SIZE} \| ${SIZE} \| -?[\d.]+ % \| (?:\d+ of \d+ → \d+ of \d+|${NO_SOURCES}) \| [\w, ]+(?: → [\w, ]+)? \|$`,
);
const INTRO = /^Measured on \d{4}-\d\d-\d\d with `[^`]+`(?:, stand-in sizes)?\.$/;

const text = readFileSync(README, 'utf8');
const { before, part, after } = split(text);
if (process.argv.includes('--check')) {
  const wrong = whatIsWrong(part);
  if (wrong !== null) fail(`README.md: ${wrong}: run npm run test:engine && npm run measured`);
} else {
  const results = JSON.parse(readResults());
  writeFileSync(README, `${before}${BEGIN}\n${measured(results)}\n${END}${after}`);
  console.log(summary(results.results));
}

function readResults() {
  try {
    return readFileSync(RESULTS, 'utf8');
  } catch {
    return fail(`${RESULTS} is not there: npm run test:engine writes it`);
  }
}

function split(whole) {
  const [start, end] = [whole.indexOf(BEGIN), whole.indexOf(END)];
  if (start < 0 || end < start) fail(`README.md has no ${BEGIN} … ${END}`);
  return {
    before: whole.slice(0, start),
    part: whole.slice(start + BEGIN.length, end),
    after: whole.slice(end + END.length),
  };
}

function measured({ date, command, standIns, results }) {
  const built = results.filter(({ percent }) => percent !== null);
  const others = results.filter(({ percent }) => percent === null).map(({ app }) => `\`${app}\``);
  const source = `Measured on ${date} with \`${command}\`${standIns ? ', stand-in sizes' : ''}.`;
  const left = others.length === 0 ? '' : `\n\nLeft as they are, as it should be: ${others.join(', ')}.`;
  const rows = built.toSorted((a, b) => b.percent - a.percent).map(row);
  const table = [...HEAD, ...rows].join('\n');
  const title = `<details><summary>All ${rows.length} that were changed</summary>`;
  return `${source}\n\n${summary(results)}\n\n${title}\n\n${table}\n\n</details>${left}`;
}

function row({ app, bytes, percent, rebuild, users }) {
  const cells = [
    `\`${app}\``,
    prettyBytes(bytes.before),
    prettyBytes(bytes.after),
    `${percent.toFixed(1)} %`,
    rebuild.after === null ? NO_SOURCES : `${share(rebuild.before)} → ${share(rebuild.after)}`,
    userOf(users),
  ];
  return `| ${cells.join(' | ')} |`;
}

function share({ cached, steps }) {
  return `${cached} of ${steps}`;
}

function userOf({ before, after }) {
  const [first, last] = [before, after].map((uids) => uids.map((uid) => (uid === '0' ? 'root' : uid)).join(', '));
  return first === last ? first : `${first} → ${last}`;
}

/** All of them in a few lines. */
function summary(results) {
  const changed = results.filter(({ percent }) => percent !== null);
  const broken = results.filter(({ status }) => status !== 'alike' && status !== 'unchanged').length;
  const shares = changed.map(({ percent }) => percent).toSorted((a, b) => a - b);
  const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
  const steps = (side) => changed.flatMap(({ rebuild }) => rebuild[side] ?? []);
  const cached = (side) => steps(side).reduce((sum, each) => sum + each.cached, 0);
  const all = (side) => steps(side).reduce((sum, each) => sum + each.steps, 0);
  return [
    `${results.length} apps were built and used, before and after; ${changed.length} were changed, ${broken} of them broke.`,
    `Those are smaller by ${mean.toFixed(1)} % on average, the one in the middle by ${median(shares).toFixed(1)} %.`,
    `After a change of one source file ${cached('before')} of ${all('before')} steps came from the cache before,`,
    `${cached('after')} of ${all('after')} after.`,
  ].join(' ');
}

function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Null when the part of the README is as this script writes it. */
function whatIsWrong(part) {
  const lines = part.trim().split('\n');
  if (!INTRO.test(lines[0] ?? '')) return `"${lines[0]}" does not say when and how the table was measured`;
  const start = lines.indexOf(HEAD[0]);
  if (start < 0 || lines[start + 1] !== HEAD[1]) return 'the head of the measured table is missing';
  const end = lines.indexOf('', start);
  const rows = lines.slice(start + 2, end < 0 ? undefined : end);
  if (rows.length === 0) return 'the measured table is empty';
  const strange = rows.find((line) => !ROW.test(line));
  return strange === undefined ? null : `this is no row of the measured table: ${strange}`;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
