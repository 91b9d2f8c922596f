/** The folder with the packages, and the lines that make it one. */
import { mountsOf } from '../../../../src/dockerfile/state.ts';
import { overlap } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import { type Plan, type Refusal, refuse } from '../../recipe.ts';
import { commandOf, isInstall, type PythonCall } from './calls.ts';
import { type Environment, pathFolders } from './environment.ts';
import { homeOf, isRoot } from './home.ts';
import { pathLine, VENV, venvEdit, withoutSystem } from './venv.ts';

export interface Place extends Pick<Plan, 'edits' | 'lines'> {
  readonly path: string;
}

/** The folder with the packages, and what makes it one. */
export function placeOf(app: App, calls: readonly PythonCall[], environment: Environment): Place | Refusal {
  if (environment.kind === 'own') return { path: environment.path, edits: [], lines: [] };
  if (environment.kind === 'user') {
    // Python finds them by the home of whoever runs it.
    const last = calls.filter(isInstall).at(-1)!.step;
    const end = { state: app.final, run: last.run };
    const isSame = app.final.user === last.state.user && `${homeOf(app, end)}/.local` === environment.path;
    if (isSame && app.uses.every(({ user }) => user === null)) return { path: environment.path, edits: [], lines: [] };
    return refuse({ code: 'root-home', text: environment.path, line: app.stage.from.startLine });
  }
  // Everything that pip installs belongs into it, tools too.
  const first = calls.find((call) => isInstall(call) || call.kind === 'tool')!;
  const { run, state } = first.step;
  const path = app.stage.instructions.find((each) => each.keyword === 'ENV' && hidesPath(each, state));
  const isWritable = state.user === null || isRoot(state.user);
  if (path !== undefined || !isWritable)
    return refuse({ code: 'artefact-not-known', command: commandOf(first), line: run.startLine }, path ?? run);
  const installs = calls.filter(isInstall);
  const cuts = installs.map((call) => withoutSystem(app.doc, call));
  const stuck = installs[cuts.indexOf(null)];
  if (stuck !== undefined) return refuse({ code: 'inside-quotes', command: commandOf(stuck) }, stuck.step.run);
  const edits = [venvEdit(app, first, installs), ...cuts.flatMap((each) => each ?? [])];
  return { path: VENV, edits, lines: [pathLine(run, app.doc)] };
}

/** An ENV that puts the image's own Python in front of every environment. */
function hidesPath(instruction: Parameters<typeof pathFolders>[0], state: Parameters<typeof pathFolders>[1]): boolean {
  const isWhole = instruction.arguments.pairs.some(({ key, value }) => key === 'PATH' && !/\$\{?PATH\}?/.test(value));
  return isWhole || pathFolders(instruction, state).some((folder) => /^\/usr\/(?:local\/)?bin$|^\/bin$/.test(folder));
}

/** A mount over the environment is in no layer. */
export function cachedOver(installs: readonly PythonCall[], place: string): Refusal | null {
  for (const { step } of installs)
    for (const { type, target } of mountsOf(step.run))
      if (type !== 'secret' && type !== 'ssh' && type !== 'bind' && target !== null && overlap(target, place))
        return refuse({ code: 'cache-mount', path: target }, step.run);
  return null;
}
