/** YAML as tables whose shape is not trusted. */
import { LineCounter, parseDocument } from 'yaml';
import { brokenAt, type Reading, readAs } from '../reading.ts';
import { type Table, tableOf } from '../toml.ts';

/**
 * Aliases that are followed at most: enough for any settings file, too few to blow up.
 * Source: yaml's own default.
 */
const MAX_ALIASES = 100;

/** @returns the outermost mapping (an empty one for an empty file), or where and why the text is none. Never throws. */
export function readYaml(path: string, text: string): Reading<Table> {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined) return brokenAt(path, lines.linePos(error.pos[0]).line, 'it is not YAML');
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const table = value === null || value === undefined ? new Map<string, unknown>() : tableOf(value);
    return table === null ? brokenAt(path, null, 'it is not a YAML mapping') : readAs(table);
  } catch {
    return brokenAt(path, null, 'it is not YAML');
  }
}
