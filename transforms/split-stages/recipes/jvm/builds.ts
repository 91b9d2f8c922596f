/** The calls of Maven and Gradle that build the app, and what each of them makes. */

import { callText } from '../../../../src/app/call-words.ts';
import { absolute } from '../../../../src/project/copies.ts';
import { gradleOutputs } from '../../../../src/project/gradle/outputs.ts';
import { readProperties } from '../../../../src/project/gradle/properties.ts';
import { readPomChain } from '../../../../src/project/maven/effective.ts';
import { mavenOutputs } from '../../../../src/project/maven/outputs.ts';
import { readPom } from '../../../../src/project/maven/pom.ts';
import { folderOf, inFolder, isBelow, nameOf, resolvePath } from '../../../../src/project/paths.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { type BuildCall, isGradle, isMaven, readGradle, readMaven } from './calls.ts';

export interface Build {
  readonly step: Step;
  readonly words: BuildCall;
  /** Where its pom or its settings lie in the image. */
  readonly folder: string;
  /** The same in the context. */
  readonly root: string;
}

/** What one module or project makes. All paths absolute. */
export interface Outputs {
  readonly build: Build;
  readonly folder: string;
  readonly archives: readonly string[];
  /** Such as may lie there as well. */
  readonly others: readonly string[];
  readonly isComplete: boolean;
  readonly whole: readonly string[];
  readonly folders: readonly string[];
  readonly installed: readonly { readonly folder: string; readonly script: string }[];
  readonly classPath: { readonly prefix: string } | 'unknown' | null;
  readonly isBoot: boolean;
}

/** Phases and goals that make something. */
const MAKES =
  /^(?:package|pre-integration-test|integration-test|post-integration-test|verify|install|deploy)$|(?:^|:)(?:repackage|single|shade|jar|war|copy-dependencies|assemble)$|^compile$/;
/** Tasks that make nothing that runs. */
const MAKES_NOTHING =
  /(?:^|:)(?:dependencies|androidDependencies|resolveDependencies|wrapper|tasks|projects|properties|help|clean|test|check|compile\w*|classes|build(?:Environment)|downloadDependencies)$/;

/** @returns null when neither Maven nor Gradle runs here at all. */
export function readBuilds(app: App): readonly Build[] | Refusal | null {
  const calls = app.steps.filter(({ call }) => isMaven(call) || isGradle(call));
  if (calls.length === 0) return null;
  const builds: Build[] = [];
  for (const step of calls) {
    const { call, cwd, run } = step;
    const notKnown = () => refuse({ code: 'artefact-not-known', command: callText(call), line: run.startLine }, run);
    if (cwd === null) return notKnown();
    const words = isMaven(call) ? readMaven(call, standingWords(app, cwd)) : readGradle(call);
    const makes =
      words.tool === 'Maven'
        ? words.goals.some((goal) => MAKES.test(goal))
        : words.goals.some((task) => !MAKES_NOTHING.test(task));
    if (!makes) continue;
    // Behind `||` or `if` nobody knows whether it ran, and with which of its words.
    if (call.conditional || words.isUnsure) return notKnown();
    const place = absolute(
      words.place === null ? cwd : words.place.startsWith('/') ? words.place : `${cwd}/${words.place}`,
    );
    const folder = /\.xml$/.test(place) ? absolute(`${place}/..`) : place;
    const root = folderInContext(
      app,
      folder,
      words.tool === 'Maven'
        ? [nameIn(place)]
        : ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'],
    );
    if (root === null) return notKnown();
    builds.push({ step, words, folder, root });
  }
  return builds;
}

function nameIn(place: string): string {
  return /\.xml$/.test(place) ? nameOf(place) : 'pom.xml';
}

function standingWords(app: App, cwd: string): readonly string[] {
  const path = app.toContext(absolute(`${cwd}/.mvn/maven.config`));
  return path === null ? [] : (app.project.readText(path) ?? '').split(/\s+/).filter((word) => word !== '');
}

/** The folder of the context that a manifest of these names came from. */
function folderInContext(app: App, folder: string, names: readonly string[]): string | null {
  for (const name of names) {
    const path = app.toContext(absolute(`${folder}/${name}`));
    if (path !== null && app.project.statOf(path)?.kind === 'file') return folderOf(path);
  }
  return null;
}

/** What a build makes in the module that a path of the image lies in. */
export function outputsAt(app: App, build: Build, path: string): Outputs | Refusal | null {
  if (!isBelow(path, build.folder)) return null;
  return build.words.tool === 'Maven' ? mavenAt(app, build, path) : gradleAt(app, build, path);
}

/** The pom that is nearest above the path, when the build takes it along. */
function mavenAt(app: App, build: Build, path: string): Outputs | Refusal | null {
  const { project } = app;
  for (let at = absolute(`${path}/..`); isBelow(at, build.folder); at = absolute(`${at}/..`)) {
    const pom = app.toContext(
      at === build.folder ? absolute(`${at}/${nameIn(build.words.place ?? '')}`) : absolute(`${at}/pom.xml`),
    );
    if (pom === null || project.statOf(pom)?.kind !== 'file') {
      if (at === '/') return null;
      continue;
    }
    const chain = readPomChain(project, pom);
    if (!chain.ok) return refuse({ code: 'broken-manifest', ...chain.broken });
    if (at !== build.folder && !isModule(app, build, at, chain.value.pom.artifactId)) return null;
    const { goals, profiles, given } = build.words;
    const outputs = mavenOutputs(chain.value, { folder: at, goals, profiles, given, settings: settingsOf(app, pom) });
    return outputs === null ? null : { ...outputs, build, installed: [], others: [] };
  }
  return null;
}

/** Whether a module is one of the build's: named in the poms above it, and by -pl if that is given. */
function isModule({ project }: App, { root, folder, words }: Build, at: string, artifactId: string | null): boolean {
  const below = at.slice(folder === '/' ? 1 : folder.length + 1);
  const seen = new Set<string>();
  const waiting = [root];
  while (waiting.length > 0) {
    const next = waiting.pop()!;
    if (seen.has(next) || seen.size > 200) continue;
    seen.add(next);
    const path = inFolder(next, 'pom.xml');
    const read = readPom(path, project.readText(path) ?? '');
    if (read.ok) waiting.push(...read.value.modules.flatMap((name) => resolvePath(next, name) ?? []));
  }
  const isNamed = words.modules === null || words.modules.some((name) => name === below || name === `:${artifactId}`);
  return isNamed && seen.has(root === '' ? below : `${root}/${below}`);
}

/** Of src/main/resources: Quarkus reads there what it makes. */
function settingsOf({ project }: App, pom: string): ReadonlyMap<string, string> {
  return readProperties(project.readText(inFolder(folderOf(pom), 'src/main/resources/application.properties')) ?? '');
}

function gradleAt({ project }: App, build: Build, path: string): Outputs | null {
  const { folder, root, words } = build;
  const below = path.slice(folder === '/' ? 1 : folder.length + 1);
  const found = /^(?:(.*?)\/)?build\//.exec(below);
  if (found === null) return null;
  const name = found[1] ?? '';
  // `:api:bootJar` is about that project alone; a task without a project is run in all that have it.
  const tasks = words.goals.filter((task) => {
    const of = task.replace(/^:/, '').split(':').slice(0, -1).join('/');
    return (of === '' && !task.startsWith(':')) || of === name;
  });
  if (tasks.length === 0) return null;
  const outputs = gradleOutputs(project, { root, folder, tasks, given: words.given }, name);
  return outputs === null ? null : { ...outputs, build, whole: [], classPath: null };
}
