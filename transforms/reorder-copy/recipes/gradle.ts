/** Gradle: its build files are programs. A download goes in front of the sources only where they read nothing that is seen. */

import type { Invocation } from '../../../src/dockerfile/commands.ts';
import { GRADLE_VALUED } from '../../../src/facts/gradle-options.ts';
import { upwards } from '../../../src/project/absolute.ts';
import { readGradleBuild, readGradleSettings } from '../../../src/project/gradle/build.ts';
import { type Need, type Recipe, type Refusal, refuse, type Step } from '../recipe.ts';
import { callsBefore, cannotStandAlone, isCached } from './around.ts';
import { fileAt, filesIn, folderAt, from } from './in-image.ts';
import { refuseNamed } from './named-files.ts';
import { needOf } from './need.ts';

/** Tasks that resolve dependencies and build nothing. Source: docs.gradle.org, "Viewing and Debugging Dependencies". */
const FETCHES: ReadonlySet<string> = new Set(['dependencies', 'androidDependencies', 'resolveDependencies']);
/** Tasks of the plugins for Java, Kotlin, Spring Boot, application and shadow. */
const BUILDS: ReadonlySet<string> = new Set([
  ...[
    'build',
    'assemble',
    'jar',
    'bootJar',
    'war',
    'bootWar',
    'shadowJar',
    'fatJar',
    'installDist',
    'distZip',
    'distTar',
  ],
  ...[
    'classes',
    'compileJava',
    'compileKotlin',
    'test',
    'check',
    'buildFatJar',
    'installBootDist',
    'installShadowDist',
  ],
]);
const CACHES: readonly string[] = ['/root/.gradle/caches', '/home/gradle/.gradle/caches'];

export const gradle: Recipe = (step) => {
  const { call } = step;
  if (!isGradle(call) || call.conditional) return null;
  const words = call.args.map(({ value, text }) => value ?? text);
  if (call.name === 'gradlew' && words.length > 0 && words.every((word) => /^(?:--version|-v|--no-daemon)$/.test(word)))
    return wrapperNeed(step);
  const tasks = words.filter((word, at) => !word.startsWith('-') && !GRADLE_VALUED.has(words[at - 1] ?? ''));
  const isDry = words.some((word) => word === '--dry-run' || word === '-m');
  if (
    words.some((word) =>
      /^(?:-[pbcgI]|--(?:project-dir|build-file|settings-file|gradle-user-home|init-script|offline|include-build))\b/.test(
        word,
      ),
    )
  )
    return null;
  if (tasks.length > 0 && (isDry || tasks.every((task) => FETCHES.has(task)))) return hoisted(step);
  return tasks.some((task) => BUILDS.has(task)) ? added(step) : null;
};

/** `gradlew --version` fetches Gradle itself, and looks at no build file. */
function wrapperNeed(step: Step): Need | Refusal | null {
  const wrapper = wrapperOf(step);
  const folder = folderAt(step, from(step.cwd, 'gradle/wrapper'));
  if (wrapper === null || folder === null) return null;
  const properties = filesIn(step, step.cwd, ['gradle.properties']);
  return needOf({ tool: 'Gradle', reads: [wrapper, folder, ...properties], writes: outputs(step, ['.gradle']) });
}

function hoisted(step: Step): Need | Refusal | null {
  const found = readsOf(step);
  if (found === null || 'refused' in found) return found;
  const assumptions = [
    'the build scripts read no file of the project besides settings, properties and other build scripts',
  ];
  return needOf({ tool: 'Gradle', reads: found.reads, writes: found.writes, assumptions });
}

function added(step: Step): Need | Refusal | null {
  const { call, run } = step;
  if (callsBefore(step).some((each) => isGradle(each) && !/^(?:--version|-v)$/.test(each.args[0]?.value ?? '')))
    return null;
  if (CACHES.some((cache) => isCached(run, cache))) return null;
  const found = readsOf(step);
  if (found === null) return null;
  if ('refused' in found) return { ...found, risk: 'changes' };
  // `dependencies` is about one project: those below are not looked at.
  if (found.projects > 1)
    return refuse({ code: 'no-recipe', tool: 'a Gradle build of several projects', of: 'order' }, 'changes');
  const reason = cannotStandAlone(step, isGradle);
  if (reason !== null) return refuse(reason, 'changes');
  const daemon = call.args.some(({ value }) => value === '--no-daemon') ? ' --no-daemon' : '';
  return needOf({
    tool: 'Gradle',
    reads: found.reads,
    writes: found.writes,
    added: `${call.program.text} dependencies${daemon}`,
    changes: true,
  });
}

interface Reads {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly projects: number;
}

const SETTINGS: readonly string[] = ['settings.gradle', 'settings.gradle.kts'];
const BUILD_FILES: readonly string[] = ['build.gradle', 'build.gradle.kts'];
/** Locks of dependencies. Source: docs.gradle.org, "Locking Versions". */
const BESIDE: readonly string[] = [
  'gradle.properties',
  'gradle.lockfile',
  'buildscript-gradle.lockfile',
  'settings-gradle.lockfile',
];

function readsOf(step: Step): Reads | Refusal | null {
  const { project, cwd, call } = step;
  const settings = filesIn(step, cwd, SETTINGS);
  // Source: docs.gradle.org, "Settings File": without one here Gradle looks for it in the folders above.
  const above = upwards(cwd).flatMap((folder) => filesIn(step, folder, SETTINGS))[0];
  if (settings.length === 0 && above !== undefined) return readsMore(above);
  const folders = [cwd];
  for (const path of settings) {
    const read = readGradleSettings(project.readText(path) ?? '');
    if (read.dynamic !== null) return readsMore(read.dynamic);
    folders.push(...read.folders.map((folder) => from(cwd, folder)));
  }
  const places = folders.flatMap((folder) => BUILD_FILES.map((name) => from(folder, name)));
  const builds = places.flatMap((place) => fileAt(step, place) ?? []);
  if (builds.length === 0) return null;
  const named = refuseNamed(step, 'gradle');
  if (named !== null) return named;
  const seen = new Set<string>();
  const scripts = places.flatMap((place) => appliedBy(step, place, seen)).flatMap((place) => fileAt(step, place) ?? []);
  const unread = [...settings, ...builds, ...scripts].find((path) => project.readText(path) === null);
  if (unread !== undefined) return refuse({ code: 'not-in-build', path: unread, isIgnored: false });
  const odd = [...builds, ...scripts]
    .map((path) => readGradleBuild(project.readText(path) ?? '').reads)
    .find((text) => text !== null);
  if (odd !== undefined && odd !== null) return readsMore(odd);
  const wrapper = call.name === 'gradlew' ? wrapperOf(step) : null;
  const whole = ['gradle', 'buildSrc'].flatMap((name) => folderAt(step, from(cwd, name)) ?? []);
  if (wrapper === null && call.name === 'gradlew') return null;
  const beside = folders.flatMap((folder) => filesIn(step, folder, BESIDE));
  const hasOwnSources = folderAt(step, from(cwd, 'buildSrc')) !== null;
  return {
    reads: [...(wrapper === null ? [] : [wrapper]), ...settings, ...builds, ...scripts, ...beside, ...whole],
    writes: outputs(step, hasOwnSources ? ['.gradle', 'buildSrc/.gradle', 'buildSrc/build'] : ['.gradle']),
    projects: folders.length,
  };
}

/** Scripts that a build file applies, and theirs, as places in the image; one that is not found is missed in either place. */
function appliedBy(step: Step, place: string, seen: Set<string>): readonly string[] {
  const path = fileAt(step, place);
  if (path === null) return [];
  return readGradleBuild(step.project.readText(path) ?? '').applied.flatMap((name) => {
    const below = name.replace(/^\$\{?(?:rootDir|rootProject\.rootDir|rootProject\.projectDir)\}?\//, '');
    const own = from(below === name ? from(place, '..') : step.cwd, below.replace(/^\$\{?projectDir\}?\//, ''));
    if (seen.has(own) || fileAt(step, own) === null) return [];
    seen.add(own);
    return [own, ...appliedBy(step, own, seen)];
  });
}

function wrapperOf(step: Step): string | null {
  return fileAt(step, from(step.cwd, step.call.program.value ?? 'gradlew'));
}

function outputs(step: Step, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => step.toContext(from(step.cwd, name)) ?? []);
}

function readsMore(what: string): Refusal {
  return refuse({ code: 'reads-sources', command: 'gradle', what });
}

function isGradle({ name }: Invocation): boolean {
  return name === 'gradle' || name === 'gradlew';
}
