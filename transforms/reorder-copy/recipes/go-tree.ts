/** The modules that belong together where a go command runs, and the files of theirs that a download reads. */
import { upwards } from '../../../src/project/absolute.ts';
import { type GoMod, type GoReplace, readGoMod, replacementOf } from '../../../src/project/go/go-mod.ts';
import { readGoSum } from '../../../src/project/go/go-sum.ts';
import { readGoWork } from '../../../src/project/go/go-work.ts';
import { type Refusal, refuse, type Step } from '../recipe.ts';
import { variable } from './around.ts';
import { fileAt, from } from './in-image.ts';
import { brokenManifest } from './need.ts';

export interface GoTree {
  /** Absolute folder of the image: that of go.work, or else of go.mod. */
  readonly root: string;
  readonly isWorkspace: boolean;
  /** The language release of the module, or of the workspace. */
  readonly go: string | null;
  readonly hasDependencies: boolean;
  readonly reads: readonly string[];
  /** The paths of the modules themselves. */
  readonly modules: readonly string[];
  /** A module of the workspace that another one requires: `go mod download` looks for it on the network. */
  readonly needsSibling: string | null;
  /** A required module that go.sum does not know. */
  readonly missingSum: { readonly path: string; readonly missing: string } | null;
}

interface Module {
  readonly folder: string;
  readonly path: string;
  readonly mod: GoMod;
  readonly sum: string | null;
}

/** @returns null when it is no module: GOPATH mode, or its go.mod is made during the build. */
export function readGoTree(step: Step): GoTree | Refusal | null {
  const work = findWork(step);
  if (work !== null) return 'refused' in work ? work : readWorkspace(step, work.folder, work.path);
  const folder = upwards(step.cwd).find((each) => fileAt(step, from(each, 'go.mod')) !== null);
  if (folder === undefined) return null;
  const module = readModule(step, folder);
  if ('refused' in module) return module;
  return treeOf(step, { folder, isWorkspace: false, go: module.mod.go, own: [], replaces: module.mod.replaces }, [
    module,
  ]);
}

/** Source: go.dev/ref/mod, "Workspaces": GOWORK, else go.work in this folder or one above it. */
function findWork(step: Step): { readonly folder: string; readonly path: string } | Refusal | null {
  const setting = variable(step, 'GOWORK');
  if (setting === 'off') return null;
  if (setting !== '') return refuse({ code: 'dynamic-command', text: 'GOWORK' });
  for (const folder of upwards(step.cwd)) {
    const path = fileAt(step, from(folder, 'go.work'));
    if (path !== null) return { folder, path };
  }
  return null;
}

function readWorkspace(step: Step, folder: string, path: string): GoTree | Refusal {
  const read = readGoWork(path, step.project.readText(path) ?? '');
  if (!read.ok) return refuse(brokenManifest(read.broken));
  const modules: Module[] = [];
  for (const use of read.value.uses) {
    const module = readModule(step, from(folder, use));
    if ('refused' in module) return module;
    modules.push(module);
  }
  const sum = fileAt(step, from(folder, 'go.work.sum'));
  const own = sum === null ? [path] : [path, sum];
  const replaces = [...read.value.replaces, ...modules.flatMap(({ mod }) => mod.replaces)];
  return treeOf(step, { folder, isWorkspace: true, go: read.value.go, own, replaces }, modules);
}

function readModule(step: Step, folder: string): Module | Refusal {
  const image = from(folder, 'go.mod');
  const path = fileAt(step, image);
  const text = path === null ? null : step.project.readText(path);
  if (path === null || text === null) return missing(step, image);
  const read = readGoMod(path, text);
  if (!read.ok) return refuse(brokenManifest(read.broken));
  return { folder, path, mod: read.value, sum: fileAt(step, from(folder, 'go.sum')) };
}

interface Frame {
  readonly folder: string;
  readonly isWorkspace: boolean;
  readonly go: string | null;
  readonly own: readonly string[];
  readonly replaces: readonly GoReplace[];
}

function treeOf(step: Step, frame: Frame, modules: readonly Module[]): GoTree | Refusal {
  const reads = new Set(frame.own);
  for (const { path, sum } of modules) {
    reads.add(path);
    if (sum !== null) reads.add(sum);
  }
  // Of a replacing folder only the go.mod is read, but that of each. Tried with a folder that holds nothing else.
  const base = (replace: GoReplace) =>
    modules.find(({ mod }) => mod.replaces.includes(replace))?.folder ?? frame.folder;
  for (const replace of frame.replaces) {
    if (replace.by.kind !== 'folder') continue;
    const image = from(from(base(replace), replace.by.path), 'go.mod');
    const path = fileAt(step, image);
    if (path !== null) reads.add(path);
    else if (isRequired(modules, replace.path)) return missing(step, image);
  }
  const siblings = new Set(modules.map(({ mod }) => mod.module));
  const external = modules.flatMap((module) =>
    module.mod.requires
      .filter((require) => replacementOf(require, frame.replaces)?.kind !== 'folder')
      .map((require) => ({ module, require })),
  );
  return {
    root: frame.folder,
    isWorkspace: frame.isWorkspace,
    go: frame.go,
    hasDependencies: external.some(({ require }) => !siblings.has(require.path)),
    reads: [...reads],
    modules: modules.flatMap(({ mod }) => mod.module ?? []),
    needsSibling: external.find(({ require }) => siblings.has(require.path))?.require.path ?? null,
    missingSum: frame.isWorkspace ? null : missingSum(step, external, frame.replaces),
  };
}

function isRequired(modules: readonly Module[], path: string): boolean {
  return modules.some(({ mod }) => mod.requires.some((require) => require.path === path));
}

function missingSum(
  step: Step,
  external: readonly { readonly module: Module; readonly require: GoMod['requires'][number] }[],
  replaces: readonly GoReplace[],
): GoTree['missingSum'] {
  const files = new Map<string, ReadonlySet<string>>();
  for (const { module, require } of external) {
    if (module.sum === null) continue;
    const by = replacementOf(require, replaces);
    const { path, version } = by?.kind === 'module' ? by : require;
    const sums = files.get(module.sum) ?? readGoSum(step.project.readText(module.sum) ?? '');
    files.set(module.sum, sums);
    if (!sums.has(`${path} ${version}/go.mod`)) return { path: module.sum, missing: path };
  }
  return null;
}

function missing(step: Step, image: string): Refusal {
  const path = step.toContext(image) ?? image;
  return refuse({ code: 'not-in-build', path, isIgnored: step.project.isIgnored(path) });
}
