/** Why a build was not built. */
import { stripVTControlCharacters } from 'node:util';
import type { NotBuilt } from '../../container-engine.ts';
import { short, tail } from '../../process/last-lines.ts';
import type { Ran } from '../../process.ts';
import type { Failed } from './trace.ts';

/** Programs of BusyBox that print by stdio do not say why they cannot: libbb/fflush_stdout_and_exit.c. */
const NO_SPACE =
  /no space left on device|not enough space on the disk|\bENOSPC\b|disk quota exceeded|: standard output: I\/O error$/im;
/** Of the client: the connection broke. What an instruction prints is not looked at for this. */
const GONE =
  /Cannot connect to the Docker daemon|error during connect|failed to receive status|code = Unavailable|no active session|connection refused|connection reset by peer|broken pipe|closing transport|error reading from server/i;

/** Whether what docker itself prints is about the engine, and about nothing that was asked of it. */
export function isOfEngine(text: string): boolean {
  return NO_SPACE.test(text) || GONE.test(text);
}

export interface Ended {
  readonly stopped: Ran['stopped'];
  readonly failed: Failed | null;
  readonly running: Failed | null;
  /** What the client itself printed. */
  readonly text: readonly string[];
  readonly timeout: number;
  readonly isAlive: boolean;
}

export function whyNotBuilt(ended: Ended): NotBuilt {
  const { failed, running, text } = ended;
  const cause = causeOf(ended);
  const at = cause === 'failed' || cause === 'no-space' ? failed : running;
  return {
    ok: false,
    cause,
    step: at === null || at.step === null ? null : short(at.step),
    message: messageOf(ended, cause),
    log: tail(at?.log || text.join('\n')),
  };
}

function causeOf({ stopped, failed, text, isAlive }: Ended): NotBuilt['cause'] {
  if (stopped === 'aborted') return stopped;
  if (stopped === 'timeout') return isAlive ? stopped : 'engine-gone';
  if (NO_SPACE.test([failed?.error, failed?.log, ...text].join('\n'))) return 'no-space';
  if (!isAlive) return 'engine-gone';
  return (failed === null || failed.step === null) && GONE.test(errorLine(text)) ? 'engine-gone' : 'failed';
}

function messageOf({ stopped, failed, text, timeout }: Ended, cause: NotBuilt['cause']): string {
  if (cause === 'aborted') return 'stopped';
  if (cause === 'timeout') return `not done after ${timeout / 1000} seconds`;
  if (stopped === 'timeout') return 'docker does not answer any more';
  if (stopped === 'not-found') return 'there is no docker command';
  if (cause === 'no-space') {
    const lines = [failed?.error, failed?.log, errorLine(text)].join('\n').split('\n');
    return oneLine(lines.find((line) => NO_SPACE.test(line)) ?? 'no space left on device');
  }
  const said = failed !== null && failed.step !== null ? failed.error : errorLine(text) || failed?.error;
  return oneLine(said || 'docker buildx build failed and does not say why');
}

/** `ERROR: failed to solve: …` is the last thing that the client prints; some of its own are over several lines. */
function errorLine(text: readonly string[]): string {
  const at = text.findLastIndex((line) => /^ERROR: /.test(line));
  const last = at === -1 ? text.filter((line) => line.trim() !== '').slice(-1) : text.slice(at);
  return last.join('\n').replace(/^ERROR: (?:failed to build: )?(?:failed to solve: )?/, '');
}

/** The command is shown as the step already. */
function oneLine(message: string): string {
  const line = stripVTControlCharacters(message)
    .replace(/^process "[\s\S]*" did not complete successfully: /, '')
    .replace(/^failed to compute cache key: /, '')
    .replace(/^failed to calculate checksum of ref [^ ]+: /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return short(line);
}
