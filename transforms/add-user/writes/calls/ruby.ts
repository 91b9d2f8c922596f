/** Calls of Ruby's core, standard library and usual gems that write. Source: ruby-doc.org; each gem's readme. */
import { ANY } from '../../../../src/app/code/sites.ts';
import type { Calls } from './row.ts';

const MODE = { at: 1, key: 'mode', writes: /[wa+]/, none: false } as const;

export const ruby: Calls = {
  words:
    /File|IO\.|FileUtils|Dir\.|Logger|SQLite3|CSV|Store|system|Open3|write|mkpath|spawn|open|render_file|copy_stream|Sequel|pidfile|state_path|stdout_redirect|`/,
  rows: [
    { name: '(?:::)?(?:File|CSV)\\.(?:open|new)', path: 0, mode: MODE },
    { name: '(?:Kernel\\.)?open', path: 0, mode: MODE },
    {
      name: '(?<!\\b(?:File|CSV|IO|Zip|URI)\\.)open',
      path: 'receiver',
      mode: { at: 0, key: 'mode', writes: /^[wa]b?\\+?$|^r\\+/, none: false },
    },
    { name: `${ANY}(?:mkpath)`, path: 'receiver', isFolder: true },
    { name: '(?<!\\b(?:File|IO|FileUtils|Dir)\\.)(?:write|binwrite)', path: 'receiver', isStream: true },
    { name: '(?<!\\b(?:FileUtils|Dir)\\.)mkdir', path: 'receiver', isFolder: true, isStream: true },
    { name: 'IO\\.copy_stream', path: 1, isStream: true },
    { name: 'Sequel\\.sqlite', path: 0 },
    { name: `${ANY}(?:render_file|write_to_file)`, path: 0 },
    { name: '(?:pidfile|state_path|stdout_redirect)', path: 0 },
    { name: '(?:::)?(?:File|IO)\\.(?:write|binwrite|delete|unlink)', path: 0 },
    { name: '(?:::)?File\\.rename|FileUtils\\.(?:cp|cp_r|mv|move|copy|copy_file|ln_s)', path: 1 },
    { name: 'FileUtils\\.(?:mkdir_p|mkdir|makedirs|mkpath)|Dir\\.mkdir', path: 0, isFolder: true },
    { name: 'FileUtils\\.(?:touch|rm|rm_f|rm_rf)', path: 0 },
    { name: '(?:::)?(?:ActiveSupport::)?Logger\\.new', path: 0, isStream: true },
    { name: 'SQLite3::Database\\.(?:new|open)', path: 0 },
    { name: '(?:YAML::Store|PStore)\\.new', path: 0 },
  ],
  processes: ['(?:Kernel\\.)?(?:system|spawn)', 'Open3\\.\\w+', 'IO\\.popen'],
};
