/** The stage that becomes the image, and the instructions that it is made of. */
import type { Document, Instruction, Stage } from './document.ts';
import { parentOf } from './state.ts';

/** @param target as given to the build: null for the last stage. A name of no stage is null. */
export function stageOfTarget({ stages }: Document, target: string | null): Stage | null {
  if (target === null) return stages.at(-1) ?? null;
  const named = stages.findLast(({ name }) => name?.toLowerCase() === target.toLowerCase());
  return named ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined) ?? null;
}

/** All instructions behind the base image, those of the stages that it is FROM first. */
export function instructionsOf(doc: Document, stage: Stage): readonly Instruction[] {
  const parent = parentOf(doc, stage);
  return [...(parent === null ? [] : instructionsOf(doc, parent)), ...stage.instructions];
}
