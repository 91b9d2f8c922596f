/** The lines of the runtime stage, in the style of the file. */

import type { Document, Instruction } from '../../../src/dockerfile/document.ts';
import type { Span } from '../../../src/dockerfile/edit.ts';
import { parentFolder } from '../../../src/project/placed.ts';
import type { Carry } from '../recipe.ts';

/** Indentation and keyword case of a file, taken from its FROM. */
export interface Style {
  readonly indent: string;
  readonly isLower: boolean;
}

/** How the instructions around one are written. */
export function styleOf(doc: Document, { keywordSpan, startLine }: Instruction): Style {
  const { start } = doc.lines[startLine - 1]!;
  const written = doc.text.slice(keywordSpan.start, keywordSpan.end);
  return {
    indent: doc.text.slice(start, keywordSpan.start).replace('\uFEFF', ''),
    isLower: written === written.toLowerCase(),
  };
}

/** A line of ours with its keyword in the file's case. */
export function line({ indent, isLower }: Style, text: string): string {
  return (
    indent +
    (isLower ? text.replace(/^[A-Z]+/, (keyword) => keyword.toLowerCase()).replace(/ AS (\S+)$/, ' as $1') : text)
  );
}

/** The whole lines of an instruction with the comments right above it. */
export function blockOf(doc: Document, instruction: Instruction): Span {
  const first = instruction.leading[0]?.line ?? instruction.startLine;
  return { start: doc.lines[first - 1]!.start, end: doc.lines[instruction.endLine - 1]!.end };
}

/** An instruction once more, without its comments: those stay where they are. */
export function again(doc: Document, instruction: Instruction): string {
  const inside = new Set(instruction.comments.map((comment) => comment.line));
  const numbers = Array.from(
    { length: instruction.endLine - instruction.startLine + 1 },
    (_, at) => instruction.startLine + at,
  );
  return numbers
    .filter((number) => !inside.has(number))
    .map((number) => doc.text.slice(doc.lines[number - 1]!.start, doc.lines[number - 1]!.end))
    .join(doc.eol)
    .replace('\uFEFF', '');
}

/** Comments above a FROM that keep transforms from its stage: they keep them from both that come of it. */
export function guardsOf({ leading }: Instruction): readonly string[] {
  return leading.map(({ text }) => text).filter((text) => /^#\s*slimify-ignore\b/i.test(text));
}

/** COPY instructions for what is carried: files of one folder that follow each other share a line. */
export function copyLines(carries: readonly Carry[], builder: string, workdir: string): readonly string[] {
  const lines: string[] = [];
  let group: Carry[] = [];
  const flush = () => {
    if (group.length > 0) lines.push(copyLine(group, builder, workdir));
    group = [];
  };
  for (const carry of carries) {
    const last = group[0];
    const joins =
      last !== undefined &&
      isPlainFile(last) &&
      isPlainFile(carry) &&
      parentFolder(last.path) === parentFolder(carry.path) &&
      last.chown === carry.chown;
    if (!joins) flush();
    group.push(carry);
  }
  flush();
  return lines;
}

function isPlainFile({ kind, to }: Carry): boolean {
  return kind === 'file' && to === undefined;
}

function copyLine(group: readonly Carry[], builder: string, workdir: string): string {
  const [first] = group;
  const sources = group.map(({ path }) => path);
  const target = first!.to ?? (group.length > 1 ? slashed(parentFolder(first!.path)) : first!.path);
  const words = [...sources, relative(target, workdir)];
  const copy = `COPY --from=${builder}${first!.chown === undefined ? '' : ` --chown=${first!.chown}`}`;
  if (words.some((word) => /[\s"'\\$]/.test(word))) return `${copy} ${JSON.stringify(words).replaceAll('","', '", "')}`;
  return `${copy} ${words.join(' ')}`;
}

function slashed(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}

/** As people write it: below the working directory with a dot in front. */
function relative(target: string, workdir: string): string {
  const root = slashed(workdir);
  if (root === '/') return target;
  if (target === root || target === workdir) return './';
  return target.startsWith(root) ? `./${target.slice(root.length)}` : target;
}

/** The RUN that installs OS packages, and leaves no lists behind. */
export function installLine(
  manager: 'apt' | 'apk',
  packages: readonly string[],
  withRecommends: boolean,
  { escape, eol }: Document,
): string {
  const names = packages.join(' ');
  if (manager === 'apk') return `RUN apk add --no-cache ${names}`;
  const install = `apt-get install -y ${withRecommends ? '' : '--no-install-recommends '}${names}`;
  const next = ` ${escape}${eol}    && `;
  return `RUN apt-get update${next}${install}${next}rm -rf /var/lib/apt/lists/*`;
}
