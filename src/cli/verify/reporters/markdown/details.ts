/** What a pull request's comment says of a file that is not simply alike. */
import type { ConfigDifference, Dropped, FileDifferences, Verified } from '../../../../verify/verified.ts';
import { doubtsOf } from '../doubts.ts';
import { grouped, size } from '../figures.ts';
import { type Failure, failuresOf, foldersOf, isNothingLeft, logOfDropped, missingFiles, tail } from '../findings.ts';
import { hintWords } from '../hints.ts';
import {
  brokeWords,
  CAUSE_WORDS,
  checkWords,
  doubtWords,
  ignoreWords,
  inOneLine,
  NOTHING_LEFT,
  placesWords,
  SAME,
  STATUS_WORDS,
  subjectOf,
  whyWords,
} from '../words.ts';
import { code, fenced, htmlCode, prose } from './text.ts';

/** Of a list of paths. */
const MAX_PATHS = 10;

/** A block that can be opened. */
export function detailsText(verified: Verified, logLines: number): string {
  const { path, status, why, dropped, config, files } = verified;
  const flagged = config.filter(({ declaredBy }) => declaredBy === null);
  const parts = [
    why === null ? '' : prose(capital(whyWords(why))),
    ...failuresOf(verified).map((failure) => failureText(failure, logLines)),
    ...doubtsOf(verified).map((doubt) => `**Note:** ${prose(doubtWords(doubt))}`),
    ...flagged.map(flaggedText),
    ...dropped.map((each) => droppedText(each, verified, logLines)),
    isNothingLeft(verified) ? prose(capital(NOTHING_LEFT)) : '',
    files === null ? '' : missingText(files),
  ].filter((part) => part !== '');
  const summary = `<summary>${htmlCode(path)}: ${STATUS_WORDS[status]}</summary>`;
  return `\n<details>\n${summary}\n\n${parts.join('\n\n')}\n\n</details>\n`;
}

export function hasDetails(verified: Verified): boolean {
  const { status, config } = verified;
  if (status !== 'alike') return status !== 'unchanged';
  return doubtsOf(verified).length > 0 || config.some(({ declaredBy }) => declaredBy === null);
}

function failureText({ side, what, log, isSame }: Failure, logLines: number): string {
  if ('check' in what) {
    const same = isSame ? SAME : '';
    return `**${capital(side)}:** ${prose(checkWords(what.check))}${same}${logText(log, logLines)}`;
  }
  const { cause, step, message } = what.built;
  if (isSame) return `**${capital(side)}:** ${CAUSE_WORDS[cause]}, for the same reason`;
  const place = step === null ? '' : `: ${code(inOneLine(step))}`;
  const hint = hintWords(what.built);
  const more = hint === null ? '' : `<br>${prose(hint)}`;
  return `**${capital(side)}:** ${CAUSE_WORDS[cause]}${place}<br>${prose(message)}${more}${logText(log, logLines)}`;
}

function flaggedText(difference: ConfigDifference): string {
  const { before, after } = difference;
  return `**Undeclared:** ${code(subjectOf(difference))} is ${value(before)} before, ${value(after)} after`;
}

function droppedText(dropped: Dropped, verified: Verified, logLines: number): string {
  const { transform, line, message, broke } = dropped;
  const place = line === null ? '' : ` (line ${line})`;
  const log = logText(logOfDropped(dropped, verified), logLines);
  const hint = ignoreWords(dropped);
  const more = hint === null ? '' : `\n\n${prose(capital(hint))}`;
  return `**Dropped:** ${code(transform)}${place}: ${prose(message)}\n\n${prose(capital(brokeWords(broke)))}${log}${more}`;
}

function missingText(files: FileDifferences): string {
  if (files.missing.length === 0) return '';
  const { items, more, total } = missingFiles(files, MAX_PATHS);
  const list = items.map((each) => `${code(each.path)} (${size(each.bytes)})`).join(', ');
  const below = foldersOf(files, MAX_PATHS)?.map(code).join(', ') ?? placesWords(files.folders.length);
  return `**Missing:** ${total} below ${below}: ${list}${more === 0 ? '' : ` and ${grouped(more)} more`}`;
}

function logText(log: readonly string[], lines: number): string {
  return lines === 0 || log.length === 0 ? '' : `\n\n${fenced(tail(log, lines))}`;
}

function value(text: string | null): string {
  return text === null ? 'not set' : code(text);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
