/** Functions of PHP and of usual packages that write. Source: the PHP manual; each package's readme. */
import type { Calls } from './row.ts';

export const php: Calls = {
  words:
    /file_put_contents|fopen|mkdir|move_uploaded_file|touch|copy|rename|image\w+|SQLite3|error_log|StreamHandler|RotatingFileHandler|exec|system|passthru|proc_open|popen|Process|unlink|SplFileObject|storeAs|moveTo|symlink|sqlite/,
  rows: [
    { name: '\\\\?(?:file_put_contents|touch|unlink)', path: 0 },
    { name: '\\\\?fopen|new\\s+\\\\?SplFileObject', path: 0, mode: { at: 1, writes: /[waxc+]/, none: false } },
    { name: '\\\\?mkdir', path: 0, isFolder: true },
    { name: '\\\\?(?:move_uploaded_file|copy|rename|symlink)', path: 1 },
    { name: '\\\\?(?:imagejpeg|imagepng|imagegif|imagewebp)', path: 1, isStream: true },
    { name: '[\\w$]+->moveTo', path: 0 },
    { name: 'new\\s+\\\\?SQLite3', path: 0 },
    { name: '\\\\?error_log', path: 2 },
    { name: 'new\\s+[\\\\\\w]*(?:StreamHandler|RotatingFileHandler)', path: 0, isStream: true },
  ],
  processes: ['\\\\?(?:exec|shell_exec|system|passthru|proc_open|popen)', 'new\\s+Process'],
};
