/** Where a command is added to a RUN, and how it is joined to what stands there. */

/** Joins a command to what stands in front of it. */
export interface Glue {
  /** As in this RUN; for a RUN of one line, that line goes on. */
  readonly text: string;
  /** For a RUN of one line: what to take instead when the line would be too long. */
  readonly broken: string | null;
  /** Columns in the line of the place, up to the end of the line. */
  readonly column: number;
}

export interface Place {
  readonly kind: 'place';
  /** Offset in the text. */
  readonly at: number;
  readonly glue: Glue;
}

export interface NoPlace {
  readonly kind: 'no-place';
  readonly why: 'background' | 'ends-early' | 'no-place';
}
