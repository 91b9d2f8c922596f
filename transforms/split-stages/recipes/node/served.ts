/** What a static server serves. */
import { absoluteFrom } from '../../../../src/project/absolute.ts';

/** Options of static servers whose value is the next word. Source: `serve --help`, `http-server --help`, `sirv --help`. */
const SERVE_VALUED: Readonly<Record<string, RegExp>> = {
  serve: /^(?:-l|-p|-c|--listen|--config|--ssl-\w+)$/,
  'http-server':
    /^(?:-p|-a|-d|-i|-e|-c|-t|-T|-P|-U|-C|-K|-M|--port|--proxy|--cert|--key|--ext|--username|--password|--header)$/,
  sirv: /^(?:-c|-k|-H|-p|-m|-i|--cert|--key|--pass|--host|--port|--maxage|--ignores)$/,
};

export interface Served {
  /** Absolute. */
  readonly folder: string;
  /** Its settings lie in a file of their own. */
  readonly isConfigured: boolean;
}

/** @param words behind the server's name. */
export function servedBy(tool: string, words: readonly string[], workdir: string): Served {
  const valued = SERVE_VALUED[tool] ?? /^(?!)/;
  const folder = words.find((word, i) => !word.startsWith('-') && !valued.test(words[i - 1] ?? '')) ?? '.';
  return {
    folder: absoluteFrom(workdir, folder),
    isConfigured: tool === 'serve' && words.some((word) => /^(?:-c|--config)/.test(word)),
  };
}
