/**
 * How much smaller the image gets, without building it: the base images that are looked up in facts, and what the fixes
 * know that they save. Nothing else of the image is in the figures, and what is not known is null, never zero.
 */
import type { Document, Stage } from '../dockerfile/document.ts';
import { baseOf, parentOf } from '../dockerfile/stages.ts';
import { sizeOf } from '../facts/image-sizes.ts';
import type { Saving } from './transform.ts';

/** Something that the figures count. */
export interface Counted {
  readonly kind: 'base-image' | 'fix';
  /** The reference of the image; what a fix keeps out: "the apt package lists". */
  readonly what: string;
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** What was looked up or measured: of an image, the tag that stands for its line. */
  readonly source: string;
  /** When, as year and month where that is known. */
  readonly date: string;
}

/** Of the default target. All bytes are unpacked, on amd64, and approximate. */
export interface Estimate {
  /** The sums of what is counted; null where the base image of that side is not known. */
  readonly beforeBytes: number | null;
  readonly afterBytes: number | null;
  /** The difference; known also where both sides have the same base image, whatever its size. */
  readonly savedBytes: number | null;
  readonly counts: readonly Counted[];
}

/** A fix that knows what it saves, at its line of the file on disk. */
export interface Saver {
  readonly line: number | null;
  readonly saves?: Saving;
}

interface Base {
  readonly reference: string;
  readonly bytes: number | null;
  readonly source: string;
  readonly date: string;
}

/**
 * @param applied the fixes that lead from `before` to `after`.
 * @param held those that do not: what one of them would save is still in the image, so nobody else has saved it.
 * @returns null when there is nothing to say: neither base image is known, or nothing that is known has changed.
 */
export function estimate(
  before: Document,
  after: Document,
  applied: readonly Saver[],
  held: readonly Saver[],
): Estimate | null {
  const [old, young] = [shippedBase(before), shippedBase(after)];
  if (old === null || young === null) return null;
  const savings = savingsIn(before, applied, held);
  const isSame = areAlike(old, young);
  if (isSame ? savings.length === 0 : old.bytes === null && young.bytes === null) return null;
  const saved = savings.reduce((sum, { bytes }) => sum + bytes, 0);
  const beforeBytes = old.bytes === null ? null : old.bytes + saved;
  const afterBytes = young.bytes;
  const savedBytes = isSame ? saved : beforeBytes === null || afterBytes === null ? null : beforeBytes - afterBytes;
  const counts = [...countedBases(old, young), ...savings.map(countedSaving)];
  return { beforeBytes, afterBytes, savedBytes, counts };
}

/** The image below the default target. */
function shippedBase(document: Document): Base | null {
  const last = document.stages.at(-1);
  if (last === undefined) return null;
  const { reference } = baseOf(document, last);
  const size = sizeOf(reference);
  if (size === null) return { reference, bytes: null, source: '', date: '' };
  return { reference, bytes: size.bytes, source: `${size.image}: ${size.source}`, date: size.date };
}

/** Two images that one figure stands for differ by nobody knows how much. */
function areAlike(old: Base, young: Base): boolean {
  return old.reference === young.reference || (old.bytes !== null && old.source === young.source);
}

function countedBases(old: Base, young: Base): Counted[] {
  if (areAlike(old, young)) return counted(young, young.bytes, young.bytes);
  return [...counted(old, old.bytes, 0), ...counted(young, 0, young.bytes)];
}

function counted({ reference, source, date }: Base, beforeBytes: number | null, afterBytes: number | null): Counted[] {
  if (beforeBytes === null || afterBytes === null) return [];
  return [{ kind: 'base-image', what: reference, beforeBytes, afterBytes, source, date }];
}

function countedSaving({ what, bytes, source, date }: Saving): Counted {
  return { kind: 'fix', what, beforeBytes: bytes, afterBytes: 0, source, date };
}

/** One of each kind: the second RUN that fetches the same lists finds them there, and adds nothing to the image. */
function savingsIn(before: Document, applied: readonly Saver[], held: readonly Saver[]): readonly Saving[] {
  const savers = applied.filter(({ saves }) => saves !== undefined);
  if (savers.length === 0) return [];
  const shipped = shippedStages(before);
  const isShipped = ({ line }: Saver): boolean => line !== null && shipped.has(stageAt(before, line));
  const left = new Set(held.filter(isShipped).map(({ saves }) => saves?.what));
  const found = new Map<string, Saving>();
  for (const saver of savers) {
    const { saves } = saver;
    if (saves !== undefined && !left.has(saves.what) && isShipped(saver) && !found.has(saves.what))
      found.set(saves.what, saves);
  }
  return [...found.values()];
}

/** Indices of the last stage and of those that it is built FROM. */
function shippedStages(document: Document): ReadonlySet<number | null> {
  const found = new Set<number | null>();
  for (let stage: Stage | null = document.stages.at(-1) ?? null; stage !== null; stage = parentOf(document, stage))
    found.add(stage.index);
  return found;
}

function stageAt(document: Document, line: number): number | null {
  return document.instructions.findLast(({ startLine }) => startLine <= line)?.stage ?? null;
}
