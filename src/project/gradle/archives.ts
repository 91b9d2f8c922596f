/**
 * The names of the jars and wars that Gradle's tasks make. Sources: docs.gradle.org, "The Base Plugin"; docs.spring.io, Spring
 * Boot's Gradle plugin; gradleup.com/shadow.
 */
import { type Block, everyBlock, literalOf } from './blocks.ts';

export const ARCHIVES = ['jar', 'bootJar', 'shadowJar', 'bootWar', 'war'] as const;

type Archive = (typeof ARCHIVES)[number];

export interface Reading {
  readonly blocks: readonly Block[];
  readonly names: Names | null;
  readonly tasks: readonly string[];
  /** `<project>/build`, absolute. */
  readonly place: string;
  /** Of the project. */
  readonly name: string;
  readonly text: string;
  /** Ids of what is applied. */
  readonly plugins: readonly string[];
}

export interface Names {
  readonly base: string;
  readonly version: string;
}

interface Wanted {
  readonly tasks: readonly string[];
  readonly isAll: boolean;
  readonly isBoot: boolean;
  readonly isShadow: boolean;
}

/** Whether the tasks that are called make an archive. */
export function isMade(archive: Archive, { tasks, isAll, isBoot, isShadow }: Wanted): boolean {
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
export function fileOf(reading: Reading, archive: Archive, isBoot: boolean): string | null {
  const isShadow = archive === 'shadowJar';
  const own = reading.blocks.flatMap(everyBlock).filter((block) => isTask(block, archive));
  const name = nameIn(reading, own, isShadow ? 'all' : '');
  // Of Ktor's plugin, whose fat jar has a name of its own.
  const isKtor = isShadow && (/io\.ktor\.plugin/.test(reading.text) || reading.tasks.includes('buildFatJar'));
  if (isKtor) return ktorName(reading);
  const ending = archive === 'war' || archive === 'bootWar' ? 'war' : 'jar';
  return name === null || (isBoot && archive === 'jar') ? null : name.replace(/\.jar$/, `.${ending}`);
}

/** Names of jars that a task of the script's own makes, or a plugin that is applied elsewhere. */
export function otherFiles(reading: Reading, isAll: boolean): readonly string[] {
  const blocks = reading.blocks.flatMap(everyBlock);
  const own = reading.tasks.flatMap((task) => {
    const made = blocks.filter(({ head }) => isOwnJar(head, task));
    return made.length === 0 ? [] : (nameIn(reading, made, '') ?? []);
  });
  const shadows = blocks.filter((block) => isTask(block, 'shadowJar'));
  return [...own, ...(isAll ? [nameIn(reading, shadows, 'all') ?? []].flat() : [])];
}

/** `task fatJar(type: Jar) {`, `tasks.register("fatJar", Jar) {`, `tasks.register<Jar>("fatJar") {`. */
function isOwnJar(head: string, task: string): boolean {
  const isOf = new RegExp(
    `^(?:task\\s+${task}\\b|(?:.*\\b)?(?:register|create|creating|registering)\\b.*["']${task}["'])`,
  );
  return /^\w+$/.test(task) && isOf.test(head) && /\bJar\b/.test(head);
}

/** The file's name by its parts. Source: docs.gradle.org, AbstractArchiveTask. */
function nameIn({ names }: Reading, own: readonly Block[], classifier: string): string | null {
  const set = (keys: readonly string[], otherwise: string | undefined): string | null => {
    const written = own.flatMap((block) => keys.map((key) => literalOf(block, key)));
    const last = written.findLast((value) => value !== undefined);
    return last === undefined ? (otherwise ?? null) : last;
  };
  const isWhole = own.some((block) =>
    ['archiveFileName', 'archiveName'].some((key) => literalOf(block, key) !== undefined),
  );
  if (isWhole) return set(['archiveFileName', 'archiveName'], undefined);
  const parts = [
    set(['archiveBaseName', 'baseName'], names?.base),
    set(['archiveVersion', 'version'], names?.version),
    set(['archiveClassifier', 'classifier'], classifier),
  ];
  return parts.includes(null) ? null : `${parts.filter((part) => part !== '').join('-')}.jar`;
}

/** Source: ktor.io, "Creating fat JARs using the Ktor Gradle plugin". */
function ktorName({ blocks, name }: Reading): string | null {
  const own = blocks.flatMap(everyBlock).findLast(({ head }) => head === 'fatJar');
  const set = own === undefined ? undefined : literalOf(own, 'archiveFileName');
  return set === undefined ? `${name}-all.jar` : set;
}

/** What the `jar` task makes beside Boot's: since 2.5 with `plain` in its name, before not at all. */
export function plainOf(reading: Reading, isMade: boolean): readonly string[] {
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

/** @returns null when a part of it is put together at run time. */
export function namesOf(blocks: readonly Block[], name: string, property: string | null): Names | null {
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
