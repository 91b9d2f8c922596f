/** Which COPYs bring the app, and so get an owner. */

import { history, pathsOf } from '../../src/app/lineage.ts';
import { pathOf, runsOf } from '../../src/app/runs.ts';
import type { Start } from '../../src/app/start.ts';
import { type Document, type Instruction, type Stage, stageOf } from '../../src/dockerfile/document.ts';
import { stateAfter } from '../../src/dockerfile/state.ts';
import { absolute, readCopies } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import type { Project } from '../../src/project/project.ts';
import type { Owner } from './owner.ts';
import { type Refused, refuse, type Subject } from './subject.ts';

export interface OwnedCopies {
  /** COPYs and ADDs of the last stage that get a --chown. */
  readonly copies: readonly Instruction[];
  /** Those whose files belong to the user in the end, them and others. */
  readonly owned: ReadonlySet<Instruction>;
}

/** @param given the RUN that gives the whole folder away already: what is copied above it needs no owner. */
export function chownedCopies(
  { doc, project, stage, start, owner, writes, scripts }: Subject,
  workdir: string,
  given: Instruction | null,
): OwnedCopies | Refused {
  const isOpen = writes.kind === 'unknown';
  const folders = [...writes.folders.map(({ path }) => path), ...scripts];
  const copies: Instruction[] = [];
  const owned = new Set<Instruction>();
  for (const copy of history(doc, stage)) {
    if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') continue;
    if (given !== null && copy.index < given.index) {
      owned.add(copy);
      continue;
    }
    const target = pathsOf(doc, copy)?.at(-1) ?? null;
    if (target === null)
      return refuse({ code: 'copy-not-read', why: 'variable', word: copy.arguments.words.at(-1)! }, copy);
    if (target === '/' || !(isBelow(target, workdir) || isBelow(workdir, target))) continue;
    const chown = copy.arguments.flags.find(({ name }) => name === 'chown')?.value ?? null;
    if (chown !== null) {
      if (!isOwner(chown, owner))
        return refuse({ code: 'user-made', command: `--chown=${chown}`, line: copy.startLine }, copy);
      owned.add(copy);
      continue;
    }
    const isWritten =
      target !== workdir && isBelow(target, workdir) && folders.some((path) => meets(path, target, workdir));
    const isApp = isWritten || (isOpen ? !bringsProgram(doc, copy, start) : bringsData(doc, project, copy));
    if (!isApp || isLaidOver(doc, stage, copy, target)) continue;
    if (copy.stage !== stage.index)
      return refuse({ code: 'app-in-parent', stage: doc.stages[copy.stage ?? 0]?.name ?? `${copy.stage}` }, copy);
    copies.push(copy);
    owned.add(copy);
  }
  return { copies, owned };
}

/** COPYs into folders outside of the app's own that it writes to: what they bring, it may change. */
export function copiesInto({ doc, stage, owner }: Subject, folders: readonly string[]): OwnedCopies | Refused {
  const copies: Instruction[] = [];
  for (const copy of history(doc, stage)) {
    if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') continue;
    const target = pathsOf(doc, copy)?.at(-1) ?? null;
    if (target === null || !folders.some((folder) => isBelow(target, folder))) continue;
    const chown = copy.arguments.flags.find(({ name }) => name === 'chown')?.value ?? null;
    if (chown !== null && isOwner(chown, owner)) continue;
    if (chown !== null) return refuse({ code: 'user-made', command: `--chown=${chown}`, line: copy.startLine }, copy);
    if (copy.stage !== stage.index)
      return refuse({ code: 'app-in-parent', stage: doc.stages[copy.stage ?? 0]?.name ?? `${copy.stage}` }, copy);
    copies.push(copy);
  }
  return { copies, owned: new Set(copies) };
}

/** Whether what is copied to a place lies in a folder that is written to, which is not that of the whole app. */
function meets(written: string, target: string, workdir: string): boolean {
  return (written !== workdir && isBelow(target, written)) || isBelow(written, target);
}

/** The group does not matter: what is given to a user, it may write to. */
function isOwner(chown: string, { ids, name }: Owner): boolean {
  const user = chown.replace(/:.*/, '');
  return user !== '' && (user === name || user === ids.replace(/:.*/, ''));
}

/** The last RUN that gives the whole folder to the user, or to everybody. */
export function givenAway(doc: Document, stage: Stage, workdir: string, owner: Owner): Instruction | null {
  let last: Instruction | null = null;
  for (const { run, state, calls } of runsOf(doc, history(doc, stage))) {
    for (const { name, args } of calls ?? []) {
      const words = args.filter(({ text }) => !text.startsWith('-'));
      const isDeep = args.some(({ text }) => /^-[a-zA-Z]*R|^--recursive$/.test(text));
      const to = words[0]?.value ?? '';
      const isGiven =
        (name === 'chown' && isOwner(to, owner)) || (name === 'chmod' && /^(?:0?[0-7]{2}7|a\+\w*w\w*)$/.test(to));
      if (isDeep && isGiven && words.slice(1).some((word) => isBelow(workdir, pathOf(word, state) ?? '//'))) last = run;
    }
  }
  return last;
}

/** Whether a RUN gives a folder itself to the user, and none takes it back. */
export function isGiven(doc: Document, stage: Stage, folder: string, owner: Owner): boolean {
  let given = false;
  for (const { state, calls } of runsOf(doc, history(doc, stage))) {
    for (const { name, args, conditional } of calls ?? []) {
      const [to, ...paths] = args.filter(({ text }) => !text.startsWith('-'));
      if (name !== 'chown' || to === undefined || !paths.some((word) => pathOf(word, state) === folder)) continue;
      given = !conditional && isOwner(to.value ?? '', owner);
    }
  }
  return given;
}

/** What is copied as a file, the app reads; data files aside. */
function bringsData(doc: Document, project: Project, copy: Instruction): boolean {
  const sources = copy.arguments.words.slice(0, -1);
  if (sources.some((word) => /\.(?:db|sqlite3?|mdb|rdb)$/.test(word))) return true;
  const copies = readCopies(doc, project, copy);
  if (copies.ok) return copies.copied.some(({ kind }) => kind === 'folder');
  return !sources.every((source) => /[^/.]\.\w{1,5}$/.test(source));
}

/** What an app does not write to, whatever it does: what is started, and the files of a package manager. */
function bringsProgram(doc: Document, copy: Instruction, start: Start): boolean {
  const { workdir } = stateAfter(doc, stageOf(doc, copy)!);
  const target = pathsOf(doc, copy)?.at(-1) ?? '';
  const isInside = workdir !== null && target !== workdir && isBelow(target, workdir);
  return copy.arguments.words.slice(0, -1).every((source) => {
    const base = source.slice(source.lastIndexOf('/') + 1);
    const isStarted = start.calls.some(({ call, name }) => {
      const program = call.program.value ?? '';
      const path = program.startsWith('/') ? program : absolute(`${workdir ?? ''}/${program}`);
      return path === target || path === absolute(`${target}/${base}`) || (program === name && name === base);
    });
    // A folder that a COPY has to make gets its owner too.
    const isAtTop = !isInside || target === absolute(`${workdir}/${base}`);
    return isStarted || (isAtTop && (MANIFEST.test(base) || /\.jar$/.test(base)));
  });
}

const MANIFEST =
  /^(?:package.*\.json|.*\.lock|.*-lock\.(?:json|ya?ml)|\.npmrc|requirements.*\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|Gemfile|composer\.json|go\.(?:mod|sum)|Cargo\.toml|pom\.xml|build\.gradle.*)$/;

/** Whether a later COPY of a whole folder brings the same files again. */
function isLaidOver(doc: Document, stage: Stage, copy: Instruction, target: string): boolean {
  const isWhole = copy.arguments.words.slice(0, -1).some((word) => /^\.\/?$/.test(word));
  if (isWhole || copy.arguments.flags.some(({ name }) => name === 'from')) return false;
  return history(doc, stage).some((later) => {
    if (
      later.index <= copy.index ||
      later.keyword !== 'COPY' ||
      later.arguments.flags.some(({ name }) => name === 'from')
    )
      return false;
    const [source = '', ...more] = later.arguments.words;
    const to = pathsOf(doc, later)?.at(-1);
    return more.length === 1 && /^\.\/?$/.test(source) && to !== undefined && isBelow(target, to);
  });
}
