/**
 * `apk add --no-cache`: the package index is read and not stored. An `apk update` in front and the `rm` of the stored
 * index behind it have nothing to do then, and go.
 */
import { createPatch, type Edit, type Span } from '../../src/dockerfile/edit.ts';
import type { Word } from '../../src/dockerfile/shell.ts';
import { hasOldApk } from './age.ts';
import { type Call, hasOption, installs, type Use } from './calls.ts';
import { mountOver } from './cleaned.ts';
import { dropCommand, dropWord } from './drop.ts';
import { askLater, type Question } from './later.ts';
import { type LeftAlone, leaveAlone, type Run, type Wish } from './run.ts';

const NO_CACHE = '--no-cache';
/** Fetches and stores the index. */
const REFRESH = ['--update', '--update-cache', '-U'];
/** The author has plans for the cache. */
const OWN_CACHE = ['--cache-dir', '--cache-max-age', '--force-refresh'];
const INDEX = /^["']?\/var\/cache\/apk(?:\/\*{0,2})?["']?$/;

/** The other RUNs of the document that `run` stands with; a fix that drops an index may have to touch them too. */
export function* apkOption(run: Run, siblings: readonly Run[]): Iterable<Wish & { readonly covers?: readonly Run[] }> {
  const plan = planOf(run);
  if (plan === null) return;
  if (plan.refusal !== null) return yield plan.refusal;
  const dependents = plan.dropsIndex ? dependentsOf(run, siblings) : [];
  if ('kind' in dependents) return yield dependents;
  const plans = dependents.map((other) => planOf(other)!);
  yield {
    kind: 'reword',
    name: 'apk',
    edits: [plan, ...plans].flatMap(({ edits }) => edits),
    message: plan.dropsIndex
      ? 'let apk read its package index without storing it'
      : 'keep apk from storing its package index',
    assumptions: run.base.known ? [] : [`Alpine in ${run.base.reference} is release 3.3 or later`],
    covers: dependents,
  };
}

interface Plan {
  readonly edits: readonly Edit[];
  /** Whether the RUN fetched an index on purpose, which will not be there any more. */
  readonly dropsIndex: boolean;
  readonly refusal: LeftAlone | null;
}

/** What would be done to one RUN; null when there is nothing to do. */
function planOf(run: Run): Plan | null {
  const calls = run.calls.filter(({ use }) => use?.manager.id === 'apk');
  const open = calls.filter(
    ({ use }) => use !== null && installs(use) && !hasOption(use.args, [NO_CACHE, ...OWN_CACHE]),
  );
  const updates = calls.filter(({ use }) => use?.verb?.text === 'update');
  if (open.length === 0) return updates.length > 0 ? loneUpdate(run, calls, updates) : null;
  const refusal = refuse(run, calls, open);
  if (refusal !== null) return { edits: [], dropsIndex: false, refusal };
  const refreshes = open.some(({ use }) => hasOption(use!.args, REFRESH));
  const removals = indexRemovals(run);
  const dropped = updates.map((call) => dropCommand(run, call));
  if (dropped.some((edit) => edit === null) && removals.length === 0)
    return refused({ code: 'cannot-append', why: 'no-place' });
  const isWholeDrop = !dropped.includes(null);
  const edits = [...open.flatMap(addOption), ...(isWholeDrop ? present(dropped) : [])];
  // What is removed by hand stays removed by hand when an index is still fetched.
  const cleared = isWholeDrop ? present(removals.map(({ call, word }) => dropIndex(run, call, word))) : [];
  const all = createPatch(run.doc.text, [...edits, ...cleared]);
  // Two neighbours that would both go claim the same gap.
  if (all === null) return refused({ code: 'cannot-append', why: 'no-place' });
  return { edits: all, dropsIndex: removals.length === 0 && (refreshes || updates.length > 0), refusal: null };
}

/** An update whose index no call of the RUN stores for itself. */
function loneUpdate(run: Run, calls: readonly Call[], updates: readonly Call[]): Plan | null {
  if (indexRemovals(run).length > 0 || updates.some(({ use }) => hasOption(use!.args, [NO_CACHE]))) return null;
  if (run.mounts.length > 0 || calls.some(({ use }) => isReader(use!))) return null;
  const isAlone = !calls.some(({ use }) => use !== null && installs(use));
  if (isAlone) return refused({ code: 'update-alone' });
  // `apk update && apk add --no-cache x`: the add does not look at what the update stored.
  const dropped = updates.map((call) => dropCommand(run, call));
  const edits = createPatch(run.doc.text, present(dropped));
  if (dropped.includes(null) || edits === null) return refused({ code: 'cannot-append', why: 'no-place' });
  return { edits, dropsIndex: true, refusal: null };
}

function refuse(run: Run, calls: readonly Call[], open: readonly Call[]): LeftAlone | null {
  const mount = mountOver(run, open[0]!.use!.manager, ['/etc/apk/cache']);
  if (mount !== null) return leaveAlone({ code: 'cache-mount', path: mount });
  const hasNoNetwork =
    run.instruction.arguments.flags.some(({ name, value }) => name === 'network' && value === 'none') ||
    calls.some(({ use }) => hasOption(use!.args, ['--no-network']));
  if (hasNoNetwork) return leaveAlone({ code: 'network-none' });
  const seeded = run.stage.instructions.find(({ logical }) => /\/etc\/apk\/cache|setup-apkcache/.test(logical));
  const copied = run.stage.instructions.find(
    ({ keyword, logical }) => (keyword === 'COPY' || keyword === 'ADD') && /\/var\/cache\/apk/.test(logical),
  );
  if (seeded !== undefined || copied !== undefined)
    return leaveAlone({ code: 'cache-seeded', path: seeded === undefined ? '/var/cache/apk' : '/etc/apk/cache' });
  if (hasOldApk(run.base)) return leaveAlone({ code: 'tool-too-old', tool: 'apk', since: 'Alpine 3.3' });
  if (open.some(({ invocation }) => !invocation.editable))
    return leaveAlone({ code: 'inside-quotes', command: 'apk add' });
  const reader = calls.find(({ use }) => isReader(use!));
  return reader === undefined ? null : leaveAlone(neededHere(run, reader));
}

/** A call that looks things up in a stored index and cannot be told not to. */
function isReader({ manager, verb, args }: Use): boolean {
  if (verb === null) return true;
  return (
    manager.needsLists.includes(verb.text) &&
    !manager.install.includes(verb.text) &&
    !hasOption(args, [NO_CACHE, ...REFRESH])
  );
}

function neededHere({ instruction }: Run, { use }: Call) {
  return { code: 'needed-later', line: instruction.startLine, command: `apk ${use!.verb?.text ?? ''}`.trim() } as const;
}

function refused(reason: LeftAlone['reason']): Plan {
  return { edits: [], dropsIndex: false, refusal: leaveAlone(reason) };
}

/** `--update` becomes `--no-cache`, which does the same without storing; else the option goes right behind the verb. */
function addOption({ use, invocation }: Call): readonly Edit[] {
  const { verb, args } = use!;
  const [first, ...more] = args.filter(({ text }) => REFRESH.includes(text));
  if (first !== undefined)
    return [{ span: first.span, text: NO_CACHE }, ...more.map((word) => dropWord(invocation, word))];
  const { end } = args[verb!.index]!.span;
  return [{ span: { start: end, end }, text: ` ${NO_CACHE}` }];
}

/** The `rm` calls that remove the stored index, with the word that names it. */
function indexRemovals({ calls }: Run): readonly { readonly call: Call; readonly word: Word }[] {
  return calls.flatMap((call) => {
    if (call.name !== 'rm') return [];
    const word = call.invocation.args.find(({ text }) => INDEX.test(text));
    return word === undefined ? [] : [{ call, word }];
  });
}

/** The whole `rm` when it removes nothing else, or else only its word. */
function dropIndex(run: Run, call: Call, word: Word): Edit | null {
  const { args, wrappers, editable, command } = call.invocation;
  if (!editable || command.redirects.length > 0 || wrappers.length > 0) return null;
  const isOnly = args.every((arg) => arg === word || arg.text.startsWith('-'));
  if (isOnly) return dropCommand(run, call);
  const edit = dropWord(call.invocation, word);
  return hasComment(run, edit.span) ? null : edit;
}

function hasComment({ instruction }: Run, span: Span): boolean {
  return instruction.comments.some((comment) => comment.span.start < span.end && comment.span.end > span.start);
}

function present(edits: readonly (Edit | null)[]): Edit[] {
  return edits.filter((edit) => edit !== null);
}

/** Uses of the index by others; `add` and `upgrade` fetch it themselves once they are told not to store it. */
const QUESTION: Question = {
  words: /\bapk\b/,
  effect: ({ use }) => {
    if (use?.manager.id !== 'apk') return null;
    if (hasOption(use.args, [NO_CACHE])) return null;
    if (use.verb?.text === 'update' || hasOption(use.args, REFRESH)) return 'renews';
    return use.verb === null || use.manager.needsLists.includes(use.verb.text) ? 'needs' : null;
  },
  effectOfUrl: () => 'harmless',
  assume: null,
};

/** The later RUNs that have to change together with this one, or why it cannot be. */
function dependentsOf(run: Run, siblings: readonly Run[]): readonly Run[] | LeftAlone {
  const found: Run[] = [];
  while (true) {
    const { needed } = askLater(run, QUESTION, new Set(found.map(({ instruction }) => instruction)));
    if (needed === null) return found;
    const other =
      needed.code === 'needed-later'
        ? siblings.find(({ instruction }) => instruction.startLine === needed.line)
        : undefined;
    const plan = other === undefined ? null : planOf(other);
    if (other === undefined || plan === null || plan.refusal !== null || plan.dropsIndex || found.includes(other))
      return leaveAlone(needed);
    found.push(other);
  }
}
