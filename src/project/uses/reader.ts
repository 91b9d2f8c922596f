/** Values of a compose file with their variables replaced. */
import { asText, entriesOf, listOf } from '../value.ts';
import { interpolate, type Variables } from './interpolate.ts';

export class Reader {
  private readonly variables: Variables;

  constructor(variables: Variables) {
    this.variables = variables;
  }

  /** What nobody has set stays as written. */
  text(value: unknown): string | null {
    const text = asText(value);
    return text === null ? null : interpolate(text, this.variables).text;
  }

  /** Null also when a part is known at build time only. */
  known(value: unknown): string | null {
    const text = asText(value);
    if (text === null) return null;
    const result = interpolate(text, this.variables);
    return result.isKnown ? result.text : null;
  }

  /** One text, or several. */
  texts(value: unknown): readonly string[] {
    const all = Array.isArray(value) ? value : [value];
    return all.flatMap((each) => this.text(each) ?? []);
  }

  words(value: unknown): string | readonly string[] | null {
    return Array.isArray(value) ? this.texts(value) : this.text(value);
  }

  /** `[A=b, C]` or `{ A: b, C: }`. */
  pairs(value: unknown): ReadonlyMap<string, string | null> {
    const found = new Map<string, string | null>();
    for (const each of listOf(value)) {
      const text = asText(each) ?? '';
      const at = text.indexOf('=');
      const name = this.known(at < 0 ? text : text.slice(0, at));
      if (name !== null && name !== '') found.set(name, at < 0 ? null : this.known(text.slice(at + 1)));
    }
    for (const [name, each] of entriesOf(value)) found.set(name, this.known(each));
    return found;
  }
}
