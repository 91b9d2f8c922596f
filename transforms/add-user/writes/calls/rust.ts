/** Calls of Rust's standard library, tokio and usual crates that write. Source: docs.rs. */
import { ANY } from '../../../../src/app/code/sites.ts';
import type { Calls } from './row.ts';

export const rust: Calls = {
  words:
    /File|\.open|OpenOptions|fs::|Connection|SqlitePool|rolling|Command|sled|persist|Sqlite|save|DB\b|Database|filename|log_file|copy_to|RollingFile|create_in_dir/,
  rows: [
    { name: '(?:[\\w]+::)*File::(?:create|create_new)', path: 0 },
    { name: '(?:[\\w]+::)*fs::(?:write|remove_file|remove_dir|remove_dir_all)', path: 0 },
    { name: '(?:[\\w]+::)*fs::(?:create_dir|create_dir_all)|(?<!fs::)create_dir_all', path: 0, isFolder: true },
    { name: '(?:[\\w]+::)*fs::(?:copy|rename)', path: 1 },
    // Options that only read have no other call in the chain.
    {
      name: '(?:[\\w]+::)*(?:OpenOptions::new|File::options)\\(\\)(?:\\s*\\.\\w+\\([^()]*\\))*?\\s*\\.(?:write|append|create|create_new|truncate)\\((?!false)[^()]*\\)(?:\\s*\\.\\w+\\([^()]*\\))*\\s*\\.open',
      path: 0,
    },
    { name: '(?:\\w*[oO]pt\\w*|o|oo)\\.open', path: 0 },
    { name: '(?:rusqlite::)?Connection::open', path: 0 },
    {
      name: 'sled::open|(?:\\w*DB|\\w*DB(?:WithThreadMode)?(?:::<\\w+>)?)::(?:open|open_default|open_cf)',
      path: 0,
      isFolder: true,
      isStream: true,
    },
    { name: '(?:redb::)?Database::(?:create|open)', path: 0 },
    { name: `${ANY}(?:filename)`, path: 0, isStream: true },
    {
      name: '(?:\\w+::)*Sqlite\\w*(?:::<[^()]*>)?::(?:establish|connect|connect_lazy|new)|(?:\\w+::)*SqlitePoolOptions::new\\(\\)(?:\\s*\\.\\w+\\([^()]*\\))*\\s*\\.connect(?:_with)?',
      path: 0,
      isDatabase: true,
    },
    { name: `${ANY}(?:save_with_format|persist_to|copy_to|move_copy_to|persist)`, path: 0, isStream: true },
    {
      name: '(?:sled::)?Config::(?:default|new)\\(\\)(?:\\s*\\.\\w+\\([^()]*\\))*?\\s*\\.path',
      path: 0,
      isFolder: true,
    },
    { name: `${ANY}(?:\\w+::)*create_in_dir`, path: 0, isFolder: true },
    { name: 'fern::log_file', path: 0 },
    { name: '(?:\\w+::)*RollingFileAppender::new', path: 1, isFolder: true },
    { name: '(?:[\\w]+::)*rolling::(?:daily|hourly|minutely|never)', path: 0, isFolder: true },
  ],
  processes: ['(?:[\\w]+::)*Command::new'],
};
