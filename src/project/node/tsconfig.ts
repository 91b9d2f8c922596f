/** Where TypeScript puts what it compiles. */
import type { Files } from '../files.ts';
import { folderOf, inFolder, resolvePath } from '../paths.ts';
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
const MOST_PROJECTS = 50;

/** Source: typescriptlang.org/tsconfig: the last `extends` wins, paths are relative to the file that has them. */
export function tsconfigOutput(files: Files, path: string): Output {
  const found = settingsOf(files, path, 0);
  return found === null ? null : outputOf(found);
}

function outputOf(found: Settings): Output {
  if (found.noEmit) return { kind: 'none' };
  if (found.outDir === null) return found.isWhole ? { kind: 'beside' } : null;
  return { kind: 'folder', path: found.outDir };
}

/**
 * What `tsc --build` writes: the project's own output, and those of all that it refers to.
 * @returns null where one of them cannot be told.
 */
export function tsconfigOutputs(files: Files, path: string): readonly Exclude<Output, null>[] | null {
  const found: Exclude<Output, null>[] = [];
  const waiting = [path];
  for (let at = 0; at < waiting.length; at++) {
    const file = waiting[at]!;
    const text = waiting.length > MOST_PROJECTS ? null : files.readText(file);
    const read = text === null ? null : readJson(file, withoutComments(text));
    if (read?.ok !== true) return null;
    for (const folder of referencesOf(read.value)) {
      const other = resolvePath(folderOf(file), folder);
      if (other === null) return null;
      const project = other.endsWith('.json') ? other : inFolder(other, 'tsconfig.json');
      if (!waiting.includes(project)) waiting.push(project);
    }
    const settings = ownSettings(files, file, 0);
    if (settings === null) return null;
    // A solution: it has no files of its own.
    const own = read.value.get('files');
    if (Array.isArray(own) && own.length === 0) continue;
    const output = outputOf(settings);
    if (output === null) return null;
    found.push(output);
  }
  return found;
}

function referencesOf(config: Table): readonly string[] {
  const references = config.get('references');
  return Array.isArray(references) ? references.flatMap((each) => textOf(tableOf(each)?.get('path')) ?? []) : [];
}

interface Settings {
  readonly outDir: string | null;
  readonly noEmit: boolean;
  /** Nothing that it extends lies in a package. */
  readonly isWhole: boolean;
  /** To other projects. */
  readonly refers: boolean;
}

function settingsOf(files: Files, path: string, depth: number): Settings | null {
  const settings = ownSettings(files, path, depth);
  // A solution: it compiles others, each to a place of its own.
  return settings === null || settings.refers ? null : settings;
}

function ownSettings(files: Files, path: string, depth: number): Settings | null {
  const text = depth > DEEPEST ? null : files.readText(path);
  const read = text === null ? null : readJson(path, withoutComments(text));
  if (read?.ok !== true) return null;
  const refers = referencesOf(read.value).length > 0;
  let settings: Settings = { outDir: null, noEmit: false, isWhole: true, refers };
  for (const each of extendedBy(read.value)) {
    if (!each.startsWith('.')) {
      settings = { ...settings, isWhole: false };
      continue;
    }
    const base = resolvePath(folderOf(path), each);
    const inner = base === null ? null : settingsOf(files, base.endsWith('.json') ? base : `${base}.json`, depth + 1);
    if (inner === null) return null;
    settings = {
      ...inner,
      outDir: inner.outDir ?? settings.outDir,
      isWhole: inner.isWhole && settings.isWhole,
      refers,
    };
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
