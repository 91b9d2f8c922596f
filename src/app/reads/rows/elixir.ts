/** Calls of Elixir's standard library that read. Source: its documentation. */
import type { ReadCalls } from './row.ts';

export const elixir: ReadCalls = {
  words: /File|Code|System|Path\./,
  rows: [
    // What a release brings is asked for by `:code.priv_dir` and its like, which says no path of the working directory.
    { name: 'File\\.(?:read|stream|open|ls|exists|stat|regular|dir)[!?]?', path: 0, isLoose: true },
    { name: 'Code\\.(?:eval_file|require_file)', path: 0, isLoose: true },
    { name: 'Path\\.(?:wildcard|expand|absname)', path: 0, isLoose: true },
  ],
  programs: [
    { name: 'System\\.cmd', runs: 'program', at: 0 },
    { name: 'System\\.shell', runs: 'shell', at: 0 },
  ],
  conventions: [],
};
