/** TOML as tables whose shape is not trusted. */
import { parse } from 'smol-toml';
import { brokenAt, type Reading, readAs } from './reading.ts';

/** A table's own keys. */
export type Table = ReadonlyMap<string, unknown>;

/** @returns the outermost table, or where and why the text is no TOML. Never throws. */
export function readToml(path: string, text: string): Reading<Table> {
  try {
    return readAs(tableOf(parse(text.replace(/^\uFEFF/, ''))) ?? new Map());
  } catch (error) {
    const line = error instanceof Error && 'line' in error && typeof error.line === 'number' ? error.line : null;
    const why = error instanceof Error ? error.message.split('\n')[0]! : 'it is not TOML';
    return brokenAt(path, line, why.replace(/^Invalid TOML document: |\.? aborting\.$/g, ''));
  }
}

/** The value as a table; null when it is anything else. */
export function tableOf(value: unknown): Table | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) return null;
  return new Map(Object.entries(value));
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The strings of a list; empty when it is no list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item: unknown): item is string => typeof item === 'string') : [];
}

/** The tables of a list of tables; empty when it is no list. */
export function tablesOf(value: unknown): readonly Table[] {
  return Array.isArray(value) ? value.flatMap((item: unknown) => tableOf(item) ?? []) : [];
}
