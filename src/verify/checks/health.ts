/** The image's own HEALTHCHECK, asked oftener than the engine would. */
import type { Container, ImageConfig } from '../container-engine.ts';
import { pause } from './pause.ts';

export interface Health {
  readonly command: readonly string[];
  /** Milliseconds that it has to become healthy. */
  readonly patience: number;
}

/** Milliseconds. */
const PATIENCE = 20_000;
/** What an image may ask for with --start-period. */
const MAX_PATIENCE = 60_000;
const BETWEEN = 1_000;
const NANOSECONDS = 1_000_000;

/** Null when it has none. What the words mean: docs.docker.com/reference/dockerfile/#healthcheck. */
export function healthCommand({ healthcheck, shell }: ImageConfig): Health | null {
  if (healthcheck === null) return null;
  const [kind, ...words] = healthcheck.test;
  const command = kind === 'CMD-SHELL' ? [...(shell ?? ['/bin/sh', '-c']), ...words] : words;
  if ((kind !== 'CMD' && kind !== 'CMD-SHELL') || words.length === 0) return null;
  const startPeriod = (healthcheck.timing.StartPeriod ?? 0) / NANOSECONDS;
  return { command, patience: Math.max(PATIENCE, Math.min(startPeriod, MAX_PATIENCE)) };
}

/** Asked until it is well, or has ended, or had its time. */
export async function isHealthy(
  container: Pick<Container, 'exec' | 'state'>,
  { command, patience }: Health,
  signal: AbortSignal,
): Promise<boolean> {
  const until = Date.now() + patience;
  for (;;) {
    const timeout = Math.max(BETWEEN, until - Date.now());
    const exitCode = await container.exec(command, { signal, timeout });
    if (exitCode === 0) return true;
    // What is not in the image does not come later.
    if (exitCode === null) return false;
    if (Date.now() + BETWEEN >= until || signal.aborted) return false;
    if (!(await container.state()).running) return false;
    await pause(BETWEEN, signal);
  }
}
