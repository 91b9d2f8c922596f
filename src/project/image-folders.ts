/** Which paths of the image are folders before an instruction, as far as the Dockerfile shows. */
import { type Invocation, invocations } from '../dockerfile/commands.ts';
import { type Document, type Instruction, type Stage, stageOf } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { readShell } from '../dockerfile/shell.ts';
import { baseOf, parentOf, type State, stateBefore } from '../dockerfile/state.ts';
import { absolute, absoluteFrom } from './absolute.ts';
import type { Files } from './files.ts';

/** In every image with a distribution in it. Source: Filesystem Hierarchy Standard 3.0, chapters 3 to 5. */
const STANDARD: ReadonlySet<string> = new Set([
  ...['/bin', '/etc', '/home', '/lib', '/mnt', '/opt', '/root', '/sbin', '/srv', '/tmp', '/usr', '/var'],
  ...['/usr/bin', '/usr/lib', '/usr/local', '/usr/local/bin', '/usr/local/lib', '/usr/sbin', '/usr/share'],
  ...['/var/cache', '/var/lib', '/var/log', '/var/tmp'],
]);
/** Not in every image of busybox and the like. Own knowledge of a few. */
const OPTIONAL: ReadonlySet<string> = new Set(['/mnt', '/opt', '/sbin', '/srv', '/usr/local/bin', '/usr/local/lib']);

/**
 * Whether a path is certainly a folder before an instruction. False also when nobody can tell.
 * @param path absolute, clean.
 */
export function isFolderBefore(doc: Document, files: Files, instruction: Instruction, path: string): boolean {
  const stage = stageOf(doc, instruction);
  if (path === '/' || stage === null) return path === '/';
  const before = stage.instructions.slice(0, stage.instructions.indexOf(instruction));
  return lastWord(doc, files, stage, before, path, 0) ?? false;
}

/** What the last instruction says that speaks of the path; null when none does. */
function lastWord(
  doc: Document,
  files: Files,
  stage: Stage,
  instructions: readonly Instruction[],
  path: string,
  depth: number,
): boolean | null {
  for (const each of instructions.toReversed()) {
    const said = saysOf(doc, files, each, path);
    if (said !== null) return said;
  }
  const parent = parentOf(doc, stage);
  if (parent !== null) return depth < 12 ? lastWord(doc, files, parent, parent.instructions, path, depth + 1) : null;
  const first = stage.instructions[0];
  const workdir = first === undefined ? null : stateBefore(doc, first).workdir;
  if (workdir !== null && holds(absolute(workdir), path)) return true;
  const { family } = baseOf(doc, stage);
  const isBare = family === 'scratch' || family === 'busybox' || family === 'distroless';
  return STANDARD.has(path) && family !== 'scratch' && !(isBare && OPTIONAL.has(path)) ? true : null;
}

/** Whether the path is there as a folder once something lies at `made`, which is a folder itself. */
function holds(made: string, path: string): boolean {
  return made === path || made.startsWith(`${path}/`);
}

/** Whether the instruction makes the path a folder, or may take it away; null for neither. */
function saysOf(doc: Document, files: Files, instruction: Instruction, path: string): boolean | null {
  const state = stateBefore(doc, instruction);
  switch (instruction.keyword) {
    case 'WORKDIR': {
      const place = placeOf(instruction.arguments.rest, state, doc.escape);
      return place !== null && holds(place, path) ? true : null;
    }
    case 'RUN':
      return saysCommand(instruction, state, path);
    case 'COPY':
    case 'ADD':
      return makesByCopy(doc, files, instruction, state, path) ? true : null;
    default:
      return null;
  }
}

/** What a word names as seen from the working directory; null when that is known at build time only. */
export function placeOf(word: string, { env, workdir }: State, escape: string): string | null {
  const value = expandWord(word, (name) => env.get(name) ?? null, escape);
  if (value === null || (!value.startsWith('/') && workdir === null)) return null;
  return absoluteFrom(workdir, value);
}

function makesByCopy(doc: Document, files: Files, copy: Instruction, state: State, path: string): boolean {
  const { words, flags } = copy.arguments;
  const target = words.at(-1);
  const place = target === undefined ? null : placeOf(target, state, doc.escape);
  if (target === undefined || place === null) return false;
  if (place !== path || isWrittenAsFolder(target)) return holds(place, path);
  const isFromContext = flags.every(({ name }) => name !== 'from') && copy.heredocs.length === 0;
  const source = expandWord(words[0]!, (name) => state.env.get(name) ?? null, doc.escape);
  return isFromContext && source !== null && files.statOf(absolute(source).slice(1))?.kind === 'folder';
}

/**
 * Whether the target of a COPY says by itself that it is a folder; `app/.` does not.
 * Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go, dispatchCopy.
 */
export function isWrittenAsFolder(target: string): boolean {
  return target === '' || target === '.' || target.endsWith('/');
}

function saysCommand(run: Instruction, { workdir }: State, path: string): boolean | null {
  // Where a command runs is made, should it be missing.
  let said = workdir !== null && holds(absolute(workdir), path) ? true : null;
  for (const { places, isRemoved, isMade } of changesOf(run, workdir)) {
    if (isRemoved && places.some((place) => holds(path, place))) said = false;
    if (isMade && places.some((place) => holds(place, path))) said = true;
  }
  return said;
}

/** A command that may take its places away, or certainly makes them folders. */
interface Change {
  readonly places: readonly string[];
  readonly isRemoved: boolean;
  readonly isMade: boolean;
}

/** A file with long RUNs is asked for every path that its start looks at. */
const changes = new WeakMap<Instruction, readonly Change[]>();

function changesOf(run: Instruction, workdir: string | null): readonly Change[] {
  let found = changes.get(run);
  if (found === undefined) {
    found = readChanges(run, workdir);
    changes.set(run, found);
  }
  return found;
}

function readChanges(run: Instruction, workdir: string | null): readonly Change[] {
  const reading = readShell(run);
  if (!reading.readable) return [];
  const calls = invocations(reading.list);
  // Behind a `cd`, what is not absolute may be anywhere.
  const isMoved = calls.some(({ name }) => name === 'cd' || name === 'pushd');
  const resolve = (value: string): string | null => {
    if (value.startsWith('/')) return absolute(value);
    return workdir === null || isMoved ? null : absolute(`${workdir}/${value}`);
  };
  return calls.flatMap((call) => {
    const isRemoved = REMOVERS.has(call.name ?? '');
    const isMade = isMaker(call) && !call.conditional;
    if (!isRemoved && !isMade) return [];
    return { places: namedBy(call).flatMap((value) => resolve(value) ?? []), isRemoved, isMade };
  });
}

const REMOVERS: ReadonlySet<string> = new Set(['rm', 'rmdir', 'mv']);

function isMaker({ name, args }: Invocation): boolean {
  return name === 'mkdir' || (name === 'install' && args.some(({ value }) => value === '-d'));
}

function namedBy({ args }: Invocation): readonly string[] {
  return args.flatMap(({ value, hasGlob }) => (value === null || hasGlob || value.startsWith('-') ? [] : value));
}
