/** Names of stages, and what refers to them. */

import { fullName } from '../app/hand-over/image-names.ts';
import type { Document, Instruction } from '../dockerfile/document.ts';
import type { Edit } from '../dockerfile/edit.ts';
import { spanToSource } from '../dockerfile/lines.ts';

const NAMES = ['builder', 'build', 'build-stage', 'artefacts', 'fold-builder'];

/** A name for the builder's stage that neither file uses for anything. */
export function chooseName(build: Document, image: Document): string {
  const used = new Set([...stageNames(build), ...stageNames(image), ...referencesOf(build), ...referencesOf(image)]);
  return NAMES.find((name) => !used.has(name)) ?? `builder-${used.size}`;
}

/** A stage of the builder's file that would stand for something else in the other one. */
export function clashOf(build: Document, image: Document): string | null {
  const used = new Set([...stageNames(image), ...referencesOf(image)]);
  return stageNames(build).find((name) => used.has(name)) ?? null;
}

function stageNames({ stages }: Document): readonly string[] {
  return stages.flatMap(({ name }) => name?.toLowerCase() ?? []);
}

/** Images and stages that FROM, `--from=` and mounts name. */
function referencesOf({ stages, instructions }: Document): readonly string[] {
  const images = stages.map(({ image }) => image.toLowerCase());
  const flags = instructions.flatMap(({ arguments: args, onbuild }) => [
    ...args.flags,
    ...(onbuild?.arguments.flags ?? []),
  ]);
  const from = flags.flatMap(({ name, value }) => {
    if (name === 'from') return value ?? [];
    return name === 'mount' ? (/(?:^|,)from=([^,]*)/.exec(value ?? '')?.[1] ?? []) : [];
  });
  return [...images, ...from.map((each) => each.toLowerCase())];
}

export interface References {
  readonly edits: readonly Edit[];
  /** Something of it is copied from the builder's image, or it is built on it. */
  readonly usesBuilder: boolean;
}

/**
 * What refers to a stage by its number, or to the builder's image, in the file that comes second.
 * @param shift stages in front of it.
 */
export function referenceEdits(
  doc: Document,
  shift: number,
  { name, tags }: { readonly name: string; readonly tags: ReadonlySet<string> },
): References {
  const edits: Edit[] = [];
  let usesBuilder = false;
  const isBuilder = (image: string): boolean => tags.has(fullName(image));
  for (const stage of doc.stages) {
    if (stage.parent !== null || !isBuilder(stage.image)) continue;
    usesBuilder = true;
    edits.push({ span: wordSpan(stage.from, 0), text: name });
  }
  for (const each of doc.instructions) {
    for (const { name: flag, value, span } of each.arguments.flags) {
      const from =
        flag === 'from' ? value : flag === 'mount' ? (/(?:^|,)from=([^,]*)/.exec(value ?? '')?.[1] ?? null) : null;
      if (from === null) continue;
      const isNumber = /^\d+$/.test(from) && Number(from) < (each.stage ?? 0) && !isNamed(doc, from);
      if (!isNumber && !isBuilder(from)) continue;
      usesBuilder ||= !isNumber;
      const number = Number(from);
      const to = isNumber ? (doc.stages[number]!.name ?? `${number + shift}`) : name;
      const written = doc.text.slice(span.start, span.end);
      edits.push({ span, text: written.replace(/(?<=\bfrom=["']?)[^,"']*/, to) });
    }
  }
  return { edits, usesBuilder };
}

function isNamed({ stages }: Document, from: string): boolean {
  return stages.some(({ name }) => name === from);
}

/** Where a word of a list of words, or of a JSON form, stands. */
export function wordSpan({ logical, segments, arguments: args }: Instruction, index: number): Edit['span'] {
  const start = logical.trimEnd().length - args.rest.length;
  const pattern = args.json === null ? /[^\t\v\f\r ]+/g : /"(?:[^"\\]|\\.)*"/g;
  const match = [...args.rest.matchAll(pattern)][index]!;
  return spanToSource(segments, start + match.index, start + match.index + match[0].length);
}
