/** The words behind `node`. Source: nodejs.org/api/cli.html. */

export interface NodeWords {
  /** The file that is run, as written; null when there is none. */
  readonly entry: string | null;
  /** What is loaded in front of it, as written. */
  readonly modules: readonly string[];
  /** An option that makes a development tool of it. */
  readonly watches?: string;
  /** The place of a word that is known at run time only; null when all can be told. */
  readonly unread: number | null;
}

const LOADERS: ReadonlySet<string> = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader']);
/** They take the next word as their value. */
const VALUED: ReadonlySet<string> = new Set([
  ...LOADERS,
  '--env-file',
  '--env-file-if-exists',
  '-C',
  '--conditions',
  '--title',
]);

/**
 * What the words behind `node` say.
 * @param words null for one known at run time only.
 */
export function readNodeWords(words: readonly (string | null)[]): NodeWords {
  const modules: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === null) return { entry: null, modules, unread: at };
    const [option, value] = word.split('=', 2) as [string, string | undefined];
    if (/^(?:-e|--eval|-p|--print|-v|--version)$/.test(option)) break;
    if (option === '--watch' || option === '--test') return { entry: null, modules, watches: option, unread: null };
    if (LOADERS.has(option)) modules.push(value ?? words[at + 1] ?? '');
    if (!option.startsWith('-')) return { entry: word, modules, unread: null };
    if (value === undefined && VALUED.has(option)) at++;
  }
  return { entry: null, modules, unread: null };
}
