/** Files that are named in strings alone: databases, and what is written whatever library it is handed to. */

import { callKind } from '../../../src/app/code/functions.ts';
import type { Literal } from '../../../src/app/code/lexer.ts';
import { opening, type Range, receiverStart } from '../../../src/app/code/ranges.ts';
import { evaluate, type Scope, type Value } from '../../../src/app/code/values.ts';
import { databaseFile } from './database.ts';

export interface LiteralWrite {
  readonly start: number;
  readonly value: Value;
}

/** @param covered the brackets of calls that were read already. */
export function* literalWrites(scope: Scope, covered: readonly Range[]): Generator<LiteralWrite> {
  for (const literal of scope.lexed.literals.values()) {
    const [head] = literal.pieces;
    const tail = literal.pieces.at(-1);
    if (typeof head === 'string' && databaseFile(head) !== null) {
      const value = databaseOf(scope, literal);
      if (value !== 'memory') yield { start: literal.start, value };
    } else if (OPENED.test(scope.lexed.text.slice(Math.max(0, literal.start - 40), literal.start))) {
      yield { start: literal.start, value: evaluate(scope, literal) };
    } else if (typeof tail === 'string' && WRITTEN.test(tail)) {
      const isCovered = covered.some(({ start, end }) => start < literal.start && literal.end <= end);
      const range = isCovered ? null : writtenRange(scope, literal);
      if (range !== null) yield { start: literal.start, value: evaluate(scope, range) };
    }
  }
}

/** Files of these kinds are there to be written, whatever library they are handed to. */
const WRITTEN = /^[\w./%-]*(?:[\w%-]\.(?:log|pid|sqlite3?)|\/[\w-]+\.db)$/;

/** `require('better-sqlite3')('app.db')` */
const OPENED = /\brequire\(\s*["'`]better-sqlite3["'`]\s*\)\(\s*$/;

/** The file of a connection string; null when it is not to be told. */
function databaseOf(scope: Scope, literal: Literal): Value | 'memory' {
  const value = evaluate(scope, literal);
  if (value === null || value === 'unset') return null;
  const path = databaseFile(value.text);
  if (path === null || path === '') return value.isOpen || path === null ? null : 'memory';
  return { ...value, text: path };
}

/** Calls that only look at a file, or at the name. */
const LOOKS =
  /(?:read|open|exist|stat|load|parse|get|require|import|ignore|sendFile|is\w*|match|with|includes|contains|equals|replace|split|test|glob|Logger|log|info|print\w*|error|debug|warn)$/i;

/**
 * The join that a literal is the last argument of, else the literal alone; null when it is only looked at, or is what a
 * longer name ends with.
 */
function writtenRange(scope: Scope, literal: Literal): Range | null {
  const { code } = scope.lexed;
  const before = code.slice(Math.max(0, literal.start - 12), literal.start);
  if (/(?:[+.]|<>|==|case)\s*$/.test(before)) return null;
  const close = /^\s*,?\s*\)/.exec(code.slice(literal.end, literal.end + 200));
  const open = close === null ? null : opening(code, literal.end + close[0].length - 1);
  if (close === null || open === null) return literal;
  const start = receiverStart(code, open);
  const name = code.slice(start, open);
  const kind = callKind(scope.language, name, true);
  if (kind === 'join' || kind === 'resolve') return { start, end: literal.end + close[0].length };
  return LOOKS.test(name) ? null : literal;
}
