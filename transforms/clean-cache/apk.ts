/**
 * `apk add --no-cache`: the package index is read and not stored. An `apk update` in front and the `rm` of the stored
 * index behind it have nothing to do then, and go.
 */
import { createPatch, type Edit } from '../../src/dockerfile/edit.ts';
import type { Word } from '../../src/dockerfile/shell.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { hasOldApk } from './age.ts';
import { type Call, hasOption, installs, type Use } from './calls.ts';
import { copies, failsOnEmpty, mountOver } from './cleaned.ts';
import { dropCommand, dropWord } from './drop.ts';
import { askLater, type Question } from './later.ts';
import { assumedShell, leaveAlone, type Reword, type Run, type Wish } from './run.ts';

const NO_CACHE = '--no-cache';
/** Fetches and stores the index. */
const REFRESH = ['--update', '--update-cache', '-U'];
/** The author has plans for the cache. */
const OWN_CACHE = ['--cache-dir', '--cache-max-age', '--force-refresh'];
const INDEX_FOLDER = '/var/cache/apk';
const INDEX = /^["']?\/var\/cache\/apk(?:\/(?:\*{0,2}|\*\.tar\.gz))?["']?$/;

/** A rewording, and the other RUNs that it takes along. */
export interface ApkReword extends Reword {
  readonly covers: readonly Run[];
}

/** @param siblings the RUNs of the file that may change: one that drops an index takes along those that read it. */
export function* apkOption(run: Run, siblings: readonly Run[]): Iterable<Wish | ApkReword> {
  const plan = planOf(run);
  if (plan === null) return;
  if ('code' in plan) return yield leaveAlone(plan);
  const covers = dependentsOf(run, siblings, plan.dropsIndex ? INDEX_QUESTION : FOLDER_QUESTION);
  if ('code' in covers) return yield leaveAlone(covers);
  const plans = [plan, ...covers.runs.map(planOf)].filter(isPlan);
  const inserts = plans.some((each) => each.inserts);
  const { base } = run;
  yield {
    kind: 'reword',
    name: 'apk',
    edits: plans.flatMap(({ edits }) => edits),
    message: inserts ? 'keep apk from storing its package index' : 'fetch no package index that nothing reads',
    assumptions: [
      ...(inserts && !base.known ? [`Alpine in ${base.reference} is release 3.3 or later`] : assumedShell(run)),
      ...covers.assumptions,
    ],
    covers: covers.runs,
  };
}

interface Plan {
  readonly edits: readonly Edit[];
  /** Whether the RUN fetched an index on purpose, which will not be there any more. */
  readonly dropsIndex: boolean;
  readonly inserts: boolean;
}

function isPlan(plan: Plan | SkipReason | null): plan is Plan {
  return plan !== null && !('code' in plan);
}

const NO_PLACE: SkipReason = { code: 'cannot-append', why: 'no-place' };

/** What would be done to one RUN, or why nothing can be; null when there is nothing to do. */
function planOf(run: Run): Plan | SkipReason | null {
  const calls = run.calls.filter(({ use }) => use?.manager.id === 'apk');
  const adds = calls.filter(({ use }) => use !== null && installs(use));
  const open = adds.filter(({ use }) => !hasOption(use!.args, [NO_CACHE, ...OWN_CACHE]));
  const updates = calls.filter(({ use }) => use?.verb?.text === 'update' && !hasOption(use.args, [NO_CACHE]));
  const removals = indexRemovals(run);
  if (open.length === 0 && (updates.length === 0 || removals.length > 0)) return null;
  const refusal = refuse(run, calls, open);
  if (refusal !== null) return refusal;
  if (adds.length === 0) return { code: 'update-alone' };
  if (upgradesWithout(run, open)) return { code: 'lists-from-elsewhere' };
  const updatesGone = updates.map((call) => dropCommand(run, call));
  if (updatesGone.includes(null)) return NO_PLACE;
  const removalsGone = removals.map(({ call, word }) => dropIndex(run, call, word));
  // An `rm` without -f fails on the empty folder.
  if (removals.some(({ call }, i) => removalsGone[i] === null && failsOnEmpty(call, [INDEX_FOLDER]))) return NO_PLACE;
  const edits = [...open.flatMap(addOption), ...updatesGone, ...removalsGone].filter((edit) => edit !== null);
  const patch = createPatch(run.doc.text, edits);
  // Two neighbours that would both go claim the same gap.
  if (patch === null) return NO_PLACE;
  const isFetched = updates.length > 0 || open.some(({ use }) => hasOption(use!.args, REFRESH));
  return { edits: patch, dropsIndex: isFetched && removals.length === 0, inserts: open.length > 0 };
}

/**
 * Whether the RUN begins with an upgrade for which nobody has fetched an index: older releases do nothing then, and
 * with `--no-cache` they would.
 */
function upgradesWithout({ calls, stage, instruction }: Run, open: readonly Call[]): boolean {
  const first = calls.find(({ use }) => use?.manager.id === 'apk');
  if (first === undefined || !open.includes(first) || first.use?.verb?.text === 'add') return false;
  if (hasOption(first.use!.args, REFRESH)) return false;
  return !stage.instructions.some(
    ({ index, logical }) => index < instruction.index && /\bapk\b[^;&|]*(?:\supdate\b|\s-U\b|--update)/.test(logical),
  );
}

function refuse(run: Run, calls: readonly Call[], open: readonly Call[]): SkipReason | null {
  const { instruction, stage, base } = run;
  const mount = mountOver(run, calls[0]!.use!.manager, ['/etc/apk/cache']);
  if (mount !== null) return { code: 'cache-mount', path: mount };
  const hasNetwork = !instruction.arguments.flags.some(({ name, value }) => name === 'network' && value === 'none');
  if (!hasNetwork || calls.some(({ use }) => hasOption(use!.args, ['--no-network']))) return { code: 'network-none' };
  const isSet = stage.instructions.some(({ logical }) => /\/etc\/apk\/cache|setup-apkcache/.test(logical));
  if (isSet) return { code: 'cache-seeded', path: '/etc/apk/cache' };
  const isCopied = stage.instructions.some(
    ({ keyword, logical }) => /^(?:COPY|ADD)$/.test(keyword) && logical.includes(INDEX_FOLDER),
  );
  if (isCopied) return { code: 'cache-seeded', path: INDEX_FOLDER };
  if (open.length > 0 && hasOldApk(base)) return { code: 'tool-too-old', tool: 'apk', since: 'Alpine 3.3' };
  if (open.some(({ invocation }) => !invocation.editable)) return { code: 'inside-quotes', command: 'apk add' };
  const reader = calls.find(({ use }) => isReader(use!));
  if (reader === undefined) return null;
  return { code: 'needed-later', line: instruction.startLine, command: `apk ${reader.use!.verb?.text ?? ''}`.trim() };
}

/** A call that looks things up in a stored index. */
function isReader({ manager, verb, args }: Use): boolean {
  if (verb === null) return true;
  const isLookUp = manager.needsLists.includes(verb.text) && !manager.install.includes(verb.text);
  return isLookUp && !hasOption(args, [NO_CACHE, ...REFRESH]);
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
    const word = call.name === 'rm' ? call.invocation.args.find(({ text }) => INDEX.test(text)) : undefined;
    return word === undefined ? [] : [{ call, word }];
  });
}

/** The whole `rm` when it removes nothing else, or else only its word; null when it has to stay. */
function dropIndex(run: Run, call: Call, word: Word): Edit | null {
  const { args, wrappers, editable, command } = call.invocation;
  // Who removes the folder itself may make it again.
  if (!editable || command.redirects.length > 0 || wrappers.length > 0 || !word.text.includes('*')) return null;
  const isOnly = args.every((arg) => arg === word || arg.text.startsWith('-'));
  if (isOnly) return dropCommand(run, call);
  const edit = dropWord(call.invocation, word);
  const { comments } = run.instruction;
  return comments.some(({ span }) => span.start < edit.span.end && span.end > edit.span.start) ? null : edit;
}

/** Who relies on files in the folder, whatever they are. */
const FOLDER_QUESTION: Question = {
  words: /\bapk\b/,
  effect: (call) => (failsOnEmpty(call, [INDEX_FOLDER]) ? 'needs' : null),
  folders: [],
  mentions: () => false,
  effectOfUrl: () => 'harmless',
  assume: null,
};

/** Who reads an index that somebody else has stored. */
const INDEX_QUESTION: Question = {
  ...FOLDER_QUESTION,
  effect: (call) => {
    const apk = call.use ?? call.handedOn;
    if (failsOnEmpty(call, [INDEX_FOLDER]) || copies(call, [INDEX_FOLDER])) return 'needs';
    if (apk?.manager.id !== 'apk' || hasOption(apk.args, [NO_CACHE])) return null;
    const isRefresh = apk.verb?.text === 'update' || hasOption(apk.args, REFRESH);
    if (isRefresh) return call.use === null ? null : 'renews';
    return apk.verb === null || apk.manager.needsLists.includes(apk.verb.text) ? 'needs' : null;
  },
  folders: [INDEX_FOLDER],
  mentions: (text) =>
    /\bapk(?:\s|["'],)[^\n;&|#]*\badd\b/.test(text) && !/--no-cache|--update|\s-U\b|\bapk\s+update\b/.test(text),
  effectOfUrl: () => null,
  assume: (script) => `${script}, run later, fetches the package index itself if it installs packages`,
};

interface Dependents {
  readonly runs: readonly Run[];
  /** About scripts that cannot be read. */
  readonly assumptions: readonly string[];
}

/** The later RUNs that have to change together with this one, or why that cannot be. */
function dependentsOf(run: Run, siblings: readonly Run[], question: Question): Dependents | SkipReason {
  const found: Run[] = [];
  while (true) {
    const { needed, assumptions } = askLater(run, question, new Set(found.map(({ instruction }) => instruction)));
    if (needed === null) return { runs: found, assumptions };
    const other = siblings.find(({ instruction }) => instruction.startLine === needed.line);
    const plan = other === undefined || found.includes(other) ? null : planOf(other);
    if (other === undefined || !isPlan(plan) || plan.dropsIndex) return needed;
    found.push(other);
  }
}
