/** How long something is waited for that may never come. */
import { setTimeout as wait } from 'node:timers/promises';

/** Null when it was not done in time, or failed. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | null> {
  const timer = new AbortController();
  const done = work.catch(() => null);
  const late = wait(milliseconds, null, { signal: timer.signal }).catch(() => null);
  const first = await Promise.race([done, late]);
  timer.abort();
  return first;
}

/** What comes of it, or `otherwise` once the user does not want to wait any longer; then it is left to itself. */
export async function orAborted<T, O>(work: Promise<T>, signal: AbortSignal, otherwise: () => O): Promise<T | O> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), aborted]);
    return first === null ? otherwise() : first.value;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
