/** One build of a Dockerfile that a file of the repository speaks of. */
import { absolute } from '../absolute.ts';
import type { Files } from '../files.ts';
import type { Broken } from '../reading.ts';
import type { BuildGiven, Use } from '../uses.ts';
import { NOTHING_GIVEN, withinRepository } from './given.ts';
import { relativeTo } from './written-paths.ts';

/** A repository, seen from its root. */
export interface Repository {
  readonly files: Files;
  /** Where the root lies: paths that lead out of it and back in are followed. Absolute, with forward slashes. */
  readonly base: string;
  /** Is told of files that would say how something is built or run, and cannot be read. */
  readonly onBroken?: (broken: Broken) => void;
}

/** Whether it is about the Dockerfile in question is for the reader of the whole list to see. */
export interface Declared {
  readonly use: Use;
  /** Relative to the root of the repository. */
  readonly dockerfile: string;
  /** The context as an absolute path when it lies outside of the repository; else null. */
  readonly outside: string | null;
}

export interface Build {
  readonly kind: Use['kind'];
  readonly file: string;
  readonly line: number | null;
  readonly name: string | null;
  /** Absolute; null when it is known at build time only. */
  readonly context: string | null;
  /** Absolute. */
  readonly dockerfile: string;
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string | null>;
  /** With absolute paths. */
  readonly build?: BuildGiven;
}

export type Running = Pick<
  Use,
  'command' | 'entrypoint' | 'health' | 'user' | 'workdir' | 'environment' | 'mounts' | 'syncs' | 'ports' | 'rights'
>;

export const NOT_RUN: Running = {
  command: null,
  entrypoint: null,
  health: null,
  user: null,
  workdir: null,
  environment: new Map(),
  mounts: [],
  syncs: [],
  ports: [],
  rights: [],
};

/** @returns nothing when the Dockerfile lies outside of the repository. */
export function declare({ base }: Repository, build: Build, running: Running = NOT_RUN): readonly Declared[] {
  const { context, dockerfile, build: given = NOTHING_GIVEN, ...rest } = build;
  const path = relativeTo(base, dockerfile);
  if (path === null) return [];
  const inside = context === null ? null : relativeTo(base, context);
  const use: Use = { ...rest, context: inside, build: withinRepository(base, given), ...running };
  return [{ use, dockerfile: path, outside: inside === null ? context : null }];
}

/** The absolute path of a folder of the repository. */
export function absoluteIn({ base }: Repository, folder: string): string {
  return absolute(`${base}/${folder}`);
}

/** The text of a file that a person may have written; null when it is longer than that. */
export function readShort(files: Files, path: string): string | null {
  const stat = files.statOf(path);
  return stat?.kind === 'file' && stat.size <= MAX_LENGTH ? files.readText(path) : null;
}

const MAX_LENGTH = 512 * 1024;

/** `shop` of `example.org:5000/team/shop:2.1`. */
export function imageName(image: string): string {
  return image
    .slice(image.lastIndexOf('/') + 1)
    .replace(/[:@].*/, '')
    .toLowerCase();
}
