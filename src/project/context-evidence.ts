/**
 * Which folder a Dockerfile is built from, by what it copies: a folder that does not hold what is named there is not its
 * context, whoever says so.
 */
import { readDocument } from '../dockerfile/document.ts';
import { globToRegex } from './dockerignore.ts';
import { cleanRelative, type Files } from './files.ts';
import { foldersUp, inFolder } from './paths.ts';

/** Folders relative to the repository. */
export interface Candidates {
  /** The folders that files of the repository name, the nearest first. One that stands alone is believed. */
  readonly named: readonly string[];
  /** Whether what they name are builds of their own, so that each of several is a context in its own right. */
  readonly isDeclared: boolean;
  /** The Dockerfile's own. */
  readonly own: string;
  /** Whether it is known that the own folder is not what somebody builds it from. */
  readonly isOwnDoubted: boolean;
}

/**
 * `sources`: no folder holds what the Dockerfile copies, or several hold a part. `several`: it is built from more than one
 * folder, and what is true of one need not be true of another. `outside`: the one that is named cannot be seen.
 */
export type Doubt = 'sources' | 'several' | 'outside';

export interface Choice {
  readonly folder: string;
  readonly others: readonly string[];
  /** Null when the folder is certain enough to rest on. */
  readonly doubt: Doubt | null;
}

/** What a build makes, and a checkout does not hold. Own knowledge of the usual names. */
const GENERATED =
  /(?:^|\/)(?:target|build|dist|out|output|bin|obj|publish|release|artifacts?|node_modules|vendor|_build|\.next|\.output)(?:\/|$)|\.(?:[jw]ar|whl|deb|rpm|apk|zip|tar|t?gz|pem|crt|key|env)$/i;

/** @param text of the Dockerfile; null when it cannot be read. */
export function chooseContext(files: Files, text: string | null, candidates: Candidates): Choice {
  const { named, own, isOwnDoubted } = candidates;
  const sources = text === null ? [] : namedSources(text);
  const rate = remembered((folder) => rateFolder(files, folder, sources));
  const possible = named.filter((folder) => rate(folder).isWhole);
  if (possible.length > 0) return chooseNamed(possible, candidates);
  const certain = (folder: string): Choice => ({ folder, others: [], doubt: null });
  const ownDoubt = (): Choice => ({ ...certain(own), doubt: 'outside' });
  if (rate(own).isFull && rate(own).held > 0) return certain(own);
  // Nobody names the folders above: one must hold all of it, and be the only one that does.
  const above = foldersUp(own).slice(1);
  const [full, ...more] = above.filter((folder) => rate(folder).isFull && rate(folder).held > 0);
  if (full !== undefined && more.length === 0) return certain(full);
  if (named.length === 0 && full === undefined && rate(own).isWhole) return isOwnDoubted ? ownDoubt() : certain(own);
  const [first = own, ...others] = named.length > 0 ? named : [own];
  const best = rate(first).held;
  const isBest = full === undefined && [...others, own, ...above].every((at) => at === first || rate(at).held < best);
  return { ...certain(first), doubt: best > 0 && isBest ? null : 'sources' };
}

/** @param possible folders that are named and hold what is copied. */
function chooseNamed(possible: readonly string[], { isDeclared, own }: Candidates): Choice {
  // A command that builds from the own folder says what everybody expects; two that do not contradict each other.
  const folder = !isDeclared && possible.includes(own) ? own : possible[0]!;
  const others = possible.filter((each) => each !== folder);
  const isCertain = others.length === 0 || (!isDeclared && folder === own);
  return { folder, others, doubt: isCertain ? null : 'several' };
}

function remembered<T>(look: (folder: string) => T): (folder: string) => T {
  const known = new Map<string, T>();
  return (folder) => {
    const answer = known.get(folder) ?? look(folder);
    known.set(folder, answer);
    return answer;
  };
}

interface Rating {
  /** How many of the sources are there. */
  readonly held: number;
  /** Whether all are there; and whether all are but for what a build makes. */
  readonly isFull: boolean;
  readonly isWhole: boolean;
}

function rateFolder(files: Files, folder: string, sources: readonly string[]): Rating {
  const found = sources.filter((source) => isThere(files, folder, source));
  const missing = sources.filter((source) => !found.includes(source));
  const isFull = missing.every((source) => isPattern(source));
  return {
    held: found.length,
    isFull,
    isWhole: missing.every((source) => GENERATED.test(source) || isPattern(source)),
  };
}

function isThere(files: Files, folder: string, source: string): boolean {
  let folders = [folder];
  for (const part of source.split('/')) {
    folders = isPattern(part)
      ? folders.flatMap((at) => matching(files, at, part).map((name) => inFolder(at, name)))
      : folders.map((at) => inFolder(at, part)).filter((at) => files.statOf(at) !== null);
  }
  return folders.length > 0;
}

function matching(files: Files, folder: string, pattern: string): readonly string[] {
  const matches = globToRegex(pattern);
  return files.list(folder).filter((name) => matches.test(name));
}

/** A pattern that matches nothing is no error. */
function isPattern(path: string): boolean {
  return /[*?[\\]/.test(path);
}

/** The paths of the context that COPY and ADD name, without the context as a whole and what is known at build time only. */
export function namedSources(dockerfile: string): readonly string[] {
  const result = readDocument(dockerfile);
  if (!result.ok) return [];
  const found = new Set<string>();
  for (const { keyword, arguments: args, heredocs } of result.document.instructions) {
    if ((keyword !== 'COPY' && keyword !== 'ADD') || args.flags.some(({ name }) => name === 'from')) continue;
    if (heredocs.length > 0) continue;
    for (const word of args.words.slice(0, -1)) {
      if (/[$'"\\]|^[a-z][a-z+]*:\/\/|^[\w.-]+@[\w.-]+:/i.test(word)) continue;
      const path = cleanRelative(withoutParents(word));
      if (path !== null && path !== '') found.add(path);
    }
  }
  return [...found];
}

/** The builder does not leave the context: `../a` is `a`. */
function withoutParents(word: string): string {
  const parts: string[] = [];
  for (const part of word.split('/')) {
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
