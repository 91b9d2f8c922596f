/** `slimify verify`: real builds before and after, compared. Loaded only for it. */
import { preset } from '../../transforms/index.ts';
import { killAll } from '../verify/process.ts';
import { openSession, type Session } from '../verify/session.ts';
import { verifyFile } from '../verify/verify.ts';
import { bugText } from './bug.ts';
import { loadConfig } from './config.ts';
import { checkContext } from './context-flag.ts';
import { complain } from './output.ts';
import { createSettings, UsageError } from './settings.ts';
import type { VerifyJob } from './verify/job.ts';
import { otherEngine } from './verify/other-engine.ts';
import { verifyAll } from './verify/run.ts';
import { readVerifyArguments, type VerifyFlags } from './verify/settings/arguments.ts';
import { createVerifyOptions } from './verify/settings/options.ts';
import { type Stop, stopOnSignals } from './verify/stop.ts';

/** What builds and compares. Tests bring their own. */
export interface Machine {
  readonly openSession: typeof openSession;
  readonly verifyFile: typeof verifyFile;
}

/**
 * @param argv what was typed behind the word.
 * @returns the exit code.
 * @throws UsageError
 */
export async function verify(
  argv: readonly string[],
  cwd: string,
  version: string,
  machine: Machine = { openSession, verifyFile },
): Promise<number> {
  const request = readVerifyArguments(argv);
  if ('exitCode' in request) return request.exitCode;
  const { flags } = request;
  const paths = request.paths.length === 0 ? ['.'] : request.paths;
  checkPossible(paths, flags);
  checkContext(flags, cwd);
  const config = await loadConfig(flags.config, cwd);
  const settings = createSettings(preset, flags, config.config, config.name);
  const options = createVerifyOptions(flags, config, cwd);
  return withEngine(paths, { flags, settings, options, configName: config.name, cwd, version }, machine);
}

/** To end by itself, once all is said. Milliseconds. */
const ENDING = 500;

/**
 * For a program that has nothing more to do: what was left to itself, because the engine does not answer, does not keep it
 * from ending. It may begin something new at any time, which then does not answer either.
 */
export function endSoon(): void {
  setTimeout(() => {
    process.on('exit', killAll);
    // Whoever reads the report may be slow.
    if (process.stdout.writableLength > 0) process.stdout.write('', () => process.exit());
    else process.exit();
  }, ENDING).unref();
}

/** @throws UsageError */
function checkPossible(paths: readonly string[], { check, context }: VerifyFlags): void {
  if (check === true) throw new UsageError('verify does not know --check: it exits 1 on a regression anyway');
  if (context === false) throw new UsageError('verify builds, and cannot do without the context: --no-context');
  if (paths.includes('-')) throw new UsageError('verify builds, and cannot do that with standard input');
}

/** Whatever happens from here on, what was made on the engine is removed. */
async function withEngine(paths: readonly string[], job: VerifyJob, machine: Machine): Promise<number> {
  const stop = stopOnSignals();
  let session: Session | null = null;
  const atExit = (): void => session?.closeSync();
  const atBug = (cause: unknown): void => {
    complain(bugText(cause, job.version));
    process.exit(2);
  };
  process.on('exit', atExit);
  process.on('uncaughtException', atBug);
  try {
    const { engine, builder } = job.options;
    const opened = await machine.openSession({ engine, builder, signal: stop.signal });
    if (!opened.ok) return notOpened(`${opened.why}${otherEngine(engine)}`, stop);
    session = opened.session;
    return await verifyAll(paths, job, { session, stop, verifyFile: machine.verifyFile });
  } catch (cause) {
    // Files that are still under way build no further.
    stop.abort();
    session?.closeSync();
    throw cause;
  } finally {
    await session?.close();
    process.off('exit', atExit);
    process.off('uncaughtException', atBug);
    stop.release();
  }
}

function notOpened(why: string, stop: Stop): number {
  const code = stop.code();
  complain(code === null ? why : 'interrupted; nothing was built');
  return code ?? 2;
}
