/** What stands between two commands of a RUN, taken from how its author writes it. */
import type { Span } from '../../src/dockerfile/edit.ts';
import type { Glue } from './place.ts';
import type { Run } from './run.ts';

/** Beyond it, a RUN of one line goes on in a new one. */
const MAX_COLUMN = 100;
const INDENT = '    ';

/** The texts to insert for some commands at one place. */
export function joinWith(glue: Glue, commands: readonly string[]): string {
  const inOneLine = commands.map((command) => glue.text + command).join('');
  if (glue.broken === null || glue.column + inOneLine.length <= MAX_COLUMN) return inOneLine;
  return commands.map((command) => glue.broken + command).join('');
}

export function glueFor(run: Run, at: number, operator: '&&' | ';'): Glue {
  const { doc, instruction } = run;
  const gaps = gapsOf(run).filter(({ text }) => text.includes('\n'));
  const before = gaps.filter(({ end }) => end <= at);
  const fitting = (found: readonly Gap[]) => found.filter((gap) => gap.operator === operator).at(-1) ?? found.at(-1);
  const model = fitting(before) ?? gaps[0];
  if (model !== undefined) return { text: likeGap(model, operator, doc.eol), broken: null, column: 0 };
  const text = operator === '&&' ? ' && ' : '; ';
  const indent = continuationIndent(run) ?? INDENT;
  const broken = operator === '&&' ? ` \\${doc.eol}${indent}&& ` : `; \\${doc.eol}${indent}`;
  const isOneLine = instruction.startLine === instruction.endLine;
  return { text: isOneLine ? text : broken, broken: isOneLine ? broken : null, column: lineLength(run) };
}

interface Gap extends Span {
  readonly operator: '&&' | ';';
  /** From the end of one command to the start of the next. */
  readonly text: string;
  readonly operatorAt: number;
}

/** The gaps between the top-level commands of the RUN that are joined by `&&` or `;`, in order. */
function gapsOf({ doc, body }: Run): readonly Gap[] {
  const gaps: Gap[] = [];
  const add = (operator: '&&' | ';', start: number, at: number, end: number) =>
    gaps.push({ operator, start, end, operatorAt: at - start, text: doc.text.slice(start, end) });
  for (const [i, { node, terminator }] of body.list.items.entries()) {
    if (node.kind === 'and-or')
      for (const [j, { text, span }] of node.operators.entries())
        if (text === '&&') add('&&', node.items[j]!.span.end, span.start, node.items[j + 1]!.span.start);
    const next = body.list.items[i + 1];
    if (next !== undefined && terminator !== null) add(';', node.span.end, terminator.start, next.node.span.start);
  }
  return gaps;
}

/** A gap as this one, without its comments and blank lines. */
function likeGap(gap: Gap, operator: '&&' | ';', eol: string): string {
  const before = gap.text.slice(0, gap.operatorAt);
  const after = gap.text.slice(gap.operatorAt + gap.operator.length);
  if (before.includes('\n')) {
    const indent = lastLine(before);
    const space = /^[ \t]*/.exec(after)![0];
    return operator === '&&' ? ` \\${eol}${indent}&&${after.includes('\n') ? ' ' : space}` : `; \\${eol}${indent}`;
  }
  const indent = lastLine(after);
  const front = operator === ';' ? '' : gap.operator === ';' || before !== '' ? ' ' : '';
  const back = /^[ \t]/.test(after) ? ' ' : '';
  return `${front}${operator}${back}\\${eol}${indent}`;
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** The indentation of the RUN's first continuation line that holds something, or null. */
function continuationIndent({ doc, instruction }: Run): string | null {
  for (const line of doc.lines.slice(instruction.startLine, instruction.endLine)) {
    const content = doc.text.slice(line.start, line.end);
    if (content.trim() !== '' && !content.trimStart().startsWith('#')) return /^\s*/.exec(content)![0];
  }
  return null;
}

function lineLength({ doc, instruction }: Run): number {
  const line = doc.lines[instruction.startLine - 1];
  return line === undefined ? 0 : line.end - line.start;
}
