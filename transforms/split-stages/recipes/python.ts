/**
 * Python: what is installed lies in one folder, an environment at a path of its own, and that folder is all that a slim image
 * lacks to run the app. A file that makes no environment gets one in front of its first install.
 */
import { hasOption } from '../../../src/app/call-words.ts';
import { findReads } from '../../../src/app/reads.ts';
import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { mountsOf } from '../../../src/dockerfile/state.ts';
import { recognise } from '../../../src/facts/base-images.ts';
import { packageBrings } from '../../../src/facts/package-programs.ts';
import { pythonPrograms } from '../../../src/facts/python-programs.ts';
import { hasProgram, slimOf } from '../../../src/facts/runtime-images.ts';
import { overlap } from '../../../src/project/placed.ts';
import type { App } from '../app.ts';
import { type Carry, isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { commandOf, isInstall, type PythonCall, readCall } from './python/calls.ts';
import { type Environment, environmentOf, isRoot, pathFolders } from './python/environment.ts';
import { outermost, planFiles, touched } from './python/files.ts';
import { installsCompilers, minorOf, needsOf, osPackages, programIn, removesPackages } from './python/libraries.ts';
import { pathRefusal } from './python/moved-paths.ts';
import { type Installed, readInstalled } from './python/requirements.ts';
import { staticRefusal } from './python/static-files.ts';
import { pathLine, VENV, venvEdit, withoutSystem } from './python/venv.ts';

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

/** They install, or look at code: the image is no app's. */
const BUILDERS =
  /^(?:pip[\d.]*|poetry|pipenv|uv|uvx|conda|tox|nox|pytest|py\.test|flake8|mypy|pylint|black|ruff|twine|jupyter[\w-]*)$/;

interface Subject {
  readonly runtime: string;
  readonly calls: readonly PythonCall[];
  readonly installs: readonly PythonCall[];
  readonly environment: Environment;
  readonly installed: Installed;
}

function planOf(app: App, subject: Subject): Plan | Refusal {
  const { runtime, calls, installs, environment, installed } = subject;
  const place = placeOf(app, calls, environment);
  if (isRefusal(place)) return place;
  const brings = bringsOf(app, installed);
  const moved = environment.kind === 'system' ? pathRefusal(app, brings) : null;
  if (moved !== null) return moved;
  // A COPY of the context would lay the host's own environment over it.
  const lain = app.toContext(place.path);
  if (lain !== null && app.project.statOf(lain) !== null)
    return refuse({ code: 'overwrites-output', path: lain, why: 'no-ignore-file' });
  const files = planFiles(app, installed, calls);
  if (isRefusal(files)) return files;
  const cached = cachedOver(installs, place.path);
  if (cached !== null) return cached;
  const isOther = runtime !== app.stage.image;
  const needs = needsOf(app, installed, runtime, isOther);
  if (isRefusal(needs)) return needs;
  const programs = sourcePrograms(app, runtime, brings);
  if (isRefusal(programs)) return programs;
  const carries = outermost([{ path: place.path, kind: 'folder' }, ...files.carries]);
  const unfit = staticRefusal(app, calls, carries);
  if (unfit !== null) return unfit;
  return {
    ecosystem: 'Python',
    runtime,
    keeps: 'the installed packages and the sources',
    edits: place.edits,
    finishes: [],
    carries,
    moves: files.moves,
    repeats: files.repeats,
    lines: place.lines,
    packages: [...new Set([...needs.packages, ...programs])],
    claims: claimsOf(calls, carries),
    brings,
    buildVariables: [],
    declares: place.lines.length === 0 ? [] : [{ field: 'ENV', key: 'PATH' }],
    risk: 'assumes',
    assumption: assumptionOf(app, subject, needs.unknown, isOther),
  };
}

/** The slim twin of a full image; of a slim one the same again, where the build leaves compilers in it. */
function runtimeOf(app: App): string | Refusal {
  const { base, stage } = app;
  const image = stage.image;
  if (stage.parent !== null) return refuse({ code: 'app-in-parent', stage: app.doc.stages[stage.parent]?.name ?? '' });
  if (base.family !== 'debian' && base.family !== 'alpine')
    return refuse({ code: 'no-recipe', tool: `Python on ${base.family ?? 'an unknown system'}`, of: 'stages' });
  // Older releases bring a pip that knows no wheels of today's, and Python 2 makes no environments.
  const minor = minorOf(base);
  const isOld =
    /^2/.test(base.tag ?? '') || (minor !== null && (minor < 8 || (minor < 10 && /^3\.\d+\.\d/.test(base.tag ?? ''))));
  if (isOld)
    return refuse({ code: 'no-recipe', tool: `Python ${/^[\d.]+/.exec(base.tag ?? '')?.[0] ?? ''}`, of: 'stages' });
  if (base.family === 'debian' && !/slim/.test(base.tag ?? ''))
    return slimOf(image, base) ?? refuse({ code: 'unknown-builder', image });
  if (image.includes('@')) return refuse({ code: 'unknown-builder', image });
  return installsCompilers(app) && !removesPackages(app) ? image : refuse({ code: 'saves-nothing', image });
}

/** What is in the way whatever is installed. */
function firstRefusal(app: App, installs: readonly PythonCall[]): Refusal | null {
  const start = app.start.calls.find(({ name }) => BUILDERS.test(name));
  if (start !== undefined) return refuse({ code: 'start-builds', command: start.name }, start.at ?? undefined);
  const debian = osPackages(app).find((name) =>
    /^python3?-(?!dev$|all-dev$|pip$|venv$|setuptools$|wheel$|distutils$|minimal$|virtualenv$)/.test(name),
  );
  if (debian !== undefined)
    return refuse({ code: 'native-module', name: debian, path: app.project.dockerfile ?? 'Dockerfile' });
  // Up to 3.11 the image has `wheel`, and a new environment has not.
  const bare = installs.find(({ words }) => hasOption(words, ['--no-build-isolation']));
  if (bare !== undefined && (minorOf(app.base) ?? 99) < 12 && !namesWheel(app))
    return refuse({ code: 'option-not-known', tool: 'pip', option: '--no-build-isolation' }, bare.step.run);
  const other = installs.find(({ step }) => step.call.conditional || step.run.stage !== app.stage.index);
  if (other === undefined) return null;
  const { run } = other.step;
  return refuse({ code: 'artefact-not-known', command: commandOf(other), line: run.startLine }, run);
}

function namesWheel({ steps }: App): boolean {
  return steps.some(({ call }) => call.args.some(({ value }) => /^wheel(?:[=<>~!]|$)/.test(value ?? '')));
}

interface Place extends Pick<Plan, 'edits' | 'lines'> {
  readonly path: string;
}

/** The folder with the packages, and what makes it one. */
function placeOf(app: App, calls: readonly PythonCall[], environment: Environment): Place | Refusal {
  if (environment.kind === 'own') return { path: environment.path, edits: [], lines: [] };
  if (environment.kind === 'user') {
    const { user } = app.final;
    if (user !== null && isRoot(user)) return { path: environment.path, edits: [], lines: [] };
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
function cachedOver(installs: readonly PythonCall[], place: string): Refusal | null {
  for (const { step } of installs)
    for (const { type, target } of mountsOf(step.run))
      if (type !== 'secret' && type !== 'ssh' && type !== 'bind' && target !== null && overlap(target, place))
        return refuse({ code: 'cache-mount', path: target }, step.run);
  return null;
}

function bringsOf(app: App, { packages, scripts }: Installed): readonly string[] {
  const minor = minorOf(app.base);
  const own = ['python', 'python3', 'pip', 'pip3', ...(minor === null ? [] : [`python3.${minor}`, `pip3.${minor}`])];
  return [...new Set([...own, ...scripts, ...pythonPrograms(packages.map(({ name }) => name))])];
}

/** OS packages for the programs that the sources run. */
function sourcePrograms(app: App, runtime: string, brings: readonly string[]): readonly string[] | Refusal {
  const { gaps, isTooMuch } = app.sources;
  const [gap] = gaps.filter(({ why }) => why !== 'stage' && why !== 'image');
  if (gap !== undefined && gap.why !== 'image')
    return refuse({ code: 'copy-not-read', why: gap.why, word: gap.word }, gap.instruction);
  if (isTooMuch) return refuse({ code: 'reads-unknown', file: '.', line: 1 });
  const image = recognise(runtime);
  const found: string[] = [];
  const reads = findReads(app.doc, app.project, app.stage, ['python']);
  if (reads === null) return refuse({ code: 'reads-unknown', file: '.', line: 1 });
  for (const { name, place } of reads.programs) {
    // Of a slim image the programs stay as they are, but for what the frame judges.
    if (name === null && runtime === app.stage.image) continue;
    if (name === null) return refuse({ code: 'program-unknown', ...place });
    if (brings.includes(name) || hasProgram(image, name)) continue;
    const own = osPackages(app).filter((each) => packageBrings(each, name));
    const added = own.length > 0 ? own[0]! : programIn(app.base, name, image);
    if (isRefusal(added)) return refuse({ code: 'program-missing', program: name, image: runtime, ...place });
    if (added !== null) found.push(added);
  }
  return found;
}

/** Calls of others are the frame's to judge. What changes files counts when they are carried. */
function claimsOf(calls: readonly PythonCall[], carries: readonly Carry[]): ReadonlySet<Invocation> {
  const isCarried = ({ step }: PythonCall) => {
    const paths = touched(step);
    return (
      paths.length > 0 &&
      paths.every((path) => carries.some((carry) => path === carry.path || path.startsWith(`${carry.path}/`)))
    );
  };
  return new Set(calls.filter((call) => call.kind !== 'writes-app' || isCarried(call)).map(({ step }) => step.call));
}

function assumptionOf(app: App, { runtime, installed }: Subject, unknown: readonly string[], isOther: boolean): string {
  if (!isOther) return 'the app compiles nothing while it runs';
  const [list] = installed.reads.filter((path) => /\.(?:txt|toml|lock)$/.test(path));
  const named = unknown.length > 0 && unknown.length <= 3 ? unknown.join(', ') : null;
  const what = named ?? (list === undefined ? 'the packages that pip installs' : `the packages of ${list}`);
  const verb = unknown.length === 1 ? 'needs' : 'need';
  return `${what} ${verb} no library or program of ${app.stage.image} that ${runtime} lacks`;
}

function condaOf(app: App): Refusal | null {
  const conda = app.steps.find(
    ({ call }) => call.name === 'conda' || call.name === 'mamba' || call.name === 'micromamba',
  );
  return conda === undefined ? null : refuse({ code: 'no-recipe', tool: 'conda', of: 'stages' }, conda.run);
}
