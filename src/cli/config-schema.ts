/** What a configuration file may hold. Loaded only when there is one. */
import * as v from 'valibot';
import { RISKS } from '../engine/transform.ts';
import { knownSettings } from './known-settings.ts';
import type { Config } from './settings.ts';
import { verifySchema } from './verify/settings/config.ts';

const optionValue = v.union([v.string(), v.number(), v.boolean(), v.array(v.string())]);

const schema = knownSettings({
  $schema: v.optional(v.string()),
  risk: v.optional(v.picklist(RISKS)),
  only: v.optional(v.array(v.string())),
  skip: v.optional(v.array(v.string())),
  options: v.optional(v.record(v.string(), v.record(v.string(), optionValue))),
  verify: v.optional(verifySchema),
});

/** The configuration, or the first thing that is wrong with it and where. */
export function checkConfig(
  data: unknown,
):
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly place: string; readonly message: string } {
  // An array without elements has no entries that could be wrong.
  if (Array.isArray(data)) return { ok: false, place: '', message: 'Object is expected' };
  const result = v.safeParse(schema, data);
  if (result.success) return { ok: true, config: result.output };
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  return { ok: false, place: place === null ? '' : `${place}: `, message: wordsOf(issue) };
}

function wordsOf({ expected, message }: v.BaseIssue<unknown>): string {
  // What we check ourselves has words of its own, and so has a setting that is not known.
  return expected === null || expected === 'never' ? message : `${expected} is expected`;
}
