/**
 * Which paths of the build context a COPY or ADD puts where in the image. A file goes into a target that ends in a slash or
 * is a folder by then; of a folder it is the contents that go there.
 * Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go, and tonistiigi/fsutil copy/copy.go.
 */

import type { Document, Instruction } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { stateBefore } from '../dockerfile/state.ts';
import { absolute, absoluteFrom } from './absolute.ts';
import { globToRegex } from './dockerignore.ts';
import { cleanRelative, type Files } from './files.ts';
import { isFolderBefore, isWrittenAsFolder } from './image-folders.ts';
import { nameOf } from './paths.ts';

export { absolute } from './absolute.ts';

/** One source of a COPY, globs replaced by what they match. */
export interface Copied {
  readonly kind: 'file' | 'folder';
  /** In the context: `src`, `package.json`; '' for the whole context. */
  readonly from: string;
  /** In the image, absolute: where the file lies, or the folder that the *contents* of `from` are put into. */
  readonly to: string;
}

/**
 * Why it cannot be told. `stage`: it copies from another stage or image; `heredoc`: the text stands in it; `remote`: a URL or
 * git; `archive`: ADD unpacks it; `variable`: a word or the working directory is known at build time only; `missing`: a
 * source is not in the build; `flags`: `--parents`, `--exclude` and others that change what is copied; `target`: several
 * files go to one path, and it is not known to be a folder by then. If it is none, the last of them takes the path; `link`:
 * a folder of its path is a symbolic link, which BuildKit puts in the place of no folder.
 */
export type CopyRefusal =
  | 'stage'
  | 'heredoc'
  | 'remote'
  | 'archive'
  | 'variable'
  | 'missing'
  | 'flags'
  | 'target'
  | 'link';

export type Copies =
  | {
      readonly ok: true;
      readonly copied: readonly Copied[];
      /** The destination as an absolute path, and whether it is written or meant as a folder. */
      readonly target: string;
      readonly isFolder: boolean;
    }
  | Refused;

interface Refused {
  readonly ok: false;
  readonly why: CopyRefusal;
  readonly word: string;
}

/** Flags that change neither what is copied nor where to. Source: Dockerfile reference. */
const PLAIN_FLAGS: ReadonlySet<string> = new Set(['chown', 'chmod', 'link']);
/** What ADD unpacks by content; a name is only a hint, so more is refused than need be. */
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst|lzma|Z)$/i;

/**
 * Reads a COPY or ADD against the files of the context.
 * @param files what is in the build: the project itself.
 */
export function readCopies(doc: Document, files: Files, copy: Instruction): Copies {
  const { flags, words } = copy.arguments;
  if (flags.some(({ name }) => name === 'from')) return refuse('stage', copy.arguments.rest);
  const odd = flags.find(({ name }) => !PLAIN_FLAGS.has(name));
  if (odd !== undefined) return refuse('flags', `--${odd.name}`);
  if (copy.heredocs.length > 0) return refuse('heredoc', copy.arguments.rest);
  const { env, workdir } = stateBefore(doc, copy);
  const read = words.map((word) => expandWord(word, (name) => env.get(name) ?? null, doc.escape));
  const unknown = read.indexOf(null);
  if (unknown >= 0) return refuse('variable', words[unknown]!);
  const target = read.at(-1);
  if (target === undefined || target === null || read.length < 2) return refuse('missing', copy.arguments.rest);
  if (!target.startsWith('/') && workdir === null) return refuse('variable', target);
  const place = absoluteFrom(workdir, target);
  const sources = expandSources(files, read.slice(0, -1) as string[], copy.keyword);
  if ('ok' in sources) return sources;
  // They are copied one by one: a folder in front makes the target one for the rest.
  const isMade = sources[0]?.kind === 'folder';
  const isFolder = isWrittenAsFolder(target) || isMade || isFolderBefore(doc, files, copy, place);
  const isSeveral = read.length > 2 || sources.length > 1;
  if (!isFolder && isSeveral && sources.length > 0) return refuse('target', target);
  // A linked layer does not see that there is a folder already.
  const isLinked = flags.some(({ name }) => name === 'link');
  if (isFolder && isLinked && !isWrittenAsFolder(target) && !isMade && sources.some(({ kind }) => kind === 'file'))
    return refuse('flags', '--link');
  const copied = sources.map(({ kind, from }): Copied => {
    const name = nameOf(from);
    return { kind, from, to: kind === 'file' && isFolder ? join(place, name) : place };
  });
  return { ok: true, copied, target: place, isFolder: isFolder || copied.some(({ kind }) => kind === 'folder') };
}

type Source = Pick<Copied, 'kind' | 'from'>;

/** What the words name, patterns replaced by what they match. */
function expandSources(files: Files, words: readonly string[], keyword: string): readonly Source[] | Refused {
  const sources: Source[] = [];
  for (const word of words) {
    if (/^[a-z][a-z+]*:\/\/|^[\w.-]+@[\w.-]+:/i.test(word)) return refuse('remote', word);
    // A pattern that matches nothing is no error in BuildKit, a name is.
    const found = /[*?[]/.test(word) ? glob(files, word) : [absolute(word).slice(1)];
    for (const from of found) {
      const kind = files.statOf(from)?.kind;
      if (kind === undefined || kind === 'other') return refuse('missing', word);
      if (kind === 'file' && keyword === 'ADD' && ARCHIVE.test(from)) return refuse('archive', from);
      sources.push({ kind, from });
    }
  }
  return sources;
}

/**
 * The path in the context of what lies at a path in the image after a COPY; null when the COPY puts nothing there.
 * @param files what is in the build: of several folders that are put into one, the last that holds it counts. Without
 * it the last folder does, and whether anything is there is for the project to say.
 */
export function contextPathOf(copied: readonly Copied[], imagePath: string, files?: Files): string | null {
  const path = absolute(imagePath);
  // Of several sources the last one wins.
  for (const one of copied.toReversed()) {
    const found = one.kind === 'file' ? (one.to === path ? one.from : null) : pathInFolder(one, path);
    if (found !== null && (files === undefined || files.statOf(found) !== null)) return found;
  }
  return null;
}

function pathInFolder({ from, to }: Copied, path: string): string | null {
  if (path === to) return from;
  const inside = to === '/' ? path.slice(1) : path.startsWith(`${to}/`) ? path.slice(to.length + 1) : null;
  return inside === null || from === '' ? inside : `${from}/${inside}`;
}

/** Where a path of the context lies in the image after a COPY; null when it is not copied. */
export function imagePathOf(copied: readonly Copied[], contextPath: string): string | null {
  const path = cleanRelative(contextPath);
  if (path === null) return null;
  for (const { kind, from, to } of copied) {
    if (path === from) return to;
    if (kind === 'folder' && (from === '' || path.startsWith(`${from}/`)))
      return join(to, from === '' ? path : path.slice(from.length + 1));
  }
  return null;
}

function join(folder: string, name: string): string {
  return absolute(`${folder}/${name}`);
}

/** What a pattern of COPY matches, sorted: as Go's filepath.Match, folder by folder. */
function glob(files: Files, word: string): readonly string[] {
  let found = [''];
  for (const part of absolute(word).slice(1).split('/')) {
    const matches = globToRegex(part);
    found = found.flatMap((folder) =>
      files.list(folder).flatMap((name) => (matches.test(name) ? [folder === '' ? name : `${folder}/${name}`] : [])),
    );
  }
  return found;
}

function refuse(why: CopyRefusal, word: string): Refused {
  return { ok: false, why, word };
}
