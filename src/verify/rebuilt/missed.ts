/** Steps that the builder should have found in its cache. */
import { readDocument } from '../../dockerfile/document.ts';
import { imagePathOf } from '../../project/copies.ts';
import { copiesOf, isCopy } from '../../project/placed.ts';
import type { Project } from '../../project/project.ts';
import type { BuildStep } from '../container-engine.ts';

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
  const result = readDocument(`FROM scratch\nWORKDIR /\n${step}\n`);
  if (!result.ok) return false;
  const { document } = result;
  const copy = document.instructions.find(isCopy);
  const copies = copy === undefined ? null : copiesOf(document, project, copy);
  return copies?.ok === true && imagePathOf(copies.copied, file) === null;
}
