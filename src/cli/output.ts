/** Standard output for the result, standard error for everything else. */

/** Prints a part of the result; waits when the reader is slower than we are, so that nothing piles up. */
export async function print(text: string): Promise<void> {
  if (text === '' || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** One line on standard error, as compilers write it. */
export function complain(message: string, path: string | null = null, line: number | null = null): void {
  const place = path === null ? '' : `${path}${line === null ? '' : `:${line}`}: `;
  process.stderr.write(`slimify: ${place}${message}\n`);
}

/** Whoever reads us may stop reading (`| head`): that is no error. A disk that is full is one. */
export function endWhenOutputFails(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    complain(`standard output: ${error.message}`);
    process.exit(2);
  });
  process.stderr.on('error', () => process.exit(2));
}

/** Colours are for terminals, unless the user says otherwise. https://no-color.org, https://force-color.org */
export function wantsColor(flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return process.stdout.isTTY === true && TERM !== 'dumb';
}

/** Characters in a line. */
export function widthOfOutput(): number {
  return Math.min(process.stdout.columns ?? 100, 120);
}
