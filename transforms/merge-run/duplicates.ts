/** Clean-up that stands at the end of two joined members, word for word: only the last one has an effect that lasts. */
import type { Command, Node } from '../../src/dockerfile/shell.ts';
import { topParts } from './member.ts';
import type { Unit } from './plan.ts';
import { isUpdate } from './policy.ts';

/** Paths that package managers fill again by themselves. */
const CACHE_PATH = /^\/var\/(?:lib\/apt\/lists|cache\/apt|cache\/apk|cache\/yum|cache\/dnf)(?:\/[\w.*]*)*$/;

/** How many parts at the end of a unit say again what the next one ends with, and may go. */
export function droppedParts(unit: Unit, next: Unit): number {
  if (unit.isWrapped || unit.isBraced || next.isWrapped || next.isBraced || unit.member.hasOr || next.member.hasOr)
    return 0;
  if (unit.member.isList !== next.member.isList || unit.member.body.tail !== null) return 0;
  const own = topParts(unit.member.body.list);
  const theirs = topParts(next.member.body.list);
  let count = 0;
  while (count < own.length - 1 && count < theirs.length - 1) {
    const mine = own[own.length - 1 - count]!;
    const other = theirs[theirs.length - 1 - count]!;
    if (!isCleanUp(mine) || words(mine) !== words(other)) break;
    count++;
  }
  if (count === 0 || !fetchesAgain(next)) return 0;
  // A comment on it would be left with nothing to be a comment on.
  const end = own[own.length - 1 - count]!.span.end;
  return unit.member.instruction.comments.some(({ span }) => span.start > end) ? 0 : count;
}

/** Whether the next member starts with its own `update`, so that nothing in it can tell that the lists were not gone. */
function fetchesAgain({ member }: Unit): boolean {
  const first = member.invocations.find(({ name }) => name !== 'set');
  return first !== undefined && isUpdate(first) && !first.conditional;
}

function isCleanUp(node: Node): node is Command {
  if (node.kind !== 'command' || node.redirects.length > 0 || node.assignments.length > 0) return false;
  const [name, ...args] = node.words.map(({ value }) => value);
  if ((name === 'apt-get' || name === 'apt') && args.length === 1) return args[0] === 'clean';
  if (name !== 'rm') return false;
  return args.length > 0 && args.every((arg) => arg !== null && (/^-[rf]+$/.test(arg) || CACHE_PATH.test(arg)));
}

function words(node: Node): string {
  return node.kind === 'command' ? node.words.map(({ text }) => text).join(' ') : '';
}
