/**
 * Ruby: Bundler puts gems and its settings into folders of their own. Those and the sources run on the slim twin of a full
 * image, or on a slim image as it was before compilers were installed. Not built in our tests.
 */

import { callText } from '../../../src/app/call-words.ts';
import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { gemPrograms, RUBY_PROGRAMS } from '../../../src/facts/ruby-gems.ts';
import { slimOf } from '../../../src/facts/runtime-images.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { App } from '../app.ts';
import { outermost } from '../carries.ts';
import { installsCompilers, removesPackages } from '../packages.ts';
import { type Carry, isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { type Bundle, bundleOf } from './ruby/bundle.ts';
import { isInstall, type RubyCall, readCall } from './ruby/calls.ts';
import { planFiles } from './ruby/files.ts';
import { type Gems, needsOf, readGems } from './ruby/gems.ts';
import { sourceNeeds } from './ruby/sources.ts';
import { startRefusal } from './ruby/start.ts';

export const ruby: Recipe = (app) => {
  if (app.base.name !== 'ruby') return null;
  const calls = app.steps.flatMap((step) => readCall(step) ?? []);
  if (!calls.some((call) => isInstall(call) || call.kind === 'unread')) return null;
  const runtime = runtimeOf(app);
  if (isRefusal(runtime)) return runtime;
  const foreign = calls.find(({ kind, step }) => kind === 'unread' || (kind !== 'neutral' && isNotOurs(app, step)));
  if (foreign !== undefined) {
    const { run } = foreign.step;
    return refuse({ code: 'artefact-not-known', command: callText(foreign.step.call), line: run.startLine }, run);
  }
  const bundle = bundleOf(app, calls);
  if (isRefusal(bundle)) return bundle;
  const gems = readGems(app, calls, bundle);
  return isRefusal(gems) ? gems : planFor(app, { runtime, calls, bundle, gems });
};

interface Subject {
  readonly runtime: string;
  readonly calls: readonly RubyCall[];
  readonly bundle: Bundle;
  readonly gems: Gems;
}

/** The slim twin of a full image; of a slim one the same again, where the build leaves compilers in it. */
function runtimeOf(app: App): string | Refusal {
  const { base, stage } = app;
  const { image } = stage;
  if (stage.parent !== null) return refuse({ code: 'app-in-parent', stage: app.doc.stages[stage.parent]?.name ?? '' });
  if (base.family !== 'debian' && base.family !== 'alpine') return refuse({ code: 'unknown-builder', image });
  if (base.family === 'debian' && !/slim/.test(base.tag ?? ''))
    return slimOf(image, base) ?? refuse({ code: 'unknown-builder', image });
  if (image.includes('@')) return refuse({ code: 'unknown-builder', image });
  return installsCompilers(app) && !removesPackages(app) ? image : refuse({ code: 'saves-nothing', image });
}

/** What may not have run, and what a stage above did. */
function isNotOurs({ stage }: App, { call, run }: RubyCall['step']): boolean {
  return call.conditional || run.stage !== stage.index;
}

function planFor(app: App, subject: Subject): Plan | Refusal {
  const { runtime, calls, bundle, gems } = subject;
  const isOther = runtime !== app.stage.image;
  const brings = [...RUBY_PROGRAMS, ...gemPrograms(gems.gems.map(({ name }) => name))];
  const unfit = (bundle.root === null ? withoutGemfile(app) : null) ?? startRefusal(app, runtime, brings);
  if (unfit !== null) return unfit;
  const files = planFiles(app, calls, bundle);
  if (isRefusal(files)) return files;
  const needs = needsOf(app, gems, runtime, isOther);
  if (isRefusal(needs)) return needs;
  const programs = sourceNeeds(app, runtime, brings);
  if (isRefusal(programs)) return programs;
  const packages = [...new Set([...needs.packages, ...programs])];
  const folders = bundle.folders.map((path): Carry => ({ path, kind: 'folder' }));
  const carries = outermost([...folders, ...files.carries]);
  return {
    ecosystem: 'Ruby',
    runtime,
    does: 'installs the gems',
    keeps: 'the installed gems and the sources',
    edits: [],
    finishes: [],
    carries,
    moves: files.moves,
    repeats: files.repeats,
    lines: bundle.lines,
    packages,
    claims: claimsOf(calls, carries),
    brings,
    buildVariables: [],
    declares: [],
    risk: 'assumes',
    assumption: assumptionOf(app, subject, needs.unknown, isOther),
  };
}

/** Bundler looks for a Gemfile that whoever starts the container brings along, and may have to compile what it names. */
function withoutGemfile({ start }: App): Refusal | null {
  const call = start.calls.find(({ name }) => name === 'bundle' || name === 'bundler');
  return call === undefined
    ? null
    : refuse({ code: 'start-not-artefact', command: callText(call.call) }, call.at ?? undefined);
}

/** What writes into the app counts when the app is carried. */
function claimsOf(calls: readonly RubyCall[], carries: readonly Carry[]): ReadonlySet<Invocation> {
  const isCarried = (folder: string | null) =>
    folder !== null && carries.some(({ path, kind }) => kind === 'folder' && isBelow(folder, path));
  const ours = calls.filter(({ kind, step }) => kind !== 'writes-app' || isCarried(step.cwd));
  return new Set(ours.map(({ step }) => step.call));
}

function assumptionOf(
  { stage }: App,
  { runtime, gems }: Subject,
  unknown: readonly string[],
  isOther: boolean,
): string {
  if (!isOther) return 'the app compiles nothing while it runs';
  const isFew = unknown.length > 0 && unknown.length <= 3;
  const what = isFew ? `the gem${unknown.length === 1 ? '' : 's'} ${unknown.join(', ')}` : `the gems of ${gems.list}`;
  const verb = isFew && unknown.length === 1 ? 'needs' : 'need';
  return `${what} ${verb} no library or program of ${stage.image} that ${runtime} lacks`;
}
