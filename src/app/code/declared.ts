/** Where a name gets its value in one file. */

import type { Language } from './languages.ts';
import type { Lexed } from './lexer.ts';
import { type Range, splitAt } from './ranges.ts';

/** A name that is set more often is a variable of many functions: which of them is meant is not known. */
const MAX_DECLARATIONS = 12;
const MAX_USES = 200;

interface Names {
  readonly declarations: Map<string, readonly Range[]>;
  readonly parameters: Map<string, boolean>;
}
const known = new WeakMap<Lexed, Names>();

function namesOf(lexed: Lexed): Names {
  let names = known.get(lexed);
  if (names === undefined) {
    names = { declarations: new Map(), parameters: new Map() };
    known.set(lexed, names);
  }
  return names;
}

/** The expressions that a name is set to in this file. */
export function declarationsOf(lexed: Lexed, name: string, language: Language): readonly Range[] {
  const { declarations } = namesOf(lexed);
  let found = declarations.get(name);
  if (found === undefined) {
    found = findDeclarations(lexed, name, language);
    declarations.set(name, found);
  }
  return found;
}

function findDeclarations({ code }: Lexed, name: string, language: Language): readonly Range[] {
  const bare = name.replace(/[$]/g, '\\$&');
  const isVariable = name.startsWith('$') || name.startsWith('@');
  const head = isVariable ? '' : '(?<![\\w$.>]|\\bdef )(?:(?:self|this|cls)\\.)?';
  // A type may stand between: `const dir: string =`, `DIR: &str =`, Go's `var dir string =`.
  const type = "(?:\\s*:\\s*[\\w<>\\[\\].|&' ]+?|\\s+string)?";
  const found: Range[] = [];
  for (const match of code.matchAll(new RegExp(`${head}${bare}${type}\\s*(?::=|(?<![=!<>+*/-])=(?![=>~]))`, 'g'))) {
    const start = match.index + match[0].length;
    found.push({ start, end: expressionEnd(code, start, language) });
    if (found.length > MAX_DECLARATIONS) break;
  }
  return found;
}

/** To the end of the statement: a line end outside of brackets, unless an operator stands at it. */
export function expressionEnd(code: string, start: number, language: Language): number {
  const hasSemicolons =
    language === 'jvm' || language === 'rust' || language === 'php' || language === 'dotnet' || language === 'native';
  const end = hasSemicolons ? /;/y : /;|\n(?!\s*(?:\.|\+|\|\||\?\?|&&|or\b|<>|:))(?<!(?:[+=(,.|]|\|\||\?\?)\s*\n)/y;
  // Kotlin has no semicolons.
  const stop = language === 'jvm' ? /;|\n(?!\s*[.+?])(?<![+=(,.]\s*\n)/y : end;
  const limit = Math.min(code.length, start + 600);
  const first = splitAt(code, start, limit, stop).find((range) => range.end > range.start);
  return cutAtList(code, start, first?.end ?? limit);
}

/** `const a = 1, b = 2`, and an object's `key: value,`. */
function cutAtList(code: string, start: number, end: number): number {
  const [first] = splitAt(code, start, end, /,/y);
  return first?.end ?? end;
}

/** Whether there are more than are listed. */
export function isCommon(declarations: readonly Range[]): boolean {
  return declarations.length > MAX_DECLARATIONS;
}

/** Whether the name may stand for what a caller hands in: then its value in this file says nothing. */
export function isParameter(lexed: Lexed, name: string): boolean {
  const { parameters } = namesOf(lexed);
  let is = parameters.get(name);
  if (is === undefined) {
    is = isHandedIn(lexed, name);
    parameters.set(name, is);
  }
  return is;
}

function isHandedIn({ code }: Lexed, name: string): boolean {
  let uses = 0;
  for (let at = code.indexOf(name); at >= 0; at = code.indexOf(name, at + name.length)) {
    const behind = code.slice(at + name.length, at + name.length + 300);
    const before = code.slice(Math.max(0, at - 300), at);
    if (/[\w$.]$/.test(before) || /^[\w$]/.test(behind)) continue;
    if (++uses > MAX_USES) return true;
    if (/^\s*=>/.test(behind) || isLooped(before, behind) || isListed(before, behind)) return true;
  }
  return false;
}

/** `for x in`, `const { x } =`, `|x|`. */
function isLooped(before: string, behind: string): boolean {
  if (
    /\bfor\s*\(?\s*(?:const|let|var|final|auto)?[\w\s,<>]*$/.test(before) &&
    /^[\w\s,]*\b(?:in|of)\b|^\s*:(?!:)/.test(behind)
  )
    return true;
  if (/\b(?:const|let|var)\s*\{[^{}]*$/.test(before) && /^[^{}]*\}\s*=/.test(behind)) return true;
  return /\|[\w\s,&:*]*$/.test(before) && /^[\w\s,&:*]*\|(?!\|)/.test(behind) && !/\|\|\s*$/.test(before);
}

/** In the brackets of a function's head. */
function isListed(before: string, behind: string): boolean {
  const open = before.search(/\([^(){}]*$/);
  if (open < 0 || /^\s*\(/.test(behind)) return false;
  const head = before.slice(0, open);
  if (/\b(?:function\b[^(){};=]*|def\s+[\w.?!]+|func\b[^{};=]*|fn\s+\w+(?:<[^>]*>)?|fun\s+[\w.]+)\s*$/.test(head))
    return true;
  if (/\b(?:if|while|for|switch|catch|elsif|with|unless|until)\s*$/.test(head)) return false;
  return /^[^(){}]*\)\s*(?::[^={}();]{0,60})?(?:=>|\{|throws\b)/.test(behind);
}
