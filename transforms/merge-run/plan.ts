/** Decides how members of a chain are joined so that the joined body does what the separate ones did. */
import { mayTurnOnErrexit } from '../../src/dockerfile/errexit.ts';
import type { Node } from '../../src/dockerfile/shell.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Leak } from './leaks.ts';
import { isPlain, isSafeUnderErrexit, type Member } from './member.ts';
import { TRACE } from './options.ts';

/** What holds at the chain: it is the same for all its members. */
export interface Setting {
  /** Options of the SHELL itself. */
  readonly shellOptions: ReadonlySet<string>;
  readonly workdir: string | null;
  /** ENV and ARG in scope. */
  readonly env: ReadonlyMap<string, string | null>;
  /** Whether `env` is all there is. */
  readonly isEnvKnown: boolean;
}

export interface Unit {
  readonly member: Member;
  /** `( ... )` around it: what it leaves behind stays inside. */
  isWrapped: boolean;
  /** `{ ...; }` around it. */
  isBraced: boolean;
  /** Its own `set` is the one in force already. */
  dropsHead: boolean;
  /** What joins it to the one before; the first has none. */
  operator: '&&' | ';' | null;
}

export type Plan = { readonly ok: true; readonly units: readonly Unit[] } | Refusal;
export interface Refusal {
  readonly ok: false;
  readonly reason: SkipReason;
}

/**
 * The joins for these members, in order.
 * @returns one unit a member, or why the chain cannot be one body.
 */
export function planJoins(members: readonly Member[], setting: Setting): Plan {
  const units = members.map(
    (member): Unit => ({ member, isWrapped: false, isBraced: false, dropsHead: false, operator: null }),
  );
  const refusal = isolate(units, setting);
  if (refusal !== null) return { ok: false, reason: refusal };
  // The last item of what is joined so far; null when nothing may follow it.
  let last: Node | null = units[0]!.member.body.list.items.at(-1)!.node;
  let inForce = inForceAfter(units[0]!, setting);
  let mayBeOn = new Set([...setting.shellOptions, ...optionsLeft(units[0]!)]);
  for (const [i, unit] of units.entries()) {
    if (i === 0) continue;
    if (last === null) return { ok: false, reason: { code: 'errexit-mixed' } };
    const previous = units[i - 1]!;
    const isShort = i === 1 && !previous.member.isList && !unit.member.isList && isPlain(last);
    if (inForce.has('e') && !isShort && !previous.isWrapped && isSafeUnderErrexit(last)) {
      unit.operator = ';';
      unit.dropsHead = saysAgain(unit, inForce);
      last = lastItem(unit);
    } else if (isPlain(last) || !(mayBeOn.has('e') || mayTurnOnErrexit(last))) {
      unit.operator = '&&';
      unit.isBraced = !unit.isWrapped && (unit.member.isList || unit.member.hasOr);
      unit.dropsHead = saysAgain(unit, inForce);
      last = dependsOnErrexit(unit.member, setting) ? null : chained(last, unit.member);
    } else return { ok: false, reason: { code: 'errexit-mixed' } };
    inForce = new Set([...inForce, ...inForceAfter(unit, setting)]);
    mayBeOn = new Set([...mayBeOn, ...optionsLeft(unit)]);
  }
  return { ok: true, units };
}

/** The last item of a unit, without the `set` that it drops. */
function lastItem({ member, dropsHead }: Unit): Node {
  const { items } = member.body.list;
  const { node } = items.at(-1)!;
  if (!dropsHead || items.length > 1 || node.kind !== 'and-or') return node;
  const rest = node.items.slice(1);
  return rest.length === 1 ? rest[0]! : { ...node, items: rest, operators: node.operators.slice(1) };
}

/** The item that `&&` makes of the last one and a member. */
function chained(last: Node, { body: { list } }: Member): Node {
  const { span, items } = list;
  const own: Node = items.length === 1 ? items[0]!.node : { kind: 'group', span, body: list, redirects: [] };
  return { kind: 'and-or', span, items: [last, own], operators: [{ text: '&&', span }] };
}

/** Wraps the members whose leaks would reach a later one; a list that relies on errexit cannot be wrapped. */
function isolate(units: readonly Unit[], setting: Setting): SkipReason | null {
  for (const [i, unit] of units.entries()) {
    const later = units.slice(i + 1).map(({ member }) => member);
    const leak = unit.member.leaks.find((each) => later.some((member) => reaches(each, unit.member, member, setting)));
    const option = [...unit.member.options].find((each) =>
      later.some((member) => !ignoresOption(each, member, setting)),
    );
    if (leak === undefined && option === undefined) continue;
    if (!dependsOnErrexit(unit.member, setting)) unit.isWrapped = true;
    else if (leak !== undefined) return leakReason(leak);
    else return option === 'e' ? { code: 'errexit-mixed' } : { code: 'leaks', what: `set -${option}` };
  }
  return null;
}

/** Under errexit, and not a mere chain: on the left of `&&` or in a subshell there it would no longer stop. */
function dependsOnErrexit(member: Member, { shellOptions }: Setting): boolean {
  if (member.hidesErrexit) return true;
  return (member.options.has('e') || shellOptions.has('e')) && (member.isList || !member.isPlain);
}

const NONE: ReadonlySet<string> = new Set();

/** Options that may be on behind a unit. */
function optionsLeft({ member, isWrapped }: Unit): ReadonlySet<string> {
  return isWrapped ? NONE : member.options;
}

/** Options that are certain to be on behind a unit. */
function inForceAfter({ member, isWrapped }: Unit, { shellOptions }: Setting): ReadonlySet<string> {
  return isWrapped ? shellOptions : new Set([...shellOptions, ...(member.head ?? NONE)]);
}

/** Whether the unit starts by turning on what is on already; inside braces or a subshell of its own it may stay. */
function saysAgain({ member, isWrapped, isBraced }: Unit, inForce: ReadonlySet<string>): boolean {
  if (isWrapped || isBraced || member.head === null) return false;
  return [...member.head].every((option) => inForce.has(option));
}

/** Whether an option that an earlier member left on makes no difference to this one. */
function ignoresOption(option: string, { head, body, isPlain: plain, isList }: Member, setting: Setting): boolean {
  if (TRACE.has(option) || setting.shellOptions.has(option) || head?.has(option)) return true;
  if (option === 'e') return plain && !isList;
  if (option === 'u') return !/[$`]/.test(body.text);
  if (option === 'pipefail') return !body.text.replaceAll('||', '').includes('|');
  return false;
}

/** Variables that a shell or every program knows without being told. */
const SPECIAL_VARIABLE =
  /^(?:PATH|HOME|IFS|ENV|BASH.*|PS[1-4]|LC_.*|LANG|LANGUAGE|LD_.*|TMPDIR|PWD|OLDPWD|CDPATH|OPT.*|TERM|USER|SHELL|HOSTNAME|.*_proxy|.*_PROXY)$/;

function reaches(leak: Leak, from: Member, to: Member, setting: Setting): boolean {
  switch (leak.kind) {
    case 'variable': {
      const { name } = leak;
      // Names that images set for programs are in capitals.
      if (!setting.isEnvKnown && /[A-Z]/.test(name)) return true;
      if (setting.env.has(name) || SPECIAL_VARIABLE.test(name)) return true;
      return readsVariable(to, name) && !assignsFirst(to, name);
    }
    case 'function':
      return leak.name === '' || mentions(to.body.text, leak.name);
    case 'cd':
      return !returnsHome(from, setting) && !startsElsewhere(to);
    default:
      return true;
  }
}

/** Text in which a variable can be read without a `$` in front. */
const INDIRECT = /\b(?:eval|export|readonly|declare|typeset|local|unset|let)\b|\$\{!|\(\(|\[+\s+-v\b/;

function readsVariable({ body }: Member, name: string): boolean {
  if (INDIRECT.test(body.text)) return mentions(body.text, name);
  return new RegExp(`\\$(?:\\{[#!]?)?${name}(?!\\w)`).test(body.text);
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name.replace(/\W/g, '\\$&')}(?!\\w)`).test(text);
}

/** Whether the body sets the variable, at the top and without reading it, before anything else says its name. */
function assignsFirst({ body }: Member, name: string): boolean {
  const first = body.text.search(new RegExp(`\\b${name}\\b`));
  for (const { node } of body.list.items) {
    const part = node.kind === 'and-or' ? node.items[0]! : node;
    if (part.kind !== 'command' || part.words.length > 0) continue;
    const own = part.assignments.find((assignment) => assignment.name === name);
    if (own === undefined) continue;
    if (!body.text.startsWith(`${name}=`, first)) return false;
    // The window may be longer than the assignment, never shorter: continuations are joined in the text.
    const window = body.text.slice(first + name.length, first + own.span.end - own.span.start);
    return !new RegExp(`\\b${name}\\b`).test(window);
  }
  return false;
}

/** Whether the last folder that the body goes to is the one where the next starts anyhow. */
function returnsHome({ body }: Member, { workdir }: Setting): boolean {
  if (workdir === null) return false;
  const parts = body.list.items.flatMap(({ node }) => {
    if (node.kind !== 'and-or') return [node];
    return node.operators.some(({ text }) => text === '||') ? [] : node.items;
  });
  const moves = parts.map(folderOf).filter((to) => to !== undefined);
  const hidden = /\bcd\b/g;
  return moves.at(-1) === workdir && [...body.text.matchAll(hidden)].length === moves.length;
}

/** Whether the first thing the body does is to go to an absolute folder. */
function startsElsewhere({ body }: Member): boolean {
  const { node } = body.list.items[0]!;
  const first = node.kind === 'and-or' ? node.items[0]! : node;
  return folderOf(first)?.startsWith('/') === true && !/\bcd\s+-|OLDPWD/.test(body.text);
}

/** The folder of a plain `cd`; undefined for every other node. */
function folderOf(node: Node): string | null | undefined {
  if (node.kind !== 'command' || node.words[0]?.value !== 'cd') return undefined;
  return node.words.length === 2 ? node.words[1]!.value : null;
}

function leakReason(leak: Leak): SkipReason {
  if (leak.kind === 'end') return { code: 'ends-early', what: leak.what };
  if (leak.kind === 'cd') return { code: 'leaks', what: 'cd' };
  return { code: 'leaks', what: leak.kind === 'other' ? leak.what : leak.name };
}
