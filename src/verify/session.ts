/**
 * One run of verify: its engine, its label, its folder for temporary files. All that it makes is found again by the
 * label, whatever becomes of it: what a run leaves that was killed, the next one removes.
 */
import type { ContainerEngine, EngineName } from './container-engine.ts';

/** On every image and container; the value says which run. */
export const LABEL = 'org.slimify.run';

export interface Session {
  readonly engine: ContainerEngine;
  /** A folder of this run; absolute. */
  readonly folder: string;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** A name for an image of this run that no other has. */
  nextTag(): string;
  /** Removes all that this run has made. Called again, it does nothing. */
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly engine: EngineName;
  readonly builder: string | null;
  readonly signal: AbortSignal;
}

/** Opens the engine, removes what dead runs have left on it, and makes the folder. `why` is one line. */
export async function openSession(
  _options: SessionOptions,
): Promise<{ readonly ok: true; readonly session: Session } | { readonly ok: false; readonly why: string }> {
  throw new Error('not built yet');
}
