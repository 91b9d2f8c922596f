/** How a Dockerfile breaks its RUNs into lines, read from its own lines. */
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import { lineAt } from '../../src/dockerfile/document.ts';
import { readShell, type ShellBody } from '../../src/dockerfile/shell.ts';

export interface Style {
  /** Whether `&&` stands at the start or the end of a line. */
  readonly placement: 'start' | 'end';
  /** What a new line starts with. */
  readonly indent: string;
}

const DEFAULT: Style = { placement: 'start', indent: '    ' };

/** The style for a chain: that of its members, else of the file's other RUNs. */
export function styleFor(
  doc: Document,
  members: readonly { readonly instruction: Instruction; readonly body: ShellBody }[],
): Style {
  for (const { body } of members) {
    const own = styleOf(doc, body);
    if (own?.placement !== undefined) return { placement: own.placement, indent: own.indent };
  }
  const file = fileStyle(doc);
  const listIndent = members.map(({ body }) => styleOf(doc, body)?.indent).find((indent) => indent !== undefined);
  const argumentIndent = members
    .map(({ instruction }) => shallowest(doc, instruction))
    .find((indent) => indent !== null);
  const own = /^[\t ]*/.exec(doc.text.slice(doc.lines[members[0]!.instruction.startLine - 1]!.start))![0];
  return {
    placement: file?.placement ?? DEFAULT.placement,
    // A tab and a blank line up arguments, not commands.
    indent: listIndent ?? file?.indent ?? argumentIndent?.replace(/^(\t+) +$/, '$1') ?? own + DEFAULT.indent,
  };
}

function fileStyle(doc: Document): Style | null {
  for (const instruction of doc.instructions) {
    if (instruction.keyword !== 'RUN' || instruction.startLine === instruction.endLine) continue;
    const body = readShell(instruction);
    const style = body.readable ? styleOf(doc, body) : null;
    if (style?.placement !== undefined) return { placement: style.placement, indent: style.indent };
  }
  return null;
}

/** The first line break between two parts at the top; one behind `;` says nothing of where `&&` goes. */
function styleOf(doc: Document, body: ShellBody): { placement?: 'start' | 'end'; indent: string } | null {
  let list: string | null = null;
  for (const [i, { node }] of body.list.items.entries()) {
    const indent = i === 0 ? null : indentBefore(doc, node.span.start);
    list ??= indent;
    if (node.kind !== 'and-or') continue;
    for (const [at, { span }] of node.operators.entries()) {
      const own = indentBefore(doc, span.start);
      if (own !== null) return { placement: 'start', indent: own };
      const next = indentBefore(doc, node.items[at + 1]!.span.start);
      if (next !== null) return { placement: 'end', indent: next };
    }
  }
  return list === null ? null : { indent: list };
}

/** The blanks in front of an offset, when nothing else stands there on its line. */
export function indentBefore(doc: Document, offset: number): string | null {
  const line = doc.lines[lineAt(doc, offset) - 1]!;
  const before = doc.text.slice(line.start, offset);
  return before.trim() === '' ? before : null;
}

/** The smallest indentation of an instruction's continued lines; null for a single line, or one without any. */
export function shallowest(doc: Document, instruction: Instruction): string | null {
  let found: string | null = null;
  for (const line of doc.lines.slice(instruction.startLine, instruction.endLine)) {
    const text = doc.text.slice(line.start, line.end);
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
    const indent = /^[\t ]*/.exec(text)![0];
    if (found === null || indent.length < found.length) found = indent;
  }
  return found === '' ? null : found;
}
