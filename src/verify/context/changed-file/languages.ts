/** Languages by the ending of a source file. What is compiled or run together is one. */
export type Language =
  | 'beam'
  | 'c'
  | 'dotnet'
  | 'go'
  | 'javascript'
  | 'jvm'
  | 'perl'
  | 'php'
  | 'python'
  | 'ruby'
  | 'rust'
  | 'shell'
  | 'web'
  | 'other';

/** Own knowledge of the languages' file names. */
const ENDINGS: readonly (readonly [Language, string])[] = [
  ['beam', 'ex exs erl'],
  ['c', 'c cc cpp cxx h hh hpp'],
  ['dotnet', 'cs fs vb'],
  ['go', 'go'],
  ['javascript', 'js cjs mjs jsx ts cts mts tsx vue svelte'],
  ['jvm', 'java kt scala groovy clj'],
  ['perl', 'pl pm'],
  ['php', 'php'],
  ['python', 'py'],
  ['ruby', 'rb'],
  ['rust', 'rs'],
  ['shell', 'sh bash'],
  ['web', 'html htm css scss'],
  ['other', 'swift dart hs lua ml nim zig cr jl r elm d pas f90'],
];
/** They stand beside the sources of nearly every app: the app is written in them when in nothing else. */
const LAST: readonly Language[] = ['shell', 'web'];

const LANGUAGES: ReadonlyMap<string, Language> = new Map(
  ENDINGS.flatMap(([language, endings]) => endings.split(' ').map((ending) => [ending, language] as const)),
);

/** The language that a file is written in; null for what is no source. */
export function languageOf(path: string): Language | null {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  return LANGUAGES.get(ending ?? '') ?? null;
}

/** Whether a source file is of a language that apps of all others have files of, too. */
export function isIncidental(path: string): boolean {
  const language = languageOf(path);
  return language === null || LAST.includes(language);
}

/** The one that most of the files are written in. */
export function mainLanguage(paths: readonly string[]): Language | null {
  const counts = new Map<Language, number>();
  for (const path of paths) {
    const language = languageOf(path);
    if (language !== null) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const rank = (language: Language) => LAST.indexOf(language);
  const order = [...counts].sort(([a, many], [b, more]) => rank(a) - rank(b) || more - many || (a < b ? -1 : 1));
  return order[0]?.[0] ?? null;
}
