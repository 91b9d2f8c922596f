/** The words for every code that verify gives. A code without words does not compile. */
import type { NotBuilt } from '../../verify/container-engine.ts';
import type { Broke, CheckResult, ConfigDifference, NotVerified, Status } from '../../verify/verified.ts';

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
      return broke.step === null ? 'with it the file does not build' : `with it ${broke.step} fails`;
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
  const line = by.replaceAll(/\s+/g, ' ').trim();
  return line === '' ? '(instruction not recorded)' : line;
}

/** `answers 200, passed`; what was only started has nothing to pass. */
export function checkWords({ passed, outcome }: CheckResult): string {
  if (passed === null) return outcome;
  return `${outcome}, ${passed ? 'passed' : 'failed'}`;
}

function atLine(line: number | null): string {
  return line === null ? '' : ` (line ${line})`;
}
