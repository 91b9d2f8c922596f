/** `--format pretty`: for people. The diff, what changed and why, what was left alone and why, one line for all. */
import picocolors from 'picocolors';
import type { Estimate } from '../../engine/estimate.ts';
import type { AppliedFix, SkippedCandidate } from '../../engine/report.ts';
import type { Risk } from '../../engine/transform.ts';
import { diffLines } from '../diff.ts';
import { estimateWords, roundBytes } from '../estimate-words.ts';
import { printable } from '../printable.ts';
import type { FileResult, Reporter, ReporterOptions, Summary } from '../result.ts';
import { skipWords } from '../skip-words.ts';
import { wrap } from '../wrap.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Groups of reasons shown for a file; `--explain-skips` shows all. */
const MAX_GROUPS = 4;
/** Lines named for one reason. */
const MAX_LINES = 6;

/** One line of a list: where, which transform, what. */
interface Row {
  readonly where: string;
  readonly who: string;
  readonly what: string;
  readonly tag?: string;
  /** Lines below it. */
  readonly notes?: readonly string[];
}

export function prettyReporter(options: ReporterOptions): Reporter {
  const colors = picocolors.createColors(options.color);
  return {
    separator: '\n',
    begin: () => '',
    file: (result) => (options.quiet ? '' : fileText(result, options, colors)),
    end: (summary) => (options.quiet || summary.files === 0 ? '' : `${summaryLine(summary, options, colors)}\n`),
  };
}

function fileText(result: FileResult, options: ReporterOptions, colors: Colors): string {
  const { path, report, written, named } = result;
  // What is wrong with a file stands on standard error.
  if (report === null || report.error !== null || (result.error !== null && !report.changed)) return '';
  const shown = [
    rows(written ? 'changed' : 'changes', report.applied.map(fixRow), options, colors),
    rows(
      'held back',
      report.held.map((fix) => ({ ...fixRow(fix), tag: heldTag(fix) })),
      options,
      colors,
    ),
    rows('left alone', skipRows(report.skipped, options), options, colors),
    estimateLine(report.estimate, colors),
  ].filter((text) => text !== '');
  if (report.changed) {
    const head = options.write
      ? `${colors.bold(printable(path))}${written ? '' : ' (not written)'}\n`
      : diffText(result, colors);
    return [head, ...shown].join(options.write ? '' : '\n');
  }
  // In a batch, files in which nothing changes would bury the others.
  if (!named && !options.explainSkips) return '';
  return `${colors.bold(printable(path))} ${colors.dim('nothing to change')}\n${shown.join('')}`;
}

function estimateLine(estimate: Estimate | null, colors: Colors): string {
  const words = estimate === null ? null : estimateWords(estimate);
  return words === null ? '' : `  ${colors.dim(`estimate: ${printable(words)}`)}\n`;
}

function diffText({ path, report, sideFiles }: FileResult, colors: Colors): string {
  const { before, after } = report!;
  const parts = [...sideFiles, { path, before, after }].map((file) => diffLines(file.path, file.before, file.after));
  return parts
    .flatMap(({ header, body }) => [
      ...header.map((line) => colors.bold(printable(line))),
      ...body.map((line) => diffLine(line, colors)),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function diffLine(line: string, colors: Colors): string {
  const text = printable(line);
  if (line.startsWith('+')) return colors.green(text);
  if (line.startsWith('-')) return colors.red(text);
  if (line.startsWith('@@')) return colors.cyan(text);
  return line.startsWith('\\') ? colors.dim(text) : text;
}

function fixRow(fix: AppliedFix): Row {
  const { transform, line, endLine, message, risk, assumption } = fix;
  return {
    where: lineRange(line, endLine),
    who: transform,
    what: message,
    tag: risk,
    notes: assumption === null ? [] : [`assumes: ${assumption}`],
  };
}

function heldTag({ heldBy, risk }: { heldBy: 'risk' | 'accept'; risk: Risk }): string {
  return heldBy === 'risk' ? `--risk ${risk}` : 'not accepted';
}

/** Grouped by transform and words, the most frequent first; each with the lines where it happened. */
function skipRows(skipped: readonly SkippedCandidate[], { explainSkips }: ReporterOptions): readonly Row[] {
  const groups = new Map<string, { row: Row; lines: number[] }>();
  for (const { transform, line, reason } of skipped) {
    const { message, hint } = skipWords(reason);
    const key = explainSkips ? `${groups.size}` : `${transform} ${message}`;
    const notes = explainSkips && hint !== null ? [`hint: ${hint}`] : [];
    const group = groups.get(key) ?? { row: { where: '', who: transform ?? 'all', what: message, notes }, lines: [] };
    if (line !== null) group.lines.push(line);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  if (!explainSkips) all.sort((a, b) => b.lines.length - a.lines.length);
  const few = explainSkips ? all : all.slice(0, MAX_GROUPS);
  const found = few.map(({ row, lines }) => ({ ...row, where: lineList(lines) }));
  if (few.length === all.length) return found;
  const rest = all.slice(few.length).reduce((sum, { lines }) => sum + Math.max(lines.length, 1), 0);
  return [...found, { where: '', who: '', what: `and ${rest} more (--explain-skips)` }];
}

/** A list with aligned columns under a title; '' when it is empty. */
function rows(title: string, list: readonly Row[], { width }: ReporterOptions, colors: Colors): string {
  if (list.length === 0) return '';
  const whereWidth = Math.max(...list.map(({ where }) => where.length));
  const whoWidth = Math.max(...list.map(({ who }) => who.length));
  const indent = 4 + whereWidth + 2 + whoWidth + 2;
  const room = Math.max(width - indent, 30);
  const lines = [`  ${colors.bold(title)}`];
  for (const { where, who, what, tag, notes = [] } of list) {
    const [first = '', ...more] = tagged(wrap(printable(what), room), tag, room, colors);
    lines.push(`    ${colors.dim(where.padEnd(whereWidth))}  ${colors.cyan(who.padEnd(whoWidth))}  ${first}`.trimEnd());
    const below = notes.flatMap((note) => wrap(printable(note), room)).map((line) => colors.yellow(line));
    for (const line of [...more, ...below]) lines.push(`${' '.repeat(indent)}${line}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** With the tag behind the last word, or below it where there is no room. */
function tagged(lines: readonly string[], tag: string | undefined, room: number, colors: Colors): readonly string[] {
  if (tag === undefined) return lines;
  const last = lines.at(-1) ?? '';
  const label = `[${tag}]`;
  if (last.length + 1 + label.length > room) return [...lines, colors.dim(label)];
  return [...lines.slice(0, -1), `${last} ${colors.dim(label)}`];
}

function summaryLine(summary: Summary, { write }: ReporterOptions, colors: Colors): string {
  const { files, changed, failed, written, fixes, heldByRisk, estimated, savedBytes, seconds } = summary;
  const parts = [
    plural(files, 'file'),
    write ? `${written} written` : `${changed} to change`,
    plural(fixes, 'fix', 'fixes'),
  ];
  for (const [risk, amount] of heldByRisk) parts.push(`${amount} more with --risk ${risk}`);
  if (savedBytes > 0) parts.push(`about ${roundBytes(savedBytes)} less in ${estimated} of them (estimate)`);
  if (failed > 0) parts.push(colors.red(`${failed} failed`));
  const line = `${parts.join(', ')}  ${colors.dim(`${seconds.toFixed(2)} s`)}`;
  return changed > 0 && !write ? `${line}  ${colors.dim('(--write to apply)')}` : line;
}

function lineRange(line: number | null, endLine: number | null): string {
  if (line === null) return 'new';
  return endLine === null || endLine === line ? `${line}` : `${line}-${endLine}`;
}

function lineList(lines: readonly number[]): string {
  const unique = [...new Set(lines)];
  const few = unique.slice(0, MAX_LINES).join(', ');
  return unique.length > MAX_LINES ? `${few} …` : few;
}

function plural(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
