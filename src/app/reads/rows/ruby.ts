/** Calls of Ruby's standard library that read. Source: its documentation. */
import type { ReadCalls } from './row.ts';

export const ruby: ReadCalls = {
  words: /File|Dir|IO\.|YAML|JSON|CSV|system|spawn|exec|Open3|Dotenv|set\b/,
  rows: [
    {
      name: '(?:File|IO)\\.(?:read|readlines|foreach|binread)|File\\.open|File\\.new',
      path: 0,
      when: { at: 1, is: /^r/, none: true },
    },
    { name: '(?:YAML|JSON|CSV)\\.(?:load_file|unsafe_load_file|safe_load_file|read|foreach)', path: 0 },
    { name: 'Dir\\.(?:glob|entries|children|each_child)', path: 0 },
    { name: 'File\\.(?:join|expand_path)', path: 'call', isLoose: true },
    { name: 'Dotenv\\.load', path: 'rest', otherwise: '.env' },
  ],
  programs: [{ name: '(?:Kernel\\.)?(?:system|spawn|exec)|Open3\\.\\w+|IO\\.popen', runs: 'shell', at: 0 }],
  conventions: [{ about: /\bsinatra\b/, paths: ['views', 'public'] }],
};
