/** The writes in the app's source files. */

import { valuesOfKey } from '../../../src/app/code/keys.ts';
import { type Language, languageOf, SYNTAX } from '../../../src/app/code/languages.ts';
import { type Lexed, lex } from '../../../src/app/code/lexer.ts';
import { evaluate, type Scope, type Value } from '../../../src/app/code/values.ts';
import { findCalls, mayWrite } from './calls.ts';
import { type Found, lineWith, type Surroundings } from './found.ts';
import { findKeys } from './keys.ts';

/** More text than the sources of one app; a bundle that a build made is no source. */
const MAX_BYTES = 24 * 1024 * 1024;
const MAX_FILE_BYTES = 1024 * 1024;

export interface AppFile {
  readonly path: string;
  readonly image: string | null;
}

export type AppWrites =
  | {
      readonly ok: true;
      readonly found: readonly Found[];
      /** Folders that variables of the image name and the sources read: what a path not to be told may well be. */
      readonly likely: readonly Found[];
    }
  | { readonly ok: false; readonly file: string };

/** @returns the writes; not ok when there is more than is read. */
export function appWrites(files: readonly AppFile[], around: Surroundings): AppWrites {
  const reader = new AppReader(files, around);
  return reader.read();
}

/** Variables that name a folder or file by what they are called. */
const PATH_NAME =
  /(?:^|_)(?:DIR|DIRECTORY|PATH|FOLDER|HOME|ROOT|STORE|STORAGE|DATA|UPLOADS?|LOGS?|CACHE|DB|DATABASE|FILE)$/;
/** Where programs lie: no app writes there. */
const SYSTEM = /^\/(?:usr|bin|sbin|lib|etc|proc|sys|dev|opt\/(?:java|conda|venv))(?:\/|$)|:\//;

class AppReader {
  private readonly files: readonly AppFile[];
  private readonly around: Surroundings;
  private readonly texts = new Map<string, string>();
  private readonly lexed = new Map<string, Lexed>();
  private readonly constants = new Map<string, Value>();

  constructor(files: readonly AppFile[], around: Surroundings) {
    this.files = files;
    this.around = around;
  }

  read(): AppWrites {
    let bytes = 0;
    for (const { path } of this.files) {
      const text = this.around.project.disk.readText(path) ?? '';
      bytes += text.length;
      const isHuge = text.length > MAX_FILE_BYTES && mayWrite(text, languageOf(path)!);
      if (isHuge || bytes > MAX_BYTES) return { ok: false, file: path };
      this.texts.set(path, text);
    }
    const found: Found[] = [];
    for (const file of this.files) {
      const language = languageOf(file.path);
      const text = this.texts.get(file.path)!;
      if (language === null || !mayWrite(text, language)) continue;
      const scope = this.scopeOf(file, language);
      const { workdir } = this.around;
      for (const { folder, line } of [...findCalls(scope, workdir), ...findKeys(scope, workdir)])
        found.push({ folder, evidence: { file: file.path, line } });
    }
    return { ok: true, found, likely: this.likely() };
  }

  private likely(): readonly Found[] {
    const found: Found[] = [];
    for (const [key, value] of this.around.env) {
      if (value === null || !PATH_NAME.test(key) || !value.startsWith('/') || SYSTEM.test(value)) continue;
      for (const [file, text] of this.texts) {
        if (!text.includes(key) && !text.includes(key.toLowerCase())) continue;
        const isFile = /FILE$|\.(?:db|sqlite3?|log|json|pid)$/.test(key + value);
        const folder = isFile ? value.replace(/\/[^/]*$/, '') || '/' : value.replace(/(?<=.)\/$/, '');
        found.push({ folder, evidence: { file, line: lineWith(text, key) } });
        break;
      }
    }
    return found;
  }

  private scopeOf(file: AppFile, language: Language): Scope {
    let lexed = this.lexed.get(file.path);
    if (lexed === undefined) {
      lexed = withoutTests(lex(this.texts.get(file.path)!, SYNTAX[language]), language);
      this.lexed.set(file.path, lexed);
    }
    return { lexed, language, file: file.image, env: this.around.env, constant: (name) => this.constant(name) };
  }

  /** The one value that a name in capitals has in all files; null when there are several or none. */
  private constant(name: string): Value {
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    // While it is looked up it is not known: constants may refer to each other in a circle.
    this.constants.set(name, null);
    const values: Value[] = [];
    for (const file of this.files) {
      const language = languageOf(file.path);
      if (language === null || !this.texts.get(file.path)!.includes(name)) continue;
      const scope = this.scopeOf(file, language);
      for (const range of valuesOfKey(scope, name)) values.push(evaluate(scope, range));
    }
    const [first = null] = values;
    const value = values.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : null;
    this.constants.set(name, value);
    return value;
  }
}

/** Rust keeps its unit tests in the file that they test. */
function withoutTests(lexed: Lexed, language: Language): Lexed {
  if (language !== 'rust') return lexed;
  const at = lexed.code.search(/#\[cfg\(test\)\]\s*(?:pub\s+)?mod\s+\w+\s*\{/);
  return at < 0 ? lexed : { ...lexed, code: lexed.code.slice(0, at) };
}
