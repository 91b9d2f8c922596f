/** Functions of the standard libraries that make paths, by language. Source: the languages' own references. */
import type { Language } from './languages.ts';

/**
 * What a name or call stands for. `resolve`: a join in which an absolute part replaces what is before it. `expand`: Ruby's
 * expand_path, its base last. `file`, `folder`: the source file itself, the folder that it lies in.
 */
export type Known =
  | 'tmp'
  | 'cwd'
  | 'file'
  | 'folder'
  | 'join'
  | 'resolve'
  | 'expand'
  | 'parent'
  | 'same'
  | 'format'
  | 'env'
  | 'property';

/** A variable of the environment that stands in the name itself. */
export const NAMED = /(?:^|\.)process\.env\.(\w+)$|(?:^|\.)import\.meta\.env\.(\w+)$/;

type Rows = readonly (readonly [RegExp, Known])[];

/** Names that are called. */
const CALLS: Readonly<Record<Language, Rows>> = {
  js: [
    [/^(?:\w+\.)?join$/, 'join'],
    [/^(?:\w+\.)?resolve$|^URL$/, 'resolve'],
    [/^(?:\w+\.)?(?:dirname|fileURLToPath\.dirname)$/, 'parent'],
    [/^(?:\w+\.)?(?:normalize|fileURLToPath|String|pathToFileURL)$/, 'same'],
    [/^(?:os\.)?tmpdir$|^tmp\.\w+$|mkdtemp/, 'tmp'],
    [/^process\.cwd$/, 'cwd'],
    [/^(?:Deno\.env\.get|process\.env)$/, 'env'],
    [/^(?:util\.)?format$/, 'format'],
  ],
  python: [
    [/^os\.path\.join$|^(?:path\.)?join$|^(?:pathlib\.)?(?:Pure|Posix)*Path$|^safe_join$/, 'resolve'],
    [
      /^os\.path\.(?:abspath|normpath|realpath)$|^(?:abspath|realpath|normpath|str|os\.fspath|secure_filename)$/,
      'same',
    ],
    [/^(?:os\.path\.)?dirname$/, 'parent'],
    [/^tempfile\.\w+$|^(?:gettempdir|mkdtemp|mkstemp|NamedTemporaryFile|TemporaryDirectory)$/, 'tmp'],
    [/^os\.getcwd$|^(?:pathlib\.)?Path\.cwd$|^getcwd$/, 'cwd'],
    [/^(?:os\.)?(?:getenv|environ\.get|environ|environ\.setdefault)$|^env(?:\.str|\.path)?$|^config$/, 'env'],
  ],
  go: [
    [/^(?:filepath|path)\.Join$/, 'join'],
    [/^(?:filepath|path)\.(?:Clean|FromSlash|ToSlash)$/, 'same'],
    [/^(?:filepath|path)\.Dir$/, 'parent'],
    [/^fmt\.Sprintf$/, 'format'],
    [/^os\.(?:TempDir|MkdirTemp|CreateTemp)$/, 'tmp'],
    [/^os\.Getenv$/, 'env'],
  ],
  jvm: [
    [/^(?:java\.io\.)?File$|^(?:[\w.]+\.)?Paths?\.(?:get|of)$|^Path$/, 'join'],
    [/^String\.format$/, 'format'],
    [/^Files\.createTemp\w+$|^File\.createTempFile$|^createTemp\w+$/, 'tmp'],
    [/^System\.getenv$/, 'env'],
    [/^System\.getProperty$/, 'property'],
  ],
  rust: [
    [/^(?:std::path::)?(?:PathBuf::from|Path::new)$|^String::from$|^(?:PathBuf|Some|Ok|OsString)(?:::from)?$/, 'same'],
    [/^format!$/, 'format'],
    [/^(?:std::)?env::temp_dir$/, 'tmp'],
    [/^(?:std::)?env::var(?:_os)?$|^(?:dotenv|dotenvy)::var$/, 'env'],
  ],
  ruby: [
    [/^File\.join$/, 'join'],
    [/^(?:Pathname|Pathname\.new)$/, 'same'],
    [/^File\.(?:expand_path|absolute_path)$/, 'expand'],
    [/^File\.dirname$/, 'parent'],
    [/^Dir\.(?:tmpdir|mktmpdir)$|^Tempfile\.\w+$/, 'tmp'],
    [/^Dir\.pwd$/, 'cwd'],
    [/^ENV(?:\.fetch)?$/, 'env'],
  ],
  php: [
    [/^\\?(?:sprintf)$/, 'format'],
    [/^\\?(?:realpath|rtrim|strval)$/, 'same'],
    [/^\\?dirname$/, 'parent'],
    [/^\\?(?:sys_get_temp_dir|tempnam|tmpfile)$/, 'tmp'],
    [/^\\?getcwd$/, 'cwd'],
    [/^\\?(?:getenv|env)$|^\$_(?:ENV|SERVER)$/, 'env'],
  ],
  dotnet: [
    [/^(?:[\w.]+\.)?Path\.(?:Combine|Join)$|^(?:DirectoryInfo|FileInfo)$/, 'resolve'],
    [/^(?:[\w.]+\.)?Path\.GetFullPath$/, 'same'],
    [/^(?:[\w.]+\.)?Path\.GetDirectoryName$/, 'parent'],
    [/^string\.Format$|^String\.Format$/, 'format'],
    [/^(?:[\w.]+\.)?Path\.GetTemp\w+$/, 'tmp'],
    [/^(?:[\w.]+\.)?Directory\.GetCurrentDirectory$/, 'cwd'],
    [/^(?:[\w.]+\.)?Environment\.GetEnvironmentVariable$/, 'env'],
  ],
  native: [
    [/^(?:std::)?(?:string|filesystem::path)$|^fs::path$/, 'same'],
    [/^(?:std::)?(?:filesystem|fs)::temp_directory_path$|^tmp(?:file|nam)$|^mkstemp$/, 'tmp'],
    [/^(?:std::)?getenv$/, 'env'],
  ],
  elixir: [
    [/^Path\.join$/, 'join'],
    [/^Path\.expand$/, 'same'],
    [/^Path\.dirname$/, 'parent'],
    [/^System\.tmp_dir!?$/, 'tmp'],
    [/^File\.cwd!?$/, 'cwd'],
    [/^System\.(?:get_env|fetch_env!?)$/, 'env'],
  ],
};

/** Names that stand for themselves. */
const NAMES: Partial<Readonly<Record<Language, Rows>>> = {
  js: [
    [/^__dirname$|^import\.meta\.dirname$/, 'folder'],
    [/^__filename$|^import\.meta\.(?:url|filename)$/, 'file'],
    [NAMED, 'env'],
  ],
  python: [[/^__file__$/, 'file']],
  ruby: [
    [/^__dir__$/, 'folder'],
    [/^__FILE__$/, 'file'],
    // Rails is started in its own folder.
    [/^(?:::)?Rails\.root$/, 'cwd'],
  ],
  php: [
    [/^__DIR__$/, 'folder'],
    [/^__FILE__$/, 'file'],
  ],
  dotnet: [
    [
      /^(?:[\w.]+\.)?(?:Environment\.CurrentDirectory|\w*[eE]nv\w*\.ContentRootPath|Environment\.ContentRootPath)$/,
      'cwd',
    ],
  ],
};

/**
 * What is known of a function, or of a name that is no call.
 * @returns null when nothing is.
 */
export function callKind(language: Language, name: string, isCall: boolean): Known | null {
  const rows = isCall ? CALLS[language] : (NAMES[language] ?? []);
  return rows.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

const SAME =
  /^(?:toString|trim|strip|rstrip|to_string|to_path_buf|to_owned|clone|into|as_path|as_ref|as_str|toPath|toFile|toAbsolutePath|normalize|absolute|as_posix|unwrap|expect|to_str|to_string_lossy|into_owned|getPath|getAbsolutePath|getAbsoluteFile|absolutePath|path|pathname|href|to_s|freeze|c_str|FullName|string|root)$/;

/** What a method gives for a path. */
export function methodKind(
  language: Language,
  method: string,
  count: number,
): 'same' | 'parent' | 'join' | 'default' | null {
  if (/^(?:parent|parents|getParent|getParentFile|parentFile|dirname|parent_path)$/.test(method)) return 'parent';
  if (/^(?:unwrap_or|unwrap_or_else|unwrap_or_default|orElse|getOrElse|map_or)$/.test(method)) return 'default';
  if (method === 'join' && (language === 'rust' || language === 'ruby')) return 'join';
  if (method === 'joinpath' || (method === 'resolve' && count > 0)) return 'join';
  return SAME.test(method) || method === 'resolve' ? 'same' : null;
}
