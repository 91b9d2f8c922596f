/** Did you mean ...? */
import { nearestName } from '../engine/nearest.ts';

/** The known word nearest to an unknown one as a question to append to a message, or ''. */
export function didYouMean(unknown: string, known: readonly string[]): string {
  const nearest = nearestName(unknown, known);
  return nearest === null ? '' : ` (did you mean ${nearest}?)`;
}
