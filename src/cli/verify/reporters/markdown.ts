/** `verify --format markdown`: a comment for a pull request. A table, and what is not simply alike below it. */
import type { Status, Verified } from '../../../verify/verified.ts';
import { doubtsOf } from './doubts.ts';
import { amount, duration, grouped, percent, size } from './figures.ts';
import { cachedOf, userOf } from './findings.ts';
import { detailsText, hasDetails } from './markdown/details.ts';
import { code, prose } from './markdown/text.ts';
import type { VerifyReporter, VerifySummary } from './reporter.ts';
import { STATUS_WORDS } from './words.ts';

/** What GitHub takes for a comment, in characters. */
const MAX_LENGTH = 65_536;
/** Kept free for what is said about what was left out. */
const RESERVE = 300;

/** How much is told of a file. The longest that fits is taken. */
const LEVELS = [
  { logLines: 20, note: '' },
  { logLines: 5, note: 'The logs are cut to their last 5 lines: a comment has room for no more.' },
  { logLines: 0, note: 'The logs are left out: a comment has no room for them.' },
] as const;

const NO_DETAILS = 'What was found for each file is left out: a comment has no room for it.';

/** Columns that are empty throughout are left out: nothing is built cold with --cached. */
const COLUMNS = [
  { name: 'Dockerfile', rule: '---' },
  { name: 'before', rule: '--:' },
  { name: 'after', rule: '--:' },
  { name: 'change', rule: '--:' },
  { name: 'cold build', rule: '--:' },
  { name: 'steps cached after a source change', rule: '--:' },
  { name: 'user', rule: '---' },
  { name: 'result', rule: '---' },
] as const;

/** Where a long table is cut, what matters most stays. */
const ORDER: readonly Status[] = ['regression', 'repaired', 'broken-before', 'not-verified', 'alike', 'unchanged'];

const MARKS: Readonly<Record<Status, string>> = {
  alike: '✅',
  repaired: '⚠️',
  regression: '❌',
  'broken-before': '⚠️',
  'not-verified': '❔',
  unchanged: '',
};

interface Found {
  readonly status: Status;
  readonly cells: readonly string[];
  /** By level. */
  readonly details: readonly string[];
}

interface Entry extends Found {
  readonly row: string;
}

export function markdownReporter(): VerifyReporter {
  const found: Found[] = [];
  let engine = '';
  return {
    begin(name) {
      engine = name;
      return '';
    },
    file(verified) {
      const { status } = verified;
      const details = hasDetails(verified) ? LEVELS.map(({ logLines }) => detailsText(verified, logLines)) : [];
      if (status !== 'unchanged') found.push({ status, cells: cellsOf(verified), details });
      return '';
    },
    end: (summary) => comment(found, summary, engine),
  };
}

function comment(found: readonly Found[], summary: VerifySummary, engine: string): string {
  const head = `## slimify verify\n\n${totals(summary)}\n`;
  const foot = `\nBuilt with ${prose(engine)} in ${duration(summary.seconds)}.\n`;
  const room = MAX_LENGTH - head.length - foot.length - RESERVE;
  return `${head}${body(found, room)}${foot}`;
}

function body(found: readonly Found[], room: number): string {
  if (found.length === 0) return '';
  const columns = COLUMNS.map((_, index) => index).filter((index) => found.some(({ cells }) => cells[index] !== ''));
  const tableText = (rows: readonly string[]): string => {
    const head = [
      line(columns, (index) => COLUMNS[index]?.name),
      `|${columns.map((index) => COLUMNS[index]?.rule).join('|')}|`,
    ];
    return `\n${[...head, ...rows].join('\n')}\n`;
  };
  const entries = found.map((each): Entry => ({ ...each, row: line(columns, (index) => each.cells[index]) }));
  const rows = entries.map(({ row }) => row);
  const table = tableText(rows);
  for (const [level, { note }] of LEVELS.entries()) {
    const details = entries.map((entry) => entry.details[level] ?? '').join('');
    if (table.length + details.length <= room) return `${table}${details}${note === '' ? '' : `\n${note}\n`}`;
  }
  if (table.length <= room) return `${table}\n${NO_DETAILS}\n`;
  const kept = rowsThatFit(entries, room - tableText([]).length);
  return `${tableText(kept)}\nand ${grouped(rows.length - kept.length)} more\n\n${NO_DETAILS}\n`;
}

/** In the order of the files. */
function rowsThatFit(entries: readonly Entry[], room: number): readonly string[] {
  let left = room;
  const kept = new Set<Entry>();
  for (const status of ORDER) {
    for (const entry of entries.filter((each) => each.status === status)) {
      left -= entry.row.length + 1;
      if (left < 0) return entries.filter((each) => kept.has(each)).map(({ row }) => row);
      kept.add(entry);
    }
  }
  return entries.map(({ row }) => row);
}

function line(columns: readonly number[], cell: (index: number) => string | undefined): string {
  return `| ${columns.map((index) => cell(index) ?? '').join(' | ')} |`;
}

function cellsOf(verified: Verified): readonly string[] {
  const { path, status, before, after, written } = verified;
  const [old, young] = [before?.image ?? null, after?.image ?? null];
  const users = [userOf(before), userOf(after)].filter((user) => user !== null);
  const cached = [before?.rebuilt ?? null, after?.rebuilt ?? null].map((rebuilt) =>
    rebuilt === null ? null : `${cachedOf(rebuilt.steps)} of ${rebuilt.steps.length}`,
  );
  const note = doubtsOf(verified).length === 0 ? '' : ', see its note';
  return [
    code(path),
    old === null ? '' : size(old.bytes),
    young === null ? '' : size(young.bytes),
    old === null || young === null ? '' : (percent(old.bytes, young.bytes) ?? ''),
    arrow([before?.coldSeconds, after?.coldSeconds].map((seconds) => (seconds == null ? null : duration(seconds)))),
    arrow(cached),
    [...new Set(users)].map(code).join(' → '),
    `${MARKS[status]} ${STATUS_WORDS[status]}${triedOf(verified)}${written ? ', written' : ''}${note}`,
  ];
}

/** How much "alike" is worth. */
function triedOf({ status, after }: Verified): string {
  const isAlike = status === 'alike' || status === 'repaired';
  return isAlike && after?.check != null ? ` (${prose(after.check.outcome)})` : '';
}

/** `48.2 s → 51.0 s`; a side that is not known is a dash. */
function arrow(texts: readonly (string | null)[]): string {
  return texts.every((text) => text === null) ? '' : texts.map((text) => text ?? '–').join(' → ');
}

function totals(summary: VerifySummary): string {
  const { files, alike, repaired, regressions, brokenBefore, notVerified, unchanged, beforeBytes, afterBytes } =
    summary;
  const counts = [
    [regressions, regressions === 1 ? 'regression' : 'regressions'],
    [alike, 'alike'],
    [repaired, 'alike with fixes dropped'],
    [brokenBefore, 'broken before'],
    [notVerified, 'not verified'],
    [unchanged, 'with nothing to change'],
    [summary.written, 'written'],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, words]) => `${grouped(count)} ${words}`);
  if (regressions > 0) parts[0] = `**${parts[0]}**`;
  const change = percent(beforeBytes, afterBytes);
  const sizes = change === null ? '' : ` Together ${size(beforeBytes)} → ${size(afterBytes)} (${change}).`;
  return `${amount(files, 'Dockerfile')}: ${parts.join(', ')}.${sizes}`;
}
