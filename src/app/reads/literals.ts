/** Strings that name a file or folder of the context, whatever they are handed to. */
import type { Language } from '../code/languages.ts';
import type { Literal } from '../code/lexer.ts';
import { lineOf } from '../code/ranges.ts';
import type { Scope } from '../code/values.ts';
import type { Text } from './parts.ts';

export interface FoundName {
  readonly value: Text;
  readonly line: number;
  /** A module that is imported: another source, or what the build takes in. */
  readonly isImport: boolean;
}

/** Longer than paths are written. */
const MAX_LENGTH = 200;

/** Taken in when it is compiled: Rust's macros and attributes. */
const COMPILED =
  /(?:\b(?:include\w*|embed_\w+|migrate|query\w*|static_loader|load_dotenv|env|option_env|concat|relative_path|rust_embed|include_dir|locales|i18n)!\s*[([{]\s*(?:\w+!\s*\()?(?:[^()"]*"[^"]*",\s*)*|#!?\[(?!arg\b|clap\b|structopt\b|command\b|serde\b|envconfig\b|argh\b|default\b)\w+[^\]]*)$/;

/** Whether a string of the file may name something: a quick look without reading it as its language does. */
export function mayName(source: string, names: ReadonlySet<string>): boolean {
  for (const [, text = ''] of source.matchAll(/["'`]([^"'`\n]{1,200})/g)) {
    for (const part of text.split(/[/\\]/)) if (names.has(part)) return true;
    if (/[*%{$]/.test(text) && [...text.split(/[/\\*%{$}]/)].some((part) => names.has(part))) return true;
  }
  return false;
}

/** Strings of a source that may be paths, in the order in which they stand there. */
export function namesIn(scope: Scope): readonly FoundName[] {
  const found: FoundName[] = [];
  const { lexed, language } = scope;
  for (const literal of lexed.literals.values()) {
    if (language === 'rust' && COMPILED.test(lexed.code.slice(Math.max(0, literal.start - 160), literal.start)))
      continue;
    const line = lineOf(lexed, literal.start);
    const isImport = importsAt(scope, literal);
    for (const value of textsOf(literal, language)) if (mayBePath(value.text)) found.push({ value, line, isImport });
  }
  return found;
}

function importsAt({ lexed: { code }, language }: Scope, { start }: Literal): boolean {
  const before = code.slice(Math.max(0, start - 40), start);
  if (language === 'js') return /(?:\bfrom|\bimport|\b(?:require|import)\s*\()\s*$/.test(before);
  return (
    language === 'go' &&
    /^\s*(?:import\s*)?(?:[\w.]+\s*)?$/.test(before.slice(before.lastIndexOf('\n') + 1)) &&
    /\bimport\b/.test(code.slice(0, start)) &&
    !/\bfunc\b/.test(code.slice(0, start))
  );
}

/** The text as far as it is known: all of it, what it begins with, what it ends with. */
function* textsOf({ pieces }: Literal, language: Language): Generator<Text> {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (pieces.length === 1 && typeof first === 'string') {
    const format = /%[a-z]/.exec(first)?.index ?? first.search(/\{\w*\}/);
    yield format >= 0 ? { text: first.slice(0, format), isOpen: true } : { text: first, isOpen: false };
    // Defaults in the tags of a Go struct.
    if (language === 'go' && first.includes(':"'))
      for (const [, text = ''] of first.matchAll(/:"([^"]*)"/g)) yield { text, isOpen: false };
    return;
  }
  if (typeof first === 'string') yield { text: first, isOpen: true };
  if (typeof last === 'string') yield { text: last, isOpen: false };
}

function mayBePath(text: string): boolean {
  if (
    text.length < 2 ||
    text.length > MAX_LENGTH ||
    /[\s<>|"\\^;=,()!&]|:\/\/(?<!file:\/\/)|^[#@.*{[]+$|\{\{/.test(text)
  )
    return false;
  return /[A-Za-z]/.test(text);
}
