/** A call that writes to a path. */
export interface CallRow {
  /** Source of a regular expression for the name, the receiver included where it matters. */
  readonly name: string;
  /** Which argument is the path; `receiver`: what the method is called on. */
  readonly path: number | 'receiver';
  /** Names of the argument or of the key in an object argument; these go before `path`. */
  readonly keys?: readonly string[];
  /** A folder is made; else a file in one. */
  readonly isFolder?: boolean;
  /** It writes only if the argument `at` (or the one named) matches. `none`: whether it writes without that argument. */
  readonly mode?: {
    readonly at: number;
    readonly key?: string;
    readonly writes: RegExp;
    readonly reads?: RegExp;
    readonly none: boolean;
  };
  /** The argument may as well be a stream: only what looks like a path counts. */
  readonly isStream?: boolean;
  /** The path when no argument says it, relative to the working directory; left out: then nothing is written. */
  readonly otherwise?: string;
  /** The argument is the address of a database: a connection string, or its path alone. */
  readonly isDatabase?: boolean;
  /** The path may be made of several of the arguments: a folder under one key, a name under another. */
  readonly within?: string;
}

export interface Calls {
  /** A file without any of these words has no call of the table: not worth a look. */
  readonly words: RegExp;
  readonly rows: readonly CallRow[];
  /** Sources of regular expressions for the names of calls that start a program. */
  readonly processes: readonly string[];
}
