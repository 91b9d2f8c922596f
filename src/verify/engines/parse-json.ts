import * as v from 'valibot';

/** Null for what is not as expected: another version, or nothing at all. */
export function parseJson<Schema extends v.GenericSchema>(schema: Schema, json: string): v.InferOutput<Schema> | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(json));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
