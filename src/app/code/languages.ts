/** The languages that are read: which files are theirs, and what their comments and strings look like. */
import { nameOf } from '../../project/paths.ts';

export type Language = 'js' | 'python' | 'go' | 'jvm' | 'rust' | 'ruby' | 'php' | 'dotnet' | 'native' | 'elixir';

export interface StringForm {
  readonly open: string;
  readonly close: string;
  /** A backslash is itself. */
  readonly isRaw?: boolean;
  /** Ends with its line even without a closing quote. */
  readonly isOneLine?: boolean;
  /** One character only; else the quote is something else: a lifetime. */
  readonly isChar?: boolean;
  /** What begins an expression in it; `{` only behind a prefix: f"", $"". */
  readonly marks?: readonly string[];
  /** `$name` is replaced. */
  readonly hasVariables?: boolean;
}

export interface Syntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [string, string])[];
  /** In order: longer ones first. */
  readonly strings: readonly StringForm[];
  readonly hasRegex?: boolean;
  /** Prefix of a string in which a backslash is itself. */
  readonly rawPrefix?: RegExp;
  /** In a string with that prefix a backslash still keeps the quote behind it from ending it. */
  readonly hasRawEscapes?: boolean;
  /** Begins a string with other ends than quotes, or one character that may be a quote. */
  readonly sigil?: RegExp;
  /** Begins a here-document, its name in the first group. */
  readonly heredoc?: string;
  /** Code stands inside tags only. */
  readonly outside?: 'html';
}

const C_BLOCK = [['/*', '*/']] as const;
const DOUBLE: StringForm = { open: '"', close: '"', isOneLine: true };
const CHAR: StringForm = { open: "'", close: "'", isChar: true, isOneLine: true };
const TRIPLE: StringForm = { open: '"""', close: '"""' };

export const SYNTAX: Readonly<Record<Language, Syntax>> = {
  js: {
    line: ['//'],
    block: C_BLOCK,
    strings: [{ ...DOUBLE }, { open: "'", close: "'", isOneLine: true }, { open: '`', close: '`', marks: ['${'] }],
    hasRegex: true,
  },
  python: {
    line: ['#'],
    block: [],
    strings: [
      { ...TRIPLE, marks: ['{'] },
      { open: "'''", close: "'''", marks: ['{'] },
      { ...DOUBLE, marks: ['{'] },
      { open: "'", close: "'", isOneLine: true, marks: ['{'] },
    ],
    rawPrefix: /r/i,
    hasRawEscapes: true,
  },
  go: { line: ['//'], block: C_BLOCK, strings: [DOUBLE, { open: '`', close: '`', isRaw: true }, CHAR] },
  jvm: {
    line: ['//'],
    block: C_BLOCK,
    strings: [TRIPLE, { ...DOUBLE, marks: ['${'], hasVariables: true }, CHAR],
  },
  rust: {
    line: ['//'],
    block: C_BLOCK,
    strings: [
      { open: 'r###"', close: '"###', isRaw: true },
      { open: 'r##"', close: '"##', isRaw: true },
      { open: 'r#"', close: '"#', isRaw: true },
      { open: '"', close: '"' },
      CHAR,
    ],
    rawPrefix: /r$/,
  },
  ruby: {
    line: ['#'],
    block: [['=begin', '=end']],
    strings: [
      { open: '"', close: '"', marks: ['#{'] },
      { open: "'", close: "'" },
      { open: '`', close: '`', marks: ['#{'] },
    ],
    sigil: /^(?:%[wWiIqQrsx]?[[({<|!]|%r\/)/,
    heredoc: '<<[~-]?["\']?([A-Z]\\w*)["\']?',
    hasRegex: true,
  },
  php: {
    line: ['//', '#'],
    block: C_BLOCK,
    strings: [
      { open: '"', close: '"', marks: ['${', '{$'], hasVariables: true },
      { open: "'", close: "'" },
      { open: '`', close: '`' },
    ],
    heredoc: '<<<["\']?([A-Za-z_]\\w*)["\']?',
    outside: 'html',
  },
  dotnet: { line: ['//'], block: C_BLOCK, strings: [TRIPLE, { open: '"', close: '"', marks: ['{'] }, CHAR] },
  native: { line: ['//'], block: C_BLOCK, strings: [DOUBLE, CHAR] },
  elixir: {
    line: ['#'],
    block: [],
    strings: [
      { ...TRIPLE, marks: ['#{'] },
      { open: '"', close: '"', marks: ['#{'] },
      { open: "'", close: "'" },
    ],
    sigil: /^~[a-zA-Z]+[[({<|/]/,
  },
};

const ENDINGS: Readonly<Record<string, Language>> = {
  ...{ js: 'js', mjs: 'js', cjs: 'js', jsx: 'js', ts: 'js', mts: 'js', cts: 'js', tsx: 'js' },
  ...{ py: 'python', go: 'go', java: 'jvm', kt: 'jvm', kts: 'jvm', rs: 'rust', rb: 'ruby', ru: 'ruby' },
  ...{ php: 'php', cs: 'dotnet', ex: 'elixir', exs: 'elixir' },
  ...{ c: 'native', cc: 'native', cpp: 'native', cxx: 'native', h: 'native', hpp: 'native' },
};

/** Endings of programs in languages that are not read here. */
const UNREAD: ReadonlySet<string> = new Set(
  'scala clj cljs groovy fs vb swift dart hs cr nim zig d ml pl pm lua erl jl vue svelte coffee r R f90 pas adb cob lisp rkt pyx'.split(
    ' ',
  ),
);

/** The language of a source by its ending; null for a file of none of these. */
export function languageOf(path: string): Language | null {
  return ENDINGS[endingOf(path)] ?? null;
}

/** Whether it is a program in a language that is not read. Components for a browser are none. */
export function isUnreadLanguage(path: string): boolean {
  const ending = endingOf(path);
  if (/(?:^|\/)(?:Jenkinsfile|[^/]*\.gradle)[^/]*$/.test(path)) return false;
  return UNREAD.has(ending) && ending !== 'vue' && ending !== 'svelte';
}

function endingOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1);
}
