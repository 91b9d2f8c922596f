/** The configuration file: found upwards from the current folder to the repository's root. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gitRoot } from './git-root.ts';
import { shownPath } from './paths.ts';
import { systemError } from './read.ts';
import { type Config, UsageError } from './settings.ts';

/** Looked for in each folder, in this order. */
export const CONFIG_NAMES: readonly string[] = ['slimify.config.json', '.slimifyrc.json'];

/** The nearest configuration file, or null. Outside a repository only the folder itself counts. */
export function findConfig(cwd: string): string | null {
  const root = gitRoot(cwd) ?? cwd;
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const found = CONFIG_NAMES.map((name) => path.join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    if (folder === root) return null;
  }
}

/**
 * Reads and checks a configuration file.
 * @throws UsageError naming the file and the place in it.
 */
export async function readConfig(file: string, cwd: string): Promise<{ config: Config; name: string }> {
  const name = shownPath(path.relative(cwd, file));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${name}: ${systemError(cause).message}`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new UsageError(`${name}${jsonPlace(text, cause)}: not valid JSON`);
  }
  const { checkConfig } = await import('./config-schema.ts');
  const checked = checkConfig(data);
  if (!checked.ok) throw new UsageError(`${name}: ${checked.place}${checked.message}`);
  return { config: checked.config, name };
}

/** JSON.parse names the offset, in newer versions the line; where it names neither, so do we. */
function jsonPlace(text: string, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : '';
  const position = /at position (\d+)/.exec(message)?.[1];
  const end = /end of JSON input/.test(message) ? text.length : null;
  const offset = position === undefined ? end : Number(position);
  return offset === null ? '' : `:${text.slice(0, offset).split('\n').length}`;
}
