/** Text edits: what to replace, how to apply a set of them, how to undo it, and where a position came from. */

/** A half-open range of UTF-16 offsets into one exact text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replace the text under `span` by `text`; an empty span inserts, an empty text deletes. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** Edits in rising order of position that do not overlap, made for one exact text. */
export type Patch = readonly Edit[];

/** Whether two spans claim a common character, or the same point for an insertion. */
export function spansConflict(a: Span, b: Span): boolean {
  if (a.start === a.end || b.start === b.end) {
    // An insertion conflicts with anything that covers or touches the same point from inside, and with its twin.
    if (a.start === a.end && b.start === b.end) return a.start === b.start;
    const [point, range] = a.start === a.end ? [a.start, b] : [b.start, a];
    return point > range.start && point < range.end;
  }
  return a.start < b.end && b.start < a.end;
}

/**
 * Puts edits in order and proves that they fit the text.
 * @returns the patch, or null when edits overlap or reach outside the text.
 */
export function createPatch(text: string, edits: readonly Edit[]): Patch | null {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  for (const [i, edit] of sorted.entries()) {
    const { start, end } = edit.span;
    if (start < 0 || end < start || end > text.length) return null;
    const before = sorted[i - 1];
    if (before !== undefined && (before.span.end > start || spansConflict(before.span, edit.span))) return null;
  }
  return sorted;
}

/** The text with every edit of the patch made. */
export function applyPatch(text: string, patch: Patch): string {
  let out = '';
  let at = 0;
  for (const { span, text: replacement } of patch) {
    out += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return out + text.slice(at);
}

/** The patch that turns `applyPatch(text, patch)` back into `text`. */
export function invertPatch(text: string, patch: Patch): Patch {
  let shift = 0;
  return patch.map(({ span, text: replacement }) => {
    const start = span.start + shift;
    shift += replacement.length - (span.end - span.start);
    return { span: { start, end: start + replacement.length }, text: text.slice(span.start, span.end) };
  });
}

/**
 * Where an offset of the patched text was in the text before.
 * @returns the offset before, or null for a position inside text that the patch wrote.
 */
export function mapBack(patch: Patch, offset: number): number | null {
  let shift = 0;
  for (const { span, text } of patch) {
    const start = span.start + shift;
    if (offset < start) break;
    if (offset < start + text.length) return null;
    shift += text.length - (span.end - span.start);
  }
  return offset - shift;
}
