/**
 * Which files Gradle's tasks make below `build`. Only what stands there literally is read: a script is a program.
 * Sources: docs.gradle.org, "The Java Plugin", "The Base Plugin", "The Application Plugin"; docs.spring.io, Spring Boot's
 * Gradle plugin; gradleup.com/shadow; quarkus.io; ktor.io, "Fat JAR".
 */
import { absolute } from '../absolute.ts';
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';
import { type Block, everyBlock, literalOf, readBlocks } from './blocks.ts';
import { readGradleSettings } from './build.ts';
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
  /** Whether these are all that lie in that folder, and certainly do. */
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
const BOOT = /org\.springframework\.boot/;
const ARCHIVES = ['jar', 'bootJar', 'shadowJar', 'bootWar', 'war'] as const;

type Archive = (typeof ARCHIVES)[number];

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
  const blocks = [
    ...(project === '' ? sharedBlocks(readBlocks(own)) : []),
    ...sharedBlocks(readBlocks(root)),
    readBlocks(own),
  ];
  const properties = readProperties(read('', ['gradle.properties']));
  const renamed = renamedIn(read('', ['settings.gradle', 'settings.gradle.kts']), project);
  if (renamed === null) return null;
  const name = renamed ?? (project === '' ? (settings.rootName ?? lastOf(call.folder)) : lastOf(project));
  const names = namesOf(blocks, name, call.given.get('version') ?? properties.get('version') ?? null);
  const tasks = call.tasks.map((task) => task.slice(task.lastIndexOf(':') + 1));
  const place = absolute(`${call.folder}/${project}/build`);
  return outputsOf({ blocks, names, tasks, place, name, text: `${own}\n${root}` });
}

interface Reading {
  readonly blocks: readonly Block[];
  readonly names: Names | null;
  readonly tasks: readonly string[];
  /** `<project>/build`, absolute. */
  readonly place: string;
  /** Of the project. */
  readonly name: string;
  readonly text: string;
}

interface Names {
  readonly base: string;
  readonly version: string;
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
    // Another plugin, or a task of its own, may put a jar beside them.
    isComplete:
      !made.includes(null) &&
      !off &&
      tasks.every((task) => isPlainTask(task)) &&
      !/\b(?:Jar|War)::?(?:class)?\b|type:\s*Jar|<(?:Jar|War)>|withSourcesJar|withJavadocJar|sourcesJar|javadocJar/.test(
        text,
      ) &&
      !(isAll && /alias\s*\(|apply\s+from/.test(text)),
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

interface Wanted {
  readonly tasks: readonly string[];
  readonly isAll: boolean;
  readonly isBoot: boolean;
  readonly isShadow: boolean;
}

function isMade(archive: Archive, { tasks, isAll, isBoot, isShadow }: Wanted): boolean {
  switch (archive) {
    case 'bootJar':
      return tasks.includes('bootJar') || (isAll && isBoot);
    case 'shadowJar':
      return tasks.includes('shadowJar') || tasks.includes('buildFatJar') || (isAll && isShadow);
    case 'jar':
      return tasks.includes('jar') || tasks.includes('installDist') || (isAll && !isBoot);
    default:
      return tasks.includes(archive);
  }
}

/** The name of what a task makes; null when a part of it is not written out. */
function fileOf(reading: Reading, archive: Archive, isBoot: boolean): string | null {
  const own = reading.blocks.flatMap(everyBlock).filter((block) => isTask(block, archive));
  const set = (names: readonly string[]): string | null | undefined =>
    own.flatMap((block) => names.map((name) => literalOf(block, name))).findLast((value) => value !== undefined);
  const whole = set(['archiveFileName', 'archiveName']);
  if (whole !== undefined) return whole;
  const base = set(['archiveBaseName', 'baseName']);
  const version = set(['archiveVersion', 'version']);
  const classifier = set(['archiveClassifier', 'classifier']);
  const names = reading.names;
  const isShadow = archive === 'shadowJar';
  const known = [
    base === undefined ? names?.base : base,
    version === undefined ? names?.version : version,
    classifier === undefined ? (isShadow ? 'all' : '') : classifier,
  ];
  if (known.some((part) => part === null || part === undefined)) return null;
  const ending = archive === 'war' || archive === 'bootWar' ? 'war' : 'jar';
  // Of Ktor's plugin, whose fat jar has a name of its own.
  if (isShadow && /io\.ktor\.plugin|buildFatJar/.test(`${reading.text} ${reading.tasks.join(' ')}`))
    return ktorName(reading, known);
  return isBoot && archive === 'jar' ? null : `${known.filter((part) => part !== '').join('-')}.${ending}`;
}

/** Source: ktor.io, "Creating fat JARs using the Ktor Gradle plugin": `<project>-all.jar`. */
function ktorName(
  reading: Reading,
  [base, version, classifier]: readonly (string | null | undefined)[],
): string | null {
  const named = reading.blocks.flatMap(everyBlock).filter(({ head }) => /^fatJar\b/.test(head));
  if (named.length > 0) return literalOf(named.at(-1)!, 'archiveFileName') ?? null;
  return version === '' || reading.names?.version === '' ? `${base}-${classifier}.jar` : `${base}-all.jar`;
}

/** What the `jar` task makes beside Boot's: since 2.5 with `plain` in its name, before not at all. */
function plainOf(reading: Reading, isMade: boolean): readonly string[] {
  const { names, text } = reading;
  if (!isMade || names === null || /\bjar\b[^\n]*\{?\s*enabled\s*=?\s*\(?\s*false/.test(text)) return [];
  return [`${[names.base, names.version].filter((part) => part !== '').join('-')}-plain.jar`];
}

/** `shadowJar { }`, `tasks.named<ShadowJar>("shadowJar") { }`, `tasks.withType<ShadowJar> { }`, `tasks.jar { }`. */
function isTask({ head }: Block, archive: Archive): boolean {
  const type = `${archive[0]!.toUpperCase()}${archive.slice(1)}`;
  return (
    new RegExp(`^(?:tasks\\.)?${archive}$`).test(head) ||
    new RegExp(`^(?:tasks\\.)?(?:named|getByName)\\b.*["']${archive}["']`).test(head) ||
    new RegExp(`^(?:tasks\\.)?withType\\s*[<(]\\s*(?:[\\w.]*\\.)?${type}\\b`).test(head)
  );
}

/** What a build says for all its projects, and for those below it. */
function sharedBlocks(root: Block): readonly Block[] {
  return root.blocks.filter(({ head }) => /^(?:allprojects|subprojects)$/.test(head));
}

/** @returns null when a part of it is put together at run time. */
function namesOf(blocks: readonly Block[], name: string, property: string | null): Names | null {
  const set = (key: string, within: readonly Block[]): string | null | undefined =>
    within.map((block) => literalOf(block, key)).findLast((value) => value !== undefined);
  const version = set('version', blocks);
  const bases = blocks.flatMap((block) => block.blocks.filter(({ head }) => head === 'base' || head === 'ext'));
  const written = [set('archivesBaseName', blocks), set('archivesName', bases), set('base.archivesName', blocks)];
  const base = written.find((value) => value !== undefined);
  if (version === null || base === null) return null;
  const known = version ?? property ?? '';
  return { base: base ?? name, version: known === 'unspecified' ? '' : known };
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

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function inside(root: string, folder: string): string {
  return folder === '' ? root : inFolder(root, folder);
}
