/** `# slimify-ignore` and `# hadolint ignore` comments. */
import type { Document, Instruction } from '../dockerfile/document.ts';
import type { Edit, Span } from '../dockerfile/edit.ts';
import type { LineComment } from '../dockerfile/lines.ts';
import { nearestName } from './nearest.ts';
import type { Warning } from './report.ts';
import type { AnyTransform } from './transform.ts';

export interface Ignores {
  /** The comment that keeps the whole file as it is, or null. */
  readonly wholeFile: string | null;
  /** The comment that holds back these edits of a transform, or null. */
  holdsBack(transform: AnyTransform, edits: readonly Edit[]): string | null;
  readonly warnings: readonly Warning[];
}

/** A comment that holds transforms back, and the part of the text that it holds for. */
interface Guard {
  readonly comment: string;
  readonly span: Span;
  holds(transform: AnyTransform): boolean;
}

const NONE: Ignores = { wholeFile: null, holdsBack: () => null, warnings: [] };
const OWN = /^#\s*slimify-ignore(-file)?(?![\w-])\s*([^:]*?)\s*(?::\s*(.*))?$/i;
const HADOLINT = /^#\s*hadolint\s+(global\s+)?ignore\s*=\s*([A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)/i;

const cache = new WeakMap<Document, { readonly known: ReadonlySet<string>; readonly ignores: Ignores }>();

/** Reads the ignore comments of a document. `known` are the ids that exist. */
export function readIgnores(document: Document, known: ReadonlySet<string>): Ignores {
  const cached = cache.get(document);
  if (cached?.known === known) return cached.ignores;
  const ignores = /slimify-ignore|hadolint/i.test(document.text) ? read(document, known) : NONE;
  cache.set(document, { known, ignores });
  return ignores;
}

function read(document: Document, known: ReadonlySet<string>): Ignores {
  const owners = new Map<LineComment, Instruction>();
  for (const instruction of document.instructions)
    for (const comment of instruction.leading) owners.set(comment, instruction);
  const guards: Guard[] = [];
  const warnings: Warning[] = [];
  let wholeFile: string | null = null;
  for (const comment of document.comments) {
    const owner = owners.get(comment) ?? null;
    const guard = hadolintGuard(document, comment, owner);
    if (guard !== null) guards.push(guard);
    const match = OWN.exec(comment.text);
    if (match === null) continue;
    if (match[1] !== undefined) {
      wholeFile ??= comment.text;
      continue;
    }
    const ids = (match[2] ?? '').split(/[\s,]+/).filter((id) => id !== '');
    for (const message of complaints(ids, match[3] ?? '', known, owner)) warnings.push({ line: comment.line, message });
    if (owner === null) continue;
    const holds = ({ id }: AnyTransform): boolean => ids.length === 0 || ids.includes(id);
    guards.push({ comment: comment.text, span: guardedSpan(document, owner), holds });
  }
  for (const { comments } of document.instructions) {
    for (const { text, line } of comments) {
      if (OWN.test(text)) warnings.push({ line, message: `inside an instruction this has no effect: ${text}` });
    }
  }
  const holdsBack = (transform: AnyTransform, edits: readonly Edit[]): string | null => {
    const guard = guards.find(({ span, holds }) => holds(transform) && edits.some((edit) => touches(edit, span)));
    return guard?.comment ?? null;
  };
  return { wholeFile, holdsBack, warnings };
}

/** What the user should know of a `# slimify-ignore`. Without a reason it holds back all the same: the wish is clear. */
function complaints(
  ids: readonly string[],
  reason: string,
  known: ReadonlySet<string>,
  owner: Instruction | null,
): readonly string[] {
  const messages: string[] = [];
  if (ids.length === 0) messages.push('slimify-ignore names no transform, so all of them are held back here');
  for (const id of ids) {
    if (known.has(id)) continue;
    const near = nearestName(id, known);
    messages.push(`slimify-ignore: there is no transform ${id}${near === null ? '' : `; did you mean ${near}?`}`);
  }
  if (reason.trim() === '') messages.push('slimify-ignore without a reason; write it behind a colon');
  if (owner === null) messages.push('slimify-ignore has no effect: it does not stand right above an instruction');
  return messages;
}

/** hadolint's comment holds for the instruction below it, also when that is a FROM; the global one for the file. */
function hadolintGuard(document: Document, comment: LineComment, owner: Instruction | null): Guard | null {
  const match = HADOLINT.exec(comment.text);
  if (match === null) return null;
  const rules = match[2]!.toUpperCase().split(/\s*,\s*/);
  const holds = ({ hadolint }: AnyTransform): boolean => hadolint?.some((rule) => rules.includes(rule)) === true;
  if (match[1] !== undefined) return { comment: comment.text, span: { start: -1, end: document.text.length }, holds };
  if (owner === null) return null;
  return { comment: comment.text, span: { start: startOf(owner), end: owner.span.end }, holds };
}

/** An instruction with the comments above it; for a FROM its whole stage, up to what belongs to the next one. */
function guardedSpan(document: Document, instruction: Instruction): Span {
  const start = startOf(instruction);
  if (instruction.keyword !== 'FROM') return { start, end: instruction.span.end };
  const next = document.stages[(instruction.stage ?? 0) + 1]?.from;
  return { start, end: next === undefined ? document.text.length : startOf(next) - 1 };
}

function startOf(instruction: Instruction): number {
  return instruction.leading[0]?.span.start ?? instruction.span.start;
}

/** Text put right behind an instruction belongs to it; text put above its comments does not. */
function touches({ span }: Edit, guarded: Span): boolean {
  return span.end > guarded.start && span.start <= guarded.end;
}
