/** Gemfile: Ruby, so only what its literal lines say is believed. */
import type { Files } from '../files.ts';
import { type CodeText, readLiterals, wholeStringAt } from '../literals.ts';
import { folderOf, resolvePath } from '../paths.ts';
import { brokenAt, type Reading, readAs } from '../reading.ts';

export interface Gemfile {
  readonly path: string;
  /** Gems that it names by a literal, of all groups. */
  readonly gems: readonly string[];
  /** Files that it reads: `eval_gemfile "x"`, `ruby file: ".ruby-version"`. In the context. */
  readonly files: readonly string[];
  /** Folders of gems that lie in the context: `path: "engines/x"`. */
  readonly paths: readonly string[];
  /** `gemspec`: it takes the dependencies of the gem beside it. */
  readonly hasGemspec: boolean;
  /** Code of which we cannot tell what it reads, as written; null when there is none. */
  readonly unknown: string | null;
}

/** Words of Bundler's own language, and of Ruby without files. Source: Bundler's manual page gemfile(5). */
const KNOWN = new Set(
  (
    'source gem group groups platforms platform install_if git github gist path ruby gemspec plugin git_source eval_gemfile ' +
    'do end if unless else elsif then and or not nil true false self defined ENV fetch key dig freeze to_s to_sym to_i nil? empty? ' +
    'start_with? end_with? include? match? lambda proc puts warn RUBY_VERSION RUBY_ENGINE RUBY_PLATFORM Gem Version ' +
    'Platform local new strip chomp split first last map each join File read exist? exists? file?'
  ).split(' '),
);
/** Keys and symbols are names, not code. */
const WORD = /(?<![\w:.@$%]):?[A-Za-z_]\w*[?!]?:?(?!\w)/g;
const METHOD = /\.\s*([a-z_]\w*[?!]?)/g;

/** @returns null when there is no such file. */
export function readGemfile(files: Files, path: string): Reading<Gemfile> | null {
  const text = files.readText(path);
  if (text === null) return files.statOf(path)?.kind === 'file' ? brokenAt(path, null, 'it is not UTF-8 text') : null;
  const read = readLiterals(text.replace(/^\uFEFF/, ' '));
  const folder = folderOf(path);
  const named = namedFiles(files, read, folder);
  const unknown = read.isUnsure ? 'a text that is not read' : (named.unknown ?? unknownWord(read.code));
  const evaluated = named.evaluated.flatMap((file) => {
    const inner = file === path ? null : readGemfile(files, file);
    return inner?.ok === true ? [inner.value] : [];
  });
  return readAs({
    path,
    gems: [...gemNames(read), ...evaluated.flatMap((inner) => inner.gems)],
    files: [...named.evaluated, ...named.files, ...evaluated.flatMap((inner) => inner.files)],
    paths: [...named.paths, ...evaluated.flatMap((inner) => inner.paths)],
    hasGemspec: /^[ \t]*gemspec\b/m.test(read.code) || evaluated.some(({ hasGemspec }) => hasGemspec),
    unknown: unknown ?? evaluated.find((inner) => inner.unknown !== null)?.unknown ?? null,
  });
}

function gemNames(read: CodeText): readonly string[] {
  return [...read.code.matchAll(/(?<![\w:.@$%])gem\b\s*\(?\s*/g)].flatMap(
    ({ index, 0: whole }) => wholeStringAt(read, index + whole.length)?.value ?? [],
  );
}

interface Named {
  readonly evaluated: string[];
  readonly files: string[];
  readonly paths: string[];
  unknown: string | null;
}

/** What the words with a path behind them name. */
function namedFiles(files: Files, read: CodeText, folder: string): Named {
  const { code } = read;
  const named: Named = { evaluated: [], files: [], paths: [], unknown: null };
  const words =
    /(?<![\w:])(eval_gemfile|File\.(?:read|exists?\?|file\?)|(?:file|path|glob):(?!:)|:(?:file|path|glob)\s*=>|(?<![:.])path\b(?!\s*[:=]))\s*\(?\s*/g;
  for (const match of code.matchAll(words)) {
    const string = wholeStringAt(read, match.index + match[0].length);
    const place = string === null || string.value === null ? null : resolvePath(folder, string.value);
    const kind = match[1]!.replaceAll(/[:=>\s]/g, '');
    if (kind.endsWith('?') && place !== null) {
      // What is not there is not there before the COPY either.
      const found = files.statOf(place)?.kind;
      if (found === 'file') named.files.push(place);
      else if (found !== undefined)
        named.unknown ??= `${read.code.slice(match.index, string!.start)}"${string!.value}")`;
      continue;
    }
    if (place === null)
      named.unknown ??= code
        .slice(match.index, match.index + 40)
        .split('\n')[0]!
        .trim();
    else if (kind === 'eval_gemfile') named.evaluated.push(place);
    else if (kind === 'file' || kind === 'File.read') named.files.push(place);
    else if (kind === 'path') named.paths.push(place);
  }
  return named;
}

/** The first word that may read a file: everything that is neither Bundler's nor a variable of the file itself. */
function unknownWord(code: string): string | null {
  if (code.includes('`')) return '`';
  const own = new Set(
    [...code.matchAll(/(?:^|[\n;(|,])\s*([a-z_]\w*)\s*(?=\|\|=|=(?!=|~)|\||,\s*\w+\s*\|)/g)].map(([, name]) => name!),
  );
  for (const [word] of code.matchAll(WORD)) {
    if (word.startsWith(':') || word.endsWith(':')) continue;
    if (!KNOWN.has(word) && !own.has(word)) return word;
  }
  for (const [, word] of code.matchAll(METHOD)) if (!KNOWN.has(word!)) return word!;
  return null;
}
