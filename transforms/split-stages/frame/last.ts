/** Where the runtime stage gets what stands behind all its COPYs. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import { stateBefore } from '../../../src/dockerfile/state.ts';
import type { Split } from '../frame.ts';
import { SETTINGS } from './parts.ts';

/** What has to stand in front of a RUN that changes what is there. */
export const FILLS = /^(?:COPY|ADD|RUN|WORKDIR)$/;

/** Whether RUNs that are put behind all COPYs would be done by somebody else than root. */
export function isLateRootless(split: Pick<Split, 'app' | 'parts' | 'late' | 'commands'>): boolean {
  const next = settingsAt(split);
  const user = next === null ? null : stateBefore(split.app.doc, next).user;
  return split.late.length + split.commands.length > 0 && user !== null && !/^(?:root|0)(?::|$)/.test(user);
}

/**
 * Where settings stand in the tail, behind COPYs that stand there too: what moves belongs in front of them. Null where the
 * tail has no COPY, or nothing behind it.
 */
export function settingsAt({
  parts: { tail },
  late,
  commands,
}: Pick<Split, 'parts' | 'late' | 'commands'>): Instruction | null {
  // A RUN is done as root: in front of the USER.
  const stays = late.length + commands.length > 0 ? FILLS : null;
  const last = tail.findLastIndex(({ keyword }) => (stays === null ? !SETTINGS.has(keyword) : stays.test(keyword)));
  return last < 0 ? null : (tail[last + 1] ?? null);
}
