/** Functions of Elixir's standard library that write. Source: hexdocs.pm. */
import type { Calls } from './row.ts';

export const elixir: Calls = {
  words: /File\.|System\.cmd|:dets|Port\.|:file\.|Exqlite|LoggerFileBackend|:mnesia|CubDB|:disk_log/,
  rows: [
    { name: 'File\\.(?:write!?|touch!?|rm!?|rm_rf!?|stream!)', path: 0 },
    { name: 'File\\.(?:mkdir!?|mkdir_p!?)', path: 0, isFolder: true },
    { name: 'File\\.(?:cp!?|cp_r!?|copy!?|rename!?|ln_s!?)', path: 1 },
    { name: 'File\\.open!?', path: 0, mode: { at: 1, writes: /:write|:append/, reads: /./, none: false } },
    { name: ':file\\.write_file', path: 0 },
    { name: 'Exqlite\\.Sqlite3\\.open', path: 0 },
    { name: 'CubDB\\.start_link|CubDB', path: 99, keys: ['data_dir'], isFolder: true },
    { name: ':dets\\.open_file|:disk_log\\.open|:mnesia\\.create_schema', path: 99, otherwise: '~/x' },
  ],
  processes: ['System\\.cmd', 'Port\\.open'],
};
