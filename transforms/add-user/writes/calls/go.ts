/** Calls of Go's standard library and of usual modules that write. Source: their package documentation. */
import type { Calls } from './row.ts';

export const go: Calls = {
  words:
    /\bOpen|Connect|Create|OpenFile|WriteFile|Mkdir|Rename|Symlink|Remove|sqlite|bolt|badger|leveldb|Logger|SaveUploadedFile|SaveFile|DirCache|SaveAs|exec\.|Temp|OutputPaths|Truncate|Link|pebble|Savefile|viper\.|afero|Fifo|Mknod|Creat|PNG|JPG|certmagic|rotatelogs|Clone|WithDir|bleve|imaging|renameio/,
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
    { name: 'ent\\.Open', path: 1, mode: { at: 0, writes: /sqlite/, reads: /./, none: false } },
    { name: '(?:syscall|unix)\\.(?:Mkdir|Mkfifo|Creat|Mknod)', path: 0 },
    // Another file system than the real one is given to it: https://pkg.go.dev/github.com/spf13/afero
    { name: 'afero\\.(?:WriteFile|WriteReader|SafeWriteReader|TempDir|TempFile)', path: 1 },
    { name: '[\\w.]*[fF][sS]\\.(?:Create|OpenFile|MkdirAll|Mkdir|WriteFile)', path: 0 },
    { name: 'viper\\.(?:WriteConfig|SafeWriteConfig|WriteConfigAs|SafeWriteConfigAs)', path: 99, otherwise: '~/x' },
    { name: '(?:renameio|atomic|google_renameio|atomicfile)\\.(?:WriteFile|New|TempFile)', path: 0 },
    { name: 'imaging\\.Save', path: 1 },
    { name: '\\w+\\.SavePNG|\\w+\\.SaveJPG|\\w+\\.OutputFileAndClose', path: 0 },
    { name: 'certmagic\\.(?:HTTPS|Listen|TLS|NewDefault)', path: 99, otherwise: '~/x' },
    { name: 'rotatelogs\\.New', path: 0 },
    { name: '(?:git|gogit)\\.PlainClone\\w*', path: 0, isFolder: true },
    { name: '(?:buntdb|sqlite3|bitcask|clover|chai|genji|duckdb|ledisdb)\\.Open', path: 0 },
    { name: 'nutsdb\\.WithDir', path: 0, isFolder: true },
    { name: 'bleve\\.(?:New|NewUsing)', path: 0, isFolder: true },
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
