/** Rust: the program that cargo makes, on an image with the libc that it links. */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { nameOf } from '../../../src/project/paths.ts';
import type { App, Step } from '../app.ts';
import { outermost } from '../carries.ts';
import { isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { baseVariables } from './native/base-variables.ts';
import { type Binaries, followBinaries } from './native/binaries.ts';
import { buildVariables } from './native/build-variables.ts';
import { missingProgram, needsRuns, needsSystem, sourceNeeds } from './native/needs.ts';
import { namedAtStart, type Started, startedOf } from './native/started.ts';
import { commandOf } from './native/words.ts';
import { type Build, isCargo, isOwnBuild, leavesNothing, readBuild, verbOf } from './rust/build.ts';
import { implicitReads } from './rust/implicit.ts';
import { linkedBy } from './rust/linked.ts';
import { ownNative } from './rust/own-native.ts';
import { runtimeFor } from './rust/runtime.ts';
import { makesDummy, preparesRust } from './rust/steps.ts';

/** Where the Rust image has the programs that `cargo install` puts there. */
const CARGO_BIN = '/usr/local/cargo/bin';
/** They speak to cargo, rustc and the compilers of crates' build scripts. Source: doc.rust-lang.org/cargo/reference/environment-variables.html. */
const BUILD_VARIABLE =
  /^(?:CARGO_\w+|RUSTFLAGS|RUSTDOCFLAGS|RUSTUP_\w+|RUSTC\w*|CC|CXX|AR|LD|CFLAGS|CXXFLAGS|LDFLAGS|PKG_CONFIG_\w+|OPENSSL_(?:DIR|LIB_DIR|INCLUDE_DIR|STATIC|NO_VENDOR)|SQLX_OFFLINE|PROTOC|LIBCLANG_PATH|DEBIAN_FRONTEND)$/;

export const rust: Recipe = (app) => {
  const own = app.steps.filter(isOwnBuild);
  const starts = app.start.calls.find(({ name }) => name === 'cargo');
  if (own.length === 0 && starts === undefined) return null;
  if (starts !== undefined) return refuse({ code: 'start-builds', command: 'cargo' }, starts.at ?? undefined);
  const builds = new Map<Step, Build>();
  for (const step of own) {
    const build = readBuild(app, step);
    if (isRefusal(build)) return app.base.name === 'rust' ? build : null;
    builds.set(step, build);
  }
  const binaries = followBinaries(app, (step) => builds.get(step)?.paths ?? null);
  const started = startedOf(app, binaries.places.keys(), [CARGO_BIN]);
  if (started.carries.length === 0) return notStarted(app, binaries, own.at(-1)!);
  const build = madeLast(started, [...builds.values()]);
  return laterThan(app, build, started) ?? plan(app, build, binaries, started);
};

/** The build that what is started comes from. */
function madeLast({ carries }: Started, builds: readonly Build[]): Build {
  return builds.findLast(({ paths }) => carries.some(({ path }) => paths.includes(path))) ?? builds.at(-1)!;
}

function notStarted(app: App, { mounted }: Binaries, last: Step): Refusal | null {
  if (app.base.name !== 'rust') return null;
  if (!app.start.isSet) return refuse({ code: 'starts-nothing' });
  const [path] = mounted;
  if (path !== undefined) return refuse({ code: 'cache-mount', path }, last.run);
  const call = app.start.calls.find(({ name }) => name !== '') ?? app.start.calls[0];
  return refuse({ code: 'start-not-artefact', command: call?.name ?? '' }, call?.at ?? undefined);
}

/** What came after the last build, and would make something else of what is started. */
function laterThan(app: App, { step, tree, paths }: Build, { carries }: Started): Refusal | null {
  const isLate = app.placed.some(
    ({ copy, copied }) =>
      copy.index > step.run.index &&
      copied.some(
        ({ to }) => to.endsWith('.rs') || tree.packages.some(({ folder }) => to === folder || to === `${folder}/src`),
      ),
  );
  const behind = app.steps.slice(app.steps.indexOf(step) + 1);
  // What was installed or copied before is still there.
  const isThere = verbOf(step) === 'install' || carries.every(({ path }) => !paths.includes(path));
  const isCleaned = !isThere && behind.some((later) => isCargo(later) && verbOf(later) === 'clean');
  if (!isLate && !isCleaned) return null;
  return refuse({ code: 'artefact-not-known', command: commandOf(step), line: step.run.startLine }, step.run);
}

function plan(app: App, build: Build, binaries: Binaries, started: Started): Plan | Refusal {
  const native = ownNative(app, build);
  if (native !== null) return native;
  const linked = linkedBy(app, build);
  if (isRefusal(linked)) return linked;
  const needs = sourceNeeds(app, ['rust']);
  if (isRefusal(needs)) return needs;
  const read = [...namedAtStart(app, started), ...needs.carries, ...implicitReads(app, linked)];
  const shared = {
    ...EMPTY,
    keeps: started.carries.length === 1 ? 'the program that cargo built' : 'the programs that cargo built',
    carries: outermost([...started.carries, ...read]),
    claims: claimsOf(app, binaries),
    brings: namesOf(started),
    buildVariables: buildVariables(app, BUILD_VARIABLE),
    lines: baseVariables(app, ['CARGO_HOME'], []),
  };
  const draft = (isBare: boolean): Plan | Refusal => {
    const runtime = runtimeFor(app, build, linked, started, isBare);
    return isRefusal(runtime) ? runtime : { ...shared, ...runtime };
  };
  const isBare = !needsSystem(app, started, needs);
  const first = draft(isBare);
  const whole = !isRefusal(first) && isBare && needsRuns(app, first) ? draft(false) : first;
  return isRefusal(whole) ? whole : (missingProgram(app, whole, needs) ?? whole);
}

const EMPTY = {
  ecosystem: 'Rust',
  edits: [],
  finishes: [],
  moves: [],
  repeats: [],
  declares: [],
} as const;

function namesOf({ carries }: Started): readonly string[] {
  return carries.map(({ path, to }) => nameOf(to ?? path));
}

function claimsOf(app: App, binaries: Binaries): ReadonlySet<Invocation> {
  const claims = new Set(binaries.claims);
  for (const step of app.steps)
    if (isCargo(step) ? isOwnBuild(step) || leavesNothing(step) : preparesRust(app, step) || makesDummy(app, step))
      claims.add(step.call);
  return claims;
}
