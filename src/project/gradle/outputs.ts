/**
 * Which files Gradle's tasks make below `build`. Only what stands there literally is read: a script is a program.
 * Sources: docs.gradle.org, "The Java Plugin", "The Base Plugin", "The Application Plugin"; docs.spring.io, Spring Boot's
 * Gradle plugin; gradleup.com/shadow; quarkus.io; ktor.io, "Fat JAR".
 */
import { absolute } from '../absolute.ts';
import type { Files } from '../files.ts';
import { inFolder, nameOf } from '../paths.ts';
import { ARCHIVES, fileOf, isMade, namesOf, otherFiles, plainOf, type Reading } from './archives.ts';
import { type Block, everyBlock, literalOf, readBlocks } from './blocks.ts';
import { readGradleBuild, readGradleSettings } from './build.ts';
import { withoutComments } from './groovy.ts';
import { readProperties } from './properties.ts';

export interface GradleCall {
  /** The folder of the build in the context. */
  readonly root: string;
  /** The same in the image, absolute. */
  readonly folder: string;
  readonly tasks: readonly string[];
  /** Of `-P`. */
  readonly given: ReadonlyMap<string, string>;
}

export interface GradleOutputs {
  /** Absolute: `<project>/build/libs`. */
  readonly folder: string;
  readonly archives: readonly string[];
  /** Such as may lie there as well: who names one of them exactly has it. */
  readonly others: readonly string[];
  /** Whether the archives are all that lie in that folder, and certainly do. */
  readonly isComplete: boolean;
  readonly folders: readonly string[];
  /** `build/install/<name>`, with the scripts in its `bin`. */
  readonly installed: readonly { readonly folder: string; readonly script: string }[];
  readonly isBoot: boolean;
}

/** Words that move what is made, or name what a manifest needs besides. */
const MOVES =
  /\b(?:buildDir\s*=|(?:layout\.)?buildDirectory(?:\.set\b|\.value\b|\s*=[^=])|libsDirName|libsDirectory|destinationDir(?:ectory)?\b|distsDir|setBuildDir|Class-Path|archivePath)/;

/** Ids of shadow, over the years. */
const SHADOW = /com\.github\.johnrengelman\.shadow|com\.gradleup\.shadow|io\.github\.goooler\.shadow|io\.ktor\.plugin/;

/** Plugins that make no jar but those that are counted, and give no names. Source: their documentation. */
const PLUGINS =
  /^(?:java|java-library|application|groovy|scala|war|kotlin|idea|eclipse|checkstyle|pmd|jacoco|base|distribution|org\.jetbrains\.kotlin\.[\w.]+|org\.springframework\.boot|io\.spring\.dependency-management|com\.github\.johnrengelman\.shadow|com\.gradleup\.shadow|io\.github\.goooler\.shadow|io\.ktor\.plugin|com\.diffplug\.spotless|org\.flywaydb\.flyway|com\.google\.protobuf|io\.freefair\.lombok|org\.sonarqube|com\.github\.ben-manes\.versions|io\.gitlab\.arturbosch\.detekt|org\.jlleitschuh\.gradle\.ktlint|com\.google\.cloud\.tools\.jib|com\.gorylenko\.gradle-git-properties|com\.google\.osdetector|nu\.studer\.(?:rocker|jooq)|org\.gradle\.\w+)$/;
const BOOT = /org\.springframework\.boot/;

/** @param project its folder below the root: '' or `api/web`. */
export function gradleOutputs(files: Files, call: GradleCall, project: string): GradleOutputs | null {
  const read = (folder: string, names: readonly string[]): string =>
    names.map((name) => files.readText(inFolder(inside(call.root, folder), name)) ?? '').join('\n');
  const settings = readGradleSettings(read('', ['settings.gradle', 'settings.gradle.kts']));
  // Under a condition, or with a name or a folder of its own.
  if (project !== '' && (!settings.folders.includes(project) || settings.dynamic !== null)) return null;
  const own = read(project, ['build.gradle', 'build.gradle.kts']);
  const root = project === '' ? '' : read('', ['build.gradle', 'build.gradle.kts']);
  if (own.trim() === '' && root.trim() === '') return null;
  if (MOVES.test(own) || MOVES.test(root)) return null;
  const blocks = [...sharedBlocks(readBlocks(project === '' ? own : root), project !== ''), readBlocks(own)];
  const properties = readProperties(read('', ['gradle.properties']));
  const renamed = renamedIn(read('', ['settings.gradle', 'settings.gradle.kts']), project);
  if (renamed === null) return null;
  const name = renamed ?? (project === '' ? (settings.rootName ?? nameOf(call.folder)) : nameOf(project));
  const names = namesOf(blocks, name, call.given.get('version') ?? properties.get('version') ?? null);
  const tasks = call.tasks.map((task) => task.slice(task.lastIndexOf(':') + 1));
  const place = absolute(`${call.folder}/${project}/build`);
  const { plugins } = readGradleBuild(`${own}\n${root}`);
  return outputsOf({ blocks, names, tasks, place, name, plugins, text: `${own}\n${root}` });
}

function outputsOf(reading: Reading): GradleOutputs {
  const { tasks, place, text } = reading;
  const folder = `${place}/libs`;
  const isAll = tasks.some((task) => task === 'build' || task === 'assemble');
  const isBoot = BOOT.test(text) || tasks.some((task) => task === 'bootJar' || task === 'bootWar');
  const isShadow = SHADOW.test(text) || tasks.some((task) => task === 'shadowJar' || task === 'buildFatJar');
  const wanted = ARCHIVES.filter((archive) => isMade(archive, { tasks, isAll, isBoot, isShadow }));
  const made = wanted.map((archive) => fileOf(reading, archive, isBoot));
  const known = made.flatMap((each) => each ?? []);
  const off = /\benabled\s*(?:=|\.set\()?\s*\(?\s*false/.test(text);
  return {
    folder,
    archives: [...known, ...plainOf(reading, isBoot && isAll)].map((file) => `${folder}/${file}`),
    others: otherFiles(reading, isAll).map((file) => `${folder}/${file}`),
    // Another plugin, or a task of its own, may put a jar beside them.
    isComplete:
      !made.includes(null) &&
      !off &&
      tasks.every((task) => isPlainTask(task)) &&
      !/\b(?:Jar|War)::?(?:class)?\b|type:\s*Jar|<(?:Jar|War)>|withSourcesJar|withJavadocJar|sourcesJar|javadocJar/.test(
        text,
      ) &&
      !(isAll && /alias\s*\(|apply\s+from/.test(text)) &&
      reading.plugins.every((id) => PLUGINS.test(id)),
    folders: /io\.quarkus/.test(text) ? [`${place}/quarkus-app`] : [],
    installed: installedOf(reading),
    isBoot,
  };
}

/** Tasks that make no jar but those that are counted. */
function isPlainTask(task: string): boolean {
  return /^(?:clean|build|assemble|jar|war|bootJar|bootWar|shadowJar|buildFatJar|test|check|classes|installDist|dependencies)$/.test(
    task,
  );
}

/** What the root's build says for all projects, and for those below it. */
function sharedBlocks(root: Block, isBelow: boolean): readonly Block[] {
  return root.blocks.filter(({ head }) => head === 'allprojects' || (isBelow && head === 'subprojects'));
}

function installedOf({ tasks, place, blocks, name, text }: Reading): GradleOutputs['installed'] {
  const all = blocks.flatMap(everyBlock);
  const renamed = all
    .filter(({ head }) => head === '' || head === 'application' || /startScripts/.test(head))
    .map((block) => literalOf(block, 'applicationName'))
    .findLast((value) => value !== undefined);
  const isDistribution = /\bdistributionBaseName\b|\bdistributions\b[\s\S]{0,200}\bbaseName\b/.test(text);
  if (renamed === null || isDistribution) return [];
  const script = renamed ?? name;
  const folders: readonly (readonly [string, string])[] = [
    ['installDist', script],
    ['installShadowDist', `${name}-shadow`],
    ['installBootDist', `${name}-boot`],
  ];
  return folders
    .filter(([task]) => tasks.includes(task))
    .map(([, folder]) => ({ folder: `${place}/install/${folder}`, script }));
}

/** `project(":a:b").name = "x"`: undefined where nothing does that, null where the name is no plain string. */
function renamedIn(settings: string, project: string): string | null | undefined {
  const path = `:${project.replaceAll('/', ':')}`;
  const all = [
    ...withoutComments(settings).matchAll(
      /\bproject\s*\(\s*["']([^"'\n]*)["']\s*\)\s*\.\s*name\s*=\s*(?:"([^"$\n]*)"|'([^'\n]*)')?/g,
    ),
  ];
  const own = all.findLast(([, of]) => of === path);
  return own === undefined ? undefined : (own[2] ?? own[3] ?? null);
}

function inside(root: string, folder: string): string {
  return folder === '' ? root : inFolder(root, folder);
}
