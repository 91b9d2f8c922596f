/** All Go files that are linked into a program, as far as the context has them. */
import { cLinksOf } from '../../../../src/facts/go-modules.ts';
import { isBuilt, isForLinux, type Tags } from '../../../../src/project/go/constraints.ts';
import { type GoSource, readGoSource } from '../../../../src/project/go/source-file.ts';
import type { App } from '../../app.ts';
import { namesIn } from './image.ts';
import { type GoTree, targetOf } from './tree.ts';

/** A package that imports "C". */
export interface CPackage {
  /** Of the file in the context. */
  readonly path: string;
  readonly linkFlags: readonly string[];
  readonly pkgConfig: readonly string[];
}

export interface Reach {
  /** Of the files in the context. */
  readonly files: readonly string[];
  readonly standard: ReadonlySet<string>;
  /** Import paths of packages that are not in the context, each with the file that imports it. */
  readonly elsewhere: ReadonlyMap<string, string>;
  readonly withC: readonly CPackage[];
  /** Absolute folders of packages of the app that are not in the context: a step of the build makes them. */
  readonly made: readonly string[];
  /** A file whose head cannot be read; null when there is none. */
  readonly unread: string | null;
}

/** The Go files of the package in a folder that a build for Linux takes, by their paths in the context; null for one not read. */
export function packageIn(app: App, folder: string, tags: Tags): ReadonlyMap<string, GoSource | null> {
  const found = new Map<string, GoSource | null>();
  for (const [name, path] of namesIn(app, folder)) {
    if (!isForLinux(name) || app.project.statOf(path)?.kind !== 'file') continue;
    const text = app.project.readText(path);
    const source = text === null ? null : readGoSource(text);
    // An empty file is none.
    if (text?.trim() === '') continue;
    if (source?.constraint !== null && source !== null && isBuilt(source.constraint, tags) === false) continue;
    found.set(path, source);
  }
  return found;
}

/** Whether the files of a package make a program. */
export function isMain(sources: ReadonlyMap<string, GoSource | null>): boolean {
  return [...sources.values()].some((source) => source?.package === 'main');
}

/** @param main the files of the main package, which lies in `folder`. */
export function reachOf(
  app: App,
  tree: GoTree | null,
  folder: string,
  main: ReadonlyMap<string, GoSource | null>,
  tags: Tags,
): Reach {
  const files = new Set<string>();
  const standard = new Set<string>();
  const elsewhere = new Map<string, string>();
  const withC: CPackage[] = [];
  const made: string[] = [];
  let unread: string | null = null;
  const seen = new Set([folder]);
  const waiting = [{ folder, sources: main }];
  while (waiting.length > 0) {
    const { folder: here, sources } = waiting.pop()!;
    if (sources.size === 0) made.push(here);
    for (const [path, source] of sources) {
      files.add(path);
      if (source === null) {
        unread ??= path;
        continue;
      }
      for (const importPath of source.imports) {
        if (importPath === 'C') {
          withC.push({ path, linkFlags: source.linkFlags, pkgConfig: source.pkgConfig });
          continue;
        }
        // Of a module that is vendored too: what it links is known by its name.
        if (cLinksOf(importPath) !== null) elsewhere.set(importPath, path);
        const target = targetOf(app, tree, importPath, here);
        if (target.kind === 'standard') standard.add(importPath);
        else if (target.kind === 'elsewhere') elsewhere.set(importPath, path);
        else if (!seen.has(target.folder)) {
          seen.add(target.folder);
          waiting.push({ folder: target.folder, sources: packageIn(app, target.folder, tags) });
        }
      }
    }
  }
  return { files: [...files], standard, elsewhere, withC, made, unread };
}

/** All that several programs are made of. */
export function mergeReach(all: readonly Reach[]): Reach {
  return {
    files: [...new Set(all.flatMap(({ files }) => files))],
    standard: new Set(all.flatMap(({ standard }) => [...standard])),
    elsewhere: new Map(all.flatMap(({ elsewhere }) => [...elsewhere])),
    withC: all.flatMap(({ withC }) => withC),
    made: all.flatMap(({ made }) => made),
    unread: all.find(({ unread }) => unread !== null)?.unread ?? null,
  };
}
