/** build.gradle and settings.gradle, in Groovy or Kotlin. Sources: docs.gradle.org, "Settings File Basics", "Build File Basics". */
import { literalList, withoutComments } from './groovy.ts';

export interface GradleSettings {
  readonly rootName: string | null;
  /** Folders of the projects below: `:a:b` is `a/b`. */
  readonly folders: readonly string[];
  /** What decides at run time which projects there are, as written; null when nothing does. */
  readonly dynamic: string | null;
}

export interface GradleBuild {
  /** Ids of the plugins that are applied literally. */
  readonly plugins: readonly string[];
  /** Files of `apply from: '...'`, as written. */
  readonly applied: readonly string[];
  readonly version: string | null;
  readonly group: string | null;
  /** What reads a file or runs a program while the build is being set up, as written; null when nothing does. */
  readonly reads: string | null;
}

/** Where projects come from elsewhere, or under conditions. */
const DYNAMIC_SETTINGS =
  /\b(?:includeBuild|includeFlat|projectDir|eachDir|eachFile|listFiles|fileTree|new\s+File|file\s*\(|files\s*\((?!\s*["'](?:\.\/)?gradle\/)|apply\s*(?:\(\s*)?from|\.each|\bif\s*\(|\bfor\s*\()[^\n]*/;
/** Ways to read a file or to run a program outside of a task. */
const READS =
  /(?:\.execute\s*\(|\bexec\s*[({]|\bproviders\.(?:exec|fileContents)|\.readLines\b|\.readText\b|\.text\b(?!\s*=)|\.getText\s*\(|\.withInputStream|\.withReader|\.(?:eachLine|forEachLine|useLines|inputStream|reader|bufferedReader)\b|\bfile\s*\([^)\n]{0,200}\)\.(?:exists|isFile|isDirectory)\b|\bFiles\.(?:read|lines|list|walk|new|exists)|\bProcessBuilder\b|\.load\s*\(|\bFileInputStream\b|\bnew\s+File\s*\(|\bFile\s*\([^)\n]{0,200}\)\.|\bGrgit\b|\bJsonSlurper\b|\bXmlSlurper\b|\bConfigSlurper\b|\bfileTree\b[^\n]{0,200}\.(?:each|files)|\bgit(?:Version|Properties)\b|\bversionDetails\b)[^\n]*/;

export function readGradleSettings(text: string): GradleSettings {
  const code = withoutComments(text);
  const folders: string[] = [];
  let dynamic = DYNAMIC_SETTINGS.exec(code)?.[0] ?? null;
  for (const found of code.matchAll(/(?:^|[;{\n])[ \t]*include\b\s*\(?/g)) {
    const rest = code.slice(found.index + found[0].length);
    const names = literalList(rest);
    if (names === null) dynamic ??= `include ${rest.slice(0, 40).trim()}`;
    else folders.push(...names.flatMap(foldersOf));
  }
  const rootName = /\brootProject\.name\s*=\s*(?:'([^'\n]*)'|"([^"$\n]*)")/.exec(code);
  return { rootName: rootName?.[1] ?? rootName?.[2] ?? null, folders: [...new Set(folders)], dynamic };
}

/** Of `:a:b`, which makes a project of `:a` too. */
function foldersOf(name: string): readonly string[] {
  const parts = name.replace(/^:/, '').split(':');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

export function readGradleBuild(text: string): GradleBuild {
  const code = withoutComments(text);
  const all = (pattern: RegExp) =>
    [...code.matchAll(pattern)].flatMap((found) => found.slice(1).find((each) => each !== undefined) ?? []);
  const applied = all(/\bapply\s*(?:\(\s*)?from\s*[:=]\s*(?:"([^"\n]*)"|'([^'\n]*)')/g);
  const froms = [...code.matchAll(/\bapply\s*(?:\(\s*)?from\s*[:=]\s*([^\n]*)/g)];
  const computed = froms.find(([, value]) => literalList(value!) === null)?.[0];
  return {
    plugins: [
      ...all(/\bid\s*(?:\(\s*)?(?:"([\w.-]+)"|'([\w.-]+)')/g),
      ...all(/\bapply\s*(?:\(\s*)?plugin\s*[:=]\s*(?:"([\w.-]+)"|'([\w.-]+)')/g),
    ],
    applied,
    version: all(/^[ \t]*version\s*=?\s*(?:"([^"$\n]*)"|'([^'\n]*)')/gm)[0] ?? null,
    group: all(/^[ \t]*group\s*=?\s*(?:"([^"$\n]*)"|'([^'\n]*)')/gm)[0] ?? null,
    reads: READS.exec(code)?.[0] ?? computed ?? null,
  };
}
