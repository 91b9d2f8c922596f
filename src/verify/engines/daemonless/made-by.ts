/** What a history that Buildah has written says of a layer. */
import { instructionOf } from '../layer-history.ts';

/** Of what was copied Buildah names the hash only, which is another one after every change. */
const COPIED = /^((?:COPY|ADD) )(?:file|dir|multi):[0-9a-f]+ in /;

export function madeBy(createdBy: string): string {
  return instructionOf(createdBy).replace(COPIED, '$1… ');
}
