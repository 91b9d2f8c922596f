/** The options of a shell (`set -eux`, `SHELL ["bash", "-eo", "pipefail", "-c"]`), by one name each. */
import type { Command, List, Node } from '../../src/dockerfile/shell.ts';

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

/** Whether errexit may be turned on anywhere below: in a subshell, a substitution, by a `set` that cannot be read. */
export function mayTurnOnErrexit(node: Node): boolean {
  switch (node.kind) {
    case 'command':
      return turnsOnErrexit(node) || [...node.words, ...node.assignments].some(({ scripts }) => scripts.some(anyOf));
    case 'pipeline':
      return node.commands.some(mayTurnOnErrexit);
    case 'and-or':
      return node.items.some(mayTurnOnErrexit);
    case 'subshell':
    case 'group':
      return anyOf(node.body);
    case 'compound':
      return node.bodies.some(anyOf) || node.words.some(({ scripts }) => scripts.some(anyOf));
  }
}

function anyOf({ items }: List): boolean {
  return items.some(({ node }) => mayTurnOnErrexit(node));
}

function turnsOnErrexit(command: Command): boolean {
  const at = command.words.findIndex(({ value }) => value !== 'command' && value !== 'builtin');
  const [name, ...args] = command.words.slice(at);
  if (name?.value === 'eval') return args.some(({ text }) => /\bset\s+-/.test(text));
  if (name?.value !== 'set') return false;
  const end = args.findIndex(({ value }) => value === '--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.some(({ value }) => value === null || value === 'errexit' || /^-[a-z]*e/.test(value));
}
