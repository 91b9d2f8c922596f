/** Where programs that a build made lie in the end, after they were copied, moved and removed. */
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import { mountsOf } from '../../../../src/dockerfile/state.ts';
import { isFolderBefore } from '../../../../src/project/image-folders.ts';
import { isBelow, nameOf } from '../../../../src/project/paths.ts';
import type { App, Step } from '../../app.ts';
import { placeOf, textOf } from './words.ts';

/** What a step makes: programs by their absolute paths; null when it makes none. */
export type Makes = (step: Step) => readonly string[] | null;

export interface Binaries {
  /** The RUN that put it there, by absolute path. */
  readonly places: ReadonlyMap<string, Instruction>;
  /** Folders of mounts that hid some of what was built. */
  readonly mounted: readonly string[];
  /** The steps that only handled what was built. */
  readonly claims: readonly Invocation[];
}

const COPIES: ReadonlySet<string> = new Set(['cp', 'mv', 'ln', 'install']);
/** They change the file, not where it lies. */
const TOUCHES: ReadonlySet<string> = new Set(['strip', 'chmod', 'upx', 'file', 'ldd', 'ls', 'du', 'test', '[']);
const VALUED: Readonly<Record<string, ReadonlySet<string>>> = {
  install: new Set(['-m', '-o', '-g', '-t', '--mode', '--owner', '--group', '--target-directory']),
  cp: new Set(['-t', '--target-directory']),
  mv: new Set(['-t', '--target-directory']),
  ln: new Set(['-t', '--target-directory']),
};

/** Follows what the build makes through the steps behind it. */
export function followBinaries(app: App, makes: Makes): Binaries {
  const places = new Map<string, Instruction>();
  const claims: Invocation[] = [];
  for (const step of app.steps) {
    const made = makes(step);
    if (made !== null) for (const path of made) places.set(path, step.run);
    else if (handles(app, step, places)) claims.push(step.call);
  }
  const hidden = [...places].flatMap(([path, run]) => cachesOf(app, run).filter((folder) => isBelow(path, folder)));
  for (const [path, run] of places) if (cachesOf(app, run).some((folder) => isBelow(path, folder))) places.delete(path);
  return { places, mounted: [...new Set(hidden)], claims };
}

/** @returns whether the step did nothing but with a program that was built. */
function handles(app: App, step: Step, places: Map<string, Instruction>): boolean {
  const { name, args, conditional } = step.call;
  if (name === 'rm') return removes(step, places);
  const paths = pathsOf(step, VALUED[name ?? ''] ?? new Set());
  const own = paths.filter((path) => path !== null && isReachable(app, step, places, path));
  if (own.length === 0) return false;
  if (TOUCHES.has(name ?? '')) return own.length === paths.length || name === 'chmod';
  if (!COPIES.has(name ?? '') || conditional || args.some(({ text }) => /^(?:-t|--target)/.test(text))) return false;
  const target = paths.at(-1);
  const sources = paths.slice(0, -1);
  if (target === undefined || target === null || sources.some((path) => path === null || !own.includes(path)))
    return false;
  const last = args.at(-1)!.text;
  const isFolder =
    sources.length > 1 || last.endsWith('/') || last === '.' || isFolderBefore(app.doc, app.project, step.run, target);
  for (const source of sources) {
    places.set(isFolder ? `${target === '/' ? '' : target}/${nameOf(source!)}` : target, step.run);
    if (name === 'mv') places.delete(source!);
  }
  return true;
}

/** Whether what was put there is there for this step: what lies in a mount is only for those that mount it. */
function isReachable(app: App, step: Step, places: ReadonlyMap<string, Instruction>, path: string): boolean {
  const run = places.get(path);
  if (run === undefined) return false;
  const caches = cachesOf(app, run).filter((folder) => isBelow(path, folder));
  return caches.every((folder) => cachesOf(app, step.run).includes(folder));
}

/** What is removed is gone from the builder; what is carried from it is as it is in the end. */
function removes({ call, cwd, ...step }: Step, places: Map<string, Instruction>): boolean {
  for (const word of call.args) {
    if (word.text.startsWith('-')) continue;
    const text = word.hasGlob ? word.text.replace(/[*?[{].*$/s, '') : textOf(word, { ...step, call });
    const path = placeOf(text === '' ? '.' : text, cwd);
    if (path === null) return false;
    if (call.conditional) continue;
    for (const place of places.keys())
      if (isBelow(place, path) || (word.hasGlob && place.startsWith(path))) places.delete(place);
  }
  return true;
}

function pathsOf(step: Step, valued: ReadonlySet<string>): readonly (string | null)[] {
  const found: (string | null)[] = [];
  const { args } = step.call;
  for (let at = 0; at < args.length; at++) {
    const { text } = args[at]!;
    if (valued.has(text)) at++;
    else if (!text.startsWith('-')) found.push(args[at]!.hasGlob ? null : placeOf(textOf(args[at]!, step), step.cwd));
  }
  return found;
}

/** Folders of a RUN that are in no layer: its mounts. */
export function cachesOf(app: App, run: Instruction): readonly string[] {
  const step = app.steps.find((each) => each.run === run);
  return mountsOf(run).flatMap(({ target }) => placeOf(target, step?.state.workdir ?? null) ?? []);
}
