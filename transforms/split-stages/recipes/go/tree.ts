/** The modules that a build sees: where each lies in the image, and what import paths lead to. */

import { upwards } from '../../../../src/project/absolute.ts';
import { absolute } from '../../../../src/project/copies.ts';
import { type GoMod, isGoAtLeast, readGoMod } from '../../../../src/project/go/go-mod.ts';
import { readGoWork } from '../../../../src/project/go/go-work.ts';
import { isStandard } from '../../../../src/project/go/import-path.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import type { Broken } from '../../../../src/project/reading.ts';
import type { App, Step } from '../../app.ts';
import { isRefusal, type Refusal, refuse } from '../../recipe.ts';
import { fileAt, namesIn } from './image.ts';
import { settingOf } from './settings.ts';

export interface GoModule {
  /** Absolute, in the image. */
  readonly folder: string;
  /** '' for the folder of all sources, where there are no modules. */
  readonly path: string;
  /** Null when it is made during the build. */
  readonly mod: GoMod | null;
  /** Its go.mod in the context. */
  readonly file: string | null;
}

export interface GoTree {
  /** Those that are built, and those that folders stand for. The first is the one that the command runs in. */
  readonly modules: readonly GoModule[];
  readonly hasModules: boolean;
}

/** Where an import path leads. */
export type Target =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'standard' }
  | { readonly kind: 'elsewhere' };

/** @param folder where the command looks for its module. Null: it is in none, and packages have no import path. */
export function readTree(app: App, step: Step, folder: string): GoTree | Refusal | null {
  const mode = settingOf(app, step, 'GO111MODULE');
  if (mode === null) return refuse({ code: 'dynamic-command', text: 'GO111MODULE' }, step.run);
  const release = /^\d+\.\d+/.exec(app.base.tag ?? '')?.[0] ?? null;
  const isAlways = release === null || isGoAtLeast(release, '1.16');
  const sources = absolute(`${settingOf(app, step, 'GOPATH') || '/go'}/src`);
  const isInPath = isBelow(folder, sources) && folder !== sources;
  const own = moduleAbove(app, step, folder);
  if (isRefusal(own)) return own;
  // Source: go.dev/doc/go1.11, go1.13, go1.16.
  const isOff =
    mode === 'off' ||
    (release !== null && !isGoAtLeast(release, '1.11')) ||
    (!isAlways && mode !== 'on' && isInPath && (own === null || !isGoAtLeast(release, '1.13')));
  // What a command names by its import path is looked for there, wherever it runs.
  if (isOff) return { modules: [{ folder: sources, path: '', mod: null, file: null }], hasModules: false };
  if (own === null) return null;
  const others = othersOf(app, step, own);
  return isRefusal(others) ? others : { modules: [own, ...others], hasModules: true };
}

function moduleAbove(app: App, step: Step, folder: string): GoModule | Refusal | null {
  for (const each of upwards(folder)) {
    const found = moduleAt(app, each);
    if (found !== null) return found;
    const made = madeAt(app, step, each);
    if (made !== null) return made;
  }
  return null;
}

function moduleAt(app: App, folder: string): GoModule | Refusal | null {
  const file = fileAt(app, join(folder, 'go.mod'));
  const text = file === null ? null : app.project.readText(file);
  if (file === null || text === null) return null;
  const read = readGoMod(file, text);
  if (!read.ok) return broken(read.broken);
  return { folder, path: read.value.module ?? '', mod: read.value, file };
}

/** `go mod init example.com/app` in front of the build. */
function madeAt(app: App, step: Step, folder: string): GoModule | null {
  const before = app.steps.slice(0, app.steps.indexOf(step));
  const init = before.findLast(
    ({ call: { name, args }, cwd }) =>
      name === 'go' && args[0]?.value === 'mod' && args[1]?.value === 'init' && cwd === folder,
  );
  const path = init?.call.args[2]?.value ?? null;
  return path === null ? null : { folder, path, mod: null, file: null };
}

/** The other modules of the workspace, and folders that replace a module. */
function othersOf(app: App, step: Step, own: GoModule): readonly GoModule[] | Refusal {
  const setting = settingOf(app, step, 'GOWORK');
  if (setting !== '' && setting !== 'off') return refuse({ code: 'dynamic-command', text: 'GOWORK' }, step.run);
  const found: GoModule[] = [];
  const bases = [own];
  const place =
    setting === 'off' ? undefined : upwards(own.folder).find((each) => fileAt(app, join(each, 'go.work')) !== null);
  const file = place === undefined ? null : fileAt(app, join(place, 'go.work'));
  const text = file === null ? null : app.project.readText(file);
  if (place !== undefined && file !== null && text !== null) {
    const read = readGoWork(file, text);
    if (!read.ok) return broken(read.broken);
    for (const use of read.value.uses) {
      const module = moduleAt(app, join(place, use));
      if (module !== null && isRefusal(module)) return module;
      if (module !== null && module.folder !== own.folder) bases.push(module);
    }
    found.push(...replacing(app, place, read.value.replaces));
  }
  found.push(...bases.slice(1));
  for (const { folder, mod } of bases) found.push(...replacing(app, folder, mod?.replaces ?? []));
  return found;
}

function replacing(app: App, base: string, replaces: GoMod['replaces']): readonly GoModule[] {
  return replaces.flatMap(({ path, by }): GoModule[] => {
    if (by.kind !== 'folder') return [];
    const folder = by.path.startsWith('/') ? absolute(by.path) : join(base, by.path);
    const module = moduleAt(app, folder);
    const mod = module === null || isRefusal(module) ? null : module.mod;
    return [{ folder, path, mod, file: null }];
  });
}

/** The import path of the package in a folder; null when it is in no module. */
export function importPathOf({ modules }: GoTree, folder: string): string | null {
  const own = modules
    .filter((module) => isBelow(folder, module.folder) && (module.path !== '' || folder !== module.folder))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
  if (own === undefined) return null;
  const rest = folder.slice(own.folder === '/' ? 1 : own.folder.length + 1);
  return own.path === '' ? rest : rest === '' ? own.path : `${own.path}/${rest}`;
}

/**
 * @param tree null where there is no module: nothing but the standard library can be imported.
 * @param from the folder of the package that imports it.
 */
export function targetOf(app: App, tree: GoTree | null, importPath: string, from: string): Target {
  if (tree === null) return { kind: isStandard(importPath) ? 'standard' : 'elsewhere' };
  const own = tree.modules
    .filter(({ path }) => path !== '' && isBelow(importPath, path))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (own !== undefined) return { kind: 'folder', folder: join(own.folder, importPath.slice(own.path.length)) };
  const vendors = tree.hasModules ? tree.modules.map(({ folder }) => folder) : upwards(from);
  const folders = vendors.map((each) => join(each, `vendor/${importPath}`));
  if (!tree.hasModules) folders.push(join(tree.modules[0]!.folder, importPath));
  const there = folders.find((folder) => namesIn(app, folder).size > 0);
  if (there !== undefined) return { kind: 'folder', folder: there };
  return { kind: isStandard(importPath) ? 'standard' : 'elsewhere' };
}

/** A path below a folder of the image. */
export function join(folder: string, path: string): string {
  return absolute(`${folder}/${path}`);
}

function broken({ path, line, why }: Broken): Refusal {
  return refuse({ code: 'broken-manifest', path, line, why });
}
