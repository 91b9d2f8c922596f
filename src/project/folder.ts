/** A build context on disk, read-only and lazy: nothing is read before a transform asks for it. */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { diskFiles } from './disk.ts';
import { createProject, type IgnoreFile, noProject, type Project } from './project.ts';

/**
 * The files below a folder that are in the build of a Dockerfile: what its ignore file leaves out is not there. Nothing
 * outside the folder can be reached, by `..` or through a symbolic link.
 * @param folder root of the build context.
 * @param dockerfile its path on disk: an ignore file named after it goes before `.dockerignore`.
 */
export function folderProject(folder: string, dockerfile: string): Project {
  let opened: Project | undefined;
  const open = (): Project => {
    opened ??= openFolder(folder, dockerfile);
    return opened;
  };
  return {
    get hasContext() {
      return open().hasContext;
    },
    get disk() {
      return open().disk;
    },
    get ignoreFile() {
      return open().ignoreFile;
    },
    get dockerfile() {
      return open().dockerfile;
    },
    get uses() {
      return open().uses;
    },
    get siblings() {
      return open().siblings;
    },
    isIgnored: (file) => open().isIgnored(file),
    readText: (file) => open().readText(file),
    statOf: (file) => open().statOf(file),
    list: (file) => open().list(file),
  };
}

function openFolder(folder: string, dockerfile: string): Project {
  try {
    const root = realpathSync(folder);
    if (!statSync(root).isDirectory()) return noProject;
    const disk = diskFiles(root);
    const place = realpathSync(path.dirname(dockerfile));
    const name = path.basename(dockerfile);
    return createProject({
      disk,
      ignoreFile: ignoreFileOf(root, place, name),
      dockerfile: pathBelow(root, path.join(place, name)),
      uses: () => [],
      siblings: () => [],
    });
  } catch {
    return noProject;
  }
}

function ignoreFileOf(root: string, place: string, name: string): IgnoreFile {
  const own = `${name}.dockerignore`;
  const besides = diskFiles(place);
  const isOwn = besides.statOf(own) !== null;
  const [files, file] = isOwn ? [besides, own] : [diskFiles(root), '.dockerignore'];
  const text = files.readText(file);
  // What is there and cannot be read must not be written over.
  if (text === null && files.statOf(file) !== null) return { path: null, text: null };
  return { path: isOwn ? pathBelow(root, path.join(place, own)) : file, text };
}

/** With forward slashes; null when it is not below. */
function pathBelow(root: string, file: string): string | null {
  const relative = path.relative(root, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? null : relative.split(path.sep).join('/');
}
