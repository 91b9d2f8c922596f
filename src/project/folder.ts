/** A build context on disk, read-only and lazy: nothing is read before a transform asks for it. */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { diskFiles, pathBelow } from './disk.ts';
import { type Files, overlayFiles } from './files.ts';
import { createProject, type IgnoreFile, noProject, type Project } from './project.ts';
import type { Sibling, Use } from './uses.ts';

/** What is known of a context beside its files. */
export interface Surroundings {
  readonly uses: () => readonly Use[];
  /** @param disk all that lies in the context. */
  readonly siblings: (disk: Files) => readonly Sibling[];
  /** Files that are about to be written: text by path, relative to the context. */
  readonly pending: ReadonlyMap<string, string>;
}

export interface FolderProject extends Project {
  /** Why nothing can be said of the context although it is there: asked for when the context has been looked at. */
  readonly problem: string | null;
  /** Whether anybody has asked it something. */
  readonly isOpened: boolean;
}

const ALONE: Surroundings = { uses: () => [], siblings: () => [], pending: new Map() };

/**
 * The files below a folder that are in the build of a Dockerfile: what its ignore file leaves out is not there. Nothing
 * outside the folder can be reached, by `..` or through a symbolic link.
 * @param folder root of the build context.
 * @param dockerfile its path on disk: an ignore file named after it goes before `.dockerignore`.
 */
export function folderProject(folder: string, dockerfile: string, around: Surroundings = ALONE): FolderProject {
  return lazyProject(() => openFolder(folder, dockerfile, around));
}

/** A project that is looked for when it is first asked something. */
export function lazyProject(look: () => Opened): FolderProject {
  let opened: Opened | undefined;
  const open = (): Project => {
    opened ??= look();
    return opened.project;
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
    get problem() {
      return opened?.problem ?? null;
    },
    get isOpened() {
      return opened !== undefined;
    },
    isIgnored: (file) => open().isIgnored(file),
    readText: (file) => open().readText(file),
    statOf: (file) => open().statOf(file),
    list: (file) => open().list(file),
  };
}

/** A context on disk that has been looked at. */
export interface Opened {
  readonly project: Project;
  readonly problem: string | null;
}

/** Looks at a context on disk; what it holds is still read when it is asked for. */
export function openFolder(folder: string, dockerfile: string, { uses, siblings, pending }: Surroundings): Opened {
  try {
    const root = realpathSync(folder);
    if (!statSync(root).isDirectory()) return { project: noProject, problem: null };
    const disk = overlayFiles(diskFiles(root), pending);
    const place = realpathSync(path.dirname(dockerfile));
    const name = path.basename(dockerfile);
    const ignoreFile = ignoreFileOf(root, disk, place, name);
    if (typeof ignoreFile === 'string') {
      // Without its rules nobody can say which file is in the build.
      const problem = `${ignoreFile} is not readable text, so the build context is not looked at`;
      return { project: noProject, problem };
    }
    const project = createProject({
      disk,
      ignoreFile,
      dockerfile: pathBelow(root, path.join(place, name)),
      uses,
      siblings: () => siblings(disk),
    });
    return { project, problem: null };
  } catch {
    return { project: noProject, problem: null };
  }
}

/** @returns its name when it is there and cannot be read. */
function ignoreFileOf(root: string, disk: Files, place: string, name: string): IgnoreFile | string {
  const own = path.join(place, `${name}.dockerignore`);
  const below = pathBelow(root, own);
  const besides = below === null ? diskFiles(place) : disk;
  const ownPath = below ?? path.basename(own);
  const isOwn = besides.statOf(ownPath) !== null;
  const [files, file, absolute] = isOwn
    ? [besides, ownPath, own]
    : [disk, '.dockerignore', path.join(root, '.dockerignore')];
  const text = files.readText(file);
  if (text === null && files.statOf(file) !== null) return file;
  // What is behind a link may be the ignore file of another context too.
  const isEditable = !isLink(absolute) && (!isOwn || below !== null);
  return { path: isEditable ? file : null, text };
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
