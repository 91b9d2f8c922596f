/** C and C++: the one program that a compiler, make or cmake links, on the release that it was built on. */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { isRunner } from '../../../src/facts/app-programs.ts';
import { nameOf } from '../../../src/project/paths.ts';
import type { App, Step } from '../app.ts';
import { outermost } from '../carries.ts';
import { isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { builtBy, isBuildTool } from './c/build.ts';
import { type Built, unclear } from './c/built.ts';
import { runtimeFor } from './c/runtime.ts';
import { type Binaries, followBinaries } from './native/binaries.ts';
import { buildVariables } from './native/build-variables.ts';
import { missingProgram, needsRuns, needsSystem, sourceNeeds } from './native/needs.ts';
import { namedAtStart, type Started, startedOf } from './native/started.ts';

/** Images that are taken to compile with; on others something else may be what is built. */
const BUILDERS: ReadonlySet<string> = new Set(['gcc', 'debian', 'ubuntu', 'alpine', 'buildpack-deps']);
/** They speak to compilers, make and package managers. */
const BUILD_VARIABLE =
  /^(?:CC|CXX|CPP|LD|AR|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|LDLIBS|MAKEFLAGS|CMAKE_\w+|DEBIAN_FRONTEND)$/;

export const c: Recipe = (app) => {
  const own = app.steps.filter(isBuildTool);
  if (own.length === 0 || !BUILDERS.has(app.base.name ?? '')) return null;
  // What is compiled is a part of something else: an interpreter, a module of it.
  if (app.start.calls.some(({ name }) => isRunner(name))) return null;
  const builds = new Map<Step, readonly Built[] | Refusal>();
  for (const step of own) builds.set(step, builtBy(app, step) ?? []);
  const made = (step: Step) => {
    const built = builds.get(step);
    return built === undefined || isRefusal(built) ? null : built.map(({ path }) => path);
  };
  const binaries = followBinaries(app, made);
  const unread = [...builds.values()].find((built) => isRefusal(built));
  const started = startedOf(app, binaries.places.keys());
  const compiles = app.start.calls.find((call) => isBuildTool({ ...own[0]!, call: call.call }));
  if (compiles !== undefined) return refuse({ code: 'start-builds', command: compiles.name }, compiles.at ?? undefined);
  if (unread !== undefined && isRefusal(unread)) return unread;
  if (started.carries.length === 0) return notStarted(app, binaries, own.at(-1)!);
  const built = [...builds.values()].flatMap((each) => (isRefusal(each) ? [] : each));
  return plan(app, built, binaries, started, own);
};

function notStarted(app: App, { mounted }: Binaries, last: Step): Refusal {
  if (!app.start.isSet) return refuse({ code: 'starts-nothing' });
  const [path] = mounted;
  if (path !== undefined) return refuse({ code: 'cache-mount', path }, last.run);
  const call = app.start.calls.find(({ name }) => name !== '') ?? app.start.calls[0];
  return refuse({ code: 'start-not-artefact', command: call?.name ?? '' }, call?.at ?? undefined);
}

function plan(
  app: App,
  built: readonly Built[],
  binaries: Binaries,
  started: Started,
  own: readonly Step[],
): Plan | Refusal {
  // What was copied on has another path: then it is all that was linked that counts.
  const direct = built.filter(({ path }) => started.carries.some((carry) => carry.path === path));
  const links = (direct.length === started.carries.length ? direct : built).map(({ link }) => link);
  const last = own.at(-1)!;
  if (comesLater(app, last)) return unclear(last);
  const needs = sourceNeeds(app, ['native']);
  if (isRefusal(needs)) return needs;
  const shared = {
    ...EMPTY,
    keeps: started.carries.length === 1 ? 'the compiled program' : 'the compiled programs',
    carries: outermost([...started.carries, ...namedAtStart(app, started), ...needs.carries]),
    claims: new Set<Invocation>([...own.map(({ call }) => call), ...binaries.claims]),
    brings: started.carries.map(({ path }) => nameOf(path)),
    buildVariables: buildVariables(app, BUILD_VARIABLE),
  };
  const draft = (isBare: boolean): Plan | Refusal => {
    const runtime = runtimeFor(app, links, started, last, isBare);
    return isRefusal(runtime) ? runtime : { ...shared, ...runtime };
  };
  const isBare = !needsSystem(app, started, needs);
  const first = draft(isBare);
  const whole = !isRefusal(first) && isBare && needsRuns(app, first) ? draft(false) : first;
  return isRefusal(whole) ? whole : (missingProgram(app, whole, needs) ?? whole);
}

/** Sources that came after the last build. */
function comesLater(app: App, { run }: Step): boolean {
  return app.placed.some(
    ({ copy, copied }) => copy.index > run.index && copied.some(({ to }) => /\.(?:c|h|cc|cpp|cxx|hpp)$/.test(to)),
  );
}

const EMPTY = {
  ecosystem: 'C',
  edits: [],
  finishes: [],
  moves: [],
  repeats: [],
  lines: [],
  declares: [],
} as const;
