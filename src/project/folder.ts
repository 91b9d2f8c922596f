/** A build context on disk, read-only and lazy: nothing is read before a transform asks for it. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { type IgnoreTest, readDockerignore } from './dockerignore.ts';
import type { Project } from './project.ts';

/** A manifest or a script; what is larger is no text that a transform reads. */
const MAX_BYTES = 1024 * 1024;

/**
 * The files below a folder that are in the build of a Dockerfile: what its ignore file leaves out is not there. Nothing
 * outside the folder can be reached, by `..` or through a symbolic link.
 * @param folder root of the build context.
 * @param dockerfile its path on disk: an ignore file named after it goes before `.dockerignore`.
 */
export function folderProject(folder: string, dockerfile: string): Project {
  const texts = new Map<string, string | null>();
  let opened: Opened | null | undefined;
  return {
    hasContext: true,
    readText(file) {
      const wanted = path.posix.normalize(file);
      let text = texts.get(wanted);
      if (text === undefined) {
        if (opened === undefined) opened = open(folder, dockerfile);
        text = opened === null || opened.isIgnored(wanted) ? null : readInside(opened.root, wanted);
        texts.set(wanted, text);
      }
      return text;
    },
  };
}

interface Opened {
  readonly root: string;
  readonly isIgnored: IgnoreTest;
}

/** @returns null when there is no such folder. */
function open(folder: string, dockerfile: string): Opened | null {
  try {
    const root = realpathSync(folder);
    const own = readInside(realpathSync(path.dirname(dockerfile)), `${path.basename(dockerfile)}.dockerignore`);
    return { root, isIgnored: readDockerignore(own ?? readInside(root, '.dockerignore') ?? '') };
  } catch {
    return null;
  }
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
