/** The programs that the builds of an app leave, behind the moves that follow them, and which of them the container starts. */

import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import { mountsOf } from '../../../../src/dockerfile/state.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import { isFolderBefore } from '../../../../src/project/image-folders.ts';
import { isBelow, nameOf } from '../../../../src/project/paths.ts';
import type { App, Step } from '../../app.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import { isGoCall, readGoCall } from './call.ts';
import { type Output, outputsOf } from './outputs.ts';
import { textOf } from './settings.ts';
import { join } from './tree.ts';

export interface Built {
  readonly outputs: readonly Output[];
  /** `mv` and `cp` of them. */
  readonly moves: readonly Invocation[];
  /** The last build of which nothing can be said. */
  readonly unread: { readonly step: Step; readonly refusal: Refusal } | null;
}

/** What the steps of the stage build, where it lies in the end, and the first step that cannot be read. */
export function builtBy(app: App): Built {
  const outputs: Output[] = [];
  const moves: Invocation[] = [];
  let unread: Built['unread'] = null;
  for (const step of app.steps) {
    const moved = movedBy(app, step, outputs);
    if (moved !== null) {
      outputs.push(moved);
      moves.push(step.call);
    }
    if (!isGoCall(step, 'build', 'install')) continue;
    const found = readOutputs(app, step);
    if (isRefusal(found)) unread = { step, refusal: found };
    else outputs.push(...found);
  }
  return { outputs, moves, unread };
}

function readOutputs(app: App, step: Step): readonly Output[] | Refusal {
  const call = readGoCall(app, step);
  if (isRefusal(call)) return call;
  if (step.call.conditional)
    return refuse({ code: 'artefact-not-known', command: `go ${call.verb}`, line: step.run.startLine }, step.run);
  const outputs = outputsOf(app, call);
  if (isRefusal(outputs)) return outputs;
  const mounted = mountsOf(step.run).find(
    ({ target, type }) =>
      type !== 'secret' && type !== 'ssh' && outputs.some(({ path }) => target !== null && isBelow(path, target)),
  );
  return mounted?.target == null ? outputs : refuse({ code: 'cache-mount', path: mounted.target }, step.run);
}

/** `mv app /usr/local/bin/`: the program is there from then on. */
function movedBy(app: App, step: Step, outputs: readonly Output[]): Output | null {
  const { call, cwd, run } = step;
  if ((call.name !== 'mv' && call.name !== 'cp') || call.conditional || cwd === null) return null;
  const [from, to, ...more] = call.args.filter(({ text }) => !text.startsWith('-'));
  if (from === undefined || to === undefined || more.length > 0) return null;
  const source = textOf(app, step, from);
  const target = textOf(app, step, to);
  if (source === null || target === null) return null;
  const output = outputs.findLast(({ path }) => path === place(cwd, source));
  if (output === undefined) return null;
  const path = place(cwd, target);
  const isFolder = target.endsWith('/') || target === '.' || isFolderBefore(app.doc, app.project, run, path);
  return { ...output, path: isFolder ? join(path, nameOf(output.path)) : path };
}

function place(cwd: string, path: string): string {
  return absoluteFrom(cwd, path);
}
