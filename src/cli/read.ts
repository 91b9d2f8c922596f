/** Reads one Dockerfile, strictly: what is not UTF-8 text is an error with a place, never a guess. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';

/** No Dockerfile that a person wrote comes near. */
export const MAX_BYTES = 1024 * 1024;

export interface FileError {
  readonly code: string;
  readonly line: number | null;
  readonly message: string;
}

export type ReadResult =
  | { readonly ok: true; readonly text: string; readonly bytes: Buffer }
  | { readonly ok: false; readonly error: FileError };

/** Reads a regular file. */
export function readDockerfile(path: string): ReadResult {
  try {
    // Not opened before it is known to be a file: a named pipe would wait for ever.
    const stat = statSync(path);
    if (stat.isDirectory()) return failed('is-a-folder', 'is a folder');
    if (!stat.isFile()) return failed('not-a-file', 'is not a regular file');
    if (stat.size > MAX_BYTES) return tooLarge();
    return decode(readFileSync(path));
  } catch (cause) {
    return { ok: false, error: systemError(cause) };
  }
}

/** Reads standard input to its end. */
export async function readStdin(): Promise<ReadResult> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) return tooLarge();
  }
  return decode(Buffer.concat(chunks));
}

/** Text of bytes, byte-order mark kept. */
export function decode(bytes: Buffer): ReadResult {
  if (bytes.length > MAX_BYTES) return tooLarge();
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return failed('utf-16', 'is UTF-16; save it as UTF-8', 1);
  const nul = bytes.indexOf(0);
  if (nul >= 0) return failed('binary', 'is not text: there is a NUL byte in it', lineOf(bytes, nul));
  if (!isUtf8(bytes)) return failed('not-utf-8', 'is not valid UTF-8', firstBadLine(bytes));
  return { ok: true, text: bytes.toString('utf8'), bytes };
}

/** A failed system call in our words. */
export function systemError(cause: unknown): FileError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const known = SYSTEM_ERRORS[code];
  if (known !== undefined) return { ...known, line: null };
  return { code: 'unreadable', line: null, message: cause instanceof Error ? cause.message : String(cause) };
}

const SYSTEM_ERRORS: Readonly<Record<string, Omit<FileError, 'line'>>> = {
  ENOENT: { code: 'not-found', message: 'no such file or folder' },
  ENOTDIR: { code: 'not-found', message: 'no such file or folder' },
  EACCES: { code: 'unreadable', message: 'permission denied' },
  EPERM: { code: 'unreadable', message: 'operation not permitted' },
  EISDIR: { code: 'is-a-folder', message: 'is a folder' },
  ELOOP: { code: 'symlink-loop', message: 'is a symbolic link that leads back to itself' },
  ENAMETOOLONG: { code: 'not-found', message: 'the name is too long' },
};

function tooLarge(): ReadResult {
  return failed('too-large', `is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
}

function failed(code: string, message: string, line: number | null = null): ReadResult {
  return { ok: false, error: { code, line, message } };
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** A line feed is never part of a longer character, so each line can be judged alone. */
function firstBadLine(bytes: Buffer): number {
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(10, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
