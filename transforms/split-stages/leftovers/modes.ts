/** chmod, chown and chgrp. Files that are copied out of the builder keep both; a folder that COPY fills does not. */
import { isBelow } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { type Effect, NONE, together, UNKNOWN } from './effect.ts';
import {
  contextOf,
  type Ground,
  isBrought,
  isCarriedFolder,
  isInside,
  isRemovedLater,
  isScratch,
  isSource,
  takes,
} from './ground.ts';
import { type Target, targetOf, valuesOf } from './words.ts';

/** What a folder has anyway, which is 0755, or less. */
const PLAIN_MODE = /^(?:0?[0-7]?[0-7]?[0-5][0-5]|0?755|[ugoa]*[-+=][rwxXs,ugoa+-]*)$/;
/** Also by what the owner may: `g=u`. */
const OPENS = /(?:^|,)(?:[ugoa]*[goa][ugoa]*)?[+=][^,]*[wu]|^0?[0-7]*(?:[2367][0-7]|[0-7][2367])$/;

/** What a chmod, chown or chgrp leaves. */
export function modeEffect(ground: Ground, step: Step): Effect {
  const isOwner = step.call.name !== 'chmod';
  const words = step.call.args.filter(({ text }) => !/^-[a-zA-Z]*[RvfcHLPh]|^--/.test(text));
  const [mode, ...places] = words;
  if (mode === undefined || step.call.wrappers.includes('xargs')) return UNKNOWN;
  const value = valuesOf(mode, step)?.join(' ') ?? null;
  const isPlain = !isOwner && value !== null && PLAIN_MODE.test(value) && !OPENS.test(value);
  return together(places.map((word) => changed(ground, step, targetOf(word, step), { isOwner, isPlain })));
}

interface Change {
  readonly isOwner: boolean;
  /** It gives a folder nothing that it has not. */
  readonly isPlain: boolean;
}

/** What is left behind when the mode or the owner of a path is changed. */
export function changed(ground: Ground, step: Step, target: Target | null, change: Change): Effect {
  if (target === null) return UNKNOWN;
  if (target.isPattern) return together(matches(ground, target).map((path) => one(ground, step, path, change)));
  return one(ground, step, target.path, change);
}

function one(ground: Ground, step: Step, path: string, { isOwner, isPlain }: Change): Effect {
  if (isScratch(path) || isInside(ground, path) || isRemovedLater(ground, step, path)) return NONE;
  if (ground.left.has(path)) return NONE;
  if (ground.elsewhere.has(path))
    return step.call.conditional ? UNKNOWN : { kind: 'carry', carry: { path, kind: 'file' }, isOver: true };
  const inContext = contextOf(ground, path);
  const stat = inContext === null ? null : ground.app.project.statOf(inContext);
  if (stat?.kind === 'file') {
    if (isBrought(ground, path) || !isSource(ground, path)) {
      if (!isOwner && isPlain && (stat.mode & 0o111) === 0o111) return NONE;
      return step.call.conditional ? UNKNOWN : { kind: 'carry', carry: { path, kind: 'file' }, isOver: true };
    }
    // One of the sources: what starts it carries it as it is now.
    return NONE;
  }
  const isOfPlan = isCarriedFolder(ground, path) || isBelow(ground.app.final.workdir, path);
  // Of a folder that a COPY brings from the context, the modes inside would be lost: it comes out of the builder instead.
  if (isBrought(ground, path) && !isOfPlan)
    return isPlain && !step.call.conditional
      ? { kind: 'carry', carry: { path, kind: 'folder' }, isOver: true }
      : UNKNOWN;
  if (isPlain && (isOfPlan || stat !== null)) return NONE;
  if (isProgramLeft(ground, path)) return NONE;
  return isOwner ? { kind: 'again', path, isOwner } : { kind: 'again', path };
}

/** A downloaded program that nobody runs. */
function isProgramLeft({ needs }: Ground, path: string): boolean {
  const name = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/.exec(path)?.[1];
  return name !== undefined && needs.isComplete && !needs.programs.has(name);
}

/** The files that came with COPYs and match; of what the build made, nothing is known here. */
function matches({ app, all }: Ground, target: Target): readonly string[] {
  const folder = target.path.slice(0, target.path.lastIndexOf('/')) || '/';
  const found: string[] = [];
  for (const { kind, from, to } of all) {
    if (kind === 'file' && takes(target, to)) found.push(to);
    if (kind !== 'folder' || !isBelow(folder, to)) continue;
    const inside = folder === to ? '' : folder.slice(to === '/' ? 1 : to.length + 1);
    const place = [from, inside].filter((part) => part !== '').join('/');
    for (const name of app.project.list(place)) {
      const path = `${folder === '/' ? '' : folder}/${name}`;
      if (takes(target, path)) found.push(path);
    }
  }
  return [...new Set(found)];
}
