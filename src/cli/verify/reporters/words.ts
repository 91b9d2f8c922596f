/** The words for every code that verify gives. A code without words does not compile. */
import type { NotBuilt } from '../../../verify/container-engine.ts';
import type { Broke, CheckResult, ConfigDifference, Dropped, NotVerified, Status } from '../../../verify/verified.ts';
import type { Doubt } from './doubts.ts';

/** The verdict on a file, as it stands beside its path. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  unchanged: 'nothing to change',
  alike: 'alike',
  repaired: 'alike, some fixes dropped',
  regression: 'regression',
  'broken-before': 'broken before',
  'not-verified': 'not verified',
};

/** How a build ended that made no image. */
export const CAUSE_WORDS: Readonly<Record<NotBuilt['cause'], string>> = {
  failed: 'does not build',
  timeout: 'was still building when its time was up',
  aborted: 'was stopped',
  'no-space': 'could not be built: the disk is full',
  'engine-gone': 'could not be built: the engine went away',
};

/** How a container gets further. */
const HELP = '--run-option=--env=NAME=value gives it what it needs, --smoke and --http try more';

/** Why nothing could be found out, without a full stop. */
export function whyWords(why: NotVerified): string {
  switch (why.code) {
    case 'no-context':
      return 'it has no build context; --context names one';
    case 'several-contexts':
      return `its build context may be any of ${why.folders.join(', ')}; --context names one`;
    case 'unreadable':
      return `it cannot be read${atLine(why.line)}: ${why.message}`;
    case 'not-a-dockerfile':
      return `it is not a Dockerfile${atLine(why.line)}: ${why.message}`;
    case 'aborted':
      return 'stopped before anything was known';
    case 'no-space':
      return `the disk is full: ${why.message}`;
    case 'engine-gone':
      return `the engine went away: ${why.message}`;
    case 'bug':
      return `a bug in slimify: ${why.message.split('\n')[0]}`;
  }
}

/** What a dropped fix broke, without a full stop. */
export function brokeWords(broke: Broke): string {
  switch (broke.what) {
    case 'build':
      return broke.step === null ? 'with it the file does not build' : `with it ${inOneLine(broke.step)} fails`;
    case 'check':
      return `with it the container behaves differently: ${broke.before} before, ${broke.after} after`;
    case 'config':
      return `with it the image has another ${broke.differences.map(subjectOf).join(', ')}, which it does not declare`;
  }
}

/** `ENV NODE_ENV`, `USER`. */
export function subjectOf({ field, key }: ConfigDifference): string {
  return key === null ? field : `${field} ${key}`;
}

/** Who answers for a difference. */
export function declaredWords({ declaredBy }: ConfigDifference): string {
  return declaredBy === null ? 'undeclared' : `declared by ${declaredBy}`;
}

/** The instruction of a layer in one line; some images have no record of theirs. */
export function layerWords(by: string): string {
  const line = inOneLine(by);
  return line === '' ? '(instruction not recorded)' : line;
}

/** An instruction that goes over several lines, or was put together of such. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Without a full stop. A line that was printed stands in it as it is. */
export function doubtWords(doubt: Doubt): string {
  switch (doubt.code) {
    case 'complains':
      return `the new one prints what the old one does not: ${doubt.line.trim()}`;
    case 'ended':
      return `it ends with an error both times, so little was tried${doubt.line === null ? '' : ` (${doubt.line})`}; ${HELP}`;
    case 'not-started':
      return `it cannot be started either time, so nothing was tried; ${HELP}`;
    case 'unhealthy':
      return `it is not healthy either time, so little was tried; ${HELP}`;
    case 'not-rebuilt':
      return `once ${doubt.file} has changed it does not build any more, and the old one does`;
    case 'missed':
      return 'steps were run again in which nothing has changed: the builder probably had something else to build';
  }
}

/** `answers 200, passed`; what was only started has nothing to pass. */
export function checkWords({ passed, outcome }: CheckResult): string {
  if (passed === null) return outcome;
  return `${outcome}, ${passed ? 'passed' : 'failed'}`;
}

function atLine(line: number | null): string {
  return line === null ? '' : ` (line ${line})`;
}

/** Where files were looked for that are too many to be named. */
export function placesWords(count: number): string {
  return `${count} files and folders of the app`;
}

/** `, as before`: of a failure that is nobody's fault. */
export const SAME = ', as before';

export const NOTHING_LEFT = 'nothing is left of it: the file stays as it is';

/** How a fix is left alone from now on; null where no line is known. */
export function ignoreWords({ line, transform }: Dropped): string | null {
  return line === null ? null : `a comment above line ${line} leaves it alone: # slimify-ignore ${transform}: <why>`;
}
