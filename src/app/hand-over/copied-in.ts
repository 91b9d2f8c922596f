/** Which paths of the context a Dockerfile copies, whether they are there or are still to be made. */
import type { Document, Instruction } from '../../dockerfile/document.ts';
import { expandWord } from '../../dockerfile/expand.ts';
import { stateBefore } from '../../dockerfile/state.ts';
import { globToRegex } from '../../project/dockerignore.ts';
import { cleanRelative } from '../../project/files.ts';
import { isBelow } from '../../project/paths.ts';
import { isCopy } from '../../project/placed.ts';

/** A source of a COPY or ADD. */
export interface Source {
  readonly word: string;
  /** In the context; it may hold a pattern. Null when it is known at build time only, or is fetched. */
  readonly path: string | null;
}

/** `same`: the source is the path; `inside`: it lies in it; `holds`: the path lies in the source. */
export type Relation = 'same' | 'inside' | 'holds';

/** The COPYs and ADDs of the build context. */
export function contextCopies(doc: Document): readonly Instruction[] {
  return doc.instructions.filter((each) => isCopy(each) && each.arguments.flags.every(({ name }) => name !== 'from'));
}

/** What a COPY or ADD brings, word by word; none for heredocs. */
export function sourcesOfCopy(doc: Document, copy: Instruction): readonly Source[] {
  if (copy.heredocs.length > 0) return [];
  const { env } = stateBefore(doc, copy);
  return copy.arguments.words.slice(0, -1).map((word) => {
    const known = expandWord(word, (name) => env.get(name) ?? null, doc.escape);
    const isRemote = known !== null && /^[a-z][a-z+]*:\/\/|^[\w.-]+@[\w.-]+:/i.test(known);
    return { word, path: known === null || isRemote ? null : cleanRelative(known) };
  });
}

/** Whether a path names several files by a pattern. */
export function hasPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** How a source and a path of the context lie to each other; null for apart. */
export function relationOf(source: string, path: string): Relation | null {
  if (hasPattern(source)) {
    const parts = source.split('/');
    const names = path.split('/');
    return parts.length === names.length && parts.every((part, i) => globToRegex(part).test(names[i]!)) ? 'same' : null;
  }
  if (source === path) return 'same';
  if (isBelow(source, path)) return 'inside';
  return isBelow(path, source) ? 'holds' : null;
}
