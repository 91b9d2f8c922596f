/** Lays labelled lines out in a terminal: a column of labels, and what they say beside it. */
import type picocolors from 'picocolors';
import { printable } from '../../printable.ts';
import { wrap } from '../../wrap.ts';
import { cut } from './findings.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;
export type Style = (text: string) => string;

/** A line beside a label, of text that may hold anything. */
export interface Line {
  readonly text: string;
  readonly style?: Style;
  /** Stands before the text; further lines of the text are below the text. */
  readonly lead?: string;
  /**
   * - `wrap`: between words. `cut`: to one line.
   * - `log`: as it was printed, broken at the edge.
   */
  readonly fit?: 'wrap' | 'cut' | 'log';
}

/** Everything else is below the first line of its label. */
export interface Row {
  readonly label: string;
  readonly lines: readonly Line[];
}

const LABEL_WIDTH = 9;
const INDENT = 2 + LABEL_WIDTH;
/** Of a line of a log that does not end, so many lines are shown. */
const MAX_LOG_ROWS = 4;
const MIN_ROOM = 30;

/** The lines of all rows; rows without lines are left out. */
export function layOut(rows: readonly Row[], width: number, colors: Colors): string {
  const room = Math.max(width - INDENT, MIN_ROOM);
  return rows
    .flatMap(({ label, lines }) => {
      const fitted = lines.flatMap((line) => laidOut(line, room, colors));
      return fitted.map((text, index) => {
        const head = index === 0 ? colors.bold(label.padEnd(LABEL_WIDTH)) : ' '.repeat(LABEL_WIDTH);
        return `  ${head}${text}`.trimEnd();
      });
    })
    .map((line) => `${line}\n`)
    .join('');
}

function laidOut({ text, style = same, lead = '', fit = 'wrap' }: Line, room: number, colors: Colors) {
  if (fit === 'log') return inLog(text, room, colors);
  const left = Math.max(room - lead.length, MIN_ROOM / 2);
  const lines = fit === 'cut' ? [cut(printable(text), left)] : wrap(printable(text), left);
  return lines.map((line, index) => `${index === 0 ? printable(lead) : ' '.repeat(lead.length)}${style(line)}`);
}

function same(text: string): string {
  return text;
}

function inLog(text: string, room: number, colors: Colors): readonly string[] {
  const shown = cut(printable(text).replaceAll('\t', '    '), (room - 2) * MAX_LOG_ROWS);
  const characters = Array.from(shown);
  const parts: string[] = [];
  for (let start = 0; start === 0 || start < characters.length; start += room - 2)
    parts.push(characters.slice(start, start + room - 2).join(''));
  return parts.map((part) => colors.dim(`| ${part}`).trimEnd());
}
