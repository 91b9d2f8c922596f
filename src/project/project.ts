/** A read-only view of the build context. The core asks it for files by path; it knows nothing of folders on a disk. */
import { readDockerignore } from './dockerignore.ts';
import { applyFileEdits, type FileEdit, type Files, filterFiles, memoryFiles, noFiles, overlayFiles } from './files.ts';
import { usesAround } from './uses/find.ts';
import { dockerfilesBelow, findSiblings } from './uses/siblings.ts';
import type { Sibling, Use } from './uses.ts';

export type { FileEdit, FileStat, Files } from './files.ts';
export type { BuildGiven, BuildSecret, NamedContext, Sibling, Use, UseMount } from './uses.ts';

/** The file that leaves files out of the build. */
export interface IgnoreFile {
  /** Relative to the context's root; null when it lies elsewhere, and cannot be edited. */
  readonly path: string | null;
  /** Null when there is none yet. */
  readonly text: string | null;
}

/** What is in the build: `readText`, `statOf` and `list` do not see what the ignore file leaves out. */
export interface Project extends Files {
  /** False for stdin, `--no-context`, and a folder that is not certain or cannot be read: nothing can be said of any file. */
  readonly hasContext: boolean;
  /** All that lies in the context's folder, in the build or not. */
  readonly disk: Files;
  readonly ignoreFile: IgnoreFile;
  /** Whether the ignore file leaves a path out, be there something or not. */
  isIgnored(path: string): boolean;
  /** The Dockerfile itself, relative to the context's root; null when it lies elsewhere. */
  readonly dockerfile: string | null;
  /** What else uses this Dockerfile. */
  readonly uses: readonly Use[];
  /** Other Dockerfiles that are built from this context, as far as can be seen. */
  readonly siblings: readonly Sibling[];
}

/** A project without a context: transforms that need one skip and say so. */
export const noProject: Project = {
  ...noFiles,
  hasContext: false,
  disk: noFiles,
  ignoreFile: { path: null, text: null },
  isIgnored: () => false,
  dockerfile: null,
  uses: [],
  siblings: [],
};

/** Where a project's view comes from. What is costly is asked for when it is needed. */
export interface ProjectSource {
  readonly disk: Files;
  readonly ignoreFile: IgnoreFile;
  readonly dockerfile: string | null;
  readonly uses: () => readonly Use[];
  readonly siblings: () => readonly Sibling[];
}

/** The view of a context with its ignore file in force. */
export function createProject({ disk, ignoreFile, dockerfile, uses, siblings }: ProjectSource): Project {
  const rules = readDockerignore(ignoreFile.text ?? '');
  let foundUses: readonly Use[] | null = null;
  let foundSiblings: readonly Sibling[] | null = null;
  return {
    ...filterFiles(disk, rules),
    hasContext: true,
    disk,
    ignoreFile,
    isIgnored: rules.isIgnored,
    dockerfile,
    get uses() {
      foundUses ??= uses();
      return foundUses;
    },
    get siblings() {
      foundSiblings ??= siblings();
      return foundSiblings;
    },
  };
}

export interface MemoryOptions {
  /** Permission bits by path; files have 0644 otherwise. */
  readonly modes?: Readonly<Record<string, number>>;
  /** Instead of those that the files name: its root is that of the repository. */
  readonly uses?: readonly Use[];
}

/** A project in memory, for tests and for the examples of transforms. Its Dockerfile is `Dockerfile`, at the root. */
export function memoryProject(files: Readonly<Record<string, string>>, { modes, uses }: MemoryOptions = {}): Project {
  const disk = memoryFiles(files, modes);
  const dockerfile = 'Dockerfile';
  const around = usesAround(disk, dockerfile);
  const name = 'Dockerfile.dockerignore';
  const path = disk.statOf(name) === null ? '.dockerignore' : name;
  return createProject({
    disk,
    ignoreFile: { path, text: disk.readText(path) },
    dockerfile,
    uses: () => uses ?? around.all(dockerfile),
    siblings: () => findSiblings({ uses: around, files: disk, context: '', dockerfile }, dockerfilesBelow(disk)),
  });
}

/**
 * The project as it will be once these edits are written: what later steps and rounds see.
 * @returns null when edits of one file overlap or reach outside its text.
 */
export function withFileEdits(project: Project, edits: readonly FileEdit[]): Project | null {
  const written = applyFileEdits(project.disk, edits);
  if (written === null) return null;
  const { ignoreFile, dockerfile } = project;
  const path = ignoreFile.path;
  const text = path === null ? ignoreFile.text : (written.get(path) ?? ignoreFile.text);
  return createProject({
    disk: overlayFiles(project.disk, written),
    ignoreFile: { path, text },
    dockerfile,
    uses: () => project.uses,
    siblings: () => project.siblings,
  });
}
