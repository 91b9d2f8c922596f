/**
 * Python: what is installed lies in one folder, an environment at a path of its own, and that folder is all that a slim image
 * lacks to run the app. A file that makes no environment gets one in front of its first install.
 */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { App } from '../app.ts';
import { outermost } from '../carries.ts';
import { type Carry, isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { isInstall, type PythonCall, readCall } from './python/calls.ts';
import { type Environment, environmentOf } from './python/environment.ts';
import { planFiles, touched } from './python/files.ts';
import { firstRefusal, runtimeOf } from './python/fit.ts';
import type { Installed } from './python/installed.ts';
import { needsOf } from './python/libraries.ts';
import { compileRefusal, dataPackages, loadRefusal } from './python/loads.ts';
import { pathRefusal } from './python/moved-paths.ts';
import { cachedOver, placeOf } from './python/place.ts';
import { bringsOf, sourcePrograms } from './python/programs.ts';
import { readInstalled } from './python/requirements.ts';
import { staticRefusal } from './python/static-files.ts';

export const python: Recipe = (app) => {
  if (app.base.name !== 'python') return null;
  const calls = app.steps.flatMap((step) => readCall(step) ?? []);
  const installs = calls.filter(isInstall);
  if (installs.length === 0) return condaOf(app);
  const runtime = runtimeOf(app);
  if (isRefusal(runtime)) return runtime;
  const refused = firstRefusal(app, installs);
  if (refused !== null) return refused;
  const environment = environmentOf(app, calls);
  if (isRefusal(environment)) return environment;
  const installed = readInstalled(app, installs);
  if (isRefusal(installed)) return installed;
  return planOf(app, { runtime, calls, installs, environment, installed });
};

interface Subject {
  readonly runtime: string;
  readonly calls: readonly PythonCall[];
  readonly installs: readonly PythonCall[];
  readonly environment: Environment;
  readonly installed: Installed;
}

function planOf(app: App, subject: Subject): Plan | Refusal {
  const { runtime, calls, environment, installed } = subject;
  const isOther = runtime !== app.stage.image;
  const place = placeOf(app, calls, environment);
  if (isRefusal(place)) return place;
  const brings = bringsOf(app, installed);
  const refused =
    inTheWay(app, subject, place.path, brings) ?? compileRefusal(app, runtime) ?? (isOther ? loadRefusal(app) : null);
  if (refused !== null) return refused;
  const files = planFiles(app, installed, calls);
  if (isRefusal(files)) return files;
  const needs = needsOf(app, installed, runtime, isOther);
  if (isRefusal(needs)) return needs;
  const programs = sourcePrograms(app, runtime, brings);
  if (isRefusal(programs)) return programs;
  const isFull = isOther && app.base.family === 'debian';
  const carries = outermost([{ path: place.path, kind: 'folder' }, ...files.carries]);
  const unfit = staticRefusal(app, calls, carries);
  if (unfit !== null) return unfit;
  return {
    ecosystem: 'Python',
    runtime,
    does: 'installs the packages',
    keeps: 'the installed packages and the sources',
    edits: place.edits,
    finishes: [],
    carries,
    moves: files.moves,
    repeats: files.repeats,
    leaves: files.leaves,
    lines: place.lines,
    packages: [...new Set([...needs.packages, ...programs, ...(isFull ? dataPackages(app) : [])])],
    claims: claimsOf(calls, carries, files.stays),
    brings,
    buildVariables: [],
    declares: place.lines.length === 0 ? [] : [{ field: 'ENV', key: 'PATH' }],
    risk: 'assumes',
    assumption: assumptionOf(app, subject, needs.unknown, isOther),
  };
}

/** What keeps the environment from being where it is, or from being all there is. */
function inTheWay(
  app: App,
  { environment, installs }: Subject,
  place: string,
  brings: readonly string[],
): Refusal | null {
  const moved = environment.kind === 'system' ? pathRefusal(app, brings) : null;
  if (moved !== null) return moved;
  // A COPY of the context would lay the host's own environment over it.
  const lain = app.toContext(place);
  if (lain !== null && app.project.statOf(lain) !== null)
    return refuse({ code: 'overwrites-output', path: lain, why: 'no-ignore-file' });
  return cachedOver(installs, place);
}

/** Calls of others are the frame's to judge. What changes files counts when they are carried, or stay behind. */
function claimsOf(
  calls: readonly PythonCall[],
  carries: readonly Carry[],
  stays: readonly string[],
): ReadonlySet<Invocation> {
  const places = [...carries.map(({ path }) => path), ...stays];
  const isOurs = ({ step }: PythonCall) => {
    const paths = touched(step);
    return paths.length > 0 && paths.every((path) => places.some((place) => isBelow(path, place)));
  };
  return new Set(calls.filter((call) => call.kind !== 'writes-app' || isOurs(call)).map(({ step }) => step.call));
}

function assumptionOf(app: App, { runtime, installed }: Subject, unknown: readonly string[], isOther: boolean): string {
  if (!isOther) return 'the app compiles nothing while it runs';
  const named = unknown.length > 0 && unknown.length <= 3 ? unknown.join(', ') : null;
  const what = named ?? packagesOf(app, installed.reads);
  const verb = unknown.length === 1 ? 'needs' : 'need';
  return `${what} ${verb} no library or program of ${app.stage.image} that ${runtime} lacks`;
}

/** @param reads what the installs read of the context, where it is there. */
function packagesOf({ project }: App, reads: readonly string[]): string {
  const all = reads.filter(
    (path) => /\.(?:txt|in|toml|lock)$/.test(path) && !path.includes('constraint') && project.statOf(path) !== null,
  );
  // A lockfile says more than what it was made of.
  const lists = [...new Set(all)].filter((path) => /\.(?:txt|in)$/.test(path));
  const [first] = lists.length > 0 ? lists : [...all.filter((path) => path.endsWith('.lock')), ...all];
  if (first === undefined || lists.length > 2) return 'the packages that pip installs';
  return `the packages of ${lists.length === 0 ? first : lists.join(' and ')}`;
}

function condaOf(app: App): Refusal | null {
  const conda = app.steps.find(
    ({ call }) => call.name === 'conda' || call.name === 'mamba' || call.name === 'micromamba',
  );
  return conda === undefined ? null : refuse({ code: 'no-recipe', tool: 'conda', of: 'stages' }, conda.run);
}
