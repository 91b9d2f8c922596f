/** How a command is joined to a RUN under `set -e`, so that the RUN fails where it failed before. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import { mayTurnOnErrexit } from '../../src/dockerfile/errexit.ts';
import type { AndOr, Node } from '../../src/dockerfile/shell.ts';
import { functionNames } from './functions.ts';
import type { Run } from './run.ts';

/**
 * How to join under `set -e`, where `a && b` in front of a `;` does not end the shell when `a` fails, and where whatever
 * stands in front of `&&` is not watched at all.
 */
export function underErrexit(run: Run, node: Node, isLast: boolean): '&&' | ';' | null {
  switch (node.kind) {
    case 'and-or':
      return behindAndOr(run, node, isLast);
    case 'pipeline':
      if (!isLast) return ';';
      return node.negated ? '&&' : ';';
    case 'command':
      // A lone command in a shell that was started with -e reads better with `&&`, and fails as well with it.
      return run.body.list.items.length === 1 && !hasOwnCommands(run, node) ? '&&' : ';';
    case 'subshell':
      return ';';
    default:
      // The status of a group may come from an `a && b` that did not end the shell: a `;` would drop it.
      return isLast && mayFailQuietly(node) ? null : ';';
  }
}

/**
 * How to join where `set -e` is not known to hold: a part that turns it on for itself would lose it in front of `&&`, and
 * so would one that several commands make up if it is on after all.
 */
export function withoutErrexit(run: Run, index: number): '&&' | null {
  const items = run.body.list.items.slice(0, index + 1);
  const { node } = items.at(-1)!;
  const last = node.kind === 'and-or' ? node.items.at(-1)! : node;
  const mayBeOn = items.some((item) => mayTurnOnErrexit(item.node));
  return mayBeOn && (mayTurnOnErrexit(last) || hasOwnCommands(run, last)) ? null : '&&';
}

function behindAndOr(run: Run, node: AndOr, isLast: boolean): '&&' | ';' | null {
  const last = node.items.at(-1)!;
  if (!isLast) return ';';
  if (node.operators.at(-1)?.text === '||') return mayFailQuietly(last) ? null : ';';
  return hasOwnCommands(run, last) ? null : '&&';
}

/** Whether the shell itself runs several commands for the node, which `set -e` watches there, and in front of `&&` not. */
function hasOwnCommands(run: Run, node: Node): boolean {
  if (node.kind === 'pipeline') return node.commands.some((command) => hasOwnCommands(run, command));
  if (node.kind !== 'command') return true;
  const name = node.words[0]?.value ?? null;
  // A variable may name a function, a path not.
  if (name === null) return !node.words[0]?.text.includes('/');
  if (name === 'eval' || name === '.' || name === 'source') return true;
  return run.body.list.items.some(({ node: other }) => functionNames(run, other).includes(name));
}

/** Whether the node can have a status other than zero although `set -e` did not end the shell. */
function mayFailQuietly(node: Node): boolean {
  switch (node.kind) {
    case 'command':
    case 'subshell':
      return false;
    case 'pipeline':
      return node.negated;
    case 'and-or':
      return true;
    case 'group':
      return node.body.items.some((item) => mayFailQuietly(item.node));
    case 'compound':
      return (
        node.keyword === 'function' || node.bodies.some((body) => body.items.some((item) => mayFailQuietly(item.node)))
      );
  }
}

/** Whether `set -e` holds at a top-level item; false when it is not certain. */
export function hasErrexit(run: Run, item: number): boolean {
  const [, ...flags] = run.state.shell;
  let holds = flags.some((flag) => /^-[a-zA-Z]*e/.test(flag)) || flags.includes('errexit');
  for (const { name, invocation } of run.calls) {
    if (name !== 'set' || invocation.path.item > item) continue;
    const words = invocation.args.map(({ text }) => text);
    const sets = words.some((word) => /^-[a-zA-Z]*e/.test(word)) || isSetBy(words, '-');
    const unsets = words.some((word) => /^\+[a-zA-Z]*e/.test(word)) || isSetBy(words, '+');
    if (unsets) holds = false;
    else if (sets && !invocation.conditional && isTopLevel(run, invocation)) holds = true;
  }
  return holds;
}

/** Whether the call is a command of the RUN's own shell, not of a subshell, a group or a substitution. */
function isTopLevel({ body }: Run, { path, command }: Invocation): boolean {
  const node = body.list.items[path.item]?.node;
  return node === command || (node?.kind === 'and-or' && node.items[path.part] === command);
}

/** `-o errexit`, and `-xo errexit`. */
function isSetBy(words: readonly string[], sign: '-' | '+'): boolean {
  return words.some((word, i) => word === 'errexit' && words[i - 1]?.startsWith(sign) && words[i - 1]!.endsWith('o'));
}
