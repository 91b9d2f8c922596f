/** Did you mean ...? */
import { nearestName } from '../engine/nearest.ts';

/**
 * The known word nearest to an unknown one as a question to append to a message, or ''.
 * @param kind put in front of it, with a blank behind.
 */
export function didYouMean(unknown: string, known: readonly string[], kind = ''): string {
  const nearest = nearestName(unknown, known);
  return nearest === null ? '' : ` (did you mean ${kind}${nearest}?)`;
}
