/** Files that nobody but root could read or run. */
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { readCopies } from '../../src/project/copies.ts';
import type { Project } from '../../src/project/project.ts';
import { runsOf, textOf } from './calls.ts';
import { history } from './lineage.ts';
import type { Start } from './start.ts';

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

/** @param owned COPYs whose files the new user gets. */
export function findUnreadable(
  doc: Document,
  project: Project,
  stage: Stage,
  start: Start,
  owned: ReadonlySet<Instruction>,
): Unreadable | null {
  for (const at of history(doc, stage)) {
    if ((at.keyword !== 'COPY' && at.keyword !== 'ADD') || owned.has(at)) continue;
    const found = inCopy(doc, project, start, at);
    if (found !== null) return { ...found, at };
  }
  for (const { run, calls } of runsOf(doc, history(doc, stage))) {
    if (calls === null) {
      const mask = /\bumask\s+\d*[1-7]\b|\bchmod\s+(?:-\w+\s+)*(?:[0-7]*[0-3]|[ug]+[+=]\w+|[ugo]*o-\w+)\s/.exec(
        textOf(doc, run),
      );
      if (mask !== null) return { path: mask[0].trim(), mode: 'of its own', at: run };
      continue;
    }
    for (const { name, args } of calls) {
      const words = args
        .map(({ value, text }) => value ?? text)
        .filter((word) => !/^-[A-Za-z-]*$/.test(word) || word === '-x');
      const mode = words[0] ?? '';
      if (name === 'umask' && /[1-7]$/.test(mode)) return { path: 'what follows umask', mode, at: run };
      if (name === 'chmod' && hidesFromOthers(mode)) return { path: words[1] ?? mode, mode, at: run };
      const set = name === 'install' ? args.findIndex(({ value }) => value === '-m') : -1;
      if (set >= 0 && hidesFromOthers(args[set + 1]?.value ?? ''))
        return { path: words.at(-1)!, mode: args[set + 1]!.text, at: run };
    }
  }
  return null;
}

/** Whether a mode of chmod takes a right from others, or gives one to the owner alone. */
function hidesFromOthers(mode: string): boolean {
  if (/^[0-7]+$/.test(mode)) return (Number.parseInt(mode, 8) & OTHERS_READ) === 0;
  return mode.split(',').some((part) => {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(part);
    if (match === null) return true;
    const [, who = '', operator, rights = ''] = match;
    const isOthers = who === '' || /[oa]/.test(who);
    // The right to run it, given to its owner alone.
    if (operator === '+') return !isOthers && rights.includes('x');
    if (operator === '-') return isOthers && /[rx]/.test(rights);
    return isOthers && !rights.includes('r');
  });
}

function inCopy(doc: Document, project: Project, start: Start, copy: Instruction): Omit<Unreadable, 'at'> | null {
  const { flags, words } = copy.arguments;
  const given = flags.find(({ name }) => name === 'chmod')?.value ?? null;
  if (given !== null) return hidesFromOthers(given) ? { path: words.at(-1)!, mode: given } : null;
  // Dockerfile reference: a file from a URL has mode 600.
  const remote =
    copy.keyword === 'ADD'
      ? words.slice(0, -1).find((word) => /^(?:https?|ftp):\/\/(?!.*\.git(?:#|$))/i.test(word))
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
