/** Did you mean ...? */

/** More than this many slips is another word. */
const MAX_SLIPS = 3;

/** The known word nearest to an unknown one as a question to append to a message, or ''. */
export function didYouMean(unknown: string, known: readonly string[]): string {
  let best: string | null = null;
  let least = Math.min(MAX_SLIPS, Math.ceil(unknown.length / 2)) + 1;
  for (const word of known) {
    const distance = slips(unknown.toLowerCase(), word.toLowerCase());
    if (distance < least) [best, least] = [word, distance];
  }
  return best === null ? '' : ` (did you mean ${best}?)`;
}

/** Letters to insert, delete or replace to get from one word to the other. */
function slips(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[to.length]!;
}
