/** What a RUN does, program by program: install steps, what may stand beside them, and what must not. */

import { type Folder, type Folders, folderReader } from '../../src/app/folders.ts';
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import { type Node, readShell, type ShellBody } from '../../src/dockerfile/shell.ts';
import { mountsOf, type State, stateBefore } from '../../src/dockerfile/state.ts';
import type { Copied } from '../../src/project/copies.ts';
import { contextAt, rootAt } from '../../src/project/placed.ts';
import type { Project } from '../../src/project/project.ts';
import type { Need, Recipe, Refusal, Step } from './recipe.ts';

/** One program of a RUN, and what the recipes say of it. */
export interface Call {
  readonly call: Invocation;
  readonly folder: Folder;
  readonly answer: Need | Refusal | null;
}

export interface RunReading {
  readonly run: Instruction;
  readonly state: State;
  readonly body: ShellBody;
  /** What `&&` joins at the top; one part for everything else. */
  readonly parts: readonly Node[];
  readonly calls: readonly Call[];
}

export interface Asked {
  readonly doc: Document;
  readonly project: Project;
  readonly recipes: readonly Recipe[];
}

const readings = new WeakMap<Instruction, { readonly project: Project; readonly reading: RunReading | null }>();

/**
 * Asks the recipes about a RUN, once: some of them read large files.
 * @param copied by the COPYs in front of it.
 * @returns null for a RUN that cannot be read.
 */
export function readRun(asked: Asked, run: Instruction, copied: readonly Copied[]): RunReading | null {
  const known = readings.get(run);
  if (known?.project === asked.project) return known.reading;
  const reading = read(asked, run, copied);
  readings.set(run, { project: asked.project, reading });
  return reading;
}

function read(asked: Asked, run: Instruction, copied: readonly Copied[]): RunReading | null {
  const body = readShell(run);
  const state = stateBefore(asked.doc, run);
  if (!body.readable || state.shellKind === 'other') return null;
  const calls = invocations(body.list);
  const folders = folderReader(body.list, calls, state.workdir);
  return {
    run,
    state,
    body,
    parts: partsOf(body),
    calls: calls.map((call) => readCall(asked, run, state, call, calls, folders, copied)),
  };
}

function readCall(
  { doc, project, recipes }: Asked,
  run: Instruction,
  state: State,
  call: Invocation,
  calls: readonly Invocation[],
  folders: Folders,
  copied: readonly Copied[],
): Call {
  const folder = folders.of(call);
  // What is bind-mounted is not what was copied.
  if (folder === null || mountsOf(run).some(({ type }) => type === 'bind')) return { call, folder, answer: null };
  const root = rootAt(project, copied, folder);
  const toContext = (place: string): string | null => contextAt(project, copied, place);
  const step: Step = { doc, project, run, state, call, calls, cwd: folder, root, toContext };
  for (const recipe of recipes) {
    const answer = recipe(step);
    if (answer !== null) return { call, folder, answer };
  }
  return { call, folder, answer: null };
}

function partsOf({ list }: ShellBody): readonly Node[] {
  const [first, ...rest] = list.items;
  if (first === undefined) return [];
  const { node } = first;
  const isChain = rest.length === 0 && !first.background && node.kind === 'and-or';
  if (isChain && node.operators.every(({ text }) => text === '&&')) return node.items;
  return [node];
}

/** Whether the parts are all there is: one list item, and nothing left running. */
export function isChain({ body }: RunReading): boolean {
  return body.list.items.length === 1 && body.list.items[0]?.background === false;
}

export function isNeed(answer: Need | Refusal | null): answer is Need {
  return answer !== null && 'tool' in answer;
}

export function isRefusal(answer: Need | Refusal | null): answer is Refusal {
  return answer !== null && 'refused' in answer;
}

/** An install step. A need without manifests (settings of the tool) may go along with one, and is none. */
export function isInstall(answer: Need | Refusal | null): answer is Need {
  return isNeed(answer) && answer.reads.length > 0;
}

export function needsOf(calls: readonly Call[]): readonly Need[] {
  return calls.map(({ answer }) => answer).filter(isNeed);
}
