/** `verify --format pretty`: for people at a terminal. A block a file, what went wrong first; one line for all. */
import picocolors from 'picocolors';
import type { Status, Verified } from '../../../verify/verified.ts';
import { printable } from '../../printable.ts';
import { doubtsOf } from './doubts.ts';
import { amount, duration, percent, size, sizeChange } from './figures.ts';
import { cachedOf, layersThatDiffer, userOf } from './findings.ts';
import { changeRows } from './pretty/changes.ts';
import { droppedRow, failureRows } from './pretty/failures.ts';
import { summaryText } from './pretty/summary.ts';
import type { VerifyReporter } from './reporter.ts';
import { type Colors, type Line, layOut, type Row } from './rows.ts';
import { checkWords, doubtWords, STATUS_WORDS, whyWords } from './words.ts';

export interface PrettyOptions {
  readonly color: boolean;
  /** Characters in a line. */
  readonly width: number;
  /** What is proven is written. */
  readonly write: boolean;
  readonly quiet: boolean;
}

/** Layers named of a file: those whose size differs most. */
const MAX_LAYERS = 4;

export function prettyReporter(options: PrettyOptions): VerifyReporter {
  const colors = picocolors.createColors(options.color);
  const quiet: VerifyReporter = { begin: () => '', file: () => '', end: () => '' };
  if (options.quiet) return quiet;
  return {
    begin: (engine) => `${colors.dim(printable(engine))}\n\n`,
    // Files in which nothing changes would bury the others: they are counted.
    file: (verified) => (verified.status === 'unchanged' ? '' : fileText(verified, options, colors)),
    end: (summary) => (summary.files === 0 ? '' : summaryText(summary, options, colors)),
  };
}

function fileText(verified: Verified, { width, write }: PrettyOptions, colors: Colors): string {
  const { path, status, why, report, written } = verified;
  const notWritten = write && !written && report?.changed === true && why === null;
  const note = written ? colors.dim(`  ${writtenWords(verified)}`) : notWritten ? colors.dim('  not written') : '';
  const head = `${colors.bold(printable(path))}  ${inColor(status, colors)(STATUS_WORDS[status])}${note}\n`;
  const rows: readonly Row[] = [
    { label: 'why', lines: why === null ? [] : [{ text: whyWords(why), style: colors.yellow }] },
    ...failureRows(verified, colors),
    { label: 'size', lines: sizeLines(verified, colors) },
    { label: 'build', lines: buildLines(verified) },
    { label: 'rebuild', lines: rebuildLines(verified, colors) },
    { label: 'check', lines: checkLines(verified) },
    { label: 'note', lines: noteLines(verified, colors) },
    { label: 'user', lines: userLines(verified) },
    ...changeRows(verified, colors),
    droppedRow(verified, colors),
  ];
  return `${head}${layOut(rows, width, colors)}\n`;
}

/** Files beside the Dockerfile are written with it. */
function writtenWords({ report }: Verified): string {
  const files = (report?.files ?? []).map(({ path }) => printable(path));
  return files.length === 0 ? 'written' : `written, with ${files.join(' and ')}`;
}

function sizeLines({ before, after }: Verified, colors: Colors): readonly Line[] {
  const old = before?.image ?? null;
  const young = after?.image ?? null;
  if (old === null || young === null) return old === null ? [] : [{ text: `before: ${size(old.bytes)}` }];
  const isSmaller = young.bytes < old.bytes;
  const change = percent(old.bytes, young.bytes);
  const total: Line = {
    text: `${size(old.bytes)} -> ${size(young.bytes)}${change === null ? '' : `  ${change}`}`,
    style: isSmaller ? colors.green : (text) => text,
  };
  const differ = layersThatDiffer(old.layers, young.layers);
  const layers = differ.slice(0, MAX_LAYERS).map((pair): Line => {
    const lead = `${sizeChange(pair.after - pair.before).padStart(8)}  `;
    return { lead, text: pair.by, style: colors.dim, fit: 'cut' };
  });
  const rest = differ.length - layers.length;
  return rest === 0
    ? [total, ...layers]
    : [total, ...layers, { text: `and ${amount(rest, 'more layer')}`, style: colors.dim }];
}

function buildLines({ before, after }: Verified): readonly Line[] {
  const [old, young] = [before?.coldSeconds ?? null, after?.coldSeconds ?? null];
  if (old === null) return [];
  return [{ text: `${young === null ? 'before: ' : ''}${pair([old, young], duration)} without a cache` }];
}

function rebuildLines({ before, after, changedFile }: Verified, colors: Colors): readonly Line[] {
  const [old, young] = [before?.rebuilt ?? null, after?.rebuilt ?? null];
  if (changedFile === null || before?.image == null) return [];
  const change: Line = { text: `after a change of ${changedFile}`, style: colors.dim };
  // What was built once may not be built again: a secret is not asked for where the cache has the step.
  if (old === null)
    return [{ text: young === null ? 'does not build' : 'before: does not build', style: colors.yellow }, change];
  const sides = [old, young];
  const cached = pair(sides, ({ steps }) => `${cachedOf(steps)} of ${steps.length}`);
  const text = `${pair(sides, ({ seconds }) => duration(seconds))}, CACHED ${cached} steps`;
  if (young !== null || after?.image == null) return [{ text: young === null ? `before: ${text}` : text }, change];
  return [{ text: `before: ${text}` }, { text: 'after: does not build', style: colors.red }, change];
}

function checkLines({ before, after }: Verified): readonly Line[] {
  const [old, young] = [before?.check ?? null, after?.check ?? null];
  if (old === null) return [];
  if (young === null) return [{ text: `before: ${checkWords(old)}` }];
  const isSame = checkWords(old) === checkWords(young);
  return [{ text: isSame ? `${checkWords(old)}, before and after` : pair([old, young], checkWords) }];
}

function noteLines(verified: Verified, colors: Colors): readonly Line[] {
  return doubtsOf(verified).map((doubt) => ({ text: doubtWords(doubt), style: colors.yellow }));
}

function userLines({ before, after }: Verified): readonly Line[] {
  const [old, young] = [userOf(before), userOf(after)];
  if (old === null || young === null) return [];
  return [{ text: old === young ? old : `${old} -> ${young}` }];
}

function inColor(status: Status, colors: Colors): (text: string) => string {
  if (status === 'regression') return (text) => colors.bold(colors.red(text));
  return status === 'alike' ? colors.green : colors.yellow;
}

/** `31.6 s -> 4.9 s`; what is not there is left out. */
function pair<Value>(values: readonly (Value | null)[], words: (value: Value) => string): string {
  return values
    .filter((value) => value !== null)
    .map(words)
    .join(' -> ');
}
