/** A read-only view of the build context. The core asks it for files by path; it knows nothing of folders on a disk. */

export interface Project {
  /** False for stdin, `--no-context`, and a folder that cannot be read: then nothing can be said of any file. */
  readonly hasContext: boolean;
  /**
   * The text of a file of the build context, by its path relative to the context's root with forward slashes.
   * @returns null when it is not in the build (missing, ignored, outside) or is not readable text.
   */
  readText(path: string): string | null;
}

/** A project without a context: transforms that need one skip and say so. */
export const noProject: Project = { hasContext: false, readText: () => null };

/** A project in memory, for tests and for the examples of transforms. */
export function memoryProject(files: Readonly<Record<string, string>>): Project {
  return { hasContext: true, readText: (path) => files[path] ?? null };
}
