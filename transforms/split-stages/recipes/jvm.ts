/** Java and Kotlin: what Maven or Gradle packs, on the JRE of the same vendor, release and system. */

import { callText } from '../../../src/app/call-words.ts';
import { recognise } from '../../../src/facts/base-images.ts';
import { type JavaRuntime, javaRuntimeOf } from '../../../src/facts/java-images.ts';
import type { App } from '../app.ts';
import { outermost } from '../carries.ts';
import { readLeftovers } from '../leftovers.ts';
import { type Carry, isRefusal, type Plan, type Recipe, type Refusal, refuse } from '../recipe.ts';
import { type Found, findWanted } from './jvm/artefacts.ts';
import { type Build, readBuilds } from './jvm/builds.ts';
import { claimsOf } from './jvm/claims.ts';
import { readWants, type Want } from './jvm/launch.ts';
import { needsOf } from './jvm/needs.ts';

/** Read by Maven, Gradle and their scripts alone. Sources: maven.apache.org/configure.html; docs.gradle.org, "Build Environment". */
const BUILD_VARIABLES = [
  ...['MAVEN_OPTS', 'MAVEN_ARGS', 'MAVEN_CONFIG', 'MAVEN_HOME', 'MAVEN_VERSION', 'M2_HOME', 'M2', 'MVNW_VERBOSE'],
  ...['GRADLE_OPTS', 'GRADLE_HOME', 'GRADLE_USER_HOME', 'GRADLE_VERSION'],
];

export const jvm: Recipe = (app) => {
  const builds = readBuilds(app);
  if (builds === null || isRefusal(builds)) return builds;
  const wants = readWants(app);
  if (isRefusal(wants)) return wants;
  const runtime = runtimeOf(app);
  if (isRefusal(runtime)) return runtime;
  if (!app.start.isSet) return refuse({ code: 'starts-nothing' });
  if (builds.length === 0 || wants.length === 0) return notStarted(app);
  const found = findAll(app, builds, wants);
  const plan = isRefusal(found) ? found : planOf(app, runtime.image, wants, found);
  if (!runtime.isOther) return plan;
  return isRefusal(plan) ? { ...plan, risk: 'changes' } : onOther(app, plan);
};

const MAKES_USERS = /^(?:useradd|adduser|groupadd|addgroup|usermod)$/;

/** Another vendor's Java on another system, whose tools for users differ, as do the numbers that are taken. */
function onOther(app: App, { assumption: _, ...plan }: Plan): Plan | Refusal {
  const leftovers = readLeftovers(app, plan);
  if (isRefusal(leftovers)) return { ...leftovers, risk: 'changes' };
  const again = new Set([...leftovers.repeats, ...leftovers.late]);
  const isSame = recognise(plan.runtime).family === app.base.family;
  const user = app.steps.find(({ run, call }) => again.has(run) && MAKES_USERS.test(call.name ?? ''));
  if (user === undefined || isSame) return { ...plan, risk: 'changes' };
  const { run } = user;
  return { ...refuse({ code: 'user-made', command: callText(user.call), line: run.startLine }, run), risk: 'changes' };
}

function notKnown({ base }: App): Refusal {
  return refuse({ code: 'no-recipe', tool: `Java on ${base.reference}`, of: 'stages' });
}

function runtimeOf(app: App): Extract<JavaRuntime, { kind: 'image' }> | Refusal {
  const { base, image } = app;
  const runtime = javaRuntimeOf(image, base);
  if (runtime.kind === 'image') return runtime;
  if (runtime.kind === 'no-version')
    return refuse({ code: 'unknown-release', image: base.reference, write: runtime.write });
  return base.known && base.name !== 'maven' && base.name !== 'gradle'
    ? notKnown(app)
    : refuse({ code: 'unknown-builder', image: base.reference });
}

function notStarted({ start, stage }: App): Refusal {
  const first = start.calls.find(({ call }) => call.program.value?.includes('/')) ?? start.calls[0];
  return refuse(
    { code: 'start-not-artefact', command: first === undefined ? stage.image : callText(first.call) },
    first?.at ?? undefined,
  );
}

/** All that the start names; at least one of it is built here. */
function findAll(app: App, builds: readonly Build[], wants: readonly Want[]): readonly Found[] | Refusal {
  const found: Found[] = [];
  for (const want of wants) {
    const answer = findWanted(app, builds, want);
    if (isRefusal(answer)) return answer;
    if (answer !== null) found.push(answer);
  }
  return found.some(({ isBuilt }) => isBuilt) ? found : notStarted(app);
}

function planOf(app: App, runtime: string, wants: readonly Want[], found: readonly Found[]): Plan | Refusal {
  const needs = needsOf(app, recognise(runtime));
  if (isRefusal(needs)) return needs;
  const carries = outermost([...found.flatMap((each) => each.carries), ...needs]);
  return {
    ecosystem: 'Java',
    runtime,
    keeps: keptOf(wants, carries, needs),
    edits: [],
    finishes: [],
    carries,
    moves: [],
    repeats: [],
    lines: [],
    packages: [],
    claims: claimsOf(
      app,
      found.flatMap(({ claims }) => claims),
      carries,
    ),
    brings: found.flatMap(({ brings }) => brings),
    buildVariables: BUILD_VARIABLES,
    declares: [],
    risk: 'assumes',
    assumption: `the app uses nothing of the JDK that ${runtime} lacks`,
  };
}

/** In words, for the message and the comment above the stage. */
function keptOf(wants: readonly Want[], carries: readonly Carry[], needs: readonly Carry[]): string {
  const jars = carries.filter(({ path }) => !needs.some((need) => need.path === path));
  const main = jars.some(({ path }) => path.endsWith('.war')) ? 'the war' : 'the jar';
  const isOne = jars.length === 1 && jars[0]!.kind === 'file';
  const app = isOne ? main : wants.some(({ kind }) => kind === 'program') ? 'the installed app' : 'the jars';
  return jars.length === carries.length ? app : `${app} and the files that it reads`;
}
