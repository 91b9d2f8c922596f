/** What speaks against trusting that two containers are alike, or figures. */
import { newLackIn } from '../../../verify/compare/lacks.ts';
import type { Verified } from '../../../verify/verified.ts';

export type Doubt =
  /** It prints a complaint that the old one does not print. */
  | { readonly code: 'complains'; readonly line: string }
  /** Both end with an error: they may not have come as far as what was changed. */
  | { readonly code: 'ended'; readonly line: string | null }
  /** Neither can be started at all. */
  | { readonly code: 'not-started' }
  /** Neither is healthy. */
  | { readonly code: 'unhealthy' }
  /** Once a source file has changed, only the old one builds. */
  | { readonly code: 'not-rebuilt'; readonly file: string }
  /** The builder did not find in its cache what is there. */
  | { readonly code: 'missed' };

/** Lines of a program that says nothing but what is wrong. */
const FEW = 5;
/** How programs begin the line that says what was wrong: Node, Python, Java; Go; shells and many others. */
const CAUSE = /^(?:Uncaught |Exception in thread .*|[\w.]*(?:Error|Exception)\b(?: \[\w+\])?:|panic:|fatal\b|error\b)/i;

export function doubtsOf(verified: Verified): readonly Doubt[] {
  const { status, before, after, changedFile } = verified;
  if (status !== 'alike' && status !== 'repaired') return [];
  const isOldAlone = before?.rebuilt != null && after?.rebuilt === null;
  const notRebuilt: readonly Doubt[] =
    changedFile === null || !isOldAlone ? [] : [{ code: 'not-rebuilt', file: changedFile }];
  const isMissed = [before, after].some((side) => (side?.rebuilt?.missed ?? 0) > 0);
  const missed: readonly Doubt[] = isMissed ? [{ code: 'missed' }] : [];
  return [...notRebuilt, ...missed, ...doubtsOfChecks(verified)];
}

function doubtsOfChecks({ before, after }: Verified): readonly Doubt[] {
  const [old, young] = [before?.check ?? null, after?.check ?? null];
  if (old === null || young === null) return [];
  const line = newLackIn(old.log, young.log);
  const complains: readonly Doubt[] = line === null ? [] : [{ code: 'complains', line }];
  // A test of the user's own says itself what is right.
  if (young.passed !== null) return complains;
  if (/exit code (?!0$)\d+$/.test(young.outcome)) return [...complains, { code: 'ended', line: causeIn(young.log) }];
  if (young.outcome.startsWith('cannot be started')) return [...complains, { code: 'not-started' }];
  return young.outcome.endsWith('not healthy') ? [...complains, { code: 'unhealthy' }] : complains;
}

/** What stands below it is often the way there. */
function causeIn(log: readonly string[]): string | null {
  const lines = log.map((line) => line.trim()).filter((line) => line !== '');
  const last = lines.length <= FEW ? lines.at(-1) : undefined;
  return lines.findLast((line) => CAUSE.test(line)) ?? last ?? null;
}
