/** Functions of PHP and of usual packages that write. Source: the PHP manual; each package's readme. */
import type { Calls } from './row.ts';

export const php: Calls = {
  words:
    /file_put_contents|fopen|mkdir|move_uploaded_file|touch|copy|rename|image\w+|SQLite3|error_log|StreamHandler|RotatingFileHandler|exec|system|passthru|proc_open|popen|Process|unlink|SplFileObject|storeAs|moveTo|symlink|sqlite|->move|dumpFile|appendToFile|[fF]s->|[fF]ile[sS]ystem|[fF]iles|extractTo|writeImage|setCompileDir|setCacheDir|->open|session_save_path|Storage::|storePublic|new\s+\\?PDO|'cache'|"cache"|`/,
  rows: [
    { name: '\\\\?(?:file_put_contents|touch|unlink)', path: 0 },
    { name: '\\\\?fopen|new\\s+\\\\?SplFileObject', path: 0, mode: { at: 1, writes: /[waxc+]/, none: false } },
    { name: '\\\\?mkdir', path: 0, isFolder: true },
    { name: '\\\\?(?:move_uploaded_file|copy|rename|symlink)', path: 1 },
    { name: '\\\\?(?:imagejpeg|imagepng|imagegif|imagewebp)', path: 1, isStream: true },
    { name: '[\\w$>-]+->moveTo', path: 0 },
    // Symfony\'s UploadedFile and Filesystem, ZipArchive, Smarty, Twig, Flysystem.
    { name: '[\\w$>-]+->move', path: 0, isFolder: true, isStream: true },
    { name: '[\\w$>-]+->(?:dumpFile|appendToFile)', path: 0 },
    {
      name: '[\\w$>-]*(?:[fF]s|[fF]ile[sS]ystem|[fF]iles)->(?:mkdir|makeDirectory|ensureDirectoryExists|touch|remove)',
      path: 0,
      isFolder: true,
    },
    { name: '[\\w$>-]*(?:[fF]s|[fF]ile[sS]ystem)->(?:copy|rename|mirror)', path: 1 },
    { name: '[\\w$>-]*(?:[fF]iles|File)(?:->|::)(?:put|append|replace)|\\\\?File::makeDirectory', path: 0 },
    { name: '[\\w$>-]+->(?:extractTo|writeImage|writeImages|setCompileDir|setCacheDir|setConfigDir)', path: 0 },
    { name: '[\\w$>-]*[zZ]ip\\w*->open', path: 0, mode: { at: 1, writes: /CREATE|OVERWRITE/, none: false } },
    {
      name: 'new\\s+[\\\\\\w]*(?:LocalFilesystemAdapter|Local|FilesystemAdapter|PhpFilesAdapter|FilesystemCache)',
      path: 0,
      isFolder: true,
      isStream: true,
    },
    { name: '\\\\?session_save_path', path: 0, isFolder: true },
    // Laravel keeps these below its own folder.
    { name: '\\\\?Storage::\\w+', path: 99, otherwise: 'storage/x' },
    { name: '[\\w$>-]+->(?:storeAs|storePublicly|storePubliclyAs)', path: 99, otherwise: 'storage/x' },
    { name: 'new\\s+\\\\?SQLite3', path: 0 },
    {
      name: 'new\\s+\\\\?PDO',
      path: 0,
      mode: { at: 0, writes: /sqlite/, reads: /^\\W*(?:mysql|pgsql|sqlsrv|oci)/, none: false },
      isDatabase: true,
    },
    { name: 'new\\s+[\\\\\\w]*(?:Environment|Twig_Environment)', path: 99, keys: ['cache'], isFolder: true },
    { name: '\\\\?error_log', path: 2 },
    { name: 'new\\s+[\\\\\\w]*(?:StreamHandler|RotatingFileHandler)', path: 0, isStream: true },
  ],
  processes: ['\\\\?(?:exec|shell_exec|system|passthru|proc_open|popen)', 'new\\s+Process'],
};
