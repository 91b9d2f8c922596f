/** The folder that each command of a shell body runs in, as far as `cd` with literal words tells. */
import type { Invocation } from '../dockerfile/commands.ts';
import type { Command, List, Node } from '../dockerfile/shell.ts';
import { absolute } from '../project/copies.ts';

/** Absolute, or null when it cannot be told. */
export type Folder = string | null;

export interface Folders {
  /** Where a program of the body runs. */
  of(call: Invocation): Folder;
}

/** Commands that change the folder in ways that are not followed. */
const OTHER_MOVES: ReadonlySet<string> = new Set(['pushd', 'popd']);

/** Reads a body. @param start where its shell starts. */
export function folderReader(list: List, calls: readonly Invocation[], start: Folder): Folders {
  const found = new Map<Command, Folder>();
  walkList(list, start, found);
  // In the text of `sh -c` and in substitutions, where no `cd` is looked for.
  const movesInside = calls.some(({ name, command }) => !found.has(command) && (name === 'cd' || isOther(name)));
  const moves = calls.some(({ name, command }) => found.has(command) && (name === 'cd' || isOther(name)));
  return {
    of: ({ command }) => {
      const own = found.get(command);
      if (own !== undefined) return own;
      return movesInside || moves ? null : start;
    },
  };
}

function isOther(name: string | null): boolean {
  return name !== null && OTHER_MOVES.has(name);
}

/** Notes the folder of every command of a list. @returns the folder behind it. */
function walkList({ items }: List, start: Folder, found: Map<Command, Folder>): Folder {
  return items.reduce<Folder>((folder, { node }) => walk(node, folder, found), start);
}

function walk(node: Node, start: Folder, found: Map<Command, Folder>): Folder {
  switch (node.kind) {
    case 'command':
      found.set(node, start);
      return moved(node, start);
    case 'and-or': {
      const end = node.items.reduce<Folder>((folder, item) => walk(item, folder, found), start);
      // Behind `||` nobody knows which of them ran.
      return end === start || node.operators.every(({ text }) => text === '&&') ? end : null;
    }
    case 'pipeline':
      for (const command of node.commands) walk(command, start, found);
      return node.commands.length === 1 ? null : start;
    case 'subshell':
      walkList(node.body, start, found);
      return start;
    case 'group':
      return walkList(node.body, start, found);
    case 'compound': {
      const ends = node.bodies.map((body) => walkList(body, start, found));
      return ends.every((end) => end === start) ? start : null;
    }
  }
}

function moved({ words }: Command, start: Folder): Folder {
  const [name, to, ...rest] = words;
  if (name === undefined || !(name.value === 'cd' || isOther(name.value))) return start;
  if (isOther(name.value) || to === undefined || to.value === null || to.value === '-' || rest.length > 0) return null;
  if (to.value.startsWith('/')) return absolute(to.value);
  return start === null ? null : absolute(`${start}/${to.value}`);
}
