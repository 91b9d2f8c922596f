/** What the names of a file stand for: `import { rename as mv } from 'fs'` makes `mv` mean `fs.rename`. */
import type { Language } from './languages.ts';
import type { Lexed } from './lexer.ts';

/** By local name. Under `*` stands what all names without an owner may belong to. */
export type Aliases = ReadonlyMap<string, string>;

const EVERY = '*';
const known = new WeakMap<Lexed, Aliases>();

/**
 * What the names stand for that a source imports under another name, or assigns; empty for a language in which that
 * is not read.
 */
export function aliasesOf(lexed: Lexed, language: Language): Aliases {
  let aliases = known.get(lexed);
  if (aliases === undefined) {
    aliases = new Map(READERS[language]?.(lexed) ?? []);
    known.set(lexed, aliases);
  }
  return aliases;
}

/** The dotted name with its first part replaced by what it was imported as; null when it was not. */
export function realName(aliases: Aliases, name: string): string | null {
  if (aliases.size === 0) return null;
  const first = /^[\w$]+/.exec(name)?.[0];
  if (first === undefined) return null;
  const real = aliases.get(first);
  if (real !== undefined) return real === first ? null : real + name.slice(first.length);
  const owner = /^[\w!?]+$/.test(name) ? aliases.get(EVERY) : undefined;
  return owner === undefined ? null : `${owner}.${name}`;
}

type Pairs = Iterable<readonly [string, string]>;

const READERS: Partial<Readonly<Record<Language, (lexed: Lexed) => Pairs>>> = {
  js: ofScript,
  python: ofPython,
  go: ofGo,
  rust: ofRust,
  jvm: ofJava,
  dotnet: ofDotnet,
  ruby: ofRuby,
};

function stringAt({ literals }: Lexed, offset: number): string | null {
  const [piece] = literals.get(offset)?.pieces ?? [];
  return typeof piece === 'string' ? piece : null;
}

function* ofScript(lexed: Lexed): Pairs {
  const { code } = lexed;
  const found = new Map<string, string>();
  for (const { 0: head, 1: names = '', index } of code.matchAll(
    /\bimport\s+(?!type\b)([\w$*{},\s]{1,2000}?)\s*\bfrom\s*(?=")/g,
  ))
    for (const pair of bindings(names, moduleName(stringAt(lexed, index + head.length)))) found.set(...pair);
  const require =
    /\b(?:const|let|var)\s+(\{[^{}]{0,2000}\}|[\w$]+)\s*=\s*(?:await\s+)?(?:require|import)\s*\(\s*(?=")/g;
  for (const { 0: head, 1: names = '', index } of code.matchAll(require)) {
    const name = moduleName(stringAt(lexed, index + head.length));
    const part = /^"[^"\n]*"\s*\)\)?\.(\w+)/.exec(code.slice(index + head.length, index + head.length + 200))?.[1];
    const whole = part === undefined || part === 'promises' || part === 'default' ? name : `${name}.${part}`;
    for (const pair of bindings(names, whole)) found.set(...pair);
  }
  const taken =
    /\b(?:const|let|var)\s+(\{[^{}]{0,2000}\}|[\w$]+)\s*=\s*(?:(?:[\w$]+\.)?promisify\(\s*)?([\w$]+(?:\.[\w$]+)*)\s*\)?\s*(?=[;\n])/g;
  for (const [, names = '', from = ''] of code.matchAll(taken)) {
    const real = realName(found, from) ?? (/^fs\b|^fsp\b/.test(from) ? from : null);
    if (real !== null) for (const pair of bindings(names, real.replace(/\.promises$/, ''))) found.set(...pair);
  }
  yield* found;
}

/** `fs`, also for its promises and for packages that hand it on. */
function moduleName(name: string | null): string {
  const plain = (name ?? '').replace(/^node:/, '');
  return /^(?:fs\/promises|fs-extra|graceful-fs|memfs)$/.test(plain) ? 'fs' : plain.replace(/[^\w$]/g, '_');
}

/** `* as x`, `x`, `{ a, b as c }`, `{ a, b: c }` */
function* bindings(names: string, from: string): Pairs {
  const open = names.indexOf('{');
  for (const part of (open < 0 ? names : names.slice(0, open)).split(',')) {
    const name = /(?:\*\s*as\s+)?([\w$]+)\s*$/.exec(part)?.[1];
    if (name !== undefined) yield [name, from];
  }
  if (open < 0) return;
  for (const part of names.slice(open + 1, names.lastIndexOf('}')).split(',')) {
    const [, name, local] = /^\s*(?:type\s+)?([\w$]+)(?:\s*(?::|\bas\b)\s*([\w$]+))?/.exec(part) ?? [];
    if (name === undefined) continue;
    yield [local ?? name, name === 'promises' || name === 'default' ? from : `${from}.${name}`];
  }
}

function* ofPython({ code }: Lexed): Pairs {
  for (const [, names = ''] of code.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm))
    for (const part of names.split(',')) {
      const [, name, local] = /^\s*([\w.]+)\s+as\s+(\w+)/.exec(part) ?? [];
      if (name !== undefined && local !== undefined) yield [local, name];
    }
  for (const [, from = '', list, line] of code.matchAll(
    /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(?:\(([^()]{0,4000})\)|([\w., \t]+))/gm,
  ))
    for (const part of (list ?? line ?? '').split(',')) {
      const [, name, local] = /^\s*(\w+)(?:\s+as\s+(\w+))?/.exec(part) ?? [];
      if (name !== undefined) yield [local ?? name, `${from}.${name}`];
    }
}

function* ofGo(lexed: Lexed): Pairs {
  const { code } = lexed;
  for (const { 0: head, 1: name = '', index } of code
    .slice(0, 20_000)
    .matchAll(/^(?:[ \t]+|import[ \t]+)(\w+)[ \t]+(?=")/gm)) {
    const path = stringAt(lexed, index + head.length)?.replace(/\/v\d+$/, '');
    const last = path?.slice(path.lastIndexOf('/') + 1);
    if (last !== undefined && /^\w+$/.test(last)) yield [name, last];
  }
}

function* ofRust({ code }: Lexed): Pairs {
  for (const [, tree = ''] of code.matchAll(/\buse\s+([^;"]{1,2000});/g)) yield* useTree(tree, '', 0);
}

/** `a::{b, c::{d as e}}` */
function* useTree(tree: string, before: string, depth: number): Pairs {
  const open = tree.indexOf('{');
  if (open < 0) {
    const [, path, local] = /^\s*([\w:]+)(?:\s+as\s+(\w+))?\s*$/.exec(tree) ?? [];
    if (path === undefined) return;
    const whole = path === 'self' ? before.replace(/::$/, '') : before + path;
    yield [local ?? whole.slice(whole.lastIndexOf(':') + 1), whole];
    return;
  }
  if (depth > 5) return;
  const prefix = before + tree.slice(0, open).trim();
  for (const part of topLevel(tree.slice(open + 1, tree.lastIndexOf('}')))) yield* useTree(part, prefix, depth + 1);
}

function topLevel(list: string): readonly string[] {
  const found = [''];
  let depth = 0;
  for (const char of list) {
    depth += char === '{' ? 1 : char === '}' ? -1 : 0;
    if (char === ',' && depth === 0) found.push('');
    else found[found.length - 1] += char;
  }
  return found;
}

function* ofJava({ code }: Lexed): Pairs {
  for (const [, owner = '', name = ''] of code.matchAll(/^import\s+static\s+(?:[\w.]+\.)?(\w+)\.(\w+|\*)\s*;/gm))
    if (name !== EVERY) yield [name, `${owner}.${name}`];
    else if (owner === 'Files') yield [EVERY, owner];
  for (const [, name = '', local = ''] of code.matchAll(/^import\s+(?:[\w.]+\.)?(\w+)\s+as\s+(\w+)/gm))
    yield [local, name];
}

function* ofDotnet({ code }: Lexed): Pairs {
  for (const [, owner = ''] of code.matchAll(
    /^[ \t]*(?:global\s+)?using\s+static\s+System\.IO\.(File|Directory)\s*;/gm,
  ))
    yield [EVERY, owner];
  for (const [, local = '', name = ''] of code.matchAll(/^[ \t]*using\s+(\w+)\s*=\s*System\.IO\.(\w+)\s*;/gm))
    yield [local, name];
}

function* ofRuby({ code }: Lexed): Pairs {
  if (/^[ \t]*(?:include|extend)\s+FileUtils\b/m.test(code)) yield [EVERY, 'FileUtils'];
}
