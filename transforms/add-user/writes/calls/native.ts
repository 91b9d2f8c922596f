/** Functions of the C and C++ libraries and of SQLite that write. Source: cppreference.com, the POSIX manual pages. */
import type { Calls } from './row.ts';

export const native: Calls = {
  words:
    /fopen|ofstream|fstream|open|mkdir|create_director|rename|sqlite3_open|system|popen|exec|basic_file|unlink|remove/,
  rows: [
    { name: '(?:std::)?(?:fopen|freopen)', path: 0, mode: { at: 1, writes: /[wa+]/, none: false } },
    { name: '(?:std::)?(?:ofstream|fstream)(?:\\s+\\w+)?', path: 0 },
    { name: '\\w+\\.open', path: 0, mode: { at: 1, writes: /out|app|trunc/, none: false } },
    {
      name: '(?:::)?open',
      path: 0,
      mode: { at: 1, writes: /O_(?:WRONLY|RDWR|CREAT|APPEND)/, reads: /O_RDONLY/, none: false },
    },
    { name: '(?:::)?mkdir|(?:[\\w]+::)*create_director(?:y|ies)', path: 0, isFolder: true },
    { name: '(?:std::)?(?:unlink|creat)', path: 0 },
    { name: '(?:std::)?rename', path: 1 },
    { name: 'sqlite3_open(?:_v2)?', path: 0 },
  ],
  processes: ['(?:std::)?(?:system|popen|execl|execlp|execv|execvp|execve)'],
};
