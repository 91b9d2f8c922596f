/** What comes of reading a file of the context: its contents, or the place and the reason why it cannot be read. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly broken: Broken };

export interface Broken {
  readonly path: string;
  /** 1-based; null when the whole file is meant. */
  readonly line: number | null;
  /** Without a full stop. */
  readonly why: string;
}

export function readAs<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function brokenAt(path: string, line: number | null, why: string): { ok: false; broken: Broken } {
  return { ok: false, broken: { path, line, why } };
}
