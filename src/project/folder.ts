/** A build context on disk, read-only and lazy: nothing is read before a transform asks for it. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Project } from './project.ts';

/** A manifest or a script; what is larger is no text that a transform reads. */
const MAX_BYTES = 1024 * 1024;

/** The files below a folder. Nothing outside it can be reached, by `..` or through a symbolic link. */
export function folderProject(folder: string): Project {
  const texts = new Map<string, string | null>();
  let root: string | null = null;
  return {
    hasContext: true,
    readText(file) {
      const wanted = path.posix.normalize(file);
      let text = texts.get(wanted);
      if (text === undefined) {
        root ??= realpathSync(folder);
        text = readInside(root, wanted);
        texts.set(wanted, text);
      }
      return text;
    },
  };
}

function readInside(root: string, file: string): string | null {
  if (path.isAbsolute(file) || file === '..' || file.startsWith('../')) return null;
  try {
    const real = realpathSync(path.join(root, file));
    if (!real.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) return null;
    const stat = statSync(real);
    if (!stat.isFile() || stat.size > MAX_BYTES) return null;
    const bytes = readFileSync(real);
    return bytes.includes(0) || !isUtf8(bytes) ? null : bytes.toString('utf8');
  } catch {
    return null;
  }
}
