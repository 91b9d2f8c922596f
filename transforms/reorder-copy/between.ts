/** Whether a COPY can go behind an instruction that followed it, and both mean what they meant. */

import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { stateBefore } from '../../src/dockerfile/state.ts';
import { absolute } from '../../src/project/copies.ts';
import { placeOf } from '../../src/project/image-folders.ts';
import { overlap } from '../../src/project/placed.ts';

/** They say what the image does when it runs; no COPY and no RUN sees them. */
const NOT_SEEN: ReadonlySet<string> = new Set(
  'LABEL EXPOSE CMD ENTRYPOINT HEALTHCHECK STOPSIGNAL MAINTAINER ONBUILD SHELL USER WORKDIR'.split(' '),
);

/**
 * Whether an instruction that is no COPY and no RUN may stay in front of the COPYs. COPY gives files to root whatever USER
 * says; what WORKDIR does to its destination is for `hasSameFolder` to say.
 * @param places where in the image the COPYs put something.
 */
export function mayStayInFront(
  between: Instruction,
  copies: readonly Instruction[],
  places: readonly string[],
): boolean {
  const { keyword, arguments: args } = between;
  if (NOT_SEEN.has(keyword)) return true;
  if (keyword === 'VOLUME') {
    // What is written below a volume later on is lost with some builders.
    return args.words.every((word) => word.startsWith('/') && !places.some((place) => overlap(place, absolute(word))));
  }
  if (keyword !== 'ENV' && keyword !== 'ARG') return false;
  return args.pairs.every(({ key }) => copies.every((copy) => !readsVariable(copy, key)));
}

function readsVariable({ logical }: Instruction, key: string): boolean {
  return [...logical.matchAll(/\$\{?(\w+)/g)].some(([, name]) => name === key);
}

/** Whether a COPY would put its files into the same folder if it stood in front of another instruction. */
export function hasSameFolder(doc: Document, copy: Instruction, target: Instruction): boolean {
  const word = copy.arguments.words.at(-1) ?? '';
  const state = stateBefore(doc, copy);
  const to = expandWord(word, (name) => state.env.get(name) ?? null, doc.escape);
  if (to === null) return false;
  return to.startsWith('/') || (state.workdir !== null && state.workdir === stateBefore(doc, target).workdir);
}

/** The working directory that COPYs want, and the one that is in force where they go. */
export interface Detour {
  readonly to: string;
  readonly back: string;
}

/** @returns null when it is not the same for all of them, or not known. */
export function detourOf(doc: Document, copies: readonly Instruction[], target: Instruction): Detour | null {
  const [to, ...others] = copies.map((copy) => stateBefore(doc, copy).workdir);
  const back = stateBefore(doc, target).workdir;
  if (to === undefined || to === null || back === null || others.some((other) => other !== to)) return null;
  return PLAIN_FOLDER.test(to) && PLAIN_FOLDER.test(back) ? { to, back } : null;
}

/** A path that WORKDIR takes as it is. */
const PLAIN_FOLDER = /^\/[\w./@+-]*$/;

/** Where a COPY puts something, be its sources known or not; null when it cannot be told. */
export function targetOf(doc: Document, copy: Instruction): string | null {
  const word = copy.arguments.words.at(-1);
  return word === undefined ? null : placeOf(word, stateBefore(doc, copy), doc.escape);
}

/**
 * Whether one of the instructions behind a COPY would make the folder that the COPY makes now, and give it to somebody
 * else: a COPY gives it to whom --chown says or to root, WORKDIR and mkdir to the user of the moment.
 * @param places folders that the COPYs put something into.
 */
export function makesFolder(
  doc: Document,
  copies: readonly Instruction[],
  between: readonly Instruction[],
  places: readonly string[],
): boolean {
  const hasOwner = copies.some(({ arguments: { flags } }) =>
    flags.some(({ name }) => name === 'chown' || name === 'chmod'),
  );
  return between.some((instruction) => {
    const { user, workdir } = stateBefore(doc, instruction);
    if (!hasOwner && (user === 'root' || user === '0')) return false;
    if (instruction.keyword === 'RUN') return /\b(?:mkdir|install)\b/.test(instruction.logical);
    if (instruction.keyword !== 'WORKDIR') return false;
    const to = instruction.arguments.rest.startsWith('/')
      ? instruction.arguments.rest
      : `${workdir}/${instruction.arguments.rest}`;
    return to.includes('$') || workdir === null || places.some((place) => overlap(place, absolute(to)));
  });
}
