/**
 * Elixir: a release is one folder that brings its own Erlang. It runs on the slim twin of the image that made it, or on the
 * system that its tag names. What is started with Mix needs Mix and the sources. Not built in our tests.
 */

import { findReads } from '../../../src/app/reads.ts';
import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { mountsOf } from '../../../src/dockerfile/state.ts';
import { recognise } from '../../../src/facts/base-images.ts';
import { packageFor } from '../../../src/facts/buildpack-programs.ts';
import { hasProgram } from '../../../src/facts/runtime-images.ts';
import { isBelow } from '../../../src/project/paths.ts';
import { overlap } from '../../../src/project/placed.ts';
import type { App } from '../app.ts';
import { type Carry, isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { type MixCall, readCall } from './elixir/calls.ts';
import { type Release, releaseOf } from './elixir/release.ts';
import { type Runtime, runtimeOf } from './elixir/runtime.ts';

export const elixir: Recipe = (app) => {
  if (app.base.name !== 'elixir' && app.base.name !== 'hexpm/elixir') return null;
  const calls = app.steps.flatMap((step) => readCall(step) ?? []);
  if (!calls.some(({ tasks }) => tasks.length > 0)) return null;
  const mix = app.start.calls.find(({ name }) => name === 'mix' || name === 'iex' || name === 'elixir');
  if (mix !== undefined) {
    const command = [mix.name, ...mix.call.args.map(({ text }) => text)].join(' ');
    return refuse({ code: 'start-builds', command }, mix.at ?? undefined);
  }
  const last = calls.findLast(({ tasks }) => tasks.includes('release'));
  if (last === undefined)
    return refuse({ code: 'start-not-artefact', command: app.start.calls[0]?.call.program.text ?? 'nothing' });
  const runtime = runtimeOf(app);
  if (isRefusal(runtime)) return runtime;
  const release = releaseOf(app, last);
  return isRefusal(release) ? release : planFor(app, calls, release, runtime);
};

function planFor(app: App, calls: readonly MixCall[], release: Release, runtime: Runtime): Plan | Refusal {
  const { path } = release;
  const mounted = calls.find(({ step }) =>
    mountsOf(step.run).some(({ target, type }) => type !== 'secret' && target !== null && isBelow(path, target)),
  );
  if (mounted !== undefined) return refuse({ code: 'cache-mount', path }, mounted.step.run);
  const reads = readsOf(app, runtime);
  if (isRefusal(reads)) return reads;
  const carries = [{ path, kind: 'folder' as const }, ...reads.carries.filter((carry) => !isBelow(carry.path, path))];
  const hasLanguage = app.instructions.some(
    ({ keyword, arguments: { pairs } }) => keyword === 'ENV' && pairs.some(({ key }) => key === 'LANG'),
  );
  return {
    ecosystem: 'Elixir',
    runtime: runtime.image,
    keeps: 'the release',
    edits: [],
    finishes: [],
    carries,
    moves: [],
    repeats: [],
    lines: runtime.isBare && !hasLanguage ? ['ENV LANG=C.UTF-8'] : [],
    packages: [...new Set([...runtime.packages, ...reads.packages])],
    claims: claimsOf(app, calls),
    brings: [],
    buildVariables: ['HEX_HOME', 'MIX_HOME', 'REBAR_BASE_DIR'],
    declares: [],
    risk: 'assumes',
    assumption: `the release needs no library or program of ${app.stage.image} that ${runtime.image} lacks`,
  };
}

/** Of scripts' managers those that work below the folder of the project: all that they leave for the release is in it. */
function claimsOf(app: App, calls: readonly MixCall[]): ReadonlySet<Invocation> {
  return new Set(
    calls
      .filter(({ tasks, step }) => tasks.length > 0 || (step.cwd !== null && overlap(step.cwd, app.final.workdir)))
      .map(({ step }) => step.call),
  );
}

/** Files of the context and programs that the modules name; scripts for Mix run at build time, but for one. */
function readsOf(
  app: App,
  { image }: Runtime,
): { readonly carries: readonly Carry[]; readonly packages: readonly string[] } | Refusal {
  const reads = findReads(app.doc, app.project, app.stage, ['elixir']);
  if (reads === null || app.sources.isTooMuch) return refuse({ code: 'reads-unknown', file: '.', line: 1 });
  const isRun = ({ file }: { readonly file: string }) =>
    !/\.exs$/.test(file) || /(?:^|\/)config\/runtime\.exs$/.test(file);
  const runtime = recognise(image);
  const packages: string[] = [];
  for (const { name, place } of reads.programs) {
    if (!isRun(place)) continue;
    if (name === null) return refuse({ code: 'program-unknown', ...place });
    if (hasProgram(runtime, name)) continue;
    const added = packageFor(name, runtime.packageManager);
    if (added === null) return refuse({ code: 'program-missing', program: name, image, ...place });
    packages.push(added);
  }
  const carries = reads.paths.filter(({ place }) => isRun(place)).map(({ path, kind }): Carry => ({ path, kind }));
  return { carries, packages };
}
