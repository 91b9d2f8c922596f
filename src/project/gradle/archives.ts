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
    return ktorName(reading);
  return isBoot && archive === 'jar' ? null : `${known.filter((part) => part !== '').join('-')}.${ending}`;
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
