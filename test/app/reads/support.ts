/** Asks what an app reads, of a Dockerfile and the files around it. */

import type { Language } from '../../../src/app/code/languages.ts';
import { findReads, type Reads } from '../../../src/app/reads.ts';
import { parseDocument } from '../../../src/dockerfile/document.ts';
import { memoryProject } from '../../../src/project/project.ts';

export const PLAIN = 'FROM base:1\nWORKDIR /app\nCOPY . .\nCMD ["/app/server"]\n';

export function readsOf(
  languages: Language | readonly Language[],
  files: Readonly<Record<string, string>>,
  dockerfile = PLAIN,
): Reads | null {
  const parsed = parseDocument(dockerfile);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const project = memoryProject({ Dockerfile: dockerfile, ...files });
  const list = typeof languages === 'string' ? [languages] : languages;
  return findReads(parsed.document, project, parsed.document.stages.at(-1)!, list);
}

/** The paths named; those of folders with a slash at the end. */
export function pathsOf(...asked: Parameters<typeof readsOf>): readonly string[] {
  return known(...asked).paths.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path));
}

/** `file:line` of the reads that cannot be told. */
export function unknownOf(...asked: Parameters<typeof readsOf>): readonly string[] {
  return known(...asked).unknown.map(({ file, line }) => `${file}:${line}`);
}

export function programsOf(...asked: Parameters<typeof readsOf>): readonly (string | null)[] {
  return known(...asked).programs.map(({ name }) => name);
}

export function dataOf(...asked: Parameters<typeof readsOf>): readonly string[] {
  return known(...asked).data.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path));
}

export function missingOf(...asked: Parameters<typeof readsOf>): readonly string[] {
  return (known(...asked).missing ?? []).map(({ path }) => path);
}

function known(...asked: Parameters<typeof readsOf>): Reads {
  const reads = readsOf(...asked);
  if (reads === null) throw new Error('it is not read');
  return reads;
}
