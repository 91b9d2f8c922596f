/** Edits of the builder: its name, the comments above it, what it does at its end, and what is cut from it. */
import type { Instruction } from '../../../src/dockerfile/document.ts';
import type { Edit } from '../../../src/dockerfile/edit.ts';
import type { Split } from '../frame.ts';
import { blockOf, line, type Style, styleOf } from './text.ts';

/** Behind FROM, in the case of its keyword; nothing when it is called so already. */
export function nameBuilder({ app: { doc, stage }, names: { builder, span } }: Split): readonly Edit[] {
  const { isLower } = styleOf(doc, stage.from);
  const name = `${isLower ? 'as' : 'AS'} ${builder}`;
  if (span !== null) return builder === stage.name ? [] : [{ span, text: name }];
  const end = stage.from.arguments.restSpan.end;
  return [{ span: { start: end, end }, text: ` ${name}` }];
}

/** Puts a comment above the FROM of the stage. */
export function aboveFrom({ app: { doc, stage } }: Split, { indent }: Style, comment: string): Edit {
  const { start: at } = doc.lines[stage.from.startLine - 1]!;
  const start = at === 0 && doc.text.startsWith('\uFEFF') ? 1 : at;
  return { span: { start, end: start }, text: `${indent}${comment}${doc.eol}` };
}

/**
 * A comment of the user's above a stage that gets a name: where the builder is told to mind it, it does not describe the
 * stage unless it begins with the name. A blank line sets it apart. Source: BuildKit, InvalidDefinitionDescription.
 */
export function setApart(split: Split): readonly Edit[] {
  if (!isMinded(split)) return [];
  const { doc, stage } = split.app;
  const { start } = doc.lines[stage.from.startLine - 1]!;
  return [{ span: { start, end: start }, text: doc.eol }];
}

/** Whether the builder is told to mind the comment, and the name is new. It reads the last line of the comment. */
export function isMinded({ app: { doc, stage }, names: { builder } }: Split): boolean {
  const isTold = doc.directives.some(({ name, value }) => name === 'check' && value.includes('experimental'));
  return isTold && stage.name !== builder && !stage.from.leading.some(({ text }) => text.startsWith(`# ${builder} `));
}

/** Commands at the end of the build, in a RUN of their own behind its last one. */
export function finish({ app: { doc, steps }, plan: { finishes, claims } }: Split, style: Style): readonly Edit[] {
  const last = steps.findLast(({ call }) => claims.has(call))?.run;
  if (finishes.length === 0 || last === undefined) return [];
  const at = doc.lines[last.endLine - 1]!.end;
  const mounts = last.arguments.flags
    .filter(({ name }) => name === 'network')
    .map(({ span }) => doc.text.slice(span.start, span.end));
  const text = finishes.map((command) => doc.eol + line(style, ['RUN', ...mounts, command].join(' '))).join('');
  return [{ span: { start: at, end: at }, text }];
}

/** Takes an instruction out with its comments, and the blank line that would be left twice. */
export function cut({ app: { doc } }: Split, instruction: Instruction): Edit {
  const { start } = blockOf(doc, instruction);
  const { next } = doc.lines[instruction.endLine - 1]!;
  const first = instruction.leading[0]?.line ?? instruction.startLine;
  const isBlank = (number: number) => {
    const other = doc.lines[number - 1];
    return other !== undefined && doc.text.slice(other.start, other.end).trim() === '';
  };
  const after = doc.lines[instruction.endLine];
  const end = isBlank(first - 1) && after !== undefined && isBlank(instruction.endLine + 1) ? after.next : next;
  return { span: { start, end }, text: '' };
}
