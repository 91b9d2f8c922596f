/** What a key or a name is set to, in an object, a call or a statement. */
import { expressionEnd } from './declared.ts';
import { closing, type Range } from './ranges.ts';
import type { Scope } from './values.ts';

/** The values of a key: `key: x`, `"key": x`, `key = x`, `key => x`. */
export function valuesOfKey({ lexed, language }: Scope, key: string): readonly Range[] {
  const { code, literals } = lexed;
  const found: Range[] = [];
  const whole = new RegExp(`^${key}$`);
  const push = (behind: number) => {
    const mark = /^\]?\s*(?::|=>|=)(?![=:])\s*/.exec(code.slice(behind, behind + 20));
    if (mark === null) return;
    const start = behind + mark[0].length;
    const brace = /[,}\])]/y;
    found.push({ start, end: Math.min(expressionEnd(code, start, language), until(code, start, brace)) });
  };
  for (const { end, pieces } of literals.values()) {
    const [piece] = pieces;
    if (typeof piece === 'string' && pieces.length === 1 && whole.test(piece)) push(end);
  }
  for (const match of code.matchAll(new RegExp(`(?<![\\w$])${key}(?=\\s*[:=])`, 'g')))
    push(match.index + match[0].length);
  return found;
}

function until(code: string, start: number, stop: RegExp): number {
  for (let at = start; at < code.length; at++) {
    if (/[([{]/.test(code[at]!)) {
      at = closing(code, at);
      continue;
    }
    stop.lastIndex = at;
    if (stop.test(code)) return at;
  }
  return code.length;
}
