/**
 * Ends what we have started when we are killed and cannot do so any more. A build that prints nothing would not notice,
 * and go on for ever on the engine, where no label is on it yet; nor would a smoke test.
 */
import { spawn } from 'node:child_process';

/** What does not end when asked is killed after some seconds. */
const TERMINATE = 'read -r _; kill -s TERM -- "-$1" && sleep 5 && kill -s KILL -- "-$1"';

/**
 * @param group the id of a group of processes
 * @param how a script for sh, which reads from us, and has read to the end when we have ended; it is given the group.
 * @returns what calls it off
 */
export function endWithUs(group: number, how: string = TERMINATE): () => void {
  // There are neither groups nor this shell.
  if (process.platform === 'win32') return () => undefined;
  const watchdog = spawn('/bin/sh', ['-c', how, 'sh', String(group)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => undefined);
  watchdog.stdin.on('error', () => undefined);
  watchdog.unref();
  return () => {
    watchdog.kill('SIGKILL');
    watchdog.stdin.destroy();
  };
}
