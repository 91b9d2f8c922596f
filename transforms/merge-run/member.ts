/** One RUN as a member of a chain: what its body looks like from outside. */
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import type { Instruction } from '../../src/dockerfile/document.ts';
import { mayTurnOnErrexit } from '../../src/dockerfile/errexit.ts';
import {
  type Command,
  type List,
  type Node,
  type OpaqueReason,
  readShell,
  type ShellBody,
} from '../../src/dockerfile/shell.ts';
import { inOwnShell, type Leak, leaksOf } from './leaks.ts';
import { setOptions } from './options.ts';

export interface Member {
  readonly instruction: Instruction;
  readonly body: ShellBody;
  readonly invocations: readonly Invocation[];
  /** Several items at the top, with `;` between. */
  readonly isList: boolean;
  /** `||` at the top. */
  readonly hasOr: boolean;
  /** Made of simple commands and pipelines of them alone, so that errexit inside cannot matter. */
  readonly isPlain: boolean;
  /** The options of a `set` that stands first, in front of `;` or `&&`. */
  readonly head: ReadonlySet<string> | null;
  /** Every option that it turns on in its own shell. */
  readonly options: ReadonlySet<string>;
  readonly leaks: readonly Leak[];
  /** Errexit holds in a part of it only, or is turned on by words that are not in `options`. */
  readonly hidesErrexit: boolean;
}

export type MemberReading =
  | { readonly ok: true; readonly member: Member }
  | { readonly ok: false; readonly why: OpaqueReason };

/** Reads a RUN, or says why its body is opaque. */
export function readMember(instruction: Instruction): MemberReading {
  const body = readShell(instruction);
  if (!body.readable) return { ok: false, why: body.reason };
  const { items } = body.list;
  const first = items[0]?.node;
  if (first === undefined) return { ok: false, why: 'empty' };
  const isList = items.length > 1;
  const options = new Set<string>();
  for (const node of inOwnShell(body.list))
    if (node.kind === 'command') for (const option of setOptions(node) ?? []) options.add(option);
  const member: Member = {
    instruction,
    body,
    invocations: invocations(body.list),
    isList,
    hasOr: items.some(({ node }) => node.kind === 'and-or' && node.operators.some(({ text }) => text === '||')),
    isPlain: items.every(({ node }) => isPlain(node)),
    head: headOf(first, isList),
    options,
    leaks: leaksOf(body),
    hidesErrexit: !options.has('e') && items.some(({ node }) => mayTurnOnErrexit(node)),
  };
  return { ok: true, member };
}

function headOf(first: Node, isList: boolean): ReadonlySet<string> | null {
  if (first.kind === 'command') return isList ? setOptions(first) : null;
  if (first.kind !== 'and-or' || first.operators[0]?.text !== '&&') return null;
  const [part] = first.items;
  return part?.kind === 'command' ? setOptions(part) : null;
}

/** The parts between `&&`, `||` and `;` at the top. */
export function topParts(list: List): readonly Node[] {
  return list.items.flatMap(({ node }) => (node.kind === 'and-or' ? node.items : [node]));
}

/** Whether errexit makes no difference inside: simple commands and pipelines of them, with `&&`, `||` or alone. */
export function isPlain(node: Node): boolean {
  if (node.kind === 'command') return hasSimpleWords(node);
  if (node.kind === 'pipeline') return node.commands.every(isPlain);
  return node.kind === 'and-or' && node.items.every(isPlain);
}

/** Whether a `;` behind the node loses no failure under errexit: a status other than 0 always ends the shell. */
export function isSafeUnderErrexit(node: Node): boolean {
  switch (node.kind) {
    case 'command':
      return hasSimpleWords(node);
    case 'pipeline':
      return !node.negated && node.commands.every(isPlain);
    case 'and-or':
      return (
        node.operators.at(-1)?.text === '||' && node.items.every(isPlain) && isSafeUnderErrexit(node.items.at(-1)!)
      );
    case 'group':
    case 'subshell':
      return node.body.items.every((item) => isSafeUnderErrexit(item.node));
    case 'compound': {
      if (node.keyword === 'function' || node.keyword === 'coproc') return false;
      const isConditional = node.keyword === 'if' || node.keyword === 'while' || node.keyword === 'until';
      const bodies = isConditional ? node.bodies.slice(1) : node.bodies;
      return bodies.every(({ items }) => items.every((item) => isSafeUnderErrexit(item.node)));
    }
  }
}

/** Run commands that are not to be seen here. */
const RUNS_TEXT: ReadonlySet<string> = new Set(['eval', '.', 'source', 'trap']);

/** Substitutions hold one command each: a shell that takes errexit along into them cannot stop halfway. */
function hasSimpleWords(command: Command): boolean {
  const name = command.words.find(({ value }) => value !== 'command' && value !== 'builtin');
  if (name !== undefined && (name.value === null || RUNS_TEXT.has(name.value))) return false;
  const scripts = [...command.words, ...command.assignments].flatMap((word) => word.scripts);
  return scripts.every(({ items }) => items.length <= 1 && items.every(({ node }) => isPlain(node)));
}
