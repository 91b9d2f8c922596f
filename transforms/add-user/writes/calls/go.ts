/** Calls of Go's standard library and of usual modules that write. Source: their package documentation. */
import type { Calls } from './row.ts';

export const go: Calls = {
  words:
    /\bOpen|Connect|Create|OpenFile|WriteFile|Mkdir|Rename|Symlink|Remove|sqlite|bolt|badger|leveldb|Logger|SaveUploadedFile|SaveFile|DirCache|SaveAs|exec\.|Temp|OutputPaths|Truncate|Link|pebble|Savefile/,
  rows: [
    { name: '(?:os|ioutil)\\.(?:Create|WriteFile|Remove|RemoveAll|Truncate)', path: 0 },
    {
      name: 'os\\.OpenFile',
      path: 0,
      mode: { at: 1, writes: /O_(?:WRONLY|RDWR|CREATE|APPEND|TRUNC)/, reads: /O_RDONLY/, none: false },
    },
    { name: 'os\\.(?:Mkdir|MkdirAll)', path: 0, isFolder: true },
    { name: 'os\\.(?:Rename|Symlink|Link)', path: 1 },
    // The empty string stands for the folder of temporary files.
    { name: '(?:os|ioutil)\\.(?:MkdirTemp|CreateTemp|TempFile|TempDir)', path: 0, isFolder: true, isStream: true },
    {
      name: 'sql(?:x)?\\.(?:Open|Connect|MustConnect|MustOpen)',
      path: 1,
      mode: { at: 0, writes: /sqlite/, reads: /./, none: false },
    },
    { name: 'sqlite\\.Open|sqlite3\\.Open', path: 0 },
    { name: '(?:bolt|bbolt|pebble|storm)\\.Open', path: 0 },
    { name: 'badger\\.(?:DefaultOptions)|leveldb\\.OpenFile', path: 0, isFolder: true },
    { name: '(?:lumberjack|timberjack)\\.Logger', path: 99, keys: ['Filename'], otherwise: 'x' },
    { name: '\\w+\\.(?:SaveUploadedFile|SaveFile)', path: 1 },
    { name: '\\w+\\.SaveAs', path: 0 },
    { name: 'autocert\\.DirCache', path: 0, isFolder: true },
    { name: 'pprof\\.StartCPUProfile', path: 99 },
  ],
  processes: ['exec\\.(?:Command|CommandContext)'],
};
