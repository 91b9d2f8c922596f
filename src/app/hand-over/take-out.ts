/** What one script takes out of containers of the builder's image. */
import type { Stage } from '../../dockerfile/document.ts';
import { stateAfter } from '../../dockerfile/state.ts';
import { absolute } from '../../project/absolute.ts';
import { isGitIgnored } from '../../project/git-ignored.ts';
import { isBelow, nameOf } from '../../project/paths.ts';
import { commandOf, isIdle, isIdleName } from './container-command.ts';
import type { CopiedOut, Doubt, Pair } from './copied-out.ts';
import { fullName } from './image-names.ts';
import { compiledFiles } from './known-output.ts';
import type { Step, Story } from './steps.ts';

export interface TakenOut {
  readonly copied: readonly CopiedOut[];
  readonly doubts: readonly Doubt[];
}

/** @param builder its image's names, and the stage that it is made of. */
export function takeOut(
  story: Story,
  pair: Pair,
  builder: { readonly tags: ReadonlySet<string>; readonly stage: Stage },
): TakenOut {
  return new Reading(story, pair, builder).read();
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

  read(): TakenOut {
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
    const isBusy = container.ran !== null && !isIdle(this.pair.builder, this.stage, container.ran);
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
    const name = nameOf(from);
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
    const command = commandOf(this.stage, container);
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
    const isCopying = command?.every(({ name }) => name === 'cp' || isIdleName(name) || name === 'mkdir') === true;
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

  private add({ file, line }: Step, at: number, from: string, to: string, kind: CopiedOut['kind']): void {
    this.copied.push({ file, line, from, to, kind, at });
  }

  /** What happens to it before it is copied in. */
  private follow({ at, from, to }: CopiedOut & { readonly at: number }): void {
    const { steps } = this.story;
    const { part } = steps[at]!;
    const isBuild = (step: Step): boolean => step.kind === 'build' && step.dockerfile === this.pair.image;
    const name = nameOf(to);
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
      const isGone = step.kind === 'remove' && end >= 0 && step.part === part && step.paths.includes(to);
      if (touches || isGone) this.doubt('between', step, to);
    }
  }
}

function joined(folder: string, rest: string): string {
  const path = `${folder}/${rest}`.split('/').filter((part) => part !== '' && part !== '.');
  return path.join('/');
}
