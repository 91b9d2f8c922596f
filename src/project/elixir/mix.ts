/** mix.exs and config/*.exs: Elixir, so only what its literals say is believed. */
import type { Files } from '../files.ts';
import { type CodeText, readLiterals, wholeStringAt } from '../literals.ts';
import { folderOf, inFolder, resolvePath } from '../paths.ts';

export interface ElixirFile {
  readonly path: string;
  /** Files that it reads: `File.read!("VERSION")`, `import_config "prod.exs"`. In the context. */
  readonly files: readonly string[];
  /** It imports a file whose name holds the environment: `import_config "#{config_env()}.exs"`; the names, as globs. */
  readonly patterns: readonly string[];
  /** Code of which we cannot tell what it reads, as written; null when there is none. */
  readonly unknown: string | null;
}

export interface MixProject extends ElixirFile {
  /** `apps_path: "apps"`: an umbrella. In the context. */
  readonly appsPath: string | null;
  /** Folders of `path:` dependencies; null for one that lies outside. */
  readonly paths: readonly (string | null)[];
  readonly hasUmbrellaDependency: boolean;
  /** Tasks that it gives another meaning: `"deps.get": [...]`. */
  readonly aliases: readonly string[];
  /** Where `deps_path`, `build_path` and `config_path` put things; null for the usual place. */
  readonly depsPath: string | null;
  readonly buildPath: string | null;
  readonly configPath: string | null;
  readonly lockfile: string | null;
}

/** Modules whose functions read no file. Source: Elixir's own documentation of them. */
const PURE = new Set(
  (
    'Mix Mix.Project Mix.env Config System String Enum Keyword Map List Integer Float Logger Version Regex Date DateTime Time ' +
    'Atom Access Kernel URI Base Tuple MapSet Stream Path Mix.Releases Process'
  ).split(' '),
);
/** Functions of those modules that look at the disk or run something. */
const IMPURE = /^(?:System\.(?:cmd|shell|find_executable|cwd!?)|Path\.wildcard|Mix\.(?:install|shell|Project\.\w+))$/;
/** Of Mix.Project and Mix, what only names a place. */
const HARMLESS = /^Mix\.(?:env|target|Project\.(?:config|deps_path|build_path|app_path|umbrella\?)|shell)$/;
const CALL = /(?<![\w.])([A-Z]\w*(?:\.[A-Z]\w*)*)\.([a-z_]\w*[!?]?)/g;
const ERLANG_CALL = /(?<![\w:"]):([a-z]\w*)\.([a-z]\w*)\s*\(/g;
const PURE_ERLANG: ReadonlySet<string> = new Set(['crypto', 'erlang', 'lists', 'maps', 'binary', 'string', 'logger']);

/** @returns null when there is no such file. */
export function readMixProject(files: Files, path: string): MixProject | null {
  const text = files.readText(path);
  if (text === null) return null;
  const read = readLiterals(text);
  const folder = folderOf(path);
  const settings = (key: string) => settingOf(read, key);
  const appsPath = settings('apps_path').at(0);
  const paths = settings('path').map((value) => (value === null ? null : resolvePath(folder, value)));
  const place = (key: string) => settings(key).at(0) ?? null;
  return {
    ...elixirFile(read, path, folder),
    appsPath: appsPath === undefined || appsPath === null ? null : resolvePath(folder, appsPath),
    paths,
    hasUmbrellaDependency: /\bin_umbrella:\s*true/.test(read.code),
    aliases: read.strings.flatMap(({ value, end }) => (value !== null && /^:/.test(text.slice(end)) ? [value] : [])),
    depsPath: place('deps_path'),
    buildPath: place('build_path'),
    configPath: place('config_path'),
    lockfile: place('lockfile'),
  };
}

/** @returns null when there is no such file. */
export function readElixirConfig(files: Files, path: string): ElixirFile | null {
  const text = files.readText(path);
  return text === null ? null : elixirFile(readLiterals(text), path, folderOf(path));
}

/** The values of `key: "text"`; null for one that is code. */
function settingOf(read: CodeText, key: string): readonly (string | null)[] {
  return [...read.code.matchAll(new RegExp(String.raw`(?<![\w:.])${key}:\s*`, 'g'))].map(
    ({ index, 0: whole }) => wholeStringAt(read, index + whole.length)?.value ?? null,
  );
}

function elixirFile(read: CodeText, path: string, folder: string): ElixirFile {
  const named = namedFiles(read, folder);
  const unknown = read.isUnsure ? 'a text that is not read' : (named.unknown ?? unknownCall(read.code));
  return { path, files: named.files, patterns: named.patterns, unknown };
}

/** `File.read!` and its like with a literal, `import_config`; Mix reads them from the folder of mix.exs or of the config. */
function namedFiles(read: CodeText, folder: string) {
  const { code } = read;
  const files: string[] = [];
  const patterns: string[] = [];
  let unknown: string | null = null;
  for (const match of code.matchAll(
    /\b(File\.(?:read!?|exists\?|regular\?|stream!)|Code\.(?:require_file|eval_file)|import_config)(?![\w!?])\s*\(?\s*/g,
  )) {
    const at = match.index + match[0].length;
    const string = wholeStringAt(read, at);
    const isImport = match[1] === 'import_config';
    if (string !== null && string.value !== null) {
      const place = resolvePath(folder, string.value);
      if (place === null) unknown ??= match[1]!;
      else if (place.includes('*')) patterns.push(place);
      else files.push(place);
    } else if (isImport && string !== null) {
      const inside = code.slice(string.start + 1, string.end - 1).trim();
      // The name is all blanks but for the code in it.
      if (/^#\{\s*(?:config_env\(\)|Mix\.env(?:\(\))?)\s*\}$/.test(inside)) patterns.push(inFolder(folder, '*.exs'));
      else unknown ??= match[1]!;
    } else unknown ??= match[1]!;
  }
  return { files, patterns, unknown };
}

function unknownCall(code: string): string | null {
  for (const [, module, name] of code.matchAll(CALL)) {
    const call = `${module}.${name}`;
    if (module === 'File' || module === 'Code') {
      if (
        !/^(?:File\.(?:read!?|exists\?|regular\?|stream!)|Code\.(?:require_file|eval_file|ensure_loaded\??|ensure_compiled))$/.test(
          call,
        )
      )
        return call;
    } else if (!HARMLESS.test(call) && (!PURE.has(module!) || IMPURE.test(call))) return call;
  }
  for (const [, module, name] of code.matchAll(ERLANG_CALL)) if (!PURE_ERLANG.has(module!)) return `:${module}.${name}`;
  return /\b(?:YAML|Dotenvy|import_file)\b/.exec(code)?.[0] ?? null;
}
