/** The parts that a path is put together of, as far as they can be told. */
import { type Range, splitAt } from '../code/ranges.ts';
import { evaluate, type Scope, type Value } from '../code/values.ts';

/** A path, or what one begins with. */
export type Text = Exclude<Value, 'unset' | null>;

/** The values of a choice: `a || b`, `a ? b : c`, Python's `b if a else c`. */
export function alternatives(scope: Scope, { start, end }: Range): readonly Range[] | null {
  const { code } = scope.lexed;
  const choices = splitAt(code, start, end, /\|\||\?\?|\?:(?!:)|\bor\b/y);
  if (choices.length > 1) return choices;
  const [, then] = splitAt(code, start, end, /\?(?![.?:])/y);
  if (then !== undefined) return splitAt(code, then.start, then.end, /:(?!:)(?<!::)/y);
  const words = scope.language === 'python' ? splitAt(code, start, end, /\bif\b|\belse\b/y) : [];
  return words.length === 3 ? [words[0]!, words[2]!] : null;
}

export function append(out: Text, value: Value, glue: string): Text {
  if (out.isOpen) return out;
  if (value === null || value === 'unset') return { text: out.text + glue, isOpen: true };
  return { text: out.text + glue + value.text, isOpen: value.isOpen };
}

/** What is known of the end. */
export function endOf(values: readonly Value[], glue: string): string {
  let end = '';
  for (const value of values.toReversed()) {
    if (value === null || value === 'unset' || value.isOpen) break;
    end = end === '' ? glue + value.text : glue + value.text + end;
  }
  return end;
}

export function tailOf(end: string | null): readonly string[] {
  const tail = (end ?? '').replace(/^.*(?:%[a-z+#]*|\{[^}]*\})/, '');
  return /\w/.test(tail) ? [tail.replace(/\/{2,}/g, '/')] : [];
}

export function evaluateText(scope: Scope, range: Range | undefined): string | null {
  const value = range === undefined ? null : evaluate({ ...scope, language: scope.language }, range);
  if (value !== null && value !== 'unset' && !value.isOpen) return value.text;
  const literal = range === undefined ? undefined : scope.lexed.literals.get(range.start);
  const piece = literal?.pieces.at(-1);
  return typeof piece === 'string' ? piece : null;
}

/** `${dir}/x.html`, of which the beginning is not known. */
export function literalParts(scope: Scope, { start, end }: Range): readonly string[] | null {
  const prefix = /^[A-Za-z@$]{0,2}(?=")/.exec(scope.lexed.code.slice(start, start + 3))?.[0].length ?? 0;
  const literal = scope.lexed.literals.get(start + prefix);
  if (literal === undefined || literal.end < end) return null;
  const tail = literal.pieces.at(-1);
  return typeof tail === 'string' ? tailOf(tail) : [];
}

/** `key: value`, `key = value`, `"key": value`. */
export function settingsOf({ lexed: { code } }: Scope, key: string): readonly Range[] {
  const found: Range[] = [];
  for (const match of code.matchAll(
    new RegExp(`(?<![\\w$])${key.replace(/[$]/g, '\\$&')}\\s*(?::=|:(?![:=])|=(?![=>~]))\\s*`, 'g'),
  )) {
    const start = match.index + match[0].length;
    const [first] = splitAt(code, start, Math.min(code.length, start + 400), /[,;\n}\])]/y);
    if (first !== undefined && first.end > first.start) found.push(first);
  }
  return found;
}
