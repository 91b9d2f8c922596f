/** Where a repository begins. Looks for `.git`; starts no program. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const known = new Map<string, string | null>();

/** The nearest folder upwards that holds `.git`, or null. */
export function gitRoot(folder: string): string | null {
  const cached = known.get(folder);
  if (cached !== undefined) return cached;
  const parent = path.dirname(folder);
  const root = existsSync(path.join(folder, '.git')) ? folder : parent === folder ? null : gitRoot(parent);
  known.set(folder, root);
  return root;
}
