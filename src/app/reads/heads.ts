/** Functions that take a path, and what they are called with. */
import { closing, listItems, type Range } from '../code/ranges.ts';
import type { Scope } from '../code/values.ts';
import type { AppScopes } from './possible.ts';

export interface Head {
  readonly name: string;
  /** Which parameter it is, without the receiver. */
  readonly index: number;
  /** Of the bracket in front of its parameters. */
  readonly start: number;
}

/** Longer than a list of parameters. */
const MAX_PARAMETERS = 600;
const NAMED = /([\w$]+)\s*(?:<[^()]{0,80}>|\[[^\]]{0,40}\])?\s*$/;
/** `const load = async (path) =>`, `load: function (path)` */
const ASSIGNED = /([\w$]+)\s*(?::[^=;(){}]{0,80})?[=:]\s*(?:async\s*)?(?:function\s*)?$/;

/** Names that every other file calls something else by. */
const COMMON = /^(?:main|run|get|set|new|New|init|open|call|apply|then|map|forEach|if|for|while|switch|catch|return)$/;

/** The innermost function around `at` that has a parameter of that name; null when none is seen. */
export function headOver({ lexed: { code } }: Scope, name: string, at: number): Head | null {
  const parameter = new RegExp(`(?<![\\w$.])${name.replace(/[$]/g, '\\$&')}(?![\\w$])`);
  for (let open = code.lastIndexOf('(', at - 1); open > 0; open = code.lastIndexOf('(', open - 1)) {
    const close = closing(code, open);
    if (close > at || close - open > MAX_PARAMETERS || !parameter.test(code.slice(open, close))) continue;
    const own = nameOf(code.slice(Math.max(0, open - 160), open));
    if (own === null || !hasBodyOver(code, close, at)) continue;
    const parameters = listItems(code, open + 1, close).map(({ start, end }) => code.slice(start, end));
    const isMethod = /^(?:self\b|&?(?:mut\s+)?self|this\b|cls\b)/.test(parameters[0] ?? '');
    const index = (isMethod ? parameters.slice(1) : parameters).findIndex((one) => parameter.test(one));
    if (index >= 0) return COMMON.test(own) ? null : { name: own, index, start: open };
  }
  return null;
}

function nameOf(before: string): string | null {
  const named = NAMED.exec(before)?.[1];
  if (named !== undefined && !/^(?:function|async|func|if|for|while|switch|catch|return|match|await)$/.test(named))
    return named;
  return ASSIGNED.exec(before)?.[1] ?? null;
}

/** A call is no head: a body follows that. */
function hasBodyOver(code: string, close: number, at: number): boolean {
  const body = /^\)[^;{}()]{0,200}?(?:\([^()]*\)\s*)?(?:\{|=>|:\s*\n)/.exec(code.slice(close, close + 240));
  if (body === null) return false;
  return !body[0].endsWith('{') || closing(code, close + body[0].length - 1) >= at;
}

export interface Call {
  readonly scope: Scope;
  readonly range: Range;
}

/** What it is called with, in all files; null stands for a call that does not show it. */
export function callsOf(app: AppScopes, scope: Scope, head: Head): readonly (Call | null)[] {
  const found: (Call | null)[] = [];
  const scopes = app.with(head.name, scope.language);
  if (scopes === null) return [null];
  for (const other of scopes) {
    const { code } = other.lexed;
    for (const match of code.matchAll(new RegExp(`(?<![\\w$])${head.name}\\s*(?:::<[^()]*>|<[\\w, ]*>)?\\(`, 'g'))) {
      const open = match.index + match[0].length - 1;
      const close = closing(code, open);
      if (isDeclared(other, match.index, close)) continue;
      const range = listItems(code, open + 1, close)[head.index];
      // Left out: the default of the parameter counts, which is seen as what it is set to.
      if (range !== undefined) found.push({ scope: other, range });
    }
  }
  return found;
}

function isDeclared({ lexed: { code }, language }: Scope, start: number, close: number): boolean {
  if (/\b(?:func|fn|function|def|fun)\s+(?:\([^()]*\)\s*)?$/.test(code.slice(Math.max(0, start - 120), start)))
    return true;
  if (language === 'go' || language === 'rust' || language === 'python') return false;
  return (
    /^\)\s*(?::[^={};()]{0,80}|const\s*|throws[\w\s,.]+)?\{/.test(code.slice(close, close + 120)) &&
    !/[=.(]\s*$/.test(code.slice(Math.max(0, start - 10), start))
  );
}
