/** Functions of Elixir's standard library that write. Source: hexdocs.pm. */
import type { Calls } from './row.ts';

export const elixir: Calls = {
  words: /File\.|System\.cmd|:dets|Port\.|:file\.|Exqlite|LoggerFileBackend|:mnesia/,
  rows: [
    { name: 'File\\.(?:write!?|touch!?|rm!?|rm_rf!?|stream!)', path: 0 },
    { name: 'File\\.(?:mkdir!?|mkdir_p!?)', path: 0, isFolder: true },
    { name: 'File\\.(?:cp!?|cp_r!?|copy!?|rename!?|ln_s!?)', path: 1 },
    { name: 'File\\.open!?', path: 0, mode: { at: 1, writes: /:write|:append/, reads: /./, none: false } },
    { name: ':file\\.write_file', path: 0 },
  ],
  processes: ['System\\.cmd', 'Port\\.open'],
};
