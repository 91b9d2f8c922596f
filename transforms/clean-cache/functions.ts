/** Functions that a RUN defines for itself. */
import type { Node } from '../../src/dockerfile/shell.ts';
import type { Run } from './run.ts';

/** Whether the node is the definition of a function. */
export function isFunction(node: Node | undefined): boolean {
  return node?.kind === 'compound' && node.keyword === 'function';
}

/** The names of the functions that a top-level node defines. */
export function functionNames(run: Run, node: Node): readonly string[] {
  if (node.kind === 'and-or') return node.items.flatMap((item) => functionNames(run, item));
  return isFunction(node) ? [functionName(run, node)] : [];
}

/** The name in a definition. */
export function functionName({ doc }: Run, { span }: Node): string {
  return /^(?:function\s+)?([\w-]+)/.exec(doc.text.slice(span.start))?.[1] ?? '';
}
