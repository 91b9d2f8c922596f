/** Calls of Rust's standard library, tokio and usual crates that write. Source: docs.rs. */
import type { Calls } from './row.ts';

export const rust: Calls = {
  words: /File|\.open|OpenOptions|fs::|Connection|SqlitePool|rolling|Command|sled|persist/,
  rows: [
    { name: '(?:[\\w]+::)*File::(?:create|create_new)', path: 0 },
    { name: '(?:[\\w]+::)*fs::(?:write|remove_file|remove_dir|remove_dir_all)', path: 0 },
    { name: '(?:[\\w]+::)*fs::(?:create_dir|create_dir_all)|(?<!fs::)create_dir_all', path: 0, isFolder: true },
    { name: '(?:[\\w]+::)*fs::(?:copy|rename)', path: 1 },
    {
      name: '(?:[\\w]+::)*OpenOptions::new\\(\\)(?:\\s*\\.(?:write|append|create|create_new|truncate|read)\\(\\w+\\))*\\s*\\.(?:write|append|create|create_new|truncate)\\(true\\)(?:\\s*\\.\\w+\\(\\w+\\))*\\s*\\.open',
      path: 0,
    },
    { name: '(?:rusqlite::)?Connection::open', path: 0 },
    { name: 'sled::open|(?:DB|TransactionDB)::open', path: 0, isFolder: true, isStream: true },
    { name: '(?:[\\w]+::)*rolling::(?:daily|hourly|minutely|never)', path: 0, isFolder: true },
  ],
  processes: ['(?:[\\w]+::)*Command::new'],
};
