/** How much of a RUN goes in front of the sources, and what has to be there for the rest of it. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document } from '../../src/dockerfile/document.ts';
import type { Node } from '../../src/dockerfile/shell.ts';
import { isShipped } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Risk } from '../../src/engine/transform.ts';
import { isInert, isRedirectInert, type Place } from './inert.ts';
import type { Need } from './recipe.ts';
import { type Call, isChain, isInstall, isNeed, isRefusal, needsOf, type RunReading } from './run.ts';
import { leaks, looseRedirects, readsStatus } from './shell-parts.ts';

export type Front =
  /** Nothing of it is an install step, and all of it may stay in front. */
  | { readonly kind: 'inert'; readonly needs: readonly Need[] }
  /** All of it goes in front. */
  | { readonly kind: 'whole'; readonly needs: readonly Need[] }
  /** The parts before `at` go in front. */
  | {
      readonly kind: 'split';
      readonly needs: readonly Need[];
      readonly at: number;
      /** The text of those parts that the rest needs as well. */
      readonly setup: readonly string[];
      /** Commands that go in front behind them. */
      readonly commands: readonly string[];
    }
  /** It stays where it is, and these commands get a RUN of their own in front. */
  | { readonly kind: 'added'; readonly needs: readonly Need[]; readonly commands: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: SkipReason; readonly risk?: Risk }
  /** It may read or change what was copied. */
  | { readonly kind: 'other' };

/** @param placeOf what a program has to keep away from, by the folder that it runs in. */
export function readFront(doc: Document, reading: RunReading, placeOf: (call: Call) => Place): Front {
  const invocations = reading.calls.map(({ call }) => call);
  const isClean = (each: Call): boolean => {
    if (isNeed(each.answer))
      return (
        each.answer.added === null &&
        each.call.command.redirects.every((redirect) => isRedirectInert(redirect, placeOf(each)))
      );
    return each.answer === null && isInert(each.call, invocations, placeOf(each));
  };
  const loose = looseRedirects(reading.body.list);
  const anywhere: Place | null = reading.calls[0] === undefined ? null : placeOf(reading.calls[0]);
  const isQuiet = anywhere === null ? loose.length === 0 : loose.every((each) => isRedirectInert(each, anywhere));
  const dirty = reading.calls.findIndex((each) => !isClean(each));
  if (dirty < 0 && isQuiet) return asWhole(reading);
  const stuck = reading.calls[dirty];
  if (!isQuiet || stuck === undefined) return notSplit(reading);
  const needs = needsOf(reading.calls.slice(0, dirty));
  if (!needs.some(isInstall)) {
    if (isRefusal(stuck.answer)) return { kind: 'refused', reason: stuck.answer.refused, ...riskOf(stuck.answer.risk) };
    const at = reading.calls.findIndex(({ answer }) => isInstall(answer) || isRefusal(answer));
    if (at < 0) return { kind: 'other' };
    const asked = reading.calls[at]!;
    if (isRefusal(asked.answer)) return { kind: 'refused', reason: asked.answer.refused, ...riskOf(asked.answer.risk) };
    if (!isNeed(asked.answer) || asked.answer.added === null) return notSplit(reading);
    const added = asAdded(doc, reading, at, placeOf);
    return added.kind === 'refused' && at === dirty ? asSplitAndAdded(doc, reading, at) : added;
  }
  return asSplit(doc, reading, dirty);
}

function riskOf(risk: Risk | undefined): { readonly risk?: Risk } {
  return risk === undefined ? {} : { risk };
}

function asWhole(reading: RunReading): Front {
  const needs = needsOf(reading.calls);
  if (!needs.some(isInstall)) return { kind: 'inert', needs };
  // What runs on behind an install step may run into the next instruction.
  if (reading.body.list.items.some(({ background }) => background)) return notSplit(reading);
  return { kind: 'whole', needs };
}

function notSplit({ calls }: RunReading): Front {
  const install = calls.find(({ answer }) => isInstall(answer) || isRefusal(answer));
  if (install === undefined) return { kind: 'other' };
  if (isRefusal(install.answer)) return { kind: 'refused', reason: install.answer.refused };
  return { kind: 'refused', reason: { code: 'cannot-split', command: textOf(install.call) } };
}

/** Verbs with another one behind them: `go mod download`, `uv pip install`. */
const GROUPS: ReadonlySet<string> = new Set(['mod', 'pip']);

/** What the call is named by in messages: the program and its verb, `npm ci`, `python -m pip install`. */
export function textOf({ program, args }: Invocation): string {
  const isModule = args[0]?.value === '-m';
  const rest = args.slice(isModule ? 2 : 0);
  const verbs = rest.filter(({ value }) => value !== null && /^[a-z][\w.:-]*$/.test(value));
  // Behind an option it may be the option's: `mvn -f pom.xml package`.
  const sure = verbs.findIndex((word) => rest[rest.indexOf(word) - 1]?.text.startsWith('-') !== true);
  const first = Math.max(sure, 0);
  const count = GROUPS.has(verbs[first]?.value ?? '') ? 2 : 1;
  const words = [...(isModule ? args.slice(0, 2) : []), ...verbs.slice(first, first + count)];
  return [program, ...words].map(({ text }) => text).join(' ');
}

function asSplit(doc: Document, reading: RunReading, dirty: number): Front {
  const { calls, parts } = reading;
  const command = textOf(calls.find(({ answer }) => isInstall(answer))!.call);
  const last = calls.slice(0, dirty).findLastIndex(({ answer }) => isNeed(answer));
  // What follows the install and is inert (a clean-up) stays with it, but not what sets up the rest.
  let at = calls[last]!.call.path.part + 1;
  const stop = calls[dirty]!.call.path.part;
  while (at < stop && !leaks(parts[at]!)) at++;
  if (at > stop) return { kind: 'refused', reason: { code: 'cannot-split', command } };
  const needs = needsOf(calls.filter(({ call }) => call.path.part < at));
  return splitAt(doc, reading, at, { needs, commands: [], command });
}

/** What prepares the install goes in front with the command that is added: `pip install poetry && poetry install`. */
function asSplitAndAdded(doc: Document, reading: RunReading, install: number): Front {
  const { call, answer } = reading.calls[install]!;
  const command = textOf(call);
  const at = call.path.part;
  if (at === 0 || call.conditional || !isNeed(answer) || answer.added === null)
    return { kind: 'refused', reason: { code: 'cannot-split', command } };
  const needs = needsOf(reading.calls.slice(0, install + 1));
  // Settings that the recipe says again are there already.
  const added = reading.parts.slice(0, at).reduce((text, { span }) => {
    const said = `${doc.text.slice(span.start, span.end)} && `;
    return text.startsWith(said) ? text.slice(said.length) : text;
  }, answer.added);
  return splitAt(doc, reading, at, { needs, commands: [added], command });
}

interface InFront {
  readonly needs: readonly Need[];
  readonly commands: readonly string[];
  /** For the message. */
  readonly command: string;
}

/** Sets up the shell for what follows in it, and can be said again in front of the rest. */
const SETUP: ReadonlySet<string> = new Set(['cd', 'set', 'export']);

function splitAt(doc: Document, reading: RunReading, at: number, { needs, commands, command }: InFront): Front {
  const { calls, parts } = reading;
  const no: Front = { kind: 'refused', reason: { code: 'cannot-split', command } };
  if (!isChain(reading) || parts.length < 2) return no;
  const front = parts.slice(0, at);
  const setupCount = front.findIndex((part) => !isSetup(part));
  const setup = front.slice(0, Math.max(setupCount, 0));
  if (front.slice(setup.length).some(leaks) || parts.slice(at).some(readsStatus)) return no;
  const texts = setup.map(({ span }) => doc.text.slice(span.start, span.end));
  if (texts.some((text) => /[\r\n]/.test(text))) return no;
  const rest = calls.filter(({ call }) => call.path.part >= at);
  if (shrinksImage(doc, reading, rest)) return no;
  // The rest would want a step of its own in front, unless the front has done it.
  const isDone = ({ answer }: Call): boolean => needs.some(({ tool }) => isNeed(answer) && tool === answer.tool);
  if (rest.some((each) => isNeed(each.answer) && each.answer.added !== null && !isDone(each))) return no;
  return { kind: 'split', needs, at, setup: texts, commands };
}

function isSetup(part: Node): boolean {
  if (part.kind !== 'command' || part.redirects.length > 0 || part.assignments.length > 0) return false;
  if (part.words.some(({ scripts }) => scripts.length > 0)) return false;
  return SETUP.has(part.words[0]?.value ?? '');
}

/** Programs that make smaller what the RUN has written so far: in a layer of their own they only make it larger. */
const SHRINKERS: ReadonlySet<string> = new Set([
  'rm',
  'chown',
  'chgrp',
  'chmod',
  'find',
  'strip',
  'mv',
  'upx',
  'rmdir',
]);
const SHRINKING_VERBS: ReadonlySet<string> = new Set(
  'purge remove autoremove autopurge autoclean clean del erase prune cache uninstall dedupe clean-all clear-cache'.split(
    ' ',
  ),
);

/** Whether what follows the install in its RUN makes the image smaller, which it could not do from another layer. */
function shrinksImage(doc: Document, { run }: RunReading, rest: readonly Call[]): boolean {
  return isShipped(doc, doc.stages[run.stage!]!) && rest.some(({ call }) => shrinks(call));
}

function shrinks({ name, args }: Invocation): boolean {
  if (name === null || SHRINKERS.has(name)) return true;
  const words = args.flatMap(({ value }) => (value === null || value.startsWith('-') ? [] : [value]));
  if (words.slice(0, 2).some((word) => SHRINKING_VERBS.has(word))) return true;
  // Without the development dependencies.
  return args.some(({ value }) => value !== null && /^--(?:production|prod|omit=dev|only=production)$/.test(value));
}

/** Commands that change nothing which a step in a RUN of its own would miss. */
const BYSTANDERS: ReadonlySet<string> = new Set([
  'cd',
  'set',
  'echo',
  'printf',
  'true',
  ':',
  'mkdir',
  'date',
  'pwd',
  'ls',
]);
/** Variables that say what is built, not from where its dependencies come. Source: go help environment. */
const BUILD_VARIABLES = /^(?:CGO_ENABLED|CGO_\w+FLAGS|GOOS|GOARCH|GOARM|GOAMD64|NODE_ENV|VERSION|COMMIT)=/;

function asAdded(doc: Document, reading: RunReading, at: number, placeOf: (call: Call) => Place): Front {
  const { calls, state } = reading;
  const { call, folder, answer } = calls[at]!;
  const no: Front = { kind: 'refused', reason: { code: 'cannot-split', command: textOf(call) } };
  if (!isNeed(answer) || answer.added === null) return no;
  const before = calls.slice(0, at);
  const isAside = (other: Call): boolean => {
    const { name, args } = other.call;
    if (name === 'export') return args.every(({ text }) => BUILD_VARIABLES.test(text));
    // Settings of the tool itself: what the step needs of them, the recipe has said again.
    if (name === call.name) return isInert(other.call, [], placeOf(other));
    return name !== null && BYSTANDERS.has(name) && isInert(other.call, [], placeOf(other));
  };
  if (call.conditional || !before.every(isAside)) return no;
  if (shrinksImage(doc, reading, calls.slice(at + 1))) return no;
  const own = { kind: 'added', needs: [answer] } as const;
  if (folder === state.workdir) return { ...own, commands: [answer.added] };
  const moves = before.filter(({ call: { name } }) => name === 'cd');
  const to = moves[0]?.call.args[0];
  if (moves.length !== 1 || to === undefined || to.value === null) return no;
  return { ...own, commands: [`cd ${to.text} && ${answer.added}`] };
}
