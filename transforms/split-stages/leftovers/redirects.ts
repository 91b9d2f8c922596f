/** Files that the shell itself writes: redirections of commands, groups and loops. */
import type { Command, List, Node, Redirect } from '../../../src/dockerfile/shell.ts';

export interface Writing {
  readonly redirect: Redirect;
  /** The command; null for that of a group or a loop. */
  readonly command: Command | null;
  readonly conditional: boolean;
}

const WRITES = /^(?:>|>>|>\||&>|&>>|<>)$/;

/** In the order of the text; those inside substitutions are left out. */
export function writingsOf(list: List): readonly Writing[] {
  const found: Writing[] = [];
  inList(list, false, found);
  return found;
}

function inList({ items }: List, conditional: boolean, found: Writing[]): void {
  for (const { node } of items) inNode(node, conditional, found);
}

function inNode(node: Node, conditional: boolean, found: Writing[]): void {
  switch (node.kind) {
    case 'command':
      add(node.redirects, node, conditional, found);
      return;
    case 'pipeline':
      for (const command of node.commands) inNode(command, conditional, found);
      return;
    case 'and-or':
      for (const [i, item] of node.items.entries())
        inNode(item, conditional || node.operators.slice(0, i).some(({ text }) => text === '||'), found);
      return;
    case 'subshell':
    case 'group':
      add(node.redirects, null, conditional, found);
      inList(node.body, conditional, found);
      return;
    case 'compound':
      add(node.redirects, null, conditional, found);
      for (const body of node.bodies) inList(body, true, found);
  }
}

function add(redirects: readonly Redirect[], command: Command | null, conditional: boolean, found: Writing[]): void {
  for (const redirect of redirects)
    if (WRITES.test(redirect.operator) && redirect.target !== null) found.push({ redirect, command, conditional });
}
