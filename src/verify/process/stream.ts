/** A command whose output is read as it comes. */
import { spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import type { Abort } from '../process.ts';

export type Streaming =
  | {
      readonly ok: true;
      /** Ends in an error when the command does. */
      readonly out: Readable;
      /** Ends the command, if it has not ended. */
      readonly stop: () => void;
    }
  | { readonly ok: false; readonly code: number | null; readonly stderr: string };

/** What it complains of is kept up to so many characters. */
const MAX_COMPLAINT = 10_000;

/** Waits for the first byte: a command that fails before it has not begun. */
export async function stream(
  command: string,
  args: readonly string[],
  abort: Abort,
  env: Readonly<Record<string, string>> = {},
): Promise<Streaming> {
  const out = new PassThrough();
  const child = spawn(command, args, {
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  let code: number | null = null;
  const stop = (why: string): void => {
    if (child.exitCode === null && child.signalCode === null) endGroup(child.pid);
    out.destroy(new Error(why));
  };
  const onAbort = (): void => stop('stopped');
  const timer = setTimeout(() => stop(`${command} took too long`), Math.min(abort.timeout, 2 ** 31 - 1));
  abort.signal.addEventListener('abort', onAbort, { once: true });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < MAX_COMPLAINT) stderr += text;
  });
  child.stdout.pipe(out, { end: false });
  // Whoever reads it is told again; nobody may be reading yet.
  out.on('error', ({ message }) => {
    stderr ||= message;
  });
  child.on('error', ({ message }) => out.destroy(new Error(message)));
  child.on('close', (ended) => {
    code = ended;
    if (ended === 0) out.end();
    else out.destroy(new Error(stderr.trim() || `${command} ended without a reason`));
  });
  out.on('close', () => {
    clearTimeout(timer);
    abort.signal.removeEventListener('abort', onAbort);
  });
  if (abort.signal.aborted) onAbort();
  return (await begins(out)) ? { ok: true, out, stop: () => stop('stopped') } : { ok: false, code, stderr };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM');
  } catch {
    // It has just ended.
  }
}

function begins(out: Readable): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (): void => {
      out.off('readable', done).off('close', done);
      resolve(out.readableLength > 0);
    };
    out.on('readable', done).on('close', done);
  });
}
