/** Unified diffs. Loaded only when there is something to show. */
import { structuredPatch } from 'diff';

/** Lines of a unified diff, without line ends of their own; a CR before the line end is part of the line. */
export interface DiffLines {
  readonly header: readonly string[];
  readonly body: readonly string[];
}

/**
 * The difference as `diff -u` has it, with paths below a/ and b/.
 * @param before null for a new file.
 */
export function diffLines(path: string, before: string | null, after: string): DiffLines {
  const { hunks } = structuredPatch(path, path, before ?? '', after, '', '', { context: 3 });
  const header = [`--- ${before === null ? '/dev/null' : fileName('a/', path)}`, `+++ ${fileName('b/', path)}`];
  const body = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
    ...lines,
  ]);
  return { header, body };
}

/** The same as one text; '' when nothing differs. */
export function unifiedDiff(path: string, before: string | null, after: string): string {
  const { header, body } = diffLines(path, before, after);
  return body.length === 0 ? '' : `${[...header, ...body].join('\n')}\n`;
}

/**
 * The same as git writes it. Its header makes the paths those from the repository's root, wherever it is applied.
 * @param path from the root of the repository.
 */
export function gitDiff(path: string, before: string | null, after: string): string {
  const text = unifiedDiff(path, before, after);
  if (text === '') return '';
  const mode = before === null ? 'new file mode 100644\n' : '';
  return `diff --git ${quoted(below('a/', path))} ${quoted(below('b/', path))}\n${mode}${text}`;
}

function range(start: number, count: number): string {
  return count === 1 ? `${start}` : `${start},${count}`;
}

/** Behind a name with a blank git wants a tab, to see where it ends. */
function fileName(side: 'a/' | 'b/', path: string): string {
  const name = quoted(below(side, path));
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

/** A path from the root of the disk is one below a/ or b/ too. */
function below(side: 'a/' | 'b/', path: string): string {
  return side + path.replace(/^\/+/, '');
}

/** In double quotes when a character needs an escape. */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped
  if (!/["\\\u0000-\u001f\u007f]/.test(name)) return name;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped
  return `"${name.replaceAll(/["\\\u0000-\u001f\u007f]/g, escapeOne)}"`;
}

function escapeOne(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
