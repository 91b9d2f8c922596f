/** Foreign text in GitHub's Markdown: it stays text, whatever it holds. https://github.github.com/gfm/ */
import { printable } from '../../../printable.ts';
import { cut } from '../findings.ts';

/** Of one line, name or value. */
const MAX_LENGTH = 300;
/** What can stand between backticks, in a table too. */
const PLAIN = /^[\w./:@=+,-][\w ./:@=+,-]*$/;

/** Markup; an underscore within a word is none. And what begins a mention or a reference. */
const MARKUP = /[&<>|`\\*~[\]$]|(?<!\w)_|_(?!\w)|[@#](?=\w)/g;

/** In running text, in a table as well, but not at the beginning of a line: nothing in it is markup, or calls somebody. */
export function prose(text: string): string {
  return oneLine(text).replaceAll(MARKUP, (character) =>
    character === '@' || character === '#' ? `${character}<!-- -->` : entity(character),
  );
}

/** As code, in a table as well. */
export function code(text: string): string {
  const line = oneLine(text);
  return PLAIN.test(line) && !line.endsWith(' ') ? `\`${line}\`` : htmlCode(line);
}

/** As code where HTML stands, and Markdown is not read: in a summary. */
export function htmlCode(text: string): string {
  return `<code>${oneLine(text).replaceAll(/[^\p{L}\p{N}_ ./:=+,-]/gu, entity)}</code>`;
}

/** A block between fences that are longer than any within. */
export function fenced(lines: readonly string[]): string {
  const text = lines.map(oneLine).join('\n');
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function oneLine(text: string): string {
  return cut(printable(text), MAX_LENGTH);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
