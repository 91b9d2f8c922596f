/** What the suite asks of talk.ts, and what that notes. */
import type { Talk } from './app.ts';

export interface Plan {
  readonly talk: Talk;
  /** A text of the sources that was changed, and so has to be changed in the answers; null when nothing was. */
  readonly changed: { readonly from: string; readonly to: string } | null;
  /** Where a note is added for each image that was talked to, one JSON object a line. */
  readonly log: string;
  /** Options of `docker run`. */
  readonly runOptions: readonly string[];
}

export interface Note {
  readonly image: string;
  /** Of all processes that ran. */
  readonly uids: readonly string[];
  /** What it printed; of a server nothing is kept. */
  readonly output: string | null;
}
