/** Functions of PHP that read. Source: its manual. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

export const php: ReadCalls = {
  words:
    /file|fopen|readfile|glob|scandir|parse_ini|include|require|exec|system|passthru|popen|proc_open|Process|simplexml/,
  rows: [
    {
      name: '\\\\?(?:file_get_contents|readfile|file|parse_ini_file|simplexml_load_file|scandir|opendir|glob)',
      path: 0,
    },
    { name: '\\\\?fopen', path: 0, when: { at: 1, is: /^r/, none: true } },
    { name: `${ANY}(?:FilesystemLoader)`, path: 0, isLoose: true },
  ],
  programs: [
    { name: '\\\\?(?:exec|shell_exec|system|passthru|popen|proc_open)', runs: 'shell', at: 0 },
    { name: 'new\\s+Process', runs: 'program', at: 0 },
  ],
  conventions: [],
};
