/** Standard output for the result, standard error for everything else. */
import { fstatSync, type Stats, writeSync } from 'node:fs';
import { printable } from './printable.ts';

/** Whether the result goes straight into what it is piped to. Node's streams would take as long to load as a file does. */
let isDirect = process.platform !== 'win32' && isPipeOrFile(statOf(1));

/** Prints a part of the result; waits when the reader is slower than we are, so that nothing piles up. */
export async function print(text: string): Promise<void> {
  if (text === '') return;
  const left = isDirect ? writeDirectly(Buffer.from(text)) : text;
  if (left.length === 0 || process.stdout.write(left)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** @returns what a full pipe that does not wait has not taken; from then on it is left to Node. */
function writeDirectly(bytes: Buffer): Buffer {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const error: NodeJS.ErrnoException = cause;
    if (error.code !== 'EAGAIN') endOutput(error);
    isDirect = false;
    process.stdout.on('error', endOutput);
  }
  return bytes.subarray(written);
}

let isComplaining = false;

/** One line on standard error, as compilers write it. Names of files, and what engines say, may hold anything. */
export function complain(message: string, path: string | null = null, line: number | null = null): void {
  const place = path === null ? '' : `${printable(path)}${line === null ? '' : `:${line}`}: `;
  if (!isComplaining) process.stderr.on('error', () => process.exit(2));
  isComplaining = true;
  const words = message.split('\n').map(printable).join('\n');
  process.stderr.write(`slimify: ${place}${words}\n`);
}

/** Whoever reads us may stop reading (`| head`): that is no error. A disk that is full is one. */
export function endWhenOutputFails(): void {
  if (!isDirect) process.stdout.on('error', endOutput);
}

function endOutput(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit();
  complain(`standard output: ${error.message}`);
  process.exit(2);
}

/** Colours are for terminals, unless the user says otherwise. https://no-color.org, https://force-color.org */
export function wantsColor(flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return !isDirect && process.stdout.isTTY === true && TERM !== 'dumb';
}

/** Characters in a line. */
export function widthOfOutput(): number {
  return Math.min((isDirect ? undefined : process.stdout.columns) ?? 100, 120);
}

/** Null for one that is closed. */
function statOf(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor);
  } catch {
    return null;
  }
}

function isPipeOrFile(stats: Stats | null): boolean {
  return stats !== null && (stats.isFIFO() || stats.isSocket() || stats.isFile());
}
