/** Reads the tar archive that `docker cp` writes. */
import { createHash } from 'node:crypto';

const BLOCK = 512;

/**
 * The entries of an archive: path, then kind, mode and what is in it, but neither owner nor time.
 * Source: POSIX pax interchange format. Long names come in an extended header, a record of which is `23 path=...\n`.
 */
export function readTar(archive: Buffer): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const field = (from: number, length: number) =>
      archive.toString('utf8', at + from, at + from + length).replace(/\0[\s\S]*$/, '');
    const [kind, size] = [field(156, 1) || '0', Number.parseInt(field(124, 12), 8) || 0];
    const body = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (kind === 'x') longName = /^\d+ path=(.*)$/m.exec(body.toString('utf8'))?.[1] ?? longName;
    else if (kind !== 'g') {
      const prefix = field(345, 155);
      const name = longName ?? (prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`);
      const content = kind === '0' ? createHash('sha256').update(body).digest('hex') : field(157, 100);
      entries.set(name, [kind, Number.parseInt(field(100, 8), 8).toString(8), content].join(' '));
      longName = null;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}
