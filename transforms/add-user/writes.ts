/** Where the app of a stage writes when it runs, read from its sources, its start command and its settings. */

import { isUnreadLanguage, type Language, languageOf } from '../../src/app/code/languages.ts';
import { environmentOf } from '../../src/app/environment.ts';
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import { baseOf, stateAfter } from '../../src/dockerfile/state.ts';
import type { Project } from '../../src/project/project.ts';
import { type Source, sourcesOf } from '../../src/project/sources.ts';
import { appWrites } from './writes/app.ts';
import { lockWrites } from './writes/bundler.ts';
import { type Entry, entryFiles } from './writes/entry.ts';
import type { Found, Surroundings } from './writes/found.ts';
import { libraryWrites } from './writes/libraries.ts';
import { withoutOtherMains } from './writes/mains.ts';
import { isShared, type Runs } from './writes/programs.ts';
import { settingWrites } from './writes/settings.ts';
import { readStart } from './writes/start.ts';
import { withoutTools } from './writes/tools.ts';

/** A place in a file of the context. */
export interface Evidence {
  /** Relative to the root of the build context. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** A folder that the app writes into, absolute in the image. */
export interface WrittenFolder {
  readonly path: string;
  readonly evidence: Evidence;
}

/**
 * `read`: these are all the folders outside /tmp; none is possible. `unknown`: there may be more than those named.
 * `no-sources`: what is started was not found in the context; `not-literal`: a path is put together at run time;
 * `language`: sources in a language that is not read here; `too-much`: more than is read.
 */
export type Writes =
  | { readonly kind: 'read'; readonly folders: readonly WrittenFolder[] }
  | {
      readonly kind: 'unknown';
      readonly why: 'no-sources' | 'not-literal' | 'language' | 'too-much';
      readonly evidence: Evidence | null;
      /** Folders that it writes into for certain; they may well lie outside its own folder. */
      readonly folders: readonly WrittenFolder[];
    };

type Why = Extract<Writes, { kind: 'unknown' }>['why'];

/** Languages that become a program without anything of theirs beside it. */
const COMPILED: readonly Language[] = ['go', 'rust', 'native', 'jvm', 'dotnet'];

/** @returns where the app writes, or why that cannot be told. */
export function findWrites(doc: Document, project: Project, stage: Stage): Writes {
  if (!project.hasContext) return unknown('no-sources', null, []);
  const sources = sourcesOf(doc, project, stage);
  const { workdir } = stateAfter(doc, stage);
  const around: Surroundings = {
    project,
    sources,
    env: environmentOf(doc, project, stage, baseOf(doc, stage).env),
    workdir,
  };
  const start = readStart(doc, stage, around);
  if (start === null) return unknown('no-sources', null, []);
  const entries = start.programs.map((program) => entryFiles(program, around));
  const languages = languagesOf(entries, sources.files);
  const found = [
    ...start.found,
    ...entries.flatMap((entry) => entry.found),
    ...settingWrites(around, languages),
    ...libraryWrites(around, languages),
    ...lockWrites(around, start.programs),
  ];
  if (sources.isTooMuch) return unknown('too-much', null, found);
  const lost = entries.find(({ isMissing }) => isMissing);
  const missing = start.missing ?? lost?.evidence ?? null;
  const own = withoutTools(
    project,
    sources.files.filter(({ path }) => languages.has(languageOf(path))),
    start.programs,
  );
  const files = languages.has('go') ? withoutOtherMains(doc, project, own) : own;
  const app = appWrites(files, around);
  if (!app.ok) return unknown('too-much', { file: app.file, line: 1 }, found);
  found.push(...app.found);
  const open = found.find(({ folder }) => folder === null);
  // A part of the sources that writes somewhere says more than those that are not there.
  if (missing !== null && open === undefined) return unknown('no-sources', missing, found);
  const other = unreadFile(sources.files, languages);
  if (other !== null) return unknown('language', { file: other, line: 1 }, found);
  if (open !== undefined) return unknown('not-literal', open.evidence, [...found, ...app.likely]);
  return { kind: 'read', folders: foldersOf(found) };
}

function unknown(why: Why, evidence: Evidence | null, found: readonly Found[]): Writes {
  return { kind: 'unknown', why, evidence, folders: foldersOf(found) };
}

/** Each folder once, those in another one left out, sorted. */
function foldersOf(found: readonly Found[]): readonly WrittenFolder[] {
  const first = new Map<string, Evidence>();
  for (const { folder, evidence } of found)
    if (folder !== null && !isShared(folder) && !first.has(folder)) first.set(folder, evidence);
  const paths = [...first.keys()].sort();
  return paths
    .filter((path) => !paths.some((other) => other !== path && path.startsWith(`${other}/`)))
    .map((path) => ({ path, evidence: first.get(path)! }));
}

function languagesOf(entries: readonly Entry[], files: readonly Source[]): ReadonlySet<Runs> {
  const languages = new Set<Runs>();
  for (const { runs } of entries) {
    if (runs === 'compiled') {
      for (const one of COMPILED) if (files.some(({ path }) => languageOf(path) === one)) languages.add(one);
    }
    if (runs !== null) languages.add(runs);
  }
  return languages;
}

/** Endings that matter for what is started: a program may be written in two languages of one platform. */
const BESIDE: Partial<Readonly<Record<Exclude<Runs, null>, RegExp>>> = {
  compiled: /\.(?:swift|dart|hs|cr|nim|zig|d|ml|adb|pas|f90|fs|scala)$/,
  jvm: /\.(?:scala|clj|groovy)$/,
  dotnet: /\.(?:fs|vb)$/,
  js: /\.coffee$/,
  python: /\.pyx$/,
  elixir: /\.erl$/,
};

function unreadFile(files: readonly Source[], languages: ReadonlySet<Runs>): string | null {
  for (const { path } of files) {
    if (!isUnreadLanguage(path)) continue;
    for (const one of languages) if (one !== null && BESIDE[one]?.test(path) === true) return path;
  }
  return null;
}
