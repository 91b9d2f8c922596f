/**
 * What scripts copy out of containers of an image, to where. A script builds the image, makes a container of it and copies
 * files from there into the folder that another image is built from: the way to small images before stages were there.
 */
import type { Document, Stage } from '../../dockerfile/document.ts';
import type { Files } from '../../project/files.ts';
import { folderOf } from '../../project/paths.ts';
import type { Build } from './engine-calls.ts';
import { fullName } from './image-names.ts';
import { type Script, scriptsAround } from './scripts.ts';
import { type Step, type Story, tell } from './steps.ts';
import { takeOut } from './take-out.ts';

export interface Place {
  readonly file: string;
  readonly line: number | null;
}

/** One file or folder, or the contents of a folder. */
export interface CopiedOut extends Place {
  /** In the image, absolute. */
  readonly from: string;
  /** Relative to the root of the repository. */
  readonly to: string;
  /** Null when nothing says. */
  readonly kind: 'file' | 'folder' | null;
}

/**
 * Why something that a script does cannot be told. `path`: it is known when the script runs only; `run`: the container
 * makes it when it runs, so that it is in no image; `between`: it is worked on before it is copied in; `folder`: it is
 * copied to what is a folder already, or to a new one, as it may be.
 */
export interface Doubt extends Place {
  readonly why: 'path' | 'run' | 'between' | 'folder';
  readonly text: string;
  /** What it is about, relative to the root; null when that cannot be told. */
  readonly to: string | null;
}

export interface Chore extends Place {
  readonly text: string;
}

export interface NamedBuild extends Place {
  readonly context: string | null;
  readonly build: Build;
}

export interface HandOver {
  readonly copied: readonly CopiedOut[];
  readonly doubts: readonly Doubt[];
  /** Commands that build the one file and the other. */
  readonly builders: readonly NamedBuild[];
  readonly images: readonly NamedBuild[];
  /** What the builder's image is called. */
  readonly tags: ReadonlySet<string>;
  /** What scripts do besides, to files that may be copied. */
  readonly chores: readonly Chore[];
  /** Scripts that speak of containers and cannot be read. */
  readonly unread: readonly string[];
}

export interface Pair {
  /** All that lies in the repository. */
  readonly files: Files;
  /** Where the two Dockerfiles lie, and what both are built from; relative to the root. */
  readonly build: string;
  readonly image: string;
  readonly context: string;
  readonly builder: Document;
}

/** The scripts that may have to do with two Dockerfiles. */
export function scriptsOf({ files, build, image, context }: Omit<Pair, 'builder'>): readonly Script[] {
  return scriptsAround(files, [folderOf(build), folderOf(image), context, '']);
}

/**
 * How the files of one image get into the build of the other.
 * @param scripts those that may do it; all of the repository when left out.
 */
export function readHandOver(pair: Pair, scripts: readonly Script[] = scriptsOf(pair)): HandOver {
  const { build, image } = pair;
  const stories = scripts.map((script) => storyOf(script, pair));
  const steps = stories.flatMap((story) => story.steps);
  const builders = steps.flatMap((step) => namedBuild(step, build));
  const images = steps.flatMap((step) => namedBuild(step, image));
  const tags = new Set(builders.flatMap((each) => each.build.tags.map(fullName)));
  const stage = builtStage(pair.builder, builders) ?? pair.builder.stages.at(-1)!;
  const found = stories.map((story) => takeOut(story, pair, { tags, stage }));
  return {
    copied: distinct(found.flatMap((each) => each.copied)),
    doubts: found.flatMap((each) => each.doubts),
    builders,
    images,
    tags,
    chores: steps.flatMap(({ kind, file, line, text }) =>
      kind === 'other' ? [{ file, line, text: text.split('\n')[0]! }] : [],
    ),
    unread: scripts.filter((_, i) => stories[i]!.unread > 0).map(({ file }) => file),
  };
}

/** The stage that is built of the builder: the last one, or what every command names as its target. */
export function builtStage(doc: Document, builders: readonly NamedBuild[]): Stage | null {
  const targets = new Set(builders.map(({ build }) => build.target));
  const [target = null] = targets;
  if (targets.size > 1) return null;
  if (target === null) return doc.stages.at(-1)!;
  return doc.stages.find(({ name }) => name?.toLowerCase() === target.toLowerCase()) ?? null;
}

/** A script is run from its own folder, from the root, or from where the Dockerfiles lie: where it finds them. */
function storyOf(script: Script, { build, image, context }: Pair): Story {
  const starts = [...new Set([folderOf(script.file), '', folderOf(build), context])];
  const stories = starts.map((start) => tell(script, start));
  const builds = (story: Story, path: string): boolean =>
    story.steps.some((step) => step.kind === 'build' && step.dockerfile === path);
  return (
    stories.find((story) => builds(story, build)) ??
    stories.find((story) => builds(story, image)) ??
    stories[starts.indexOf(context)]!
  );
}

function namedBuild(step: Step, path: string): readonly NamedBuild[] {
  if (step.kind !== 'build' || step.dockerfile !== path) return [];
  return [{ file: step.file, line: step.line, context: step.context, build: step.build }];
}

function distinct(copied: readonly CopiedOut[]): readonly CopiedOut[] {
  return copied.filter((one, i) => !copied.slice(0, i).some((other) => other.from === one.from && other.to === one.to));
}
