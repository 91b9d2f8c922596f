/** Turns the COPYs of what a script brought into COPYs from the builder's stage. */
import { contextCopies, relationOf, sourcesOfCopy } from '../app/hand-over/copied-in.ts';
import type { Document, Instruction } from '../dockerfile/document.ts';
import type { Edit } from '../dockerfile/edit.ts';
import { mountsOf } from '../dockerfile/state.ts';
import type { Artefact } from './artefacts.ts';
import { type Builder, type CopyEdits, CopyWriter, refuse, type Word } from './copy-writer.ts';
import type { FoldInput } from './fold.ts';
import type { FoldRefusal } from './refusal.ts';

/** Flags that mean the same for files of a stage. Source: Dockerfile reference. */
const PLAIN_FLAGS: ReadonlySet<string> = new Set(['chown', 'chmod', 'link']);
/** ADD unpacks them, and cannot read from a stage. */
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst|lzma|Z)$/i;

/** The image's COPYs with what the builder makes copied out of it, or why that cannot be. */
export function copyEdits(input: FoldInput, builder: Builder): CopyEdits {
  const doc = input.image.document;
  const bound = doc.instructions.find((run) => isBound(run, builder.artefacts));
  if (bound !== undefined) return refuse({ code: 'copy-not-plain', line: bound.startLine, why: 'mount' });
  const edits: Edit[] = [];
  let added = 0;
  for (const copy of contextCopies(doc)) {
    const words = readWords(doc, copy, builder.artefacts);
    if (words.every(({ parts }) => parts.length === 0)) continue;
    const refusal = whyNotPlain(copy, words);
    if (refusal !== null) return refuse(refusal);
    const writer = new CopyWriter(input, copy, builder);
    const made = writer.write(words);
    if (!made.ok) return made;
    edits.push(...made.edits);
    added += made.added;
  }
  return { ok: true, edits, added };
}

function readWords(doc: Document, copy: Instruction, artefacts: readonly Artefact[]): readonly Word[] {
  return sourcesOfCopy(doc, copy).map(({ path }, index) => ({
    index,
    path: path ?? '',
    parts:
      path === null
        ? []
        : artefacts.flatMap((artefact) => {
            const relation = relationOf(path, artefact.to);
            return relation === null ? [] : [{ artefact, relation }];
          }),
  }));
}

function whyNotPlain(copy: Instruction, words: readonly Word[]): FoldRefusal | null {
  const no = (why: (FoldRefusal & { code: 'copy-not-plain' })['why']): FoldRefusal => ({
    code: 'copy-not-plain',
    line: copy.startLine,
    why,
  });
  if (copy.arguments.flags.some(({ name }) => !PLAIN_FLAGS.has(name))) return no('flags');
  const parts = words.flatMap((word) => word.parts);
  const files = parts.flatMap(({ artefact }) => [artefact.to, artefact.from]);
  if (copy.keyword === 'ADD' && files.some((file) => ARCHIVE.test(file))) return no('archive');
  if (files.some((file) => /[\s"'\\$*?[]/.test(file))) return no('path');
  const { words: written } = copy.arguments;
  if (words.some(({ index, parts: own }) => own.length > 0 && written[index]!.includes('$'))) return no('variable');
  const isMixed = words.some((word) => word.parts.length === 0 || hasRest(word));
  const isLong = copy.startLine !== copy.endLine || copy.arguments.json !== null;
  return isMixed && isLong ? no('mixed') : null;
}

function hasRest({ parts }: Word): boolean {
  return parts.some(({ relation }) => relation === 'holds');
}

/** A RUN that mounts the context where the script put something. */
function isBound(run: Instruction, artefacts: readonly Artefact[]): boolean {
  if (!mountsOf(run).some(({ type, from }) => type === 'bind' && from === null)) return false;
  return run.arguments.flags.some(({ name, value }) => {
    if (name !== 'mount') return false;
    const source = /(?:^|,)(?:source|src)=([^,]*)/.exec(value ?? '')?.[1] ?? '';
    return artefacts.some(({ to }) => relationOf(source.replace(/^[./]+/, ''), to) !== null);
  });
}
