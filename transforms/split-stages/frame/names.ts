/** What the builder is called: no name that the file, or anyone who builds it, knows already. */
import type { Document, Instruction, Stage } from '../../../src/dockerfile/document.ts';
import type { Span } from '../../../src/dockerfile/edit.ts';
import { mountsOf, parentOf } from '../../../src/dockerfile/state.ts';
import { contextName } from '../../../src/project/context-name.ts';
import type { Use } from '../../../src/project/project.ts';

export interface Names {
  readonly builder: string;
  /** The name of the runtime stage: what the stage was called, unless that said that it builds. */
  readonly runtime: string | null;
  /** Where `AS` and the stage's name stand in its FROM; null when it has none. */
  readonly span: Span | null;
  /**
   * Whether the builder is a stage of its own already, and this one only starts from it: then its FROM is rewritten, and
   * nothing is appended.
   */
  readonly isApart: boolean;
}

const CANDIDATES = ['builder', 'build', 'app-builder', 'build-stage'];
/** A name that says that something is built, or with what: whoever wrote it meant the builder. */
const BUILDS = /build|compil|^(?:maven|mvn|gradle|sbt|sdk|golang|rust|cargo)$/i;

/**
 * @param isEmpty whether the stage itself has no step of the build.
 * @returns null when the stage's name cannot be found in its FROM.
 */
export function namesOf(doc: Document, stage: Stage, uses: readonly Use[], isEmpty: boolean): Names | null {
  const parent = parentOf(doc, stage);
  if (parent !== null && isEmpty)
    return { builder: parent.name ?? `${parent.index}`, runtime: stage.name, span: null, isApart: true };
  if (stage.name === null) return { builder: freeName(doc, uses), runtime: null, span: null, isApart: false };
  const span = nameSpan(doc, stage.from, stage.name);
  if (span === null) return null;
  const isWanted = uses.some(({ target }) => target?.toLowerCase() === stage.name?.toLowerCase());
  if (BUILDS.test(stage.name) && !isWanted) return { builder: stage.name, runtime: null, span, isApart: false };
  return { builder: freeName(doc, uses), runtime: stage.name, span, isApart: false };
}

function freeName(doc: Document, uses: readonly Use[]): string {
  const taken = new Set<string>();
  for (const { name, image } of doc.stages) {
    if (name !== null) taken.add(name.toLowerCase());
    taken.add(image.toLowerCase());
  }
  for (const { target, build } of uses) {
    if (target !== null) taken.add(target.toLowerCase());
    // BuildKit takes the context of that name for the stage.
    for (const name of build.contexts.keys()) taken.add(contextName(name));
  }
  for (const instruction of doc.instructions) {
    for (const { name, value } of instruction.arguments.flags) if (name === 'from' && value !== null) taken.add(value);
    for (const { from } of mountsOf(instruction)) if (from !== null) taken.add(from);
  }
  return CANDIDATES.find((name) => !taken.has(name)) ?? `builder-${doc.stages.length}`;
}

function nameSpan(doc: Document, { span }: Instruction, name: string): Span | null {
  const text = doc.text.slice(span.start, span.end).trimEnd();
  const before = text.endsWith(name) ? /\sas[ \t]+$/i.exec(text.slice(0, -name.length)) : null;
  if (before === null) return null;
  return { start: span.start + before.index + 1, end: span.start + text.length };
}
