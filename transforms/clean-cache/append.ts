/** Where a command can be added to a RUN, and how it is joined there in the RUN's own style. */
import type { ListItem, Node } from '../../src/dockerfile/shell.ts';
import type { Call } from './calls.ts';
import { hasErrexit, underErrexit, withoutErrexit } from './errexit.ts';
import { functionName, isFunction } from './functions.ts';
import { glueFor } from './glue.ts';
import type { NoPlace, Place } from './place.ts';
import type { Run } from './run.ts';

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
  const own = node.kind === 'and-or' ? node.items[part] : node;
  if (isFunction(own)) return behindFunction(run, call);
  // What follows `! X` runs when X has failed.
  if (own?.kind === 'pipeline' && own.negated) return { kind: 'no-place', why: 'no-place' };
  // `a && X || b` becomes `a && X && clean || b`: it runs when X has, and b when X failed, as before.
  if (node.kind === 'and-or' && part < node.items.length - 1) return place(run, node.items[part]!.span.end, '&&');
  if (run.calls.some((other) => other.order < call.order && endsShell(other)))
    return { kind: 'no-place', why: 'ends-early' };
  return behindItem(run, item, index);
}

/** Behind the last call of the function that the call stands in: where it is defined nothing has run. */
function behindFunction(run: Run, call: Call): Place | NoPlace {
  const { item: index, part } = call.invocation.path;
  const { node } = run.body.list.items[index]!;
  const name = functionName(run, node.kind === 'and-or' ? node.items[part]! : node);
  const last = run.calls.findLast((other) => other.order > call.order && other.name === name);
  return last === undefined ? { kind: 'no-place', why: 'no-place' } : placeBehind(run, last);
}

function behindItem(run: Run, item: ListItem, index: number): Place | NoPlace {
  if (item.background) return { kind: 'no-place', why: 'background' };
  const isLast = index === run.body.list.items.length - 1;
  if (isLast && run.calls.some((call) => call.invocation.path.item === index && endsShell(call)))
    return { kind: 'no-place', why: 'ends-early' };
  if (isExit(item.node)) return { kind: 'no-place', why: 'ends-early' };
  const guarded = beforeFallback(item.node);
  if (guarded !== null) return place(run, guarded.span.end, '&&');
  const operator = hasErrexit(run, index) ? underErrexit(run, item.node, isLast) : withoutErrexit(run, index);
  return operator === null ? { kind: 'no-place', why: 'no-place' } : place(run, item.node.span.end, operator);
}

/** Whether nothing behind the node can run when it has gone well: `a && exit 0`, but not `a || exit 1`. */
function isExit(node: Node): boolean {
  if (node.kind === 'and-or')
    return node.items.some((part, i) => isExit(part) && (i === 0 || node.operators[i - 1]!.text === '&&'));
  return node.kind === 'command' && /^(?:exit|exec|return)$/.test(node.words[0]?.value ?? '');
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

/** Whether the call ends the shell that runs it, on every path that reaches it. */
function endsShell({ name, invocation }: Call): boolean {
  if (invocation.conditional || !invocation.editable) return false;
  return name === 'exit' || invocation.wrappers.includes('exec');
}
