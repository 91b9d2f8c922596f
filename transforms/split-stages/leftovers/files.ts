/** Programs that make files and folders: mkdir, touch, cp, mv, ln, install, tee, sed -i, and what fetches and unpacks. */
import { hasOption, optionOf, readWords } from '../../../src/app/call-words.ts';
import type { Word } from '../../../src/dockerfile/shell.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { copied, linked } from './copied.ts';
import { type Effect, NONE, partsOf, together, UNKNOWN } from './effect.ts';
import { fetched, leftHere, unpacked } from './fetched.ts';
import {
  contextOf,
  type Ground,
  isBrought,
  isCarriedFolder,
  isInside,
  isProgramFolder,
  isRemovedLater,
  isRoot,
  isScratch,
  takes,
} from './ground.ts';
import { keyed } from './key-stores.ts';
import { type Target, targetOf } from './words.ts';
import { written } from './written.ts';

type Judge = (ground: Ground, step: Step) => Effect;

export const FILES: Readonly<Record<string, Judge>> = {
  mkdir: (ground, step) => {
    const words = readWords(step.call.args, new Set(['-m', '--mode']));
    const isOpen = hasOption(words, ['-m', '--mode']);
    return each(words.rest, step, (target) => folder(ground, step, target, isOpen));
  },
  touch: (ground, step) => eachWritten(ground, step, readWords(step.call.args, new Set(['-d', '-t', '-r'])).rest),
  tee: (ground, step) => eachWritten(ground, step, readWords(step.call.args, new Set()).rest),
  sed: (ground, step) => {
    const words = readWords(step.call.args, new Set(['-e', '-f', '--expression', '--file']));
    if (!words.options.some(({ name }) => name === '-i' || name === '--in-place')) return NONE;
    const isScripted = hasOption(words, ['-e', '-f', '--expression', '--file']);
    return mirror(step, eachWritten(ground, step, isScripted ? words.rest : words.rest.slice(1)));
  },
  cp: copied,
  mv: copied,
  ln: linked,
  install: installed,
  curl: fetched,
  wget: fetched,
  tar: unpacked,
  unzip: unpacked,
  gunzip: (ground, step) => leftHere(ground, step),
  rm: removed,
  rmdir: () => NONE,
  truncate: (ground, step) => eachWritten(ground, step, readWords(step.call.args, new Set(['-s', '--size'])).rest),
  setcap: capable,
  keytool: keyed,
  dos2unix: (ground, step) => eachWritten(ground, step, readWords(step.call.args, new Set()).rest),
};

function each(words: readonly Word[], step: Step, judge: (target: Target | null) => Effect): Effect {
  if (step.call.wrappers.includes('xargs')) return UNKNOWN;
  return together(words.flatMap((word) => braced(word, step)).map(judge));
}

/** `{a,b}` is several words to bash alone. */
function braced(word: Word, step: Step): readonly (Target | null)[] {
  const parts = /^([^{}$"'*?[]*)\{([^{}$"'*?[]+)\}([^{}$"'*?[]*)$/.exec(word.text);
  if (parts === null || !parts[2]!.includes(',') || !/(?:^|\/)bash$/.test(step.state.shell[0] ?? ''))
    return [targetOf(word, step)];
  const [, head, middle, tail] = parts;
  return middle!.split(',').map((name) => {
    const text = `${head}${name}${tail}`;
    return targetOf({ ...word, text, value: text, hasGlob: false }, step);
  });
}

function eachWritten(ground: Ground, step: Step, words: readonly Word[]): Effect {
  return each(words, step, (target) => written(ground, step, target));
}

function folder(ground: Ground, step: Step, target: Target | null, isOpen: boolean): Effect {
  if (target === null || target.isPattern) return UNKNOWN;
  const { path } = target;
  if (isScratch(path) || isInside(ground, path) || isRemovedLater(ground, step, path)) return NONE;
  // COPY gives it to root.
  if (!isRoot(step.state.user) && !ground.isRootOnly) return UNKNOWN;
  if (isOpen) return { kind: 'again', path };
  const { final, steps } = ground.app;
  const isMade = isBelow(final.workdir, path) || isCarriedFolder(ground, path) || isOnTheWay(ground, path);
  if (isMade || isBrought(ground, path)) return NONE;
  // Made for the sources, or for the build to work in.
  const isFilled = ground.all.some(({ to }) => isBelow(to, path)) && contextOf(ground, path) !== null;
  const isWorkedIn = steps.some(({ call, cwd }) => ground.plan.claims.has(call) && cwd !== null && isBelow(cwd, path));
  return isFilled || isWorkedIn || isProgramFolder(path) ? NONE : { kind: 'folder', path };
}

/** A COPY makes the folders above what it brings. */
function isOnTheWay({ plan, brought }: Ground, path: string): boolean {
  return (
    plan.carries.some((carry) => isBelow(carry.to ?? carry.path, path)) ||
    brought.some(({ to }) => to !== path && isBelow(to, path))
  );
}

/** `install -d` makes folders, else it copies. */
function installed(ground: Ground, step: Step): Effect {
  const valued = new Set(['-m', '-o', '-g', '--mode', '--owner', '--group', '-t', '-S']);
  const words = readWords(step.call.args, valued);
  const mode = optionOf(words, ['-m', '--mode']);
  const isOpen =
    (mode !== undefined && !/^0?755$/.test(mode ?? '')) || hasOption(words, ['-o', '-g', '--owner', '--group']);
  if (hasOption(words, ['-d', '--directory']))
    return each(words.rest, step, (target) => folder(ground, step, target, isOpen));
  const last = words.rest.at(-1);
  const target = last === undefined ? null : targetOf(last, step);
  if (target === null || hasOption(words, ['-t'])) return UNKNOWN;
  return isScratch(target.path) || isInside(ground, target.path) ? NONE : UNKNOWN;
}

/** Capabilities of a file go along with COPY. Source: BuildKit, tried out with getcap. */
function capable(ground: Ground, step: Step): Effect {
  const last = readWords(step.call.args, new Set()).rest.at(-1);
  const target = last === undefined ? null : targetOf(last, step);
  return target !== null && !target.isPattern && isInside(ground, target.path) ? NONE : UNKNOWN;
}

/** What is taken away in the builder must not come back with a COPY of the context. */
function removed(ground: Ground, step: Step): Effect {
  if (ground.brought.length === 0) return NONE;
  return each(readWords(step.call.args, new Set()).rest, step, (target) => {
    if (target === null) return UNKNOWN;
    const isBack = ground.brought.some(
      ({ kind, to }) =>
        takes(target, to) ||
        (kind === 'folder' && !target.isPattern && contextBelow(ground, target.path)) ||
        (kind === 'folder' && target.isPattern && isBelow(target.path.replace(/\/[^/]*[*?[].*$/, '') || '/', to)),
    );
    return isBack ? UNKNOWN : NONE;
  });
}

function contextBelow(ground: Ground, path: string): boolean {
  return isBrought(ground, path);
}

/** Lists of packages that are fetched from a nearer place are the same lists. */
function mirror(step: Step, effect: Effect): Effect {
  if (partsOf(effect).some(({ kind }) => kind !== 'repository')) return effect;
  const text = step.call.args.map((word) => word.text).join(' ');
  return /archive|snapshot|edge|testing|old-releases|[#/]deb/.test(text) ? effect : NONE;
}
