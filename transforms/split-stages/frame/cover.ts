/** Which paths of the builder's image the runtime stage has. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import { contextPathOf } from '../../../src/project/copies.ts';
import { isBelow } from '../../../src/project/paths.ts';
import { copiesOf } from '../../../src/project/placed.ts';
import type { App } from '../app.ts';
import type { Carry } from '../recipe.ts';

/**
 * @param carries what is copied out of the builder.
 * @param copies COPYs of the context in the runtime stage.
 * @returns a question: whether what lies at an absolute path of the builder lies there in the runtime stage as well.
 */
export function coverOf(
  { doc, project }: App,
  carries: readonly Carry[],
  copies: readonly Instruction[],
): (path: string) => boolean {
  const copied = copies
    .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
    .flatMap((copy) => {
      const read = copiesOf(doc, project, copy);
      return read.ok ? read.copied : [];
    });
  return (path) =>
    carries.some((carry) => (carry.to ?? carry.path) === carry.path && isBelow(path, carry.path)) ||
    contextPathOf(copied, path, project) !== null;
}
