/** Puts the text of two Dockerfiles together. */
import { type Document, type Instruction, readDocument, type Stage } from '../dockerfile/document.ts';
import { applyPatch, createPatch, type Edit } from '../dockerfile/edit.ts';

interface Joining {
  /** The stage of the builder that the other file copies from, and its name. */
  readonly stage: Stage;
  readonly name: string;
  /** In the text of the image. */
  readonly edits: readonly Edit[];
  /** Instructions that the edits add. */
  readonly added: number;
}

/** @returns null when the result does not hold what both held. */
export function joinFiles(build: Document, image: Document, { stage, name, edits, added }: Joining): string | null {
  const heads = headEdits(build, image);
  const patch = createPatch(image.text, [...edits, ...heads.edits]);
  const first = builderText(build, image, { stage, name, globals: heads.globals });
  if (patch === null || first === null) return null;
  const rest = applyPatch(image.text, patch)
    .replace(/^\uFEFF/, '')
    .replace(/^(?:[ \t]*\r?\n)+/, '');
  const text = `${first.replace(/(?:\r?\n[ \t]*)+$/, '')}${image.eol}${image.eol}${rest}`;
  const count = build.instructions.length + image.instructions.length + added - heads.dropped;
  return isWhole(text, [build, image], count) ? text : null;
}

interface Heads {
  /** They take the directives and the global ARGs out of the image's text. */
  readonly edits: readonly Edit[];
  /** Its global ARGs, with the comments above them. */
  readonly globals: string;
  /** Global ARGs that the builder has as well. */
  readonly dropped: number;
}

function headEdits(build: Document, image: Document): Heads {
  const { lines, text, globals: own } = image;
  const start = bodyStart(image);
  const head = { span: { start: 0, end: start }, text: '' };
  const [first] = own;
  if (first === undefined) return { edits: start === 0 ? [] : [head], globals: '', dropped: 0 };
  const lineStart = (line: number): number => Math.max(start, lines[line - 1]!.start);
  const moved = {
    start: lineStart(first.leading[0]?.line ?? first.startLine),
    end: lines[own.at(-1)!.endLine - 1]!.next,
  };
  const known = build.globals.map(argText);
  const same = own.filter((each) => known.includes(argText(each)));
  let globals = '';
  let at = moved.start;
  for (const each of same) {
    globals += text.slice(at, lineStart(each.startLine));
    at = lines[each.endLine - 1]!.next;
  }
  globals += text.slice(at, moved.end);
  const edits = [...(start === 0 ? [] : [head]), { span: moved, text: '' }];
  return { edits, globals, dropped: same.length };
}

function argText({ arguments: args }: Instruction): string {
  return args.pairs.map(({ key, value, form }) => `${form} ${key}=${value}`).join('\n');
}

/** Behind the directives. */
function bodyStart({ directives, lines, text }: Document): number {
  const last = directives.at(-1);
  return last === undefined ? (text.startsWith('\uFEFF') ? 1 : 0) : lines[last.line - 1]!.next;
}

/** The builder's text with the line ends of the image's, its directives, and its global ARGs. */
function builderText(
  build: Document,
  image: Document,
  { stage, name, globals }: Pick<Joining, 'stage' | 'name'> & { readonly globals: string },
): string | null {
  const { eol } = image;
  const own = new Set(build.directives.map((each) => each.name));
  const directives = image.directives
    .filter((each) => !own.has(each.name))
    .map(({ line }) => `${image.text.slice(image.lines[line - 1]!.start, image.lines[line - 1]!.end)}${eol}`)
    .join('')
    .replace(/^\uFEFF/, '');
  const { from } = stage;
  const keyword = build.text.slice(from.keywordSpan.start, from.keywordSpan.end);
  const as = keyword === keyword.toLowerCase() ? 'as' : 'AS';
  const end = from.arguments.restSpan.end;
  const last = build.globals.at(-1);
  const place = last === undefined ? bodyStart(build) : build.lines[last.endLine - 1]!.next;
  const isBare = last === undefined;
  const gap = isBare ? `${eol}${eol}` : '';
  const head = globals.trim() === '' ? '' : isBare ? `${globals.replace(/(?:\r?\n)*$/, '')}${gap}` : globals;
  const top = build.text.startsWith('\uFEFF') ? 1 : 0;
  const inserted =
    top === place ? [[top, directives + head] as const] : [[top, directives] as const, [place, head] as const];
  const edits: Edit[] = inserted.flatMap(([at, text]) => (text === '' ? [] : [{ span: { start: at, end: at }, text }]));
  if (stage.name === null) edits.push({ span: { start: end, end }, text: ` ${as} ${name}` });
  const patch = createPatch(build.text, edits);
  return patch === null ? null : applyPatch(build.text, patch).replaceAll(/\r?\n/g, eol);
}

/** Whether it reads as the instructions of both, with every comment. */
function isWhole(text: string, parts: readonly Document[], count: number): boolean {
  const read = readDocument(text);
  if (!read.ok || read.document.instructions.length !== count) return false;
  const before = parts.flatMap(commentsOf);
  const after = commentsOf(read.document);
  const stages = parts.reduce((sum, { stages: each }) => sum + each.length, 0);
  return read.document.stages.length === stages && isPartOf(before, after);
}

function commentsOf({ comments, instructions }: Document): readonly string[] {
  return [...comments, ...instructions.flatMap((each) => each.comments)].map((each) => each.text);
}

function isPartOf(before: readonly string[], after: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const each of after) left.set(each, (left.get(each) ?? 0) + 1);
  return before.every((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count > 0;
  });
}
