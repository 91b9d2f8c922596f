/** The source files of an app, lexed as far as they are asked for. */
import type { Source } from '../../project/sources.ts';
import { valuesOfKey } from '../code/keys.ts';
import { type Language, languageOf, SYNTAX } from '../code/languages.ts';
import { type Lexed, lex } from '../code/lexer.ts';
import { evaluate, type Scope, type Value } from '../code/values.ts';
import type { AppScopes } from './possible.ts';

/** More text than the sources of one app; a bundle that a build made is no source. */
const MAX_BYTES = 24 * 1024 * 1024;
const MAX_FILE_BYTES = 1024 * 1024;
/** A name that stands in more files than that is not one thing. */
const MAX_FILES_WITH = 100;

export interface SourceFile extends Source {
  readonly language: Language;
  readonly text: string;
}

export class AppSources implements AppScopes {
  readonly files: readonly SourceFile[];
  private readonly env: ReadonlyMap<string, string | null>;
  private readonly scopes = new Map<string, Scope>();
  private readonly constants = new Map<string, Value>();
  private readonly found = new Map<string, readonly Scope[] | null>();

  constructor(files: readonly SourceFile[], env: ReadonlyMap<string, string | null>) {
    this.files = files;
    this.env = env;
  }

  scopeOf(file: SourceFile): Scope {
    let scope = this.scopes.get(file.path);
    if (scope === undefined) {
      const lexed = withoutTests(lex(file.text, SYNTAX[file.language]), file.language);
      const constant = (name: string) => this.constant(name);
      scope = { lexed, language: file.language, file: file.image, env: this.env, constant };
      this.scopes.set(file.path, scope);
    }
    return scope;
  }

  with(word: string, language: Language): readonly Scope[] | null {
    const key = `${language} ${word}`;
    let scopes = this.found.get(key);
    if (scopes === undefined) {
      const files = this.files.filter((file) => file.language === language && file.text.includes(word));
      scopes = files.length > MAX_FILES_WITH ? null : files.map((file) => this.scopeOf(file));
      this.found.set(key, scopes);
    }
    return scopes;
  }

  /** The one value that a name in capitals has in all files; null when there are several or none. */
  private constant(name: string): Value {
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    // While it is looked up it is not known: constants may refer to each other in a circle.
    this.constants.set(name, null);
    const values: Value[] = [];
    for (const file of this.files) {
      if (!file.text.includes(name)) continue;
      const scope = this.scopeOf(file);
      for (const range of valuesOfKey(scope, name)) values.push(evaluate(scope, range));
    }
    const [first = null] = values;
    const value = values.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : null;
    this.constants.set(name, value);
    return value;
  }
}

/** @returns null when there is more text than is read. */
export function readSources(
  files: readonly Source[],
  languages: readonly Language[],
  readText: (path: string) => string | null,
): readonly SourceFile[] | null {
  const found: SourceFile[] = [];
  let bytes = 0;
  for (const file of files) {
    const language = languageOf(file.path);
    if (language === null || !languages.includes(language)) continue;
    const text = readText(file.path) ?? '';
    bytes += text.length;
    if (text.length > MAX_FILE_BYTES || bytes > MAX_BYTES) return null;
    found.push({ ...file, language, text });
  }
  return found;
}

/** Rust keeps its unit tests in the file that they test. */
function withoutTests(lexed: Lexed, language: Language): Lexed {
  if (language !== 'rust') return lexed;
  const at = lexed.code.search(/#\[cfg\(test\)\]\s*(?:pub\s+)?mod\s+\w+\s*\{/);
  if (at < 0) return lexed;
  const literals = new Map([...lexed.literals].filter(([start]) => start < at));
  return { ...lexed, code: lexed.code.slice(0, at), literals };
}
