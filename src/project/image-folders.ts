/** Which paths of the image are folders before an instruction, as far as the Dockerfile shows. */
import { type Invocation, invocations } from '../dockerfile/commands.ts';
import { type Document, type Instruction, type Stage, stageOf } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { readShell } from '../dockerfile/shell.ts';
import { baseOf, parentOf, type State, stateBefore } from '../dockerfile/state.ts';
import { absolute } from './absolute.ts';
import type { Files } from './files.ts';

/** In every image with a distribution in it. Source: Filesystem Hierarchy Standard 3.0, chapters 3 to 5. */
const STANDARD: ReadonlySet<string> = new Set([
  ...['/bin', '/etc', '/home', '/lib', '/mnt', '/opt', '/root', '/sbin', '/srv', '/tmp', '/usr', '/var'],
  ...['/usr/bin', '/usr/lib', '/usr/local', '/usr/local/bin', '/usr/local/lib', '/usr/sbin', '/usr/share'],
  ...['/var/cache', '/var/lib', '/var/log', '/var/tmp'],
]);

/**
 * Whether a path is certainly a folder before an instruction. False also when nobody can tell.
 * @param path absolute, clean.
 */
export function isFolderBefore(doc: Document, files: Files, instruction: Instruction, path: string): boolean {
  const stage = stageOf(doc, instruction);
  if (path === '/' || stage === null) return path === '/';
  const before = stage.instructions.slice(0, stage.instructions.indexOf(instruction));
  const { workdir } = stateBefore(doc, instruction);
  if (workdir !== null && holds(workdir, path)) return true;
  return isMade(doc, files, stage, before, path, 0);
}

function isMade(
  doc: Document,
  files: Files,
  stage: Stage,
  instructions: readonly Instruction[],
  path: string,
  depth: number,
): boolean {
  if (instructions.some((each) => makes(doc, files, each, path))) return true;
  const parent = parentOf(doc, stage);
  if (parent !== null && depth < 12) return isMade(doc, files, parent, parent.instructions, path, depth + 1);
  return parent === null && STANDARD.has(path) && baseOf(doc, stage).family !== 'scratch';
}

/** Whether the path is there as a folder once something lies at `made`, which is a folder itself. */
function holds(made: string, path: string): boolean {
  return made === path || made.startsWith(`${path}/`);
}

function makes(doc: Document, files: Files, instruction: Instruction, path: string): boolean {
  const state = stateBefore(doc, instruction);
  switch (instruction.keyword) {
    case 'WORKDIR':
      return state.workdir !== null && holds(absolute(state.workdir), path);
    case 'RUN':
      return makesByCommand(instruction, state, path);
    case 'COPY':
    case 'ADD':
      // What stands before WORKDIR is made by it, too.
      return (
        (state.workdir !== null && holds(absolute(state.workdir), path)) ||
        makesByCopy(doc, files, instruction, state, path)
      );
    default:
      return false;
  }
}

function makesByCopy(doc: Document, files: Files, copy: Instruction, { env, workdir }: State, path: string): boolean {
  const words = copy.arguments.words.map((word) => expandWord(word, (name) => env.get(name) ?? null, doc.escape));
  const target = words.at(-1);
  if (target === undefined || target === null || (!target.startsWith('/') && workdir === null)) return false;
  const place = absolute(target.startsWith('/') ? target : `${workdir}/${target}`);
  if (isWrittenAsFolder(target) || words.length > 2) return holds(place, path);
  if (place !== path) return holds(place, path);
  const isFromContext = copy.arguments.flags.every(({ name }) => name !== 'from') && copy.heredocs.length === 0;
  const source = words[0];
  return isFromContext && typeof source === 'string' && files.statOf(absolute(source).slice(1))?.kind === 'folder';
}

/** Whether the target of a COPY says by itself that it is a folder. */
export function isWrittenAsFolder(target: string): boolean {
  return /(?:^|\/)\.?$/.test(target);
}

function makesByCommand(run: Instruction, { workdir }: State, path: string): boolean {
  const reading = readShell(run);
  if (!reading.readable) return false;
  const calls = invocations(reading.list);
  // Behind a `cd`, what is not absolute may be anywhere.
  const isMoved = calls.some(({ name }) => name === 'cd' || name === 'pushd');
  const resolve = (value: string): string | null => {
    if (value.startsWith('/')) return absolute(value);
    return workdir === null || isMoved ? null : absolute(`${workdir}/${value}`);
  };
  return calls.some((call) => !call.conditional && foldersOf(call).some((value) => holds(resolve(value) ?? '', path)));
}

function foldersOf({ name, args }: Invocation): readonly string[] {
  const isMaker = name === 'mkdir' || (name === 'install' && args.some(({ value }) => value === '-d'));
  if (!isMaker) return [];
  return args.flatMap(({ value, hasGlob }) => (value === null || hasGlob || value.startsWith('-') ? [] : value));
}
