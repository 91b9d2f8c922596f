/**
 * Words of a script with what is known put in: its variables, where it lies, the folder that it is in. What is not known
 * stays as a variable, so that two words that name the same thing stay the same.
 */
import { type Invocation, invocations } from '../../dockerfile/commands.ts';
import type { List, Word } from '../../dockerfile/shell.ts';
import { absoluteFrom } from '../../project/absolute.ts';

/** Stands for the root of the repository: no path of a script can be meant by it. */
export const ROOT = '/repository/here';

export interface Scope {
  /** Below `ROOT`. */
  readonly cwd: string;
  /** The script itself, below `ROOT`. */
  readonly file: string;
  readonly variables: ReadonlyMap<string, string>;
  /** What a command substitution gives; null when nobody knows. */
  readonly substitute: (list: List) => string | null;
}

/** The value of a word; it holds a `$` where something is not known. */
export function valueOf(word: Word, scope: Scope): string {
  return word.value ?? expand(word.text, word.scripts, scope);
}

/** @param scripts those of the command substitutions in the text, in order. */
export function expand(text: string, scripts: readonly List[], scope: Scope): string {
  const waiting = [...scripts];
  let out = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote === "'") {
      if (char === "'") quote = '';
      else out += char;
    } else if (char === "'" && quote === '') quote = "'";
    else if (char === '"') quote = quote === '"' ? '' : '"';
    else if (char === '\\') out += text[++at] ?? '';
    else if (char === '`' || text.startsWith('$(', at)) {
      const end = char === '`' ? text.indexOf('`', at + 1) : closing(text, at + 1);
      const list = waiting.shift();
      out += (list === undefined ? null : substituted(list, scope)) ?? unknown(text.slice(at, end + 1));
      at = end < 0 ? text.length : end;
    } else if (char === '$') {
      const [whole, name] = /^\$(?:\{([A-Za-z_]\w*|0)\}|([A-Za-z_]\w*|0)|\{[^}]*\}|[^\s\w])/.exec(text.slice(at)) ?? [
        '$',
      ];
      const simple = name ?? /^\$(\w+)$/.exec(whole)?.[1];
      out += variable(simple, whole, scope);
      at += whole.length - 1;
    } else out += char;
  }
  return out;
}

function variable(name: string | undefined, whole: string, { variables, cwd, file }: Scope): string {
  if (name === '0' || /^\$\{BASH_SOURCE(?:\[0\])?\}$/.test(whole) || name === 'BASH_SOURCE') return file;
  if (name === undefined) return whole;
  const known = variables.get(name);
  if (known !== undefined) return known;
  return name === 'PWD' ? cwd : `\${${name}}`;
}

function unknown(text: string): string {
  return `\${${text.replaceAll(/[\s{}$]+/g, ' ')}}`;
}

function substituted(list: List, scope: Scope): string | null {
  // Those of substitutions inside are not its own.
  const [first, second, ...more] = invocations(list).filter(({ editable }) => editable);
  if (first === undefined || more.length > 0) return null;
  const value = argument(first, scope);
  if (second !== undefined) {
    const isMove = first.name === 'cd' && second.name === 'pwd' && value !== null;
    return isMove ? inside(value, scope.cwd) : null;
  }
  const { name } = first;
  if (name === 'pwd') return scope.cwd;
  if (name === 'dirname' && value !== null) return value.includes('/') ? value.slice(0, value.lastIndexOf('/')) : '.';
  if ((name === 'realpath' || name === 'readlink') && value !== null) return inside(value, scope.cwd);
  const words = first.args.map(({ text }) => text).join(' ');
  return name === 'git' && words === 'rev-parse --show-toplevel' ? ROOT : scope.substitute(list);
}

function argument({ args }: Invocation, scope: Scope): string | null {
  const words = args.filter(({ text }) => !/^-/.test(text));
  const value = words.length === 1 ? valueOf(words[0]!, scope) : null;
  return value === null || value.includes('$') ? null : value;
}

/** A path as seen from a folder. Both below `ROOT`, or the path is relative. */
export function inside(path: string, cwd: string): string {
  return absoluteFrom(cwd, path);
}

/** The path relative to the root of the repository; null when it is not below it, or not known. */
export function relative(path: string): string | null {
  if (path.includes('$')) return null;
  if (path === ROOT) return '';
  return path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : null;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}
