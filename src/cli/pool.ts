/** Threads for long batches. Each is the same program; see worker.ts. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { THREAD_ARGUMENT } from './arguments.ts';
import type { Handler, Job } from './one-file.ts';
import type { Outcome } from './result.ts';

/** A third one costs 60 MB more, and discovery and printing need a processor too. */
const MAX_THREADS = 2;
/** Files under way in one thread, so that it never waits. */
const QUEUE = 8;
/**
 * Megabytes for what lives shortly: by default a thread takes many times that before it cleans up. And for all else: far
 * more than a file needs, but a limit alone makes V8 clean up earlier, which saves 50 MB in a batch of 10,000 files.
 */
const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 } as const;

export interface Pool {
  readonly handle: Handler;
  /** Files that may be under way at a time. */
  readonly capacity: number;
  close(): void;
}

/** What a thread is started with: a job, with transforms by id, for functions cannot be handed over. */
export interface ThreadJob extends Omit<Job, 'settings'> {
  readonly ids: readonly string[];
  readonly settings: Omit<Job['settings'], 'transforms'>;
}

/** @returns null when there is no second processor. */
export function createPool({ settings, ...job }: Job): Pool | null {
  const size = Math.min(MAX_THREADS, availableParallelism() - 1);
  if (size < 1) return null;
  const { transforms, ...rest } = settings;
  const workerData: ThreadJob = { ...job, ids: transforms.map(({ id }) => id), settings: rest };
  const threads = Array.from({ length: size }, () => startThread(workerData));
  let turn = 0;
  return {
    capacity: size * QUEUE,
    // In turns: the order of the answers is that of the files.
    handle: (target) => threads[turn++ % size]!.handle(target),
    close: () => {
      for (const { worker } of threads) void worker.terminate();
    },
  };
}

function startThread(workerData: ThreadJob): { worker: Worker; handle: Handler } {
  const worker = new Worker(process.argv[1]!, {
    argv: [THREAD_ARGUMENT],
    workerData,
    resourceLimits: MEMORY,
  });
  const waiting: { resolve: (outcome: Outcome) => void; reject: (cause: unknown) => void }[] = [];
  let failure: unknown = null;
  worker.on('message', (outcome: Outcome) => waiting.shift()?.resolve(outcome));
  worker.on('error', (cause) => {
    failure = cause;
    for (const { reject } of waiting.splice(0)) reject(cause);
  });
  return {
    worker,
    handle: (target) => {
      const outcome = new Promise<Outcome>((resolve, reject) => {
        if (failure !== null) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage(target);
      });
      // It is waited for in its turn; until then a failure is nobody's fault.
      outcome.catch(() => {});
      return outcome;
    },
  };
}
