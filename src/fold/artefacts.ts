/** What the image copies that the builder makes, each with the one place that it comes from. */
import { contextCopies, hasPattern, relationOf, type Source, sourcesOfCopy } from '../app/hand-over/copied-in.ts';
import type { CopiedOut, Doubt, HandOver } from '../app/hand-over/copied-out.ts';
import { compiledFiles } from '../app/hand-over/known-output.ts';
import type { Instruction, Stage } from '../dockerfile/document.ts';
import { isBelow, nameOf } from '../project/paths.ts';
import type { FoldInput } from './fold.ts';
import type { FoldRefusal } from './refusal.ts';

export interface Artefact {
  /** In the builder, absolute. */
  readonly from: string;
  /** Where the image expects it, in the context. */
  readonly to: string;
  readonly kind: 'file' | 'folder' | null;
  /** The script that says so; null when the builder itself does. */
  readonly script: string | null;
}

export type Artefacts =
  | { readonly ok: true; readonly found: readonly Artefact[] }
  | { readonly ok: false; readonly refusal: FoldRefusal };

const DOUBTS = { path: 'path-not-known', run: 'made-at-run', between: 'worked-on', folder: 'is-folder' } as const;

/**
 * What of the COPYs of the image the script brings there.
 * @param stage the stage of the builder that is built.
 */
export function findArtefacts(input: FoldInput, handOver: HandOver, stage: Stage): Artefacts {
  const { image, context } = input;
  const copied = handOver.copied.flatMap((each) => inContext(each, context));
  const doubts = handOver.doubts.map((each) => ({ ...each, to: each.to === null ? null : below(each.to, context) }));
  const compiled = compiledFiles(input.build.document, stage);
  const found = new Map<string, Artefact>();
  for (const copy of contextCopies(image.document)) {
    for (const source of sourcesOfCopy(image.document, copy)) {
      if (source.path === null) {
        // What it stands for may be what is handed over.
        if (source.word.includes('$'))
          return { ok: false, refusal: { code: 'copy-not-plain', line: copy.startLine, why: 'variable' } };
        continue;
      }
      const asked = { copy, source, path: source.path };
      const refusal = add(found, asked, { input, copied, doubts, compiled, unread: handOver.unread });
      if (refusal !== null) return { ok: false, refusal };
    }
  }
  return { ok: true, found: [...found.values()] };
}

interface Asked {
  readonly copy: Instruction;
  readonly source: Source;
  readonly path: string;
}

interface Evidence {
  readonly input: FoldInput;
  readonly copied: readonly Artefact[];
  readonly doubts: readonly Doubt[];
  readonly compiled: readonly string[];
  readonly unread: readonly string[];
}

function add(found: Map<string, Artefact>, { copy, source, path }: Asked, evidence: Evidence): FoldRefusal | null {
  const { input, copied, doubts, compiled, unread } = evidence;
  const { project } = input.image;
  const line = copy.startLine;
  const doubt = doubts.find(({ to }) => to !== null && relationOf(path, to) !== null && !isLeftOut(path, to, project));
  if (doubt !== undefined) return doubtful(doubt);
  const here = copied.filter(({ to }) => relationOf(path, to) !== null && !isLeftOut(path, to, project));
  for (const one of here) {
    const others = here.filter(({ to, from }) => to === one.to && from !== one.from);
    if (others.length > 0)
      return { code: 'several-origins', source: one.to, origins: [one, ...others].map(({ from }) => from) };
    if (project.isIgnored(one.to)) return { code: 'artefact-ignored', line, source: one.to };
    found.set(one.to, one);
  }
  if (here.length > 0 || hasPattern(path) || isOrdinary(path, project)) return null;
  const name = nameOf(path);
  const [from, ...more] = compiled.filter((each) => each.endsWith(`/${name}`));
  const open = doubts.find(({ to }) => to === null);
  if (more.length > 0) return { code: 'several-origins', source: source.word, origins: [from!, ...more] };
  if (from !== undefined && unread.length === 0) found.set(path, { from, to: path, kind: 'file', script: null });
  else if (project.statOf(path) !== null) return null;
  else if (open !== undefined) return doubtful(open);
  else return { code: 'source-not-known', line, source: source.word, unread };
  return null;
}

function doubtful({ why, file, line, text }: Doubt): FoldRefusal {
  return { code: DOUBTS[why], place: { file, line }, text };
}

/** What a COPY of a whole folder does not bring, because it is ignored, is nobody's concern. */
function isLeftOut(source: string, path: string, { isIgnored }: FoldInput['image']['project']): boolean {
  return relationOf(source, path) === 'holds' && isIgnored(path);
}

/** It lies in the context, and is no program that a build has left there. */
function isOrdinary(path: string, { statOf, readText }: FoldInput['image']['project']): boolean {
  const kind = statOf(path)?.kind;
  return kind === 'folder' || (kind === 'file' && readText(path) !== null);
}

function inContext({ from, to, kind, file }: CopiedOut, context: string): readonly Artefact[] {
  const path = below(to, context);
  return path === null ? [] : [{ from, to: path, kind, script: file }];
}

function below(path: string, context: string): string | null {
  if (!isBelow(path, context)) return null;
  return context === '' ? path : path.slice(context.length + 1);
}
