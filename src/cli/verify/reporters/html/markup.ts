/** HTML that is put together so that no text gets in without being escaped. */
import { htmlEscape } from 'escape-goat';
import { printable } from '../../../printable.ts';
import { cut } from '../findings.ts';

/** HTML of ours. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

export const NOTHING: Markup = { markup: '' };

/** Of one text; a page with longer ones is slow. */
const MAX_TEXT = 2_000;

/** What stands between the parts is text, unless it is markup. Control characters are shown. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: strings.reduce((all, string, index) => all + markupOf(values[index - 1] ?? '') + string) };
}

function markupOf(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return htmlEscape(cut(printable(value), MAX_TEXT));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}
