/** The end of what a program prints, in bounded memory: nobody knows how much it is. */
import { stripVTControlCharacters } from 'node:util';

const MAX_LINES = 1_000;
/** Of all lines together. */
const MAX_CHARACTERS = 2_000_000;
/** Lines of a log that are shown. */
const TAIL = 40;
/** Of a line, as it is shown. */
const MAX_SHOWN = 2_000;

export interface LastLines {
  readonly add: (line: string) => void;
  /** First one first. */
  readonly lines: () => readonly string[];
}

export function lastLines(): LastLines {
  const lines: string[] = [];
  let characters = 0;
  return {
    add(line) {
      lines.push(line);
      characters += line.length;
      while (lines.length > 1 && (lines.length > MAX_LINES || characters > MAX_CHARACTERS))
        characters -= lines.shift()?.length ?? 0;
    },
    lines: () => lines,
  };
}

/** The end of a log; of a line that was written over again and again, what it said last; of a very long one, its beginning. */
export function tail(log: string, count: number = TAIL): readonly string[] {
  const lines = stripVTControlCharacters(log)
    .split(/\r*\n/)
    .map((line) => line.slice(line.lastIndexOf('\r') + 1).trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines.slice(-count).map((line) => short(line));
}

/** So much of a text as somebody may want to read. */
export function short(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}
