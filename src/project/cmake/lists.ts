/** CMakeLists.txt, as far as it says which program is built and what that links. Source: cmake.org/cmake/help/latest. */

export interface CmakeProgram {
  readonly name: string;
  readonly sources: readonly string[];
  readonly libraries: readonly string[];
}

export interface CmakeLists {
  readonly programs: readonly CmakeProgram[];
  /** Static libraries of the project's own. */
  readonly own: readonly string[];
}

/** They say nothing of what is linked or where it goes. */
const HARMLESS = set(
  'cmake_minimum_required project enable_language enable_testing message include_directories target_include_directories ' +
    'target_compile_features target_compile_options add_compile_options add_definitions add_compile_definitions target_compile_definitions ' +
    'set_property source_group option mark_as_advanced cmake_policy add_test target_sources',
);
/** Variables that move the output, or change what is linked. */
const TELLING = /OUTPUT|LINK|STANDARD_LIBRARIES|BUILD_SHARED_LIBS|TOOLCHAIN|RUNTIME|PREFIX|(?:C|CXX)_FLAGS|COMPILER/;
const KEYWORDS = set('PRIVATE PUBLIC INTERFACE WIN32 MACOSX_BUNDLE EXCLUDE_FROM_ALL');

/** @returns null when it has something in it that may change the answer. */
export function readCmakeLists(text: string): CmakeLists | null {
  const variables = new Map<string, string>();
  const programs: { name: string; sources: readonly string[]; libraries: string[] }[] = [];
  const own: string[] = [];
  const plain = text.replace(/#\[\[[\s\S]*?\]\]/g, '').replace(/#[^\n]*/g, '');
  for (const [, written, inside] of plain.matchAll(
    /([A-Za-z_]\w*)\s*\(((?:[^()"]|"(?:[^"\\]|\\.)*"|\([^()]*\))*)\)/g,
  )) {
    const command = written!.toLowerCase();
    const words = wordsOf(inside!, variables);
    const [first = ''] = words;
    if (command === 'project') variables.set('PROJECT_NAME', first).set('CMAKE_PROJECT_NAME', first);
    if (command === 'set') {
      const value = words.slice(1).join(' ');
      // Warnings and optimisation leave the link as it is.
      if (
        TELLING.test(first) &&
        !(/_FLAGS/.test(first) && /^[^$]*$/.test(value) && !/-l|-static|-fsan|-shared|-Wl/.test(value))
      )
        if (!/^CMAKE_(?:C|CXX)_(?:STANDARD|EXTENSIONS)/.test(first)) return null;
      variables.set(first, value);
    } else if (command === 'file' && (first === 'GLOB' || first === 'GLOB_RECURSE'))
      variables.set(words[1] ?? '', words.slice(2).join(' '));
    else if (command === 'add_executable') {
      if (words.includes('IMPORTED') || words.includes('ALIAS')) return null;
      programs.push({ name: first, sources: words.slice(1).filter((word) => !KEYWORDS.has(word)), libraries: [] });
    } else if (command === 'add_library') {
      if (words[1] !== 'STATIC' && words[1] !== 'OBJECT') return null;
      own.push(first);
    } else if (command === 'target_link_libraries') {
      const program = programs.find(({ name }) => name === first);
      const libraries = words.slice(1).filter((word) => !KEYWORDS.has(word));
      // What a library of the project's own links, all that link it do.
      for (const each of program === undefined ? programs : [program]) each.libraries.push(...libraries);
      if (program === undefined && !own.includes(first)) return null;
    } else if (command === 'find_package' ? first !== 'Threads' : !HARMLESS.has(command) && command !== 'project')
      return null;
  }
  if (programs.some(({ name }) => /[^\w.-]/.test(name) || name === '')) return null;
  return { programs, own };
}

/** Variables that are set by the file replaced; others stay, and are nobody's name. */
function wordsOf(text: string, variables: ReadonlyMap<string, string>): readonly string[] {
  const replaced = text.replace(/\$\{(\w+)\}/g, (whole, name: string) => variables.get(name) ?? whole);
  return [...replaced.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s;"]+/g)].map(([word, quoted]) => quoted ?? word);
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
