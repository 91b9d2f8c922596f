/** Runs a build so that it really ends when it is stopped. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Ran, type RunOptions, run } from '../../process.ts';
import { endBuildWithUs } from './end-with-us.ts';
import { buildWorkers, signal } from './processes.ts';
import type { Program } from './program.ts';

/** For what is under way to end, and for the build to clear up. Milliseconds. */
const GRACE = 5_000;
/** Milliseconds. */
const POLL = 50;

/**
 * Asked to end, a build goes at once and leaves what it was running, and its container. So what it runs is ended
 * first; only a build that goes on then is ended itself.
 */
export async function runBuild(program: Program, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { abort } = options;
  if (abort.signal.aborted) return { code: null, stdout: '', stderr: '', stopped: 'aborted' };
  const itself = new AbortController();
  let pid: number | null = null;
  let stopped: Ran['stopped'] = null;
  let hasEnded = false;
  let callOff = (): void => undefined;
  const stop = (why: 'timeout' | 'aborted'): void => {
    if (stopped !== null) return;
    stopped = why;
    void endWork(
      () => pid,
      () => hasEnded,
    ).then(() => itself.abort());
  };
  const onAbort = (): void => stop('aborted');
  const timer = setTimeout(() => stop('timeout'), Math.min(abort.timeout, 2 ** 31 - 1));
  abort.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const ran = await run(program, args, {
      ...options,
      abort: { signal: itself.signal, timeout: Number.POSITIVE_INFINITY },
      onStart: (started) => {
        pid = started;
        callOff = endBuildWithUs(started);
        options.onStart?.(started);
      },
    });
    return { ...ran, stopped: stopped ?? ran.stopped };
  } finally {
    hasEnded = true;
    callOff();
    clearTimeout(timer);
    abort.signal.removeEventListener('abort', onAbort);
  }
}

/** A build that is not at work, but fetches an image, is not waited for. */
async function endWork(pid: () => number | null, hasEnded: () => boolean): Promise<void> {
  const until = Date.now() + GRACE;
  const build = pid();
  if (build === null) return;
  const asked = new Set<number>();
  while (!hasEnded() && Date.now() < until) {
    const workers = buildWorkers(build).filter((worker) => !asked.has(worker));
    if (workers.length === 0 && asked.size === 0) return;
    signal(workers, 'SIGTERM');
    for (const worker of workers) asked.add(worker);
    await wait(POLL);
  }
}
