/** Calls of .NET and of usual packages that write. Source: the .NET API reference; each package's readme. */
import type { Calls } from './row.ts';

const IO = '(?:System\\.IO\\.)?';
const MODE = { writes: /Create|Append|Truncate|Write/, reads: /FileMode\.Open\b/, none: false } as const;

export const dotnet: Calls = {
  words: /File|Directory|StreamWriter|AddFile|PersistKeys|LiteDatabase|Process|SqliteConnection|XDocument|SaveAs/,
  rows: [
    { name: `${IO}File\\.(?:WriteAll\\w+|AppendAll\\w+|AppendText|Create|CreateText|OpenWrite|Delete)`, path: 0 },
    { name: `${IO}File\\.(?:Copy|Move|Replace)`, path: 1 },
    { name: `${IO}File\\.Open`, path: 0, mode: { at: 1, ...MODE } },
    { name: `new\\s+${IO}FileStream`, path: 0, mode: { at: 1, ...MODE } },
    { name: `${IO}Directory\\.CreateDirectory`, path: 0, isFolder: true },
    { name: `new\\s+${IO}StreamWriter`, path: 0, isStream: true },
    { name: '(?:\\w+)?\\.?\\s*WriteTo\\s*\\.\\s*File', path: 0, keys: ['path'], isStream: true },
    { name: '(?:\\w+)?\\.?\\s*WriteTo\\s*\\.\\s*RollingFile', path: 0 },
    { name: '[\\w.]+\\.AddFile', path: 0, isStream: true },
    { name: '[\\w.]*\\.PersistKeysToFileSystem', path: 0, isFolder: true },
    { name: 'new\\s+LiteDatabase', path: 0 },
  ],
  processes: ['Process\\.Start', 'new\\s+ProcessStartInfo'],
};
