/** Values of YAML and JSON files that anybody may have written: nothing is believed of their shape. */

/** The value of a JSON text; null when it is broken. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}

/** What a map holds under a name; undefined for nothing, and for what is no map. */
export function field(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name);
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Names and values of a map; none for what is no map. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (value instanceof Map)
    return [...value].flatMap(([key, each]) => (asText(key) === null ? [] : [[asText(key)!, each] as const]));
  return isRecord(value) ? Object.entries(value) : [];
}

/** The elements of a list; none for what is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text, or a number or a boolean as text; null for all else. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Whether a value has names in it. */
export function isMapping(value: unknown): boolean {
  return value instanceof Map || isRecord(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
