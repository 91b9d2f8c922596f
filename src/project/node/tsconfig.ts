/** Where TypeScript puts what it compiles. */
import type { Files } from '../files.ts';
import { folderOf, resolvePath } from '../paths.ts';
import { type Table, tableOf, textOf, textsOf } from '../toml.ts';
import { readJson } from './json.ts';

/** `beside`: next to the sources; `none`: nothing is written; null: it cannot be told. Folders are those of the context. */
export type Output =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'beside' }
  | { readonly kind: 'none' }
  | null;

/** More than anybody writes. */
const DEEPEST = 8;

/** Source: typescriptlang.org/tsconfig: the last `extends` wins, paths are relative to the file that has them. */
export function tsconfigOutput(files: Files, path: string): Output {
  const found = settingsOf(files, path, 0);
  if (found === null) return null;
  if (found.noEmit) return { kind: 'none' };
  if (found.outDir === null) return found.isWhole ? { kind: 'beside' } : null;
  return { kind: 'folder', path: found.outDir };
}

interface Settings {
  readonly outDir: string | null;
  readonly noEmit: boolean;
  /** Nothing that it extends lies in a package. */
  readonly isWhole: boolean;
}

function settingsOf(files: Files, path: string, depth: number): Settings | null {
  const text = depth > DEEPEST ? null : files.readText(path);
  const read = text === null ? null : readJson(path, withoutComments(text));
  if (read?.ok !== true) return null;
  // A solution: it compiles others, each to a place of its own.
  const references = read.value.get('references');
  if (Array.isArray(references) && references.length > 0) return null;
  let settings: Settings = { outDir: null, noEmit: false, isWhole: true };
  for (const each of extendedBy(read.value)) {
    if (!each.startsWith('.')) {
      settings = { ...settings, isWhole: false };
      continue;
    }
    const base = resolvePath(folderOf(path), each);
    const inner = base === null ? null : settingsOf(files, base.endsWith('.json') ? base : `${base}.json`, depth + 1);
    if (inner === null) return null;
    settings = { ...inner, outDir: inner.outDir ?? settings.outDir, isWhole: inner.isWhole && settings.isWhole };
  }
  return withOwn(settings, path, tableOf(read.value.get('compilerOptions')));
}

function extendedBy(table: Table): readonly string[] {
  const value = table.get('extends');
  return typeof value === 'string' ? [value] : textsOf(value);
}

function withOwn(settings: Settings, path: string, options: Table | null): Settings | null {
  const written = textOf(options?.get('outDir'));
  const outDir = written === null ? settings.outDir : resolvePath(folderOf(path), written);
  if (written !== null && (outDir === null || written.includes('$'))) return null;
  const noEmit = options?.get('noEmit');
  return { ...settings, outDir, noEmit: typeof noEmit === 'boolean' ? noEmit : settings.noEmit };
}

/** JSON as editors' settings have it: comments, and commas before closing brackets. */
export function withoutComments(text: string): string {
  let clean = '';
  for (const [part] of text.matchAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[^"/]+|./g)) {
    if (part.startsWith('"')) clean += part;
    // Lines stay where they are.
    else if (/^\/[/*]/.test(part)) clean += part.replaceAll(/[^\n]/g, ' ');
    else clean += part;
  }
  return clean.replaceAll(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_, quoted: string | undefined) => quoted ?? '');
}
