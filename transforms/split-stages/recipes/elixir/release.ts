/** The folder of the release that is started. */

import { callText } from '../../../../src/app/call-words.ts';
import { expandWord } from '../../../../src/dockerfile/expand.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import type { MixCall } from './calls.ts';

export interface Release {
  /** Absolute: what is carried. */
  readonly path: string;
}

/** Source: the documentation of `mix release`: `_build/MIX_ENV/rel/NAME`, or `--path`. */
export function releaseOf(app: App, { step }: MixCall): Release | Refusal {
  const { call, cwd, run, state } = step;
  const unknown = refuse({ code: 'artefact-not-known', command: callText(step.call), line: run.startLine }, run);
  const context = cwd === null ? null : app.toContext(cwd === '/' ? '/mix.exs' : `${cwd}/mix.exs`);
  const manifest = context === null ? null : app.project.readText(context);
  if (cwd === null || manifest === null || call.conditional || run.stage !== app.stage.index) return unknown;
  // They put it elsewhere, leave Erlang out of it, or are made by something else.
  if (/\b(?:build_path|build_per_environment|include_erts)\b|:distillery\b/.test(manifest)) return unknown;
  if ([...state.env.keys()].some((key) => /^MIX_(?:BUILD_\w+|TARGET)$/.test(key))) return unknown;
  const given = pathOf(step);
  const environment = call.env.has('MIX_ENV') ? call.env.get('MIX_ENV') : (state.env.get('MIX_ENV') ?? 'dev');
  if (given === null || environment === null || environment === undefined) return unknown;
  const root = given === undefined ? absolute(`${cwd}/_build/${environment}/rel`) : null;
  const started = startedIn(app, root ?? absoluteFrom(cwd, given!), root === null);
  if (started === null)
    return refuse({ code: 'start-not-artefact', command: app.start.calls[0]?.call.program.text ?? 'nothing' });
  const { user } = app.final;
  const isRoot = user !== null && /^(?:root|0)?(?::|$)/.test(user);
  if (isRoot) return { path: started };
  // The release writes into its own folder: whoever owns that has to own it still, and COPY keeps owners of what is in one.
  return root === null ? unknown : { path: root };
}

/** The value of `--path`; undefined when there is none, null when it cannot be told. */
function pathOf({ call, state }: MixCall['step']): string | null | undefined {
  const { args } = call;
  const at = args.findIndex(({ text }) => /^--path(?:=|$)/.test(text));
  if (at < 0) return undefined;
  const word = args[at]!.text.includes('=') ? args[at]!.text.slice('--path='.length) : args[at + 1]?.text;
  return word === undefined ? null : expandWord(word.replace(/,$/, ''), (name) => state.env.get(name) ?? null, '\\');
}

/** The release whose script is started: who starts it by its path says that it is there. */
function startedIn(app: App, root: string, isWhole: boolean): string | null {
  for (const { call } of app.start.calls) {
    const written =
      call.program.value ?? expandWord(call.program.text, (name) => app.final.env.get(name) ?? null, '\\');
    if (written?.includes('/') !== true) continue;
    const path = absoluteFrom(app.final.workdir, written);
    if (!isBelow(path, root) || path === root) continue;
    const [name = '', folder] = path.slice(root.length + 1).split('/');
    if (isWhole && name === 'bin') return root;
    if (!isWhole && folder === 'bin') return `${root}/${name}`;
  }
  return null;
}
