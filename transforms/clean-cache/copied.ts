/** Files that a COPY or ADD has put into the image, as the build context has them. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { parentOf, type State, stateBefore } from '../../src/dockerfile/state.ts';
import { absolute } from '../../src/project/absolute.ts';
import type { Project } from '../../src/project/project.ts';

/** What the build context says of a file in the image. */
export type Lookup = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable' | 'not-copied' };

/** The first path that something is known of. */
export function lookUpAny(
  paths: readonly string[],
  look: (path: string) => Lookup,
): { readonly found: Lookup | null; readonly path: string } {
  for (const path of paths) {
    const found = look(path);
    if (found.kind !== 'not-copied') return { found, path };
  }
  return { found: paths.length === 0 ? null : { kind: 'not-copied' }, path: paths[0] ?? '' };
}

/** The text of a file as it lies in the image when `instruction` runs. */
export function lookUp(doc: Document, project: Project, instruction: Instruction, path: string): Lookup {
  const base = path.slice(path.lastIndexOf('/') + 1);
  for (const copy of copiesBefore(doc, instruction)) {
    const candidates = sourcesOf(copy, stateBefore(doc, copy), path);
    if (candidates === null) continue;
    const written = candidates.length === 0 ? null : heredocFor(doc, copy);
    if (written !== null) return { kind: 'text', text: written };
    const isForeign = copy.arguments.flags.some(({ name }) => name === 'from');
    if (isForeign || !project.hasContext) {
      // A whole folder may hold it or not: a copy of the file itself does.
      if (candidates.some((candidate) => candidate.endsWith(base))) return { kind: 'unreadable' };
      continue;
    }
    for (const candidate of candidates) {
      const text = project.readText(candidate);
      if (text !== null) return { kind: 'text', text };
    }
    if (copy.keyword === 'ADD' || candidates.some((candidate) => candidate.includes('*')))
      return { kind: 'unreadable' };
  }
  return { kind: 'not-copied' };
}

/** The text of a file that a COPY has in itself: `COPY <<EOF /run.sh`. */
function heredocFor(doc: Document, { heredocs, arguments: { words } }: Instruction): string | null {
  const [only, another] = heredocs;
  if (only === undefined || another !== undefined || words.length !== 2) return null;
  return doc.text.slice(only.body.start, only.body.end);
}

/** COPY and ADD in front of an instruction, last one first, those of the stages that its stage is built on too. */
function* copiesBefore(doc: Document, instruction: Instruction): Iterable<Instruction> {
  let stage = instruction.stage === null ? null : (doc.stages[instruction.stage] ?? null);
  let before = instruction.index;
  while (stage !== null) {
    for (const other of stage.instructions.toReversed())
      if (other.index < before && (other.keyword === 'COPY' || other.keyword === 'ADD')) yield other;
    stage = parentOf(doc, stage);
    before = Number.POSITIVE_INFINITY;
  }
}

/** Paths in the context that a COPY would have put at `path`; null when it puts nothing there. */
function sourcesOf(copy: Instruction, state: State, path: string): readonly string[] | null {
  const expand = (word: string) => expandWord(word, (name) => state.env.get(name) ?? null, '\\');
  const words = copy.arguments.words.map(expand);
  const target = words.at(-1);
  if (target === null || target === undefined) return null;
  if (!target.startsWith('/') && state.workdir === null) return null;
  const place = absolute(target.startsWith('/') ? target : `${state.workdir}/${target}`);
  const found: string[] = [];
  for (const source of words.slice(0, -1)) {
    if (source === null) continue;
    const from = absolute(source).slice(1);
    const name = from.slice(from.lastIndexOf('/') + 1);
    // The file itself, the file into a folder, and what is in a copied folder.
    if (place === path) found.push(from);
    const inside = place === '/' ? path : path.startsWith(`${place}/`) ? path.slice(place.length) : null;
    if (inside === null) continue;
    if (inside === `/${name}` || name.includes('*'))
      found.push(name.includes('*') ? from.replace(name, inside.slice(1)) : from);
    found.push(`${from}${from === '' ? inside.slice(1) : inside}`);
  }
  return found.length === 0 ? null : found;
}
