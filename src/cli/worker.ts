/** What a thread of a long batch does: takes files, gives back their part of the report, in the same order. */
import { parentPort, workerData } from 'node:worker_threads';
import { preset } from '../../transforms/index.ts';
import { createHandler, loadReporter } from './one-file.ts';
import type { Errand, ThreadJob } from './pool.ts';

export async function runThread(): Promise<void> {
  const { ids, settings, known, ...rest }: ThreadJob = workerData;
  const transforms = preset.filter(({ id }) => ids.includes(id));
  const job = { ...rest, settings: { ...settings, transforms } };
  const handle = createHandler(job, await loadReporter(job, false), known);
  let last = Promise.resolve();
  parentPort!.on('message', ({ target, where }: Errand) => {
    last = last.then(async () => parentPort!.postMessage(await handle(target, where)));
  });
}
