/** Ctrl-C while files are written: the one under way is finished, the rest stays as it is. */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupt {
  /** The exit code of a program that a signal ends, or null when none has come. */
  arrived(): Promise<number | null>;
  release(): void;
}

export function holdSignals(): Interrupt {
  let code: number | null = null;
  const note = (signal: (typeof SIGNALS)[number]): void => {
    code ??= 128 + constants.signals[signal];
  };
  for (const signal of SIGNALS) process.on(signal, note);
  return {
    arrived: async () => {
      // Signals are told of between turns of the event loop only.
      await new Promise((resolve) => setImmediate(resolve));
      return code;
    },
    release: () => {
      for (const signal of SIGNALS) process.off(signal, note);
    },
  };
}
