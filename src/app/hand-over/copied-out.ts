/**
 * What scripts copy out of containers of an image, to where. A script builds the image, makes a container of it and copies
 * files from there into the folder that another image is built from: the way to small images before stages were there.
 */
import { invocations } from '../../dockerfile/commands.ts';
import type { Document, Stage } from '../../dockerfile/document.ts';
import { readScript } from '../../dockerfile/shell.ts';
import { baseOf, stateAfter } from '../../dockerfile/state.ts';
import { absolute } from '../../project/absolute.ts';
import type { Files } from '../../project/files.ts';
import { isGitIgnored } from '../../project/git-ignored.ts';
import { folderOf, isBelow } from '../../project/paths.ts';
import { quote } from '../runs.ts';
import type { Build, Container } from './engine-calls.ts';
import { compiledFiles } from './known-output.ts';
import { type Script, scriptsAround } from './scripts.ts';
import { type Step, type Story, tell } from './steps.ts';

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

/** Shells and programs that wait: a container that ran one of them holds what its image does. */
const IDLE: ReadonlySet<string> = new Set(['true', 'false', 'sh', 'bash', 'ash', 'sleep', 'tail', 'cat', 'ls', 'echo']);

/** The scripts that may have to do with two Dockerfiles. */
export function scriptsOf({ files, build, image, context }: Omit<Pair, 'builder'>): readonly Script[] {
  return scriptsAround(files, [folderOf(build), folderOf(image), context, '']);
}

export function readHandOver(pair: Pair, scripts: readonly Script[] = scriptsOf(pair)): HandOver {
  const { build, image } = pair;
  const stories = scripts.map((script) => storyOf(script, pair));
  const steps = stories.flatMap((story) => story.steps);
  const builders = steps.flatMap((step) => namedBuild(step, build));
  const images = steps.flatMap((step) => namedBuild(step, image));
  const tags = new Set(builders.flatMap((each) => each.build.tags.map(fullName)));
  const stage = builtStage(pair.builder, builders) ?? pair.builder.stages.at(-1)!;
  const found = stories.map((story) => new Reading(story, pair, { tags, stage }).read());
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

/** `app` is `app:latest`. */
export function fullName(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).includes(':') || image.startsWith('\u0001')
    ? image
    : `${image}:latest`;
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

class Reading {
  private readonly copied: (CopiedOut & { readonly at: number })[] = [];
  private readonly doubts: Doubt[] = [];
  private readonly compiled: readonly string[];
  private readonly stage: Stage;
  private readonly story: Story;
  private readonly pair: Pair;
  private readonly tags: ReadonlySet<string>;

  constructor(story: Story, pair: Pair, { tags, stage }: { tags: ReadonlySet<string>; stage: Stage }) {
    this.story = story;
    this.pair = pair;
    this.tags = tags;
    this.stage = stage;
    this.compiled = compiledFiles(pair.builder, this.stage);
  }

  read(): Pick<HandOver, 'copied' | 'doubts'> {
    for (const [at, step] of this.story.steps.entries()) {
      if (step.kind === 'cp') this.cp(step, at);
      if (step.kind === 'run' && this.isOurs(step.container.image)) this.run(step, at);
    }
    for (const each of this.copied) this.follow(each);
    return { copied: this.copied, doubts: this.doubts };
  }

  private isOurs(image: string): boolean {
    return this.tags.has(fullName(image));
  }

  private doubt(why: Doubt['why'], { file, line, text }: Step, to: string | null): void {
    this.doubts.push({ why, file, line, text: text.split('\n')[0]!, to });
  }

  private cp(step: Step & { readonly kind: 'cp' }, at: number): void {
    const container = this.story.containers.get(step.container);
    if (container === undefined || !this.isOurs(container.image)) return;
    if (step.from.includes('$') || step.to === null) {
      // What goes to some place outside is none of our business.
      if (step.from.includes('$') || step.written.includes('$')) this.doubt('path', step, step.to);
      return;
    }
    const isContents = /\/\.$/.test(step.from);
    const from = this.imagePath(step.from.replace(/\/\.$/, ''));
    if (from === null) {
      this.doubt('path', step, step.to);
      return;
    }
    const to = isContents ? step.to : this.placeOf(step, at, from);
    if (to === null) {
      this.doubt('folder', step, step.to);
      return;
    }
    const isWorkedIn = this.story.steps.some((each) => each.kind === 'exec' && each.container === step.container);
    const isBusy = container.ran !== null && !this.isIdle(container.ran);
    if (isWorkedIn || (isBusy && !this.compiled.includes(from))) {
      this.doubt('run', step, to);
      return;
    }
    this.add(step, at, from, to, isContents ? 'folder' : this.kindOf(from));
  }

  /** A relative path of `docker cp` starts at the root of the container. Source: docker container cp. */
  private imagePath(written: string): string | null {
    return written === '' ? null : absolute(written);
  }

  /** `docker cp` writes into a folder that is there, and else to the path itself. */
  private placeOf({ to, written, part }: Step & { readonly kind: 'cp' }, at: number, from: string): string | null {
    const target = to ?? '';
    const name = from.slice(from.lastIndexOf('/') + 1);
    const within = target === '' ? name : `${target}/${name}`;
    if (target === '' || /(?:^|\/)\.?$/.test(written)) return within;
    const before = this.story.steps.slice(0, at).filter((step) => step.part === part);
    const last = before.findLast(
      (step) => (step.kind === 'make-folder' || step.kind === 'remove') && step.paths.includes(target),
    );
    if (last !== undefined) return last.kind === 'make-folder' ? within : target;
    const { files } = this.pair;
    // What git leaves out, an earlier run has left there: in a fresh clone it is not.
    const isThere = files.statOf(target)?.kind === 'folder' && !isGitIgnored({ disk: files }, `${target}/any`);
    return isThere ? null : target;
  }

  private kindOf(from: string): CopiedOut['kind'] {
    if (this.compiled.includes(from) || /\.(?:jar|war|exe|so|zip|tgz|gz|deb|js|wasm)$/.test(from)) return 'file';
    return null;
  }

  private run(step: Step & { readonly kind: 'run' }, at: number): void {
    const { container, output, isPiped, volumes } = step;
    const command = this.commandOf(container);
    const [first] = command ?? [];
    if (output !== null && command?.length === 1 && first?.name === 'cat' && !isPiped) {
      const [path, ...more] = first.words;
      const from = path === undefined || more.length > 0 ? null : this.inWorkdir(path);
      if (from === null) this.doubt('path', step, output);
      else this.add(step, at, from, output, 'file');
      return;
    }
    const writable = volumes.filter(({ host, isReadOnly }) => host !== null && !isReadOnly);
    if (writable.length === 0) {
      if (output !== null || isPiped) this.doubt('run', step, output);
      return;
    }
    const isCopying = command?.every(({ name }) => name === 'cp' || IDLE.has(name) || name === 'mkdir') === true;
    const copies = (command ?? []).filter(({ name }) => name === 'cp');
    if (!isCopying || copies.length === 0) {
      this.doubt('run', step, null);
      return;
    }
    for (const { words } of copies) this.copy(step, at, words, writable);
  }

  /** `cp -r a b /out` in a container that has a folder of the repository at /out. */
  private copy(
    step: Step & { readonly kind: 'run' },
    at: number,
    words: readonly string[],
    volumes: (Step & { readonly kind: 'run' })['volumes'],
  ): void {
    const plain = words.filter((word) => !/^-[aRrfpvdLPT]+$|^--(?:recursive|force|verbose|archive)$/.test(word));
    const written = plain.at(-1);
    const target = written === undefined ? null : this.inWorkdir(written);
    const volume = volumes.find((each) => target !== null && isBelow(target, absolute(each.target)));
    if (volume === undefined) return;
    const odd = plain.some((word) => /^-|[*?[$]/.test(word));
    const host = joined(volume.host!, target!.slice(absolute(volume.target).length));
    if (odd || plain.length < 2) {
      this.doubt('path', step, host);
      return;
    }
    const isFolder = target === absolute(volume.target) || written!.endsWith('/') || plain.length > 2;
    for (const word of plain.slice(0, -1)) {
      const from = this.inWorkdir(word.replace(/\/\.$/, ''));
      if (from === null) this.doubt('path', step, host);
      else if (word.endsWith('/.')) this.add(step, at, from, host, 'folder');
      else if (isFolder) this.add(step, at, from, joined(host, from.slice(from.lastIndexOf('/'))), this.kindOf(from));
      else if (this.kindOf(from) === 'file') this.add(step, at, from, host, 'file');
      else this.doubt('folder', step, host);
    }
  }

  private inWorkdir(path: string): string | null {
    if (path === '' || /[$*?[]/.test(path)) return null;
    const { workdir } = stateAfter(this.pair.builder, this.stage);
    if (path.startsWith('/')) return absolute(path);
    return workdir === null ? null : absolute(`${workdir}/${path}`);
  }

  /** What a container runs; null when that cannot be told. */
  private commandOf(
    container: Container,
  ): readonly { readonly name: string; readonly words: readonly string[] }[] | null {
    const own = (keyword: string): string | null => {
      const found = this.stage.instructions.findLast((each) => each.keyword === keyword);
      return found === undefined ? null : (found.arguments.json?.map(quote).join(' ') ?? found.arguments.rest);
    };
    const entrypoint = container.entrypoint ?? own('ENTRYPOINT');
    const command = container.command.length > 0 ? container.command.map(quote).join(' ') : own('CMD');
    // Another entrypoint takes the command of the image away.
    const rest = container.entrypoint !== null && container.command.length === 0 ? '' : (command ?? '');
    const reading = readScript(`${entrypoint ?? ''} ${rest}`.trim());
    if (!reading.readable) return reading.reason === 'empty' ? [] : null;
    const calls = invocations(reading.list);
    if (calls.some(({ name, args }) => name === null || args.some(({ value }) => value === null))) return null;
    return calls.map(({ name, args }) => ({ name: name!, words: args.map(({ value }) => value!) }));
  }

  private isIdle(container: Container): boolean {
    const command = this.commandOf(container);
    // What an image that nobody knows runs by itself, nobody knows either.
    if (command?.length === 0) return baseOf(this.pair.builder, this.stage).known;
    return command?.every(({ name }) => IDLE.has(name)) === true;
  }

  private add({ file, line }: Step, at: number, from: string, to: string, kind: CopiedOut['kind']): void {
    this.copied.push({ file, line, from, to, kind, at });
  }

  /** What happens to it before it is copied in. */
  private follow({ at, from, to }: CopiedOut & { readonly at: number }): void {
    const { steps } = this.story;
    const { part } = steps[at]!;
    const isBuild = (step: Step): boolean => step.kind === 'build' && step.dockerfile === this.pair.image;
    const name = to.slice(to.lastIndexOf('/') + 1);
    const end = steps.findIndex((step, i) => i > at && isBuild(step));
    const isLater = (step: Step, i: number): boolean => i > at && (end < 0 ? step.part === part : i < end);
    for (const step of steps.filter(isLater)) {
      // Another rule of the Makefile may have nothing to do with it.
      const isNear = end >= 0 && (step.part === part || step.part === steps[end]!.part);
      const isNamed = step.text.includes(name);
      const touches =
        step.kind === 'chmod'
          ? step.paths.includes(to) && !this.compiled.includes(from)
          : step.kind === 'other' && (isNear || isNamed);
      if (touches) this.doubt('between', step, to);
    }
  }
}

function joined(folder: string, rest: string): string {
  const path = `${folder}/${rest}`.split('/').filter((part) => part !== '' && part !== '.');
  return path.join('/');
}
