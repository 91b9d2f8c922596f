/** JSON as tables whose shape is not trusted. */
import { brokenAt, type Reading, readAs } from '../reading.ts';
import { type Table, tableOf } from '../toml.ts';

/** @returns the outermost object, or where and why the text is no JSON object. Never throws. */
export function readJson(path: string, text: string): Reading<Table> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return brokenAt(path, lineOf(text, error), 'it is not JSON');
  }
  const table = tableOf(value);
  return table === null ? brokenAt(path, null, 'it is not a JSON object') : readAs(table);
}

/** V8 says where in its message: `at position 17`. */
function lineOf(text: string, error: unknown): number | null {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
}

/** The entries of an object whose values are strings: `dependencies`, `scripts`. */
export function textMap(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, text] of tableOf(value) ?? []) if (typeof text === 'string') found.set(key, text);
  return found;
}
