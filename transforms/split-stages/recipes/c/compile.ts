/** What a call of a compiler links, and where it puts it. Source: the manuals of GCC and Clang. */
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import { cLibrary } from '../../../../src/facts/c-libraries.ts';

export interface Link {
  /** As written: relative to where it runs. */
  readonly output: string;
  readonly isCpp: boolean;
  readonly isStatic: boolean;
  /** Whether libstdc++ is compiled in. */
  readonly hasOwnCpp: boolean;
  /** Names behind `-l`. */
  readonly libraries: readonly string[];
}

export type Compile =
  | { readonly kind: 'link'; readonly link: Link }
  /** Objects, headers, versions: nothing that runs. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unclear'; readonly option: string };

const C_COMPILER = /^(?:[\w-]+-linux-(?:gnu|musl)-)?(?:gcc|cc|clang|c99|c11|tcc)(?:-\d+(?:\.\d+)?)?$/;
const CPP_COMPILER = /^(?:[\w-]+-linux-(?:gnu|musl)-)?(?:g\+\+|c\+\+|clang\+\+)(?:-\d+(?:\.\d+)?)?$/;
const CPP_SOURCE = /\.(?:cc|cpp|cxx|C|c\+\+|cp)$/;
const VALUED: ReadonlySet<string> = new Set([
  ...[
    '-o',
    '-I',
    '-L',
    '-D',
    '-U',
    '-include',
    '-isystem',
    '-iquote',
    '-idirafter',
    '-imacros',
    '-x',
    '-MF',
    '-MT',
    '-MQ',
    '-l',
  ],
  ...['-Xlinker', '-T', '-u', '-z', '-Xassembler', '-Xpreprocessor', '-target', '--param', '-arch', '-e'],
]);
/** They change neither what is linked nor where it goes. */
const PLAIN =
  /^-(?:[OgWw]|std=|f(?!sanitize|openmp|openacc|profile|coverage|plugin|uninstrumented|split-stack|use-ld=mold)|m|D|U|I|L|M|pedantic|pipe|pthread|ansi|v$|s$|no-pie|pie|static-libgcc|static-pie|rdynamic|i(?:system|quote|dirafter|nclude)|isysroot|-param|x$|P$|C$|H$|Q|undef|trigraphs|B|d[^y])/;
const PLAIN_LINKER =
  /^-Wl(?:,(?:-O\d|-s|-S|-x|--as-needed|--no-as-needed|--gc-sections|--print-gc-sections|--strip-(?:all|debug)|--build-id(?:=\w+)?|--hash-style=\w+|--sort-common|--no-undefined|--export-dynamic|-E|-z|-?-?(?:relro|now|noexecstack|norelro|defs|separate-code|noseparate-code)|-Map=?[^,]*|--whole-archive|--no-whole-archive|--start-group|--end-group|--allow-multiple-definition))+$/;

/** Whether a program compiles C or C++. */
export function isCompiler({ name }: Invocation): boolean {
  return name !== null && (C_COMPILER.test(name) || CPP_COMPILER.test(name));
}

/** @param valueOf what a word says; null when that is known at build time only. */
export function readCompile({ name, args }: Invocation, valueOf: (word: Word) => string | null): Compile {
  const libraries: string[] = [];
  const inputs: string[] = [];
  const flags = new Set<string>();
  let output = 'a.out';
  let folder: string | null = null;
  const unread = args.find((word) => textOf(word, valueOf) === null);
  if (unread !== undefined) return { kind: 'unclear', option: unread.text };
  const words = args.flatMap((word) => partsOf(word, textOf(word, valueOf)!));
  for (let at = 0; at < words.length; at++) {
    const text = words[at]!;
    const isValued = VALUED.has(text);
    const value = isValued ? (words[++at] ?? null) : null;
    if (isValued && value === null) return { kind: 'unclear', option: text };
    if (text === '-o') output = value!;
    else if (text === '-l') libraries.push(value!);
    else if (text.startsWith('-l')) libraries.push(text.slice(2));
    else if (text.startsWith('-o') && text.length > 2) output = text.slice(2);
    else if (['-Xlinker', '-T', '-u', '-target', '-e'].includes(text)) return { kind: 'unclear', option: text };
    else if (text.startsWith('-L')) folder = text;
    else if (isValued) continue;
    // Options in a file of their own.
    else if (text.startsWith('@')) return { kind: 'unclear', option: text };
    else if (!text.startsWith('-') || text === '-') inputs.push(text);
    else if (/^-(?:[cESr]|M|MM|-version|-help|dumpversion|dumpmachine|print-.*|fsyntax-only)$/.test(text))
      flags.add('none');
    else if (/^-static(?:-libstdc\+\+)?$/.test(text)) flags.add(text);
    else if (text === '-fopenmp') libraries.push('gomp');
    else if (text.startsWith('-Wl,') ? !PLAIN_LINKER.test(text) : !PLAIN.test(text))
      return { kind: 'unclear', option: text };
  }
  if (flags.has('none') || inputs.length === 0) return { kind: 'nothing' };
  // Libraries from elsewhere than where packages put them.
  if (folder !== null && libraries.some((library) => cLibrary(library).kind !== 'libc'))
    return { kind: 'unclear', option: folder };
  // A library of the app's own, by its path.
  const shared = inputs.find((input) => /\.so(?:\.\d+)*$/.test(input));
  if (shared !== undefined) return { kind: 'unclear', option: shared };
  const isCpp =
    CPP_COMPILER.test(name ?? '') || inputs.some((input) => CPP_SOURCE.test(input)) || libraries.includes('stdc++');
  const isStatic = flags.has('-static');
  return { kind: 'link', link: { output, isCpp, isStatic, hasOwnCpp: flags.has('-static-libstdc++'), libraries } };
}

/** What the shell makes of a variable without quotes: as many words as it holds. */
function partsOf({ value, text }: Word, known: string): readonly string[] {
  return value !== null || /^["']/.test(text) ? [known] : known.split(/\s+/).filter((part) => part !== '');
}

/** A pattern names sources, whatever they are called. */
function textOf(word: Word, valueOf: (word: Word) => string | null): string | null {
  const { text, hasGlob } = word;
  return hasGlob && !text.startsWith('-') && !text.includes('$') ? text : valueOf(word);
}
