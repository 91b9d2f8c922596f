/** Threads for long batches. Each is the same program; see worker.ts. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { THREAD_ARGUMENT } from './arguments.ts';
import { createBatchContexts, type Known } from './batch-contexts.ts';
import type { Handler, Job } from './one-file.ts';
import type { Outcome } from './result.ts';
import type { Nothing, Target } from './targets.ts';

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
  readonly known: Known;
}

/**
 * @param known what the files before have left for the ones to come.
 * @returns null when there is no second processor.
 */
export function createPool(whole: Job, known: Known): Pool | null {
  const { settings, ...job } = whole;
  const size = Math.min(MAX_THREADS, availableParallelism() - 1);
  if (size < 1) return null;
  const { transforms, ...rest } = settings;
  const workerData: ThreadJob = { ...job, ids: transforms.map(({ id }) => id), settings: rest, known };
  const threads = Array.from({ length: size }, () => startThread(workerData));
  const contexts = createBatchContexts(whole, known);
  /** Dockerfiles of one context see what the ones before them write: they go to one thread. */
  const threadOf = new Map<string, Thread>();
  const next = (): Thread => threads.reduce((least, each) => (each.waiting() < least.waiting() ? each : least));
  const choose = (context: string | null): Thread => {
    const thread = (context === null ? undefined : threadOf.get(context)) ?? next();
    if (context !== null) threadOf.set(context, thread);
    return thread;
  };
  return {
    capacity: size * QUEUE,
    handle(target) {
      const where = 'note' in target ? null : contexts.whereIs(target);
      return choose(where?.real ?? null).handle(target, where ?? undefined);
    },
    close: () => {
      for (const { worker } of threads) void worker.terminate();
    },
  };
}

/** What a thread is sent. */
export interface Errand {
  readonly target: Target | Nothing;
  readonly where: Parameters<Handler>[1];
}

interface Thread {
  readonly worker: Worker;
  readonly handle: Handler;
  /** Files under way. */
  waiting(): number;
}

function startThread(workerData: ThreadJob): Thread {
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
    waiting: () => waiting.length,
    handle: (target, where) => {
      const outcome = new Promise<Outcome>((resolve, reject) => {
        if (failure !== null) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage({ target, where } satisfies Errand);
      });
      // It is waited for in its turn; until then a failure is nobody's fault.
      outcome.catch(() => {});
      return outcome;
    },
  };
}
