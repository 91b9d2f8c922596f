/** Files that nobody but root could read or run. */

import { history, pathsOf } from '../../src/app/lineage.ts';
import { pathOf, runsOf, textOf } from '../../src/app/runs.ts';
import type { Start } from '../../src/app/start.ts';
import { type Document, findStage, type Instruction, type Stage } from '../../src/dockerfile/document.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { stateBefore } from '../../src/dockerfile/state.ts';
import { absolute, readCopies } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import type { Project } from '../../src/project/project.ts';

export interface Unreadable {
  readonly path: string;
  readonly mode: string;
  readonly at: Instruction;
}

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o005;
const OTHERS_RUN = 0o001;
const OWNER_RUNS = 0o100;
const MOST_FILES = 3000;
/** An address, not of a repository; behind a variable that is known at build time only mostly stands one. */
const REMOTE = /^(?:(?:https?|ftp):\/\/|\$\{?\w*UR[IL]\}?)(?!.*\.git(?:#|$))/i;

/** @param owned COPYs whose files the new user gets. */
export function findUnreadable(
  doc: Document,
  project: Project,
  stage: Stage,
  start: Start,
  owned: ReadonlySet<Instruction>,
): Unreadable | null {
  const own = history(doc, stage);
  for (const at of own) {
    if ((at.keyword !== 'COPY' && at.keyword !== 'ADD') || owned.has(at)) continue;
    const found = inCopy(doc, project, start, at) ?? inBuilders(doc, project, start, at, new Set());
    if (found !== null) return { ...found, at };
  }
  return inRuns(doc, own);
}

/** What another stage makes unreadable is so where it is copied to: modes come along. */
function inBuilders(
  doc: Document,
  project: Project,
  start: Start,
  copy: Instruction,
  seen: Set<Stage>,
): Omit<Unreadable, 'at'> | null {
  const from = copy.arguments.flags.find(({ name }) => name === 'from')?.value;
  const isSet = copy.arguments.flags.some(({ name }) => name === 'chmod');
  const builder = from === undefined || from === null || copy.stage === null ? null : findStage(doc, from, copy.stage);
  if (builder === null || isSet || seen.has(builder)) return null;
  seen.add(builder);
  const all = history(doc, builder);
  for (const at of all) {
    if (at.keyword !== 'COPY' && at.keyword !== 'ADD') continue;
    const found = isCarried(doc, at, copy) ? inCopy(doc, project, start, at) : null;
    const deeper = found ?? inBuilders(doc, project, start, at, seen);
    if (deeper !== null) return deeper;
  }
  return inRuns(doc, all, copy);
}

/** Whether files of one COPY may be among those that a later one takes along. */
function isCarried(doc: Document, first: Instruction, copy: Instruction): boolean {
  const target = pathsOf(doc, first)?.at(-1) ?? '/';
  const sources = pathsOf(doc, copy)?.slice(0, -1).map(absolute) ?? ['/'];
  return sources.some((source) => isBelow(source, target) || isBelow(target, source));
}

/** @param copy what is taken from the stage: then only what is there counts. */
function inRuns(doc: Document, all: readonly Instruction[], copy: Instruction | null = null): Unreadable | null {
  const sources = copy === null ? null : (pathsOf(doc, copy)?.slice(0, -1).map(absolute) ?? ['/']);
  const matters = (path: string | null): boolean =>
    sources === null || path === null || sources.some((source) => isBelow(source, path) || isBelow(path, source));
  for (const { run, state, calls } of runsOf(doc, all)) {
    if (calls === null) {
      const mask = UNREAD.exec(textOf(doc, run));
      if (mask !== null) return { path: 'what the RUN makes', mode: mask[0].trim(), at: run };
      continue;
    }
    for (const { name, args } of calls) {
      const words = args.filter(({ value, text }) => !/^-[A-Za-z-]*$/.test(value ?? text) || text === '-x');
      const [mode = '', ...paths] = words.map(({ value, text }) => value ?? text);
      if (name === 'umask' && /[1-7]$/.test(mode)) return { path: 'what follows umask', mode, at: run };
      const isThere = words.slice(1).some((word) => matters(pathOf(word, state)));
      if (name === 'chmod' && hidesFromOthers(mode) && isThere) return { path: paths[0] ?? mode, mode, at: run };
      const set = args.findIndex(({ value }) => value === '-m' || value === '--mode');
      const given = (name === 'install' || name === 'mkdir') && set >= 0 ? (args[set + 1] ?? null) : null;
      if (given !== null && hidesFromOthers(given.value ?? '') && matters(pathOf(args.at(-1)!, state)))
        return { path: paths.at(-1) ?? mode, mode: given.text, at: run };
    }
  }
  return null;
}

/** In a RUN that cannot be read. */
const UNREAD = /\bumask\s+\d*[1-7]\b|\bchmod\s+(?:-\w+\s+)*(?:[0-7]*[0-3]|[ug]+[+=]\w+|[ugo]*o-\w+)\s/;

/** Whether a mode of chmod takes a right from others, or gives one to the owner alone. */
function hidesFromOthers(mode: string): boolean {
  if (/^[0-7]+$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    return (bits & OTHERS_READ) === 0 || ((bits & OWNER_RUNS) !== 0 && (bits & OTHERS_RUN) === 0);
  }
  return mode.split(',').some((part) => {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(part);
    if (match === null) return true;
    const [, who = '', operator, rights = ''] = match;
    const isOthers = who === '' || /[oa]/.test(who);
    // The right to run it, given to its owner alone.
    if (operator === '+') return !isOthers && rights.includes('x');
    if (operator === '-') return isOthers && /[rx]/.test(rights);
    return isOthers && (!rights.includes('r') || (/u[go]*=[rw]*x/.test(mode) && !/x/i.test(rights)));
  });
}

function inCopy(doc: Document, project: Project, start: Start, copy: Instruction): Omit<Unreadable, 'at'> | null {
  const { flags, words } = copy.arguments;
  const { env } = stateBefore(doc, copy);
  const given = flags.find(({ name }) => name === 'chmod')?.value ?? null;
  if (given !== null) return hidesFromOthers(given) ? { path: words.at(-1)!, mode: given } : null;
  // Dockerfile reference: a file from a URL has mode 600.
  const remote =
    copy.keyword === 'ADD'
      ? words
          .slice(0, -1)
          .find((word) => REMOTE.test(expandWord(word, (name) => env.get(name) ?? null, doc.escape) ?? word))
      : undefined;
  if (remote !== undefined) return { path: remote, mode: '600' };
  const copies = readCopies(doc, project, copy);
  if (!copies.ok) return null;
  const started = new Set(start.calls.flatMap(({ origin }) => (origin?.kind === 'context' ? [origin.path] : [])));
  let left = MOST_FILES;
  const look = (path: string, isTop: boolean): Omit<Unreadable, 'at'> | null => {
    const stat = project.statOf(path);
    if (stat === null || left-- <= 0) return null;
    const { kind, mode } = stat;
    const shown = { path, mode: (mode & 0o777).toString(8) };
    if (kind === 'file') {
      if ((mode & OTHERS_READ) === 0) return shown;
      return started.has(path) && (mode & OWNER_RUNS) !== 0 && (mode & OTHERS_RUN) === 0 ? shown : null;
    }
    if (kind !== 'folder') return null;
    if (!isTop && (mode & OTHERS_ENTER) !== OTHERS_ENTER) return shown;
    for (const name of project.list(path)) {
      const found = look(path === '' ? name : `${path}/${name}`, false);
      if (found !== null) return found;
    }
    return null;
  };
  for (const { from } of copies.copied) {
    const found = look(from, true);
    if (found !== null) return found;
  }
  return null;
}
