/** A call that reads what lies at a path. */
export interface ReadRow {
  /** Source of a regular expression for the name, the receiver included where it matters. */
  readonly name: string;
  /**
   * Which argument is the path; several; none but those of `keys`; `rest`: all of them; `receiver`: what the method is called
   * on; `call`: what the call itself gives.
   */
  readonly path: number | readonly number[] | 'keys' | 'rest' | 'receiver' | 'call';
  /** Names of the argument or of the key in an object argument; these go before `path`. */
  readonly keys?: readonly string[];
  /** It is one only if the argument `at` is this: a mode, the name of a setting. `none`: whether it is without that argument. */
  readonly when?: { readonly at: number; readonly is: RegExp; readonly none: boolean };
  /** The file is about this: else the name means something else. */
  readonly about?: RegExp;
  /** The argument may as well be something else: what cannot be told does not count. */
  readonly isLoose?: boolean;
  /** A name without its ending, which the library adds. */
  readonly isStem?: boolean;
  /** A folder that is only searched for files of a name: the working directory itself says nothing. */
  readonly isSearched?: boolean;
  /** The path when no argument says it, relative to the working directory; left out: then nothing is read. */
  readonly otherwise?: string;
  /** The folder that the path is relative to may stand under this key. */
  readonly within?: string;
}

/** A call that starts a program. */
export interface ProgramRow {
  readonly name: string;
  /** `shell`: the argument is a command line for one. */
  readonly runs: 'program' | 'shell';
  /** Which argument it is. */
  readonly at: number;
  /** Without this in its text the file means something else by that name. */
  readonly about?: RegExp;
}

/** What counts without any call or literal, when the file's text matches: what a framework looks for by itself. */
export interface Convention {
  readonly about: RegExp;
  /** Relative to the working directory and to the folders with a manifest. */
  readonly paths: readonly string[];
}

export interface ReadCalls {
  /** A file without any of these words has no call of the tables. */
  readonly words: RegExp;
  readonly rows: readonly ReadRow[];
  readonly programs: readonly ProgramRow[];
  readonly conventions: readonly Convention[];
}
