/** `--no-cache-dir`: pip does not store what it downloads. Nothing else about the install changes. */

import { parentOf } from '../../src/dockerfile/state.ts';
import { hasNewPip, hasOldPip } from './age.ts';
import { type Call, hasOption, installs } from './calls.ts';
import { failsOnMissing, isCleaned, liesIn, mountOver } from './cleaned.ts';
import { askLater, type Question } from './later.ts';
import { leaveAlone, type Run, type Wish } from './run.ts';

export function* pipOption(run: Run): Iterable<Wish> {
  const calls = run.calls.filter((call) => call.use?.manager.id === 'pip' && installs(call.use));
  const open = calls.filter((call) => storesDownloads(run, call));
  const first = open[0];
  if (first === undefined) return;
  const mount = mountOver(run, first.use!.manager);
  if (mount !== null) return yield leaveAlone({ code: 'cache-mount', path: mount });
  if (hasOldPip(run.base) && !open.every((call) => isRenewed(run, call)))
    return yield leaveAlone({ code: 'tool-too-old', tool: 'pip', since: '6.0' });
  const seeded = seededBy(run);
  if (seeded !== null) return yield leaveAlone({ code: 'cache-seeded', path: seeded });
  const later = askLater(run, QUESTION);
  const here = run.calls.find((call) => call.order > first.order && failsOnMissing(call, FOLDERS));
  if (later.needed !== null) return yield leaveAlone(later.needed);
  if (here !== undefined)
    return yield leaveAlone({ code: 'needed-later', line: run.instruction.startLine, command: here.name ?? '' });
  const quoted = open.find(({ invocation }) => !invocation.editable);
  if (quoted !== undefined) yield leaveAlone({ code: 'inside-quotes', command: 'pip install' });
  const edits = open.filter(({ invocation }) => invocation.editable).map(behindVerb);
  if (edits.length === 0) return;
  yield {
    kind: 'reword',
    name: 'pip',
    edits,
    message: 'keep pip from storing what it downloads',
    assumptions: isCertain(run) ? [] : [`pip in ${run.base.reference} is release 6.0 or later`],
  };
}

function behindVerb({ use }: Call) {
  const { end } = use!.args[use!.verb!.index]!.span;
  return { span: { start: end, end }, text: ' --no-cache-dir' };
}

/** Folders that will not be made any more. */
const FOLDERS = ['~/.cache'];

/** `chown -R app ~/.cache` and `rm -r ~/.cache` fail without the folder. */
const QUESTION: Question = {
  words: /\.cache\b/,
  effect: (call) => (failsOnMissing(call, FOLDERS) ? 'needs' : null),
  folders: FOLDERS,
  mentions: () => false,
  effectOfUrl: () => 'harmless',
  assume: null,
};

/** The path that a COPY in front fills with what another pip has stored: wheels that cannot be built here, maybe. */
function seededBy({ stage, instruction }: Run): string | null {
  const copies = stage.instructions.filter(
    ({ keyword, index }) => index < instruction.index && (keyword === 'COPY' || keyword === 'ADD'),
  );
  return copies.map(({ arguments: { words } }) => words.at(-1) ?? '').find((path) => liesIn(path, FOLDERS)) ?? null;
}

/** Whether pip knows the option for certain: not when the distribution's own is installed on an image of unknown age. */
function isCertain(run: Run): boolean {
  const { base } = run;
  if (!base.known) return false;
  if (base.name === 'debian' || base.name === 'ubuntu' || hasNewPip(base)) return true;
  return !textsBefore(run).some((text) => /\bapt(?:-get)?\b.*\bpython3?-pip\b/.test(text));
}

/** Whether an earlier RUN has replaced the pip of this name by a later one. */
function isRenewed(run: Run, { invocation: { program } }: Call): boolean {
  const name = program.text.replaceAll(/[^\w./-]/g, '').replaceAll('.', '\\.');
  const upgrade = new RegExp(
    String.raw`(?:^|[\s;&])${name}\s+install\s[^;&|]*(?:-U|--upgrade)\s+(?:[^;&|]*\s)?pip(?:[\s;&=]|$)`,
  );
  const fresh = program.text === 'pip' ? /get-pip\.py|easy_install\s+(?:-U\s+)?pip\b/ : upgrade;
  return textsBefore(run)
    .slice(0, -1)
    .some((text) => upgrade.test(text) || fresh.test(text));
}

/** What stands in front of the RUN in its stage and the stages it is built on, and the RUN as the last one. */
function textsBefore({ doc, stage, instruction }: Run): readonly string[] {
  const own = stage.instructions.filter(({ index }) => index <= instruction.index).map(({ logical }) => logical);
  const parent = parentOf(doc, stage);
  return parent === null ? own : [...parent.instructions.map(({ logical }) => logical), ...own];
}

/** Whether the call leaves a cache in the layer. */
function storesDownloads(run: Run, { use, invocation, order }: Call): boolean {
  const { manager, args } = use!;
  if (hasOption(args, [...manager.noCacheSpellings, ...manager.offline, '--cache-dir'])) return false;
  if (isCleaned(run, manager, order)) return false;
  // Any value switches the cache off, `0` too; an empty one does not count.
  const value = invocation.env.has('PIP_NO_CACHE_DIR')
    ? invocation.env.get('PIP_NO_CACHE_DIR')
    : run.state.env.get('PIP_NO_CACHE_DIR');
  if (value !== undefined && value !== '') return false;
  if (/PIP_NO_CACHE_DIR|PIP_CACHE_DIR/.test(run.instruction.logical)) return false;
  return !isConfigured(run);
}

/** Whether an earlier RUN has told pip so for good: `pip config set global.no-cache-dir true`. */
function isConfigured({ stage, instruction }: Run): boolean {
  return stage.instructions.some(
    ({ index, logical }) =>
      index <= instruction.index && /\bno-cache-dir\s*=?\s*(?:true|1|yes|on|false|0|no|off)\b/i.test(logical),
  );
}
