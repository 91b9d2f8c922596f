/** `set -e` inside a shell body: what a command that is put behind it could switch off. */
import type { Command, List, Node } from './shell.ts';

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
