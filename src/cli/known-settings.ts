/** Objects of the configuration file: a setting that is not known may be a mistyped one. */
import * as v from 'valibot';
import { didYouMean } from './suggest.ts';

export function knownSettings<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected, path }) => {
    if (expected !== 'never') return `${expected} is expected`;
    const name = String(path?.at(-1)?.key ?? '');
    return `there is no such setting${didYouMean(name, Object.keys(entries))}`;
  });
}
