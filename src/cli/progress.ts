/** A line on standard error that says how far a long batch has come. Only for a terminal, and only after a while. */

const FIRST_AFTER_MS = 500;
const THEN_EVERY_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

export interface Progress {
  tick(files: number, changed: number): void;
  /** Takes the line away, before something else is printed. */
  clear(): void;
}

export function createProgress(isWanted: boolean): Progress {
  let next = Date.now() + FIRST_AFTER_MS;
  let isShown = false;
  return {
    tick(files, changed) {
      // Asked late: to look at standard error costs a start a millisecond.
      if (!isWanted || Date.now() < next || process.stderr.isTTY !== true) return;
      process.stderr.write(`${CLEAR_LINE}${files} files, ${changed} to change …`);
      isShown = true;
      next = Date.now() + THEN_EVERY_MS;
    },
    clear() {
      if (!isShown) return;
      process.stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
