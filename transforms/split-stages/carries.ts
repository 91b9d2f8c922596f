/** What the runtime stage gets of the builder, as a list. */
import { isBelow } from '../../src/project/paths.ts';
import type { Carry } from './recipe.ts';

/** Each once, in the order given, and none that lies in a folder that is carried. */
export function outermost(carries: readonly Carry[]): readonly Carry[] {
  const isInside = ({ path }: Carry, at: number) =>
    carries.some((other, i) => (other.path === path ? i < at : other.kind === 'folder' && isBelow(path, other.path)));
  return carries.filter((carry, at) => !isInside(carry, at));
}
