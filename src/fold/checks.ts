/** What keeps two Dockerfiles from being one, whatever they copy. */

import { contextCopies, hasPattern, relationOf, sourcesOfCopy } from '../app/hand-over/copied-in.ts';
import type { HandOver, NamedBuild } from '../app/hand-over/copied-out.ts';
import type { Document } from '../dockerfile/document.ts';
import { mountsOf } from '../dockerfile/state.ts';
import { inFolder } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { FoldInput } from './fold.ts';
import { clashOf } from './names.ts';
import type { FoldRefusal } from './refusal.ts';

/** Paths of a context that are held against two ignore files. */
const MAX_PATHS = 5000;

/** What is in the way of one file made of the two; null when nothing is. */
export function whyNotOne(input: FoldInput, handOver: HandOver): FoldRefusal | null {
  const { build, image } = input;
  const clash = clashOf(build.document, image.document);
  return (
    directivesOf(build.document, image.document) ??
    lineEndsOf(build.document, image.document) ??
    (clash === null ? null : { code: 'stage-name', name: clash }) ??
    contextsOf(handOver, input) ??
    argumentsOf(build.document, image.document, handOver) ??
    platformsOf(handOver) ??
    missingOf(input) ??
    ignoredOf(input)
  );
}

function directivesOf(build: Document, image: Document): FoldRefusal | null {
  const differs = (name: string): boolean => {
    const [one, two] = [build, image].map((doc) => doc.directives.find((each) => each.name === name)?.value ?? null);
    // Warnings of the one file must not end the build of the other.
    if (name === 'check') return one !== two && /\berror=true\b/.test(`${one} ${two}`);
    return one !== null && two !== null && one !== two;
  };
  if (build.escape !== image.escape) return { code: 'directive-differs', name: 'escape' };
  const name = ['syntax', 'check'].find(differs);
  return name === undefined ? null : { code: 'directive-differs', name };
}

function lineEndsOf(build: Document, image: Document): FoldRefusal | null {
  const hasHeredoc = build.instructions.some(({ heredocs }) => heredocs.length > 0);
  return build.eol !== image.eol && hasHeredoc ? { code: 'line-ends-differ' } : null;
}

function contextsOf({ builders, images }: HandOver, { context }: FoldInput): FoldRefusal | null {
  const unknown = [...builders, ...images].find((each) => each.context === null);
  if (unknown !== undefined) return { code: 'context-not-known', place: { file: unknown.file, line: unknown.line } };
  const other = (builds: readonly NamedBuild[]): string =>
    builds.flatMap((each) => each.context ?? []).find((each) => each !== context) ?? context;
  const [build, image] = [other(builders), other(images)];
  return build === context && image === context ? null : { code: 'contexts-differ', build, image };
}

function argumentsOf(build: Document, image: Document, { builders, images }: HandOver): FoldRefusal | null {
  const [one, two] = [argsOf(build), argsOf(image)];
  for (const name of new Set([...one.global.keys(), ...two.global.keys()])) {
    const [a, b] = [one.global.get(name), two.global.get(name)];
    if (a !== undefined && b !== undefined ? a !== b : (a === undefined ? one : two).bare.has(name))
      return { code: 'arg-differs', name };
  }
  for (const name of new Set([...one.all].filter((each) => two.all.has(each)))) {
    const given = (builds: readonly NamedBuild[]): string =>
      [...new Set(builds.map((each) => each.build.args.get(name) ?? ''))].sort().join('\n');
    if (builders.length > 0 && images.length > 0 && given(builders) !== given(images))
      return { code: 'arg-differs', name };
  }
  return null;
}

interface Args {
  /** Above the first FROM, with what stands behind the name. */
  readonly global: ReadonlyMap<string, string>;
  /** In a stage, without a default: it takes that of a global one. */
  readonly bare: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

function argsOf(doc: Document): Args {
  const pairs = (isGlobal: boolean) =>
    doc.instructions
      .filter(({ keyword, stage }) => keyword === 'ARG' && (stage === null) === isGlobal)
      .flatMap((each) => each.arguments.pairs);
  const global = new Map(pairs(true).map(({ key, value, form }) => [key, `${form}=${value}`] as const));
  const bare = new Set(pairs(false).flatMap(({ key, form }) => (form === 'name' ? [key] : [])));
  const all = new Set([...global.keys(), ...pairs(false).map(({ key }) => key)]);
  return { global, bare, all };
}

/** One build is for one platform, but for what `FROM --platform` says. */
function platformsOf({ builders, images }: HandOver): FoldRefusal | null {
  const platforms = (builds: readonly NamedBuild[]): string =>
    [...new Set(builds.map(({ build }) => build.platform))].sort().join('\n');
  const differ = builders.length > 0 && images.length > 0 && platforms(builders) !== platforms(images);
  return differ ? { code: 'platform-differs' } : null;
}

/** What a script puts into the context before the builder is built is still to be put there. */
function missingOf({ build: { document, project } }: FoldInput): FoldRefusal | null {
  for (const copy of contextCopies(document)) {
    for (const { path, word } of sourcesOfCopy(document, copy)) {
      if (path !== null && !hasPattern(path) && project.statOf(path) === null)
        return { code: 'builder-source', line: copy.startLine, source: word };
    }
  }
  return null;
}

/** The ignore file of the image counts for both from now on. */
function ignoredOf({ build, image }: FoldInput): FoldRefusal | null {
  const [one, two] = [build.project.ignoreFile, image.project.ignoreFile];
  if ((one.text ?? '') === (two.text ?? '')) return null;
  const { document, project } = build;
  const isBound = document.instructions.some((run) =>
    mountsOf(run).some(({ type, from }) => type === 'bind' && from === null),
  );
  const sources = contextCopies(document).flatMap((copy) => sourcesOfCopy(document, copy).map(({ path }) => path));
  const isCopied = (path: string): boolean =>
    isBound ||
    sources.some(
      (source) => source === null || relationOf(source, path) === 'holds' || relationOf(source, path) === 'same',
    );
  const path = pathsOf(project).find(
    (each) => project.isIgnored(each) !== image.project.isIgnored(each) && isCopied(each),
  );
  if (path === undefined) return null;
  const hidden = image.project.isIgnored(path);
  return { code: 'ignore-differs', path, hidden, ignoreFile: (hidden ? two.path : one.path) ?? '.dockerignore' };
}

function pathsOf({ disk }: Project): readonly string[] {
  const found: string[] = [];
  const waiting = [''];
  for (let at = waiting.pop(); at !== undefined && found.length < MAX_PATHS; at = waiting.pop()) {
    for (const name of disk.list(at)) {
      const path = inFolder(at, name);
      found.push(path);
      if (name !== '.git' && disk.statOf(path)?.kind === 'folder') waiting.push(path);
    }
  }
  return found;
}
