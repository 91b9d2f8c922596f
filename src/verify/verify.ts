/** Builds what is on disk and what slimify would write, and holds one against the other. */
import type { Session } from './session.ts';
import type { Subject } from './subject.ts';
import type { Phase, Verified } from './verified.ts';

export interface VerifyOptions {
  /** Milliseconds that one build may take. */
  readonly timeout: number;
  /** Build without the cache first, so that times can be compared. */
  readonly isCold: boolean;
  readonly onPhase: (phase: Phase) => void;
}

/** Never throws for what is wrong with a Dockerfile or an engine: see `Verified.status`. Leaves no image behind. */
export async function verifyFile(_subject: Subject, _session: Session, _options: VerifyOptions): Promise<Verified> {
  throw new Error('not built yet');
}
