/** .npmrc: `key = value` lines, as npm, pnpm, yarn 1 and bun read them. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';

export interface Npmrc {
  readonly path: string;
  /** The last of several settings of one key; variables (`${NPM_TOKEN}`) stay as written. */
  readonly settings: ReadonlyMap<string, string>;
}

/** The .npmrc of a folder; null when there is none. Lines that say nothing are left out, as npm does. */
export function readNpmrc(files: Files, folder: string): Npmrc | null {
  const path = inFolder(folder, '.npmrc');
  const text = files.readText(path);
  if (text === null) return null;
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const at = trimmed.indexOf('=');
    // A key alone is true. Source: npm's ini.
    const key = (at < 0 ? trimmed : trimmed.slice(0, at)).trim();
    const value = at < 0 ? 'true' : trimmed.slice(at + 1).trim();
    settings.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return { path, settings };
}
