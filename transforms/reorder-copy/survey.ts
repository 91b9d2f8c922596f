/** What the COPYs have brought, seen from the install steps: what they read, what stays in front and what goes behind. */

import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { Copied } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import {
  contextAt,
  copiesOf,
  finalPathOf,
  isCopy,
  overlap,
  type Placed,
  parentFolder,
} from '../../src/project/placed.ts';
import type { Project } from '../../src/project/project.ts';
import { targetOf } from './between.ts';
import type { Need } from './recipe.ts';
import { isSourceCopy } from './sources.ts';

export interface Copying {
  readonly doc: Document;
  readonly project: Project;
  /** The COPY that the sources come with. */
  readonly first: Instruction;
  /** All COPYs in front of the last install step, those of the stages below too. */
  readonly placed: readonly Placed[];
}

export interface Survey {
  readonly copied: readonly Copied[];
  /** Files and folders that the steps read, and where they lie. */
  readonly reads: readonly Read[];
  /** COPYs that go behind. */
  readonly carried: readonly Instruction[];
  readonly carriedCopied: readonly Copied[];
  /** COPYs between that stay in front. */
  readonly kept: readonly Instruction[];
  /** What is there without the ones that go behind. */
  readonly held: readonly Copied[];
  /** Where the carried ones put something. */
  readonly places: readonly string[];
}

interface Read {
  readonly path: string;
  readonly place: string;
}

/** @returns the COPY that can neither stay nor go, when there is one. */
export function surveyOf(
  copying: Copying,
  needs: readonly Need[],
  between: readonly Instruction[],
): Survey | Instruction {
  const { doc, project, first, placed } = copying;
  const copied = placed.flatMap((each) => each.copied);
  const reads = [...new Set(needs.flatMap((need) => need.reads))].flatMap((path) => {
    const place = finalPathOf(project, copied, path);
    return place === null ? [] : [{ path, place }];
  });
  const taken = [...reads.map(({ place }) => place), ...writtenPlaces(needs, reads[0])];
  const carried: Instruction[] = [first];
  const kept: Instruction[] = [];
  for (const copy of between.filter(isCopy)) {
    const role = roleOf(copying, copy, reads, taken, carried);
    if (role === null) return copy;
    (role === 'carried' ? carried : kept).push(copy);
  }
  const isCarried = ({ copy }: Placed): boolean => carried.includes(copy);
  return {
    copied,
    reads,
    carried,
    carriedCopied: placed.filter(isCarried).flatMap((each) => each.copied),
    kept,
    held: placed.filter((each) => !isCarried(each)).flatMap((each) => each.copied),
    places: carried.flatMap((copy) => placesOf(doc, project, copy)),
  };
}

/** Where the steps write, seen from the first file that they read. */
function writtenPlaces(needs: readonly Need[], read: Read | undefined): readonly string[] {
  if (read === undefined) return [];
  const root = parentFolder(`/${read.path}`);
  const home = parentFolder(read.place);
  return needs
    .flatMap(({ writes }) => writes)
    .filter((path) => isBelow(`/${path}`, root))
    .map((path) => `${home === '/' ? '' : home}${`/${path}`.slice(root === '/' ? 0 : root.length)}`);
}

/** What becomes of a COPY between: null when neither place is right for it. */
function roleOf(
  { doc, project, placed }: Copying,
  copy: Instruction,
  reads: readonly Read[],
  taken: readonly string[],
  carried: readonly Instruction[],
): 'carried' | 'kept' | null {
  const home = reads[0] === undefined ? null : parentFolder(reads[0].place);
  const own = placed.find((each) => each.copy === copy);
  if (own === undefined) return roleOfUnread(doc, project, copy, home, taken, carried);
  const paths = reads.map(({ path }) => path);
  const isManifest = own.copied.every(({ from }) => paths.some((path) => isBelow(from, path)));
  if (!isManifest && isSourceCopy(project, own.copied, paths, home)) return 'carried';
  const places = own.copied.map(({ to }) => to);
  if (isApart(doc, project, carried, places)) return 'kept';
  // It lays over the tree what the tree has at that place already.
  const before = placed.filter((each) => carried.includes(each.copy)).flatMap((each) => each.copied);
  if (isManifest) return own.copied.every(({ from, to }) => contextAt(project, before, to) === from) ? 'kept' : null;
  return places.every((place) => taken.every((one) => !overlap(one, place))) ? 'carried' : null;
}

/** Folders of results, which no install step reads: anything else that another stage or a heredoc brings may be settings. */
const RESULTS: ReadonlySet<string> = new Set(
  'dist build out public static assets docs www wwwroot htdocs web frontend front client ui bin'.split(' '),
);

/** Names of what install steps make: nobody else's may be laid over it, also where the context has no such folder. */
const OUTPUTS: ReadonlySet<string> = new Set(
  'node_modules vendor .venv venv .yarn .pnp.cjs .pnpm-store .bundle deps _build target obj'.split(' '),
);

/** A COPY from another stage, or one whose sources are not known. */
function roleOfUnread(
  doc: Document,
  project: Project,
  copy: Instruction,
  home: string | null,
  taken: readonly string[],
  carried: readonly Instruction[],
): 'carried' | 'kept' | null {
  const place = targetOf(doc, copy);
  if (place === null) return null;
  const isInside = home !== null && home !== '/' && place !== home && isBelow(place, home);
  if (isInside) {
    const below = place.slice(home.length + 1).split('/');
    const isResult = below.some((name) => RESULTS.has(name)) && !below.some((name) => OUTPUTS.has(name));
    return isResult && taken.every((one) => !overlap(one, place)) ? 'carried' : null;
  }
  return isApart(doc, project, carried, [place]) ? 'kept' : null;
}

function placesOf(doc: Document, project: Project, copy: Instruction): readonly string[] {
  const copies = copiesOf(doc, project, copy);
  return copies.ok ? copies.copied.map(({ to }) => to) : [targetOf(doc, copy) ?? '/'];
}

function isApart(doc: Document, project: Project, carried: readonly Instruction[], places: readonly string[]): boolean {
  const own = carried.flatMap((copy) => placesOf(doc, project, copy));
  return own.every((one) => places.every((other) => !overlap(one, other)));
}
