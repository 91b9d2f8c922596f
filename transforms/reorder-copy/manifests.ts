/** The COPYs that bring what an install step reads, as the author would have written them. */

import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Copied } from '../../src/project/copies.ts';
import { imagePathOf } from '../../src/project/copies.ts';
import { nameOf } from '../../src/project/paths.ts';
import { parentFolder } from '../../src/project/placed.ts';
import type { Files } from '../../src/project/project.ts';

/** A file or folder that is copied first: where it comes from, where it goes, and by which COPY it came before. */
export interface Manifest {
  readonly path: string;
  readonly place: string;
  readonly isFolder: boolean;
  readonly copy: Instruction;
  readonly copied: readonly Copied[];
}

/** More COPYs than this are no longer read by anybody, and every one is a layer. */
const MOST_COPIES = 24;
/** Longer lines are broken. */
const MAX_WIDTH = 120;
/** In other names COPY would see a pattern, a variable or two words. */
const PLAIN_NAME = /^(?!#)[\p{L}\p{N} _@+.,/~=()&%#!-]+$/u;

export type Lines =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly reason: SkipReason };

/** One COPY for each folder that manifests go to. */
export function copyLines(doc: Document, files: Files, manifests: readonly Manifest[]): Lines {
  const odd = manifests.find(({ path }) => !PLAIN_NAME.test(path));
  if (odd !== undefined) return { ok: false, reason: { code: 'copy-not-read', why: 'variable', word: odd.path } };
  const linked = manifests.find((manifest) => goesThroughLink(files, manifest));
  if (linked !== undefined) return { ok: false, reason: { code: 'copy-not-read', why: 'link', word: linked.path } };
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const key = keyOf(manifest);
    groups.set(key, [...(groups.get(key) ?? []), manifest]);
  }
  if (groups.size > MOST_COPIES) return { ok: false, reason: { code: 'too-many-manifests', count: groups.size } };
  return { ok: true, lines: [...groups.values()].map((group) => copyLine(doc, group)) };
}

/**
 * Whether a folder on the way to a manifest is a symbolic link. Copied first it becomes a folder, and the later COPY fails on
 * it: "cannot replace to directory with file". Tried with BuildKit.
 */
function goesThroughLink(files: Files, { path, isFolder }: Manifest): boolean {
  const names = path.split('/');
  const folders = names.map((_, i) => names.slice(0, i + 1).join('/')).slice(0, isFolder ? undefined : -1);
  return folders.some((folder) => files.statOf(folder)?.isLink === true);
}

/** What is copied by one COPY: files of one folder, and a folder alone, since COPY copies what is in it. */
function keyOf({ path, place, isFolder, copy }: Manifest): string {
  const isRenamed = nameOf(path) !== nameOf(place);
  return `${copy.index} ${isFolder || isRenamed ? place : `${parentFolder(place)}/`}`;
}

function copyLine(doc: Document, group: readonly Manifest[]): string {
  const { copy, copied, place, path, isFolder } = group[0]!;
  const keyword = doc.text.slice(copy.keywordSpan.start, copy.keywordSpan.end);
  const isLower = keyword === keyword.toLowerCase();
  const flags = copy.arguments.flags.map(({ span }) => doc.text.slice(span.start, span.end));
  const sources = group.map((each) => sourceWord(copy, each.path));
  const isRenamed = !isFolder && nameOf(path) !== nameOf(place);
  const folder = isFolder || isRenamed ? place : parentFolder(place);
  const target = targetWord(copy, copied, folder, isRenamed, group.length);
  // A name with a blank in it is two words in any other form.
  if ([...sources, target].some((word) => /[\s"'\\]/.test(word)))
    return [isLower ? 'copy' : 'COPY', ...flags, jsonOf([...sources, target])].join(' ');
  const words = [isLower ? 'copy' : 'COPY', ...flags, ...sources, target];
  const line = words.join(' ');
  if (line.length <= MAX_WIDTH || sources.length < 2) return line;
  const head = [isLower ? 'copy' : 'COPY', ...flags].join(' ');
  return [head, ...sources.map((source) => `    ${source}`), `    ${target}`].join(` \\${doc.eol}`);
}

function jsonOf(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}

/** `./` or `/` in front of names, where the author has it. */
function sourceWord({ arguments: args }: Instruction, path: string): string {
  const styled = args.words.slice(0, -1).filter((word) => word !== '.' && word !== './' && word !== '/');
  if (styled.length === 0) return path;
  if (styled.every((word) => word.startsWith('./'))) return `./${path}`;
  return styled.every((word) => word.startsWith('/')) ? `/${path}` : path;
}

/** The destination in the author's words, variables and all, and what lies below it. */
function targetWord(
  { arguments: args }: Instruction,
  copied: readonly Copied[],
  folder: string,
  isFile: boolean,
  count: number,
): string {
  const word = unquoted(args);
  const base = baseOf(copied, folder);
  const below = base === null ? '' : folder.slice(base === '/' ? 1 : base.length + 1);
  const end = isFile ? '' : '/';
  // Several files want a folder that is written as one.
  if (below === '' && word === '.') return count > 1 ? './' : word;
  if (below === '') return isFile || word.endsWith('/') ? word : `${word}/`;
  if (word === '.') return `${below}${end}`;
  return `${word.endsWith('/') ? word : `${word}/`}${below}${end}`;
}

/** The destination without quotes that do nothing. */
function unquoted({ words, json }: Instruction['arguments']): string {
  const word = words.at(-1)!;
  return json === null ? (/^"([\w./${}-]*)"$/.exec(word)?.[1] ?? word) : word;
}

/** The folder that the destination stands for. */
function baseOf(copied: readonly Copied[], folder: string): string | null {
  const folders = copied.flatMap(({ kind, to }) => (kind === 'folder' ? [to] : [parentFolder(to)]));
  return folders.find((to) => folder === to || folder.startsWith(to === '/' ? to : `${to}/`)) ?? null;
}

/** Whether one of the copied things brings a path of the context. */
export function brings(copied: readonly Copied[], path: string): boolean {
  return imagePathOf(copied, path) !== null;
}
