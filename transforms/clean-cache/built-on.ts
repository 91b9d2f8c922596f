/** Stages that are, or with other build arguments may be, built on a stage. */
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import { globalArgs } from '../../src/dockerfile/stages.ts';
import { parentOf } from '../../src/dockerfile/state.ts';

/** The stages built on this one, directly or not, in order, each with the stages that it may be FROM. */
export function builtOn(doc: Document, own: Stage): ReadonlyMap<Stage, readonly Stage[]> {
  const found = new Map<Stage, readonly Stage[]>([[own, []]]);
  for (const stage of doc.stages.slice(own.index + 1)) {
    const parents = possibleParents(doc, stage).filter((parent) => found.has(parent));
    if (parents.length > 0) found.set(stage, parents);
  }
  found.delete(own);
  return found;
}

/** The stage that FROM names, and those that `FROM base-${VARIANT}` may name as well. */
function possibleParents(doc: Document, stage: Stage): readonly Stage[] {
  const parent = parentOf(doc, stage);
  const { image } = stage;
  if (!image.includes('$')) return parent === null ? [] : [parent];
  // A default that is an image says what kind of value is meant.
  const variable = /^\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))$/.exec(image);
  const value = variable?.[2] ?? globalArgs(doc).get(variable?.[1] ?? variable?.[3] ?? '') ?? null;
  if (parent === null && variable !== null && value !== null) return [];
  const pieces = image.split(/\$(?:\{[^}]*\}|\w+)/).map((piece) => piece.replaceAll(/[^\w-]/g, String.raw`\$&`));
  const pattern = new RegExp(`^${pieces.join('.*')}$`, 'i');
  return doc.stages.slice(0, stage.index).filter((other) => other === parent || pattern.test(other.name ?? ''));
}
