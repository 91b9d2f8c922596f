/** Calls of .NET and of usual packages that write. Source: the .NET API reference; each package's readme. */
import { ANY } from '../../../../src/app/code/sites.ts';
import type { Calls } from './row.ts';

const IO = '(?:System\\.IO\\.)?';
const MODE = { writes: /Create|Append|Truncate|Write/, reads: /FileMode\.Open\b/, none: false } as const;

export const dotnet: Calls = {
  words:
    /File|Directory|StreamWriter|AddFile|PersistKeys|LiteDatabase|Process|SqliteConnection|XDocument|Save|ExtractTo|CreateFrom|OpenWrite|AppendText|CreateText|DirectoryInfo|CreateSubdirectory|MoveTo|CopyTo|XmlWriter|UseSqlite/,
  rows: [
    { name: `${IO}File\\.(?:WriteAll\\w+|AppendAll\\w+|AppendText|Create|CreateText|OpenWrite|Delete)`, path: 0 },
    { name: `${IO}File\\.(?:Copy|Move|Replace)`, path: 1 },
    { name: `${IO}File\\.Open`, path: 0, mode: { at: 1, ...MODE } },
    { name: `new\\s+${IO}FileStream|FileStream\\s+\\w+\\s*=\\s*new`, path: 0, mode: { at: 1, ...MODE } },
    { name: `${IO}Directory\\.CreateDirectory`, path: 0, isFolder: true },
    { name: `(?:${IO})?ZipFile\\.(?:ExtractToDirectory|CreateFromDirectory)`, path: 1 },
    { name: '(?!ZipFile)\\w+\\.ExtractToDirectory', path: 0, isStream: true },
    { name: `${ANY}(?:OpenWrite|AppendText|CreateText)`, path: 'receiver', isStream: true },
    { name: `new\\s+${IO}DirectoryInfo\\([^()]*\\)\\.Create(?:Subdirectory)?`, path: 99, otherwise: '~/x' },
    { name: `${ANY}(?:CreateSubdirectory)`, path: 99, otherwise: '~/x' },
    { name: `${ANY}(?:MoveTo|CopyTo|ExtractToFile)`, path: 0, isStream: true },
    { name: `${ANY}SaveAs\\w*`, path: 0, isStream: true },
    { name: `${ANY}(?:Save|SaveAsync)`, path: 0, isStream: true },
    { name: 'XmlWriter\\.Create', path: 0, isStream: true },
    { name: '[\\w.]*[wW]\\w*\\.File', path: 0, keys: ['path'], isStream: true },
    { name: `new\\s+${IO}StreamWriter|StreamWriter\\s+\\w+\\s*=\\s*new`, path: 0, isStream: true },
    { name: '(?:\\w+)?\\.?\\s*WriteTo\\s*\\.\\s*File', path: 0, keys: ['path'], isStream: true },
    { name: '(?:\\w+)?\\.?\\s*WriteTo\\s*\\.\\s*RollingFile', path: 0 },
    { name: '[\\w.]+\\.AddFile', path: 0, isStream: true },
    { name: '[\\w.]*\\.PersistKeysToFileSystem', path: 0, isFolder: true },
    { name: 'new\\s+LiteDatabase', path: 0, isDatabase: true },
    { name: '[\\w.]*\\.UseSqlite', path: 0, isDatabase: true },
    {
      name: 'new\\s+(?:[\\w.]+\\.)?SqliteConnection|new\\s+(?:[\\w.]+\\.)?SQLiteConnection',
      path: 0,
      isDatabase: true,
    },
  ],
  processes: ['Process\\.Start', 'new\\s+ProcessStartInfo'],
};
