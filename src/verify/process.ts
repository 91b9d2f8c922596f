/** Starts programs so that they can be stopped with all that they have started, and end when we do. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { endWithUs } from './process/watchdog.ts';

/** When to stop: Ctrl-C (`signal`), or the end of the time that is given to one thing. */
export interface Abort {
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface Ran {
  /** Null when it was not started or a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it was stopped by us, or not started; null when it ended by itself. */
  readonly stopped: 'timeout' | 'aborted' | 'not-found' | 'not-started' | null;
}

export interface RunOptions {
  readonly abort: Abort;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: Readable | string;
  /** On Windows: arguments are given on as they are, without quotes. */
  readonly verbatim?: boolean;
  /** Told of each line as it comes; then it is not kept. */
  readonly onStdout?: (line: string) => void;
  readonly onStderr?: (line: string) => void;
  /** Told of the process id, which is that of its group as well. */
  readonly onStart?: (pid: number) => void;
  /** It can take long: even when we are killed it must not go on. */
  readonly endsWithUs?: boolean;
}

/** Of what is kept of a program's output, in characters: its end. */
const MAX_KEPT = 4_000_000;
/** What does not end when asked is killed. Milliseconds. */
const GRACE = 5_000;
/** A program that has ended can leave others behind that hold its output open: so long they may. Milliseconds. */
const LEFT_BEHIND = 1_000;

const running = new Set<ChildProcess>();

/** For a process that is about to end: nothing that it has started runs on. */
export function killAll(): void {
  for (const child of running) kill(child, 'SIGKILL');
}

/** Runs a program to its end. It never throws: a program that is not there is `stopped: 'not-found'`. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { abort, env, cwd, input } = options;
  if (abort.signal.aborted) return { code: null, stdout: '', stderr: '', stopped: 'aborted' };
  const child = spawn(command, args, {
    // A group of its own: what it starts ends with it, and a Ctrl-C at the terminal reaches us alone.
    detached: process.platform !== 'win32',
    env: env === undefined ? process.env : { ...process.env, ...env },
    cwd,
    windowsVerbatimArguments: options.verbatim ?? false,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  if (child.pid !== undefined) options.onStart?.(child.pid);
  const callOff = options.endsWithUs === true && child.pid !== undefined ? endWithUs(child.pid) : () => undefined;
  let stopped: Ran['stopped'] = null;
  const stop = (why: 'timeout' | 'aborted'): void => {
    stopped ??= why;
    kill(child, 'SIGTERM');
    void wait(GRACE, undefined, { ref: false }).then(() => kill(child, 'SIGKILL'));
  };
  const onAbort = (): void => stop('aborted');
  const timer = setTimeout(() => stop('timeout'), Math.min(abort.timeout, 2 ** 31 - 1));
  abort.signal.addEventListener('abort', onAbort, { once: true });
  const stdout = collect(child.stdout, options.onStdout);
  const stderr = collect(child.stderr, options.onStderr);
  give(child, input);
  try {
    const code = await ended(child, (error) => {
      stopped ??= error.code === 'ENOENT' ? 'not-found' : 'not-started';
    });
    return { code, stdout: stdout(), stderr: stderr(), stopped };
  } finally {
    if (stopped !== null) kill(child, 'SIGKILL');
    running.delete(child);
    callOff();
    clearTimeout(timer);
    abort.signal.removeEventListener('abort', onAbort);
  }
}

function ended(child: ChildProcess, onError: (error: NodeJS.ErrnoException) => void): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      onError(error);
      if (child.pid === undefined) resolve(null);
    });
    child.on('close', (code) => resolve(code));
    child.on('exit', (code) => void endOutput(child).then(() => resolve(code)));
  });
}

/** What comes when nobody holds the output open any more, `close`, can be long in coming. */
async function endOutput(child: ChildProcess): Promise<void> {
  await wait(LEFT_BEHIND, undefined, { ref: false });
  if (!running.has(child)) return;
  kill(child, 'SIGKILL');
  await wait(LEFT_BEHIND, undefined, { ref: false });
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** A program that does not want all of its input closes it: no error of ours. */
function give(child: ChildProcess, input: RunOptions['input']): void {
  if (child.stdin === null || input === undefined) return;
  child.stdin.on('error', () => undefined);
  if (typeof input === 'string') {
    child.stdin.end(input);
    return;
  }
  const { stdin } = child;
  input.on('error', () => stdin.destroy());
  child.on('close', () => input.destroy());
  input.pipe(stdin);
}

/** Gives what has been kept; with `onLine` nothing is. */
function collect(stream: Readable | null, onLine: ((line: string) => void) | undefined): () => string {
  let text = '';
  if (stream === null) return () => text;
  stream.setEncoding('utf8').on('data', (more: string) => {
    // A line can be as long as all of it.
    const lines = onLine === undefined ? [] : more.split('\n');
    const last = lines.pop() ?? more;
    for (const line of lines) {
      onLine?.((text + line).replace(/\r$/, ''));
      text = '';
    }
    text += last;
    if (text.length > 2 * MAX_KEPT) text = text.slice(-MAX_KEPT);
  });
  stream.on('end', () => {
    if (onLine !== undefined && text !== '') onLine(text);
  });
  return () => (onLine === undefined ? text : '');
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || !running.has(child)) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has just ended.
  }
}
