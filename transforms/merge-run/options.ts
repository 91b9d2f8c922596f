/** The options of a shell (`set -eux`, `SHELL ["bash", "-eo", "pipefail", "-c"]`), by one name each. */
import type { Command } from '../../src/dockerfile/shell.ts';

const LETTERS: Readonly<Record<string, string>> = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  verbose: 'v',
  noglob: 'f',
};

/** They only print. */
export const TRACE: ReadonlySet<string> = new Set(['x', 'v']);

/** The options that a `set` turns on; null for anything else that `set` can do. */
export function setOptions(command: Command): ReadonlySet<string> | null {
  const [name, ...args] = command.words;
  if (name?.value !== 'set' || args.length === 0) return null;
  return readOptions(args.map(({ value }) => value));
}

/** The options in front of `-c` in the argv of a shell; null when they cannot be read. */
export function shellOptions(shell: readonly string[]): ReadonlySet<string> | null {
  return readOptions(shell.slice(1).map((word) => (/^-[a-z]*c[a-z]*$/.test(word) ? word.replace('c', '') : word)));
}

function readOptions(words: readonly (string | null)[]): ReadonlySet<string> | null {
  const found = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const letters = words[at]?.match(/^-([a-z]*)$/)?.[1];
    if (letters === undefined) return null;
    for (const letter of letters) {
      if (letter !== 'o') found.add(letter);
      else {
        const name = words[++at];
        if (name === undefined || name === null || !/^[a-z]+$/.test(name)) return null;
        found.add(LETTERS[name] ?? name);
      }
    }
  }
  return found;
}
