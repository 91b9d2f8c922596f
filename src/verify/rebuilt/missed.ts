/** Steps that the builder should have found in its cache. */
import { readDocument } from '../../dockerfile/document.ts';
import { imagePathOf, readCopies } from '../../project/copies.ts';
import { isCopy } from '../../project/placed.ts';
import type { Project } from '../../project/project.ts';
import type { BuildStep } from '../container-engine.ts';
import { isBehindLink } from '../context/behind-link.ts';

/**
 * How many steps were run although all that they are made from came from the cache, in a build for which one file of the
 * context has changed. What was run because of them is not counted.
 */
export function countMissed(steps: readonly BuildStep[], changedFile: string, project: Project): number {
  return steps.filter(({ cached, fresh, text }) => {
    if (cached) return false;
    return fresh === 'nothing' || (fresh === 'context' && leavesOut(text, changedFile, project));
  }).length;
}

/** Whether a step is a COPY, and surely none of this file. */
function leavesOut(step: string, file: string, project: Project): boolean {
  const written = asWritten(step);
  const result = written === null ? null : readDocument(`FROM scratch\nWORKDIR /\n${written}\n`);
  if (result?.ok !== true) return false;
  const { document } = result;
  const copy = document.instructions.find(isCopy);
  const copies = copy === undefined ? null : readCopies(document, project, copy);
  // What a COPY names is followed when it is a link, or lies behind one.
  if (copies?.ok !== true || copies.copied.some(({ from }) => isBehindLink(project, from))) return false;
  return imagePathOf(copies.copied, file) === null;
}

/** `COPY --chown=1:1 [src, /app/]` */
const PRINTED_LIST = /^(?<head>\S+(?: +--\S+)*) +\[(?<words>.*)\]$/s;

/**
 * An instruction as a Dockerfile has it: it is printed without its quotes and backslashes. Null where it cannot be told
 * what they were: a bracket may be a pattern's or a name's.
 * Source: moby/buildkit, frontend/dockerfile/dockerfile2llb/convert.go (processCmdEnv).
 */
function asWritten(step: string): string | null {
  const { head = '', words } = PRINTED_LIST.exec(step)?.groups ?? {};
  if (/[[\\]/.test(words ?? step)) return null;
  return words === undefined ? step : `${head} ${JSON.stringify(words.split(',').map((word) => word.trim()))}`;
}
