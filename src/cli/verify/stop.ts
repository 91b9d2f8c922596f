/** Ctrl-C while images are built: what is under way is ended and cleaned up; a second one does not wait for that. */
import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Stop {
  readonly signal: AbortSignal;
  /** The exit code of a program that a signal ends, or null when none has come. */
  code(): number | null;
  /** Ends what is under way for another reason. */
  abort(): void;
  release(): void;
}

/** What has to be done before the end is left to listeners of `exit`. */
export function stopOnSignals(): Stop {
  const controller = new AbortController();
  // Every program that is started listens.
  setMaxListeners(0, controller.signal);
  let code: number | null = null;
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    if (code !== null) process.exit(code);
    code = 128 + constants.signals[signal];
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    code: () => code,
    abort: () => controller.abort(),
    release: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
