/** Functions of the C and C++ libraries and of SQLite that write. Source: cppreference.com, the POSIX manual pages. */
import type { Calls } from './row.ts';

export const native: Calls = {
  words:
    /fopen|ofstream|fstream|open|mkdir|create_director|rename|sqlite3_open|system|popen|exec|basic_file|unlink|remove|copy|symlink|imwrite|_logger_|strcpy|strncpy|strlcpy|mkfifo|mknod|creat/,
  rows: [
    { name: '(?:std::)?(?:fopen|freopen)', path: 0, mode: { at: 1, writes: /[wa+]/, none: false } },
    { name: '(?:std::)?(?:ofstream|fstream)(?:\\s+\\w+)?', path: 0 },
    // The path of a socket that is bound.
    {
      name: '(?:strcpy|strncpy|strlcpy|snprintf|strcat)',
      path: 1,
      mode: { at: 0, writes: /sun_path/, reads: /./, none: false },
    },
    // An input stream has no mode either; that it is one shows in its name or where it is declared.
    { name: '\\w+\\.open', path: 0, mode: { at: 1, writes: /out|app|trunc|WriteOnly|Append|ReadWrite/, none: false } },
    {
      name: '(?:o|out|os|ofs|of|fout|outfile|\\w*[oO]ut\\w*|\\w*[lL]og\\w*|\\w*_of|\\w*_?ofs)\\.open',
      path: 0,
      mode: { at: 1, writes: /./, reads: /ios::in$/, none: true },
    },
    {
      name: '\\w+\\.open',
      path: 99,
      mode: { at: 0, writes: /WriteOnly|Append|ReadWrite/, none: false },
      otherwise: '~/x',
    },
    {
      name: '(?:std::)?(?:copy_file|fs::copy|filesystem::copy|filesystem::copy_file|fs::copy_file|fs::rename|filesystem::rename)|(?:\\w+::)*(?:copy_file|create_symlink)',
      path: 1,
    },
    { name: '(?:\\w+::)+rename', path: 1 },
    {
      name: 'openat',
      path: 1,
      mode: { at: 2, writes: /O_(?:WRONLY|RDWR|CREAT|APPEND)/, reads: /O_RDONLY/, none: false },
    },
    { name: '(?:cv::)?imwrite', path: 0 },
    { name: '(?:spdlog::)?(?:basic|rotating|daily)_logger_(?:mt|st)(?:<[^()]*>)?', path: 1 },
    { name: '(?:std::)?(?:mkfifo|mknod)', path: 0 },
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
