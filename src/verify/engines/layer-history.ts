/** What the history of an image says of a layer: the instruction that made it. */

/** `RUN /bin/sh -c npm ci # buildkit`, and `/bin/sh -c #(nop) COPY …` of the builder that was before it. */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/\s+# buildkit$/, '').trim();
  const nop = /^\/bin\/sh -c #\(nop\)\s+/;
  if (nop.test(text)) return text.replace(nop, '').trim();
  // Build arguments come first: `RUN |1 VERSION=3 /bin/sh -c npm ci`; a shell may have options of its own.
  return text.replace(/^(?:RUN )?(?:\|\d+ [\s\S]*?)?\/bin\/\w*sh (?:-\w+ (?:pipefail )?)*?-\w*c /, 'RUN ');
}
