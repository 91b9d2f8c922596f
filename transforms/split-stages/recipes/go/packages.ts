/** Which packages a call of `go build` names. Source: go help packages. */

import type { Word } from '../../../../src/dockerfile/shell.ts';
import { absoluteFrom } from '../../../../src/project/absolute.ts';
import type { Tags } from '../../../../src/project/go/constraints.ts';
import { programName } from '../../../../src/project/go/import-path.ts';
import type { GoSource } from '../../../../src/project/go/source-file.ts';
import { isBelow, nameOf } from '../../../../src/project/paths.ts';
import { parentFolder } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import type { GoCall } from './call.ts';
import { fileAt, namesIn } from './image.ts';
import { isMain, packageIn } from './reach.ts';
import { textOf } from './settings.ts';
import { type GoTree, importPathOf, join } from './tree.ts';

/** A package that a call names. */
export interface Package {
  /** Of the program that it gives; null where no name is known. */
  readonly name: string | null;
  /** Absolute; null for one from elsewhere. */
  readonly folder: string | null;
  /** The same, and the files that are built of it. Null: it is no main package, or not in the context. */
  readonly main: { readonly folder: string; readonly sources: ReadonlyMap<string, GoSource | null> } | null;
}

/** What a name is looked up in. */
export interface Around {
  readonly cwd: string;
  readonly tree: GoTree | null;
  readonly tags: Tags;
}

/** @returns null when a name is known at build time only. */
export function packagesOf(app: App, call: GoCall, around: Around): readonly Package[] | null {
  if (call.packages.length === 0) return [packageAt(app, around, around.cwd)];
  const words: string[] = [];
  for (const word of call.packages) {
    const text = word.hasGlob && word.value === null ? null : textOf(app, call.step, word);
    if (text === null) return null;
    words.push(text);
  }
  if (words.every((word) => word.endsWith('.go'))) return [filesPackage(app, call.packages, words, around)];
  const found: Package[] = [];
  for (const text of words) {
    if (text.includes('...')) found.push(...below(app, around, text));
    else found.push(packageNamed(app, around, text));
  }
  return found;
}

/** `go build main.go util.go`: named after the first. Patterns are the shell's. */
function filesPackage(app: App, written: readonly Word[], words: readonly string[], { cwd, tags }: Around): Package {
  const first = join(cwd, words[0]!);
  const folder = parentFolder(first);
  const all = packageIn(app, folder, tags);
  const isPattern = written.some(({ hasGlob }) => hasGlob);
  const names = new Set(words.map((word) => fileAt(app, join(cwd, word))));
  const sources = new Map([...all].filter(([path]) => isPattern || names.has(path)));
  const isNamed = !isPattern && names.has(null) === false;
  const name = isNamed ? first.slice(folder === '/' ? 1 : folder.length + 1, -'.go'.length) : null;
  return { name, folder, main: sources.size === 0 ? null : { folder, sources } };
}

function packageNamed(app: App, around: Around, text: string): Package {
  if (/^\.{0,2}\/|^\.\.?$/.test(text)) return packageAt(app, around, absoluteFrom(around.cwd, text));
  const path = text.split('@')[0]!;
  const own = around.tree?.modules.find((module) => module.path !== '' && isBelow(path, module.path));
  if (own !== undefined && !text.includes('@'))
    return packageAt(app, around, join(own.folder, path.slice(own.path.length)));
  const sources = around.tree?.hasModules === false ? around.tree.modules[0]?.folder : undefined;
  if (sources !== undefined && namesIn(app, join(sources, path)).size > 0)
    return packageAt(app, around, join(sources, path));
  return { name: programName(path), folder: null, main: null };
}

function packageAt(app: App, { tree, tags }: Around, folder: string): Package {
  const sources = packageIn(app, folder, tags);
  const importPath = tree === null ? null : importPathOf(tree, folder);
  const name =
    importPath === null || importPath === ''
      ? null
      : tree?.hasModules === true
        ? programName(importPath)
        : lastOf(importPath);
  return { name, folder, main: isMain(sources) ? { folder, sources } : null };
}

function lastOf(importPath: string): string {
  return nameOf(importPath);
}

/** `./...`, `./cmd/...`: folders of other modules, of vendor and testdata, and hidden ones are left out. */
function below(app: App, around: Around, pattern: string): readonly Package[] {
  if (!/^\.{1,2}\/(?:.*\/)?\.\.\.$/.test(pattern)) return [];
  const top = join(around.cwd, pattern.slice(0, -'...'.length));
  const found: Package[] = [];
  const waiting = [top];
  while (waiting.length > 0) {
    const folder = waiting.shift()!;
    const names = namesIn(app, folder);
    if (folder !== top && names.has('go.mod')) continue;
    if (packageIn(app, folder, around.tags).size > 0) found.push(packageAt(app, around, folder));
    for (const [name, path] of names)
      if (!/^[._]|^(?:vendor|testdata|node_modules)$/.test(name) && app.project.statOf(path)?.kind === 'folder')
        waiting.push(join(folder, name));
  }
  return found;
}
