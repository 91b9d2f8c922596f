/** Writes one COPY anew. */
import { hasPattern, relationOf } from '../app/hand-over/copied-in.ts';
import { type Document, type Instruction, lineAt, type Stage, stageOf } from '../dockerfile/document.ts';
import type { Edit } from '../dockerfile/edit.ts';
import { baseOf, stateBefore } from '../dockerfile/state.ts';
import { isFolderBefore, isWrittenAsFolder, placeOf } from '../project/image-folders.ts';
import { inFolder, isBelow, nameOf } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { Artefact } from './artefacts.ts';
import type { FoldInput } from './fold.ts';
import { wordSpan } from './names.ts';
import { isAllOfRoot } from './owner.ts';
import type { FoldRefusal } from './refusal.ts';

export type CopyEdits =
  /** `added`: instructions that are there besides those of the file. */
  | { readonly ok: true; readonly edits: readonly Edit[]; readonly added: number }
  | { readonly ok: false; readonly refusal: FoldRefusal };

export interface Builder {
  readonly artefacts: readonly Artefact[];
  readonly name: string;
  readonly stage: Stage;
}

/** A source of a COPY. */
export interface Word {
  readonly index: number;
  readonly path: string;
  /** What it stands for. */
  readonly parts: readonly { readonly artefact: Artefact; readonly relation: 'same' | 'inside' | 'holds' }[];
}

interface Taken {
  readonly index: number;
  readonly from: string;
}

export class CopyWriter {
  private readonly input: FoldInput;
  private readonly copy: Instruction;
  private readonly builder: Builder;
  private readonly doc: Document;

  constructor(input: FoldInput, copy: Instruction, builder: Builder) {
    this.input = input;
    this.copy = copy;
    this.builder = builder;
    this.doc = input.image.document;
  }

  write(words: readonly Word[]): CopyEdits {
    const taken: Taken[] = [];
    const kept: Word[] = [];
    const beside: string[] = [];
    for (const word of words) {
      const from = this.sourceOf(word);
      if (typeof from === 'object' && from !== null) return from;
      if (from !== null) taken.push({ index: word.index, from });
      else if (word.parts.length === 0) kept.push(word);
      else {
        const { project } = this.input.image;
        if (word.path === '' || hasOthers(project, word.path, this.builder.artefacts)) kept.push(word);
        beside.push(
          ...word.parts.map(({ artefact }) => this.lineOf([artefact.from], this.targetBelow(artefact.to, word.path))),
        );
      }
    }
    if (taken.length === words.length) return { ok: true, edits: this.turned(taken), added: 0 };
    const own =
      taken.length === 0
        ? []
        : [
            this.lineOf(
              taken.map(({ from }) => from),
              this.target,
            ),
          ];
    return this.parted(words, kept, [...own, ...beside]);
  }

  /** What comes from the context stays; lines of their own bring the rest. */
  private parted(words: readonly Word[], kept: readonly Word[], lines: readonly string[]): CopyEdits {
    const { copy, doc } = this;
    const indent = doc.text.slice(doc.lines[lineAt(doc, copy.span.start) - 1]!.start, copy.span.start);
    const text = lines.join(`${doc.eol}${indent}`);
    if (kept.length === 0) return { ok: true, edits: [{ span: copy.span, text }], added: lines.length - 1 };
    const removed = words
      .filter((word) => !kept.includes(word))
      .map(({ index }) => ({
        span: { start: wordSpan(copy, index).start, end: wordSpan(copy, index + 1).start },
        text: '',
      }));
    const { end } = copy.span;
    const added = { span: { start: end, end }, text: `${doc.eol}${indent}${text}` };
    return { ok: true, edits: [...removed, added], added: lines.length };
  }

  private get target(): string {
    return this.copy.arguments.words.at(-1)!;
  }

  /** The source in the builder; null for a word that stays. */
  private sourceOf(word: Word): string | null | (CopyEdits & { ok: false }) {
    const [first, ...more] = word.parts;
    if (first === undefined) return null;
    const { artefact, relation } = first;
    if (relation === 'holds') return null;
    const line = this.copy.startLine;
    if (more.length > 0 || (hasPattern(word.path) && this.matchesMore(word.path, artefact.to)))
      return refuse({ code: 'copy-not-plain', line, why: 'pattern' });
    if (relation === 'inside') return `${artefact.from}${word.path.slice(artefact.to.length)}`;
    const isRenamed = nameOf(artefact.from) !== nameOf(artefact.to);
    if (!isRenamed || artefact.kind === 'folder') return artefact.from;
    const target = this.targetKind();
    const isKept = target === 'file' || (artefact.kind === 'file' && this.copy.arguments.words.length === 2);
    if (target === null || !isKept)
      return refuse({ code: 'name-differs', line, source: artefact.to, from: artefact.from });
    return artefact.from;
  }

  private matchesMore(pattern: string, path: string): boolean {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const { project } = this.input.image;
    return project.list(folder).some((name) => {
      const each = inFolder(folder, name);
      return each !== path && relationOf(pattern, each) === 'same';
    });
  }

  /** Whether a file goes below the target by its own name, or takes its name; null when that cannot be told. */
  private targetKind(): 'file' | 'folder' | null {
    const { target, doc, copy } = this;
    if (isWrittenAsFolder(target) || copy.arguments.words.length > 2) return 'folder';
    const place = placeOf(target, stateBefore(doc, copy), doc.escape);
    if (place === null) return null;
    if (isFolderBefore(doc, this.input.image.project, copy, place)) return 'folder';
    // What lies in an image that nobody knows may be a folder of that name.
    const base = baseOf(doc, stageOf(doc, copy)!);
    return base.known || base.family === 'scratch' ? 'file' : null;
  }

  /** The whole instruction is about the builder: its words are replaced. */
  private turned(taken: readonly Taken[]): readonly Edit[] {
    const { copy, doc } = this;
    const quote = copy.arguments.json === null ? '' : '"';
    const edits: Edit[] = taken.map(({ index, from }) => ({
      span: wordSpan(copy, index),
      text: `${quote}${from}${quote}`,
    }));
    const at = copy.arguments.flags[0]?.span.start ?? copy.arguments.restSpan.start;
    edits.push({ span: { start: at, end: at }, text: `${this.flags} ` });
    if (copy.keyword === 'ADD') edits.push({ span: copy.keywordSpan, text: this.keyword });
    const name = this.newName(taken);
    if (name !== null) {
      const span = wordSpan(copy, copy.arguments.words.length - 1);
      const written = doc.text.slice(span.start, span.end);
      const bare = quote === '' ? written : written.slice(1, -1);
      edits.push({ span, text: `${quote}${bare === '' || bare === '.' ? './' : bare}${name}${quote}` });
    }
    return edits;
  }

  /** What a file that was renamed on its way is called in the image: its folder alone would not say so. */
  private newName(taken: readonly Taken[]): string | null {
    const [one, ...more] = taken;
    if (one === undefined || more.length > 0) return null;
    const artefact = this.builder.artefacts.find(({ from }) => from === one.from);
    if (artefact === undefined || artefact.kind !== 'file' || nameOf(artefact.to) === nameOf(one.from)) return null;
    if (this.targetKind() !== 'folder') return null;
    return isWrittenAsFolder(this.target) ? nameOf(artefact.to) : `/${nameOf(artefact.to)}`;
  }

  /** `--from=builder`, and who owns it: files of the context belong to root, those of a stage to whom they belong there. */
  private get flags(): string {
    const from = `--from=${this.builder.name}`;
    const hasOwner = this.copy.arguments.flags.some(({ name }) => name === 'chown');
    return hasOwner || isAllOfRoot(this.input.build.document, this.builder.stage) ? from : `${from} --chown=0:0`;
  }

  private get keyword(): string {
    const written = this.doc.text.slice(this.copy.keywordSpan.start, this.copy.keywordSpan.end);
    return written === written.toLowerCase() ? 'copy' : 'COPY';
  }

  private lineOf(sources: readonly string[], target: string): string {
    const own = this.copy.arguments.flags.map(({ span }) => this.doc.text.slice(span.start, span.end));
    return [this.keyword, this.flags, ...own, ...sources, target].join(' ');
  }

  /** Where a COPY of a folder puts what lies in it. */
  private targetBelow(path: string, folder: string): string {
    const rest = folder === '' ? path : path.slice(folder.length + 1);
    return this.target.endsWith('/') ? `${this.target}${rest}` : `${this.target}/${rest}`;
  }
}

/** As an answer to what was asked for. */
export function refuse(refusal: FoldRefusal): CopyEdits & { ok: false } {
  return { ok: false, refusal };
}

/** Whether a folder of the context holds anything but what the builder brings. */
function hasOthers(project: Project, folder: string, artefacts: readonly Artefact[]): boolean {
  const waiting = [folder];
  for (let at = waiting.pop(), seen = 0; at !== undefined; at = waiting.pop()) {
    for (const name of project.list(at)) {
      const path = inFolder(at, name);
      if (artefacts.some(({ to }) => isBelow(path, to))) continue;
      if (project.statOf(path)?.kind !== 'folder' || ++seen > 2000) return true;
      waiting.push(path);
    }
  }
  return false;
}
