/** What an engine is asked in passing. */
import type { Abort } from '../process.ts';

/** It is answered at once, or something is wrong. Milliseconds. */
const QUICK = 60_000;

/** Not stopped by Ctrl-C: cleaning up comes after it. */
export function quick(timeout: number = QUICK): Abort {
  return { signal: new AbortController().signal, timeout };
}
