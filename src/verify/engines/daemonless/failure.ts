/** Why a build was not built. */
import { stripVTControlCharacters } from 'node:util';
import type { NotBuilt } from '../../container-engine.ts';
import { short, tail } from '../../process/last-lines.ts';
import type { Ran } from '../../process.ts';
import { isLogLine, type Program } from './program.ts';

const NO_SPACE = /no space left on device|not enough space on the disk|\bENOSPC\b|disk quota exceeded/i;
/** Podman's machine, or its service, is not there (any more). Buildah has none. */
const GONE =
  /cannot connect to podman|unable to connect to podman|podman\.sock|server probably quit|connection refused|connection reset by peer|broken pipe|unexpected EOF/i;

/** Said when a program has ended. Source: containers/buildah, run_linux.go and chroot/run.go. */
const OF_BUILDER = /^(?:container exited on|subprocess exited (?:on|with status)) \w+$/;
const OF_STEP = /^(?:Error: )?(?:error )?building at STEP "/i;

export interface Ended {
  readonly program: Program;
  readonly ran: Ran;
  /** The instruction that was under way when it ended. */
  readonly step: string | null;
  /** Printed since that began. */
  readonly log: readonly string[];
  readonly timeout: number;
  readonly isAlive: boolean;
}

export function whyNotBuilt(ended: Ended): NotBuilt {
  const { ran, step, timeout, log } = ended;
  // What the builder says of its own end is not what the instruction printed.
  const said = log.findLastIndex(isError);
  const printed = log.filter((line, at) => at !== said && !isLogLine(line) && !OF_BUILDER.test(line));
  return {
    ok: false,
    cause: causeOf(ended),
    step,
    message: ran.stopped === 'timeout' ? `not done after ${timeout / 1000} seconds` : messageOf(ended),
    log: tail(printed.join('\n')),
  };
}

function causeOf({ ran, log, isAlive }: Ended): NotBuilt['cause'] {
  if (ran.stopped === 'aborted' || ran.stopped === 'timeout') return ran.stopped;
  if (NO_SPACE.test(log.join('\n'))) return 'no-space';
  // Killed from outside: by whoever is short of memory, or as the machine goes down.
  if (!isAlive || ran.code === null) return 'engine-gone';
  const said = log.findLast(isError) ?? '';
  return GONE.test(said) && !OF_STEP.test(said) ? 'engine-gone' : 'failed';
}

function messageOf({ program, ran, step, log }: Ended): string {
  if (ran.stopped === 'aborted') return 'stopped';
  if (ran.stopped === 'not-found') return `there is no ${program} command`;
  const said = log.findLast(isError) ?? log.findLast((line) => line.trim() !== '' && !isLogLine(line));
  if (said === undefined)
    return ran.code === null ? `${program} was killed` : `${program} build failed and does not say why`;
  const reason = stripVTControlCharacters(said).replace(/^Error: /i, '');
  const line = withoutStep(reason, step)
    .replace(/^while running runtime: /, '')
    .replace(/^exit status (\d+)$/, 'exit code $1')
    .replace(/\s+/g, ' ')
    .trim();
  return short(line);
}

/** The step is shown beside it; its text is not quoted in the error. */
function withoutStep(reason: string, step: string | null): string {
  const at = OF_STEP.exec(reason);
  if (at === null) return reason;
  const end = `${step ?? ''}": `;
  const isKnown = step !== null && reason.startsWith(end, at[0].length);
  return isKnown ? reason.slice(at[0].length + end.length) : reason.replace(/^.*?": /, '');
}

function isError(line: string): boolean {
  return /^Error: /.test(line);
}
