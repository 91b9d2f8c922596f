/** A read-only view of the build context. The core asks it for files by path; it knows nothing of folders on a disk. */
import { applyPatch, createPatch, type Edit } from '../dockerfile/edit.ts';

/** Edits to a file beside the Dockerfile, against the text shown; a file that is not there yet has the text ''. */
export interface FileEdit {
  /** Relative to the root of the build context, with forward slashes. */
  readonly path: string;
  readonly edits: readonly Edit[];
}

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
  return { hasContext: true, readText: (path) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null) };
}

/**
 * The project as it will be once these edits are written: what later steps and rounds see.
 * @returns null when edits of one file overlap or reach outside its text.
 */
export function withFileEdits(project: Project, files: readonly FileEdit[]): Project | null {
  const written = new Map<string, string>();
  for (const { path, edits } of files) {
    const text = written.get(path) ?? project.readText(path) ?? '';
    const patch = createPatch(text, edits);
    if (patch === null) return null;
    written.set(path, applyPatch(text, patch));
  }
  return { hasContext: project.hasContext, readText: (path) => written.get(path) ?? project.readText(path) };
}
