/** The configuration file: found upwards from the current folder to the repository's root. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gitRoot } from './git-root.ts';
import { shownPath } from './paths.ts';
import { systemError } from './read.ts';
import { type Config, UsageError } from './settings.ts';

export interface ReadConfig {
  readonly config: Config;
  /** How errors name it; '' when there is none. */
  readonly name: string;
  /** Where it lies; what is in it is relative to that. Absolute. */
  readonly folder: string;
}

/** The configuration that was named, else the nearest one. @throws UsageError */
export async function loadConfig(named: string | false | undefined, cwd: string): Promise<ReadConfig> {
  const file = named === undefined ? findConfig(cwd) : named === false ? null : path.resolve(cwd, named);
  return file === null ? { config: {}, name: '', folder: cwd } : readConfig(file, cwd);
}

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
export async function readConfig(file: string, cwd: string): Promise<ReadConfig> {
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
    throw new UsageError(`${name}:${jsonLine(text, cause)}: not valid JSON`);
  }
  const { checkConfig } = await import('./config-schema.ts');
  const checked = checkConfig(data);
  if (!checked.ok) throw new UsageError(`${name}: ${checked.place}${checked.message}`);
  return { config: checked.config, name, folder: path.dirname(file) };
}

/** JSON.parse names the offset of most mistakes. Of the others it shows what it stumbled over: no token, or the end. */
function jsonLine(text: string, cause: unknown): number {
  const position = /at position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
  const offset = position === undefined ? firstBadToken(text) : Number(position) + 1;
  return text.slice(0, offset).trimEnd().split('\n').length;
}

const TOKEN = /[\s\ufeff]*(?:([{}[\],:])|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b)/y;

/** The offset behind the first token that cannot stand where it does, or behind the first letter of what is none. */
function firstBadToken(text: string): number {
  TOKEN.lastIndex = 0;
  for (let before = ''; ; ) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return start + /^\s*\S?/.exec(text.slice(start))![0].length;
    const mark = match[1] ?? 'value';
    if (/[,:]/.test(before) && /[\]},:]/.test(mark)) return TOKEN.lastIndex;
    before = mark;
  }
}
