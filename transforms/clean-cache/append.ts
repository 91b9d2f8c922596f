/** Where a command can be added to a RUN, and how it is joined there in the RUN's own style. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { AndOr, List, ListItem, Node } from '../../src/dockerfile/shell.ts';
import type { Call } from './calls.ts';
import { type Glue, glueFor } from './glue.ts';
import type { Run } from './run.ts';

export interface Place {
  readonly kind: 'place';
  /** Offset in the text. */
  readonly at: number;
  readonly glue: Glue;
}

export interface NoPlace {
  readonly kind: 'no-place';
  readonly why: 'background' | 'ends-early' | 'no-place';
}

/** The place behind everything that the RUN does. */
export function placeAtEnd(run: Run): Place | NoPlace {
  const last = run.body.list.items.length - 1;
  const item = run.body.list.items[last];
  if (item === undefined) return { kind: 'no-place', why: 'no-place' };
  if (run.calls.some(endsShell)) return { kind: 'no-place', why: 'ends-early' };
  return behindItem(run, item, last);
}

/** The place right behind the part of the RUN that a call stands in. */
export function placeBehind(run: Run, call: Call): Place | NoPlace {
  const { item: index, part } = call.invocation.path;
  const item = run.body.list.items[index];
  if (item === undefined) return { kind: 'no-place', why: 'no-place' };
  const { node } = item;
  // `a && X || b` becomes `a && X && clean || b`: it runs when X has, and b when X failed, as before.
  if (node.kind === 'and-or' && part < node.items.length - 1) return place(run, node.items[part]!.span.end, '&&');
  if (run.calls.some((other) => other.order < call.order && endsShell(other)))
    return { kind: 'no-place', why: 'ends-early' };
  return behindItem(run, item, index);
}

function behindItem(run: Run, item: ListItem, index: number): Place | NoPlace {
  if (item.background) return { kind: 'no-place', why: 'background' };
  const isLast = index === run.body.list.items.length - 1;
  if (isLast && run.calls.some((call) => call.invocation.path.item === index && endsShell(call)))
    return { kind: 'no-place', why: 'ends-early' };
  const guarded = beforeFallback(item.node);
  if (guarded !== null) return place(run, guarded.span.end, '&&');
  const operator = hasErrexit(run, index) ? underErrexit(run.body.list, item.node, isLast) : '&&';
  return operator === null ? { kind: 'no-place', why: 'no-place' } : place(run, item.node.span.end, operator);
}

/** What stands in front of a last `|| true` or `|| exit 1`: the command reads better there, and runs when that has gone well. */
function beforeFallback(node: Node): Node | null {
  if (node.kind !== 'and-or' || node.operators.at(-1)?.text !== '||') return null;
  const last = node.items.at(-1)!;
  const isFallback = last.kind === 'command' && /^(?:true|false|:|exit)$/.test(last.words[0]?.value ?? '');
  return isFallback && node.operators.filter(({ text }) => text === '||').length === 1 ? node.items.at(-2)! : null;
}

function place(run: Run, at: number, operator: '&&' | ';'): Place {
  return { kind: 'place', at, glue: glueFor(run, at, operator) };
}

/**
 * How to join under `set -e`, where `a && b` in front of a `;` does not end the shell when `a` fails, and where whatever
 * stands in front of `&&` is not watched at all.
 */
function underErrexit(list: List, node: Node, isLast: boolean): '&&' | ';' | null {
  switch (node.kind) {
    case 'and-or':
      return behindAndOr(node, isLast);
    case 'pipeline':
      if (!isLast) return ';';
      return node.negated ? '&&' : ';';
    case 'command':
      // A lone command in a shell that was started with -e reads better with `&&`, and fails as well with it.
      return list.items.length === 1 ? '&&' : ';';
    case 'subshell':
      return ';';
    default:
      // The status of a group may come from an `a && b` that did not end the shell: a `;` would drop it.
      return isLast && mayFailQuietly(node) ? null : ';';
  }
}

function behindAndOr(node: AndOr, isLast: boolean): '&&' | ';' | null {
  const last = node.items.at(-1)!;
  if (!isLast) return ';';
  if (node.operators.at(-1)?.text === '||') return mayFailQuietly(last) ? null : ';';
  return last.kind === 'command' || last.kind === 'pipeline' ? '&&' : null;
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

/** Whether the call ends the shell that runs it, on every path that reaches it. */
function endsShell({ name, invocation }: Call): boolean {
  if (invocation.conditional || !invocation.editable) return false;
  return name === 'exit' || invocation.wrappers.includes('exec');
}

/** Whether `set -e` holds at a top-level item; false when it is not certain. */
function hasErrexit(run: Run, item: number): boolean {
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
