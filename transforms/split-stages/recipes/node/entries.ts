/** What lies at the top of the app's folder when the last step of the build has run: from the context, by the COPYs above it. */

import { pathsOf } from '../../../../src/app/lineage.ts';
import { pathOf } from '../../../../src/app/runs.ts';
import type { Instruction } from '../../../../src/dockerfile/document.ts';
import type { Copied } from '../../../../src/project/copies.ts';
import { isBelow } from '../../../../src/project/paths.ts';
import { contextAt, copiesOf, overlap } from '../../../../src/project/placed.ts';
import type { App, Step } from '../../app.ts';
import type { Subject } from './subject.ts';

/** Packages of the system, users and folders: they touch no file of the app. */
const PREPARING =
  /^(?:apt-get|apt|apk|useradd|adduser|groupadd|addgroup|usermod|groupmod|deluser|mkdir|set|true|:|cd|update-ca-certificates)$/;

/** They change the files that their words name. */
const TOLD = /^(?:chmod|chown|chgrp|ln|touch)$/;

export interface Entry {
  readonly name: string;
  /** Absolute, in the image. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

export interface Entries {
  readonly list: readonly Entry[];
  /** A COPY brings the app's folder as a whole. */
  readonly isWhole: boolean;
  /** COPYs behind the last step of the build, which the runtime stage gets instead of the builder. */
  readonly late: readonly Instruction[];
  /** Those of them that another RUN may work on: both get them. */
  readonly both: readonly Instruction[];
  /** A COPY above the last step whose files cannot be told, into the app's folder or anywhere. */
  readonly hasUnknown: boolean;
}

/** What lies in the app's folder in the end, and where it came from. */
export function readEntries(app: App, subject: Subject): Entries {
  const { root } = subject;
  const last = app.steps.findLast(({ call }) => subject.claims.has(call))?.run;
  const isLate = ({ stage, index }: Instruction) =>
    stage === app.stage.index && last !== undefined && index > last.index;
  const isWorkedOn = (copy: Instruction) =>
    app.steps.some(
      (step) => !subject.claims.has(step.call) && step.run.index > copy.index && mayChange(app, step, copy, root),
    );
  const copies = app.instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
  const read = new Set(app.placed.map(({ copy }) => copy));
  const early = app.placed.flatMap(({ copy, copied }) => (isLate(copy) ? [] : copied));
  const late = app.placed.flatMap(({ copy, copied }) => (isLate(copy) ? copied : []));
  const isBroughtLater = (path: string) => contextAt(app.project, late, path) !== null && isThere(app, late, path);
  const names = new Set(early.flatMap((one) => namesOf(app, one, root)));
  const list = [...names].sort().flatMap((name): Entry | [] => {
    const path = root === '/' ? `/${name}` : `${root}/${name}`;
    const from = contextAt(app.project, early, path);
    const kind = from === null ? 'folder' : app.project.statOf(from)?.kind;
    if (isBroughtLater(path)) return [];
    return kind === 'file' ? { name, path, kind } : { name, path, kind: 'folder' };
  });
  return {
    list,
    isWhole: early.some(({ kind, to }) => kind === 'folder' && isBelow(root, to)),
    late: copies.filter((copy) => isLate(copy) && !isWorkedOn(copy)),
    both: copies.filter((copy) => isLate(copy) && isWorkedOn(copy)),
    hasUnknown: copies.some((copy) => !isLate(copy) && !read.has(copy) && !isBeside(app, copy, root)),
  };
}

/** What another image or the network gives has a place of its own, which the frame carries. */
function isBeside({ doc, project }: App, copy: Instruction, root: string): boolean {
  const copies = copiesOf(doc, project, copy);
  const target = targetOf(doc, copy);
  return !copies.ok && /^(?:stage|remote)$/.test(copies.why) && target !== null && !isBelow(root, target);
}

/** The absolute place that a COPY puts something at, or into. */
export function targetOf(doc: App['doc'], copy: Instruction): string | null {
  return pathsOf(doc, copy)?.at(-1) ?? null;
}

/** Whether a program that nothing is known of, or one that is told so, changes what a COPY brings. */
function mayChange(app: App, { call, cwd, state }: Step, copy: Instruction, root: string): boolean {
  if (PREPARING.test(call.name ?? '')) return false;
  if (!TOLD.test(call.name ?? '')) return true;
  const copied = app.placed.find((one) => one.copy === copy)?.copied ?? [];
  const [first, ...rest] = call.args.filter(({ text }) => !text.startsWith('-'));
  // Of all of them but touch the first word is a mode, an owner, or what a link leads to.
  const isWhole = call.args.some(({ text }) => /^-[a-zA-Z]*R|^--recursive$/.test(text));
  const words = call.name === 'touch' && first !== undefined ? [first, ...rest] : rest;
  return words.some((word) => {
    const path = pathOf(word, { ...state, workdir: cwd });
    // A pattern is no path: it may be any of them. Of the app's own folder, what is not there any more is not missed.
    return path === null || (!(isWhole && isBelow(root, path)) && copied.some(({ to }) => overlap(to, path)));
  });
}

function isThere(app: App, copied: readonly Copied[], path: string): boolean {
  const from = contextAt(app.project, copied, path);
  return from !== null && app.project.statOf(from) !== null;
}

/** The first parts of the paths below the root that a COPY makes. */
function namesOf({ project }: App, { kind, from, to }: Copied, root: string): readonly string[] {
  const above = root === '/' ? '/' : `${root}/`;
  if (to !== root && to.startsWith(above)) return [to.slice(above.length).split('/')[0]!];
  if (kind === 'file' || !isBelow(root, to)) return [];
  const inside = to === root ? '' : root.slice(to === '/' ? 1 : to.length + 1);
  const folder = [from, inside].filter((part) => part !== '').join('/');
  return project.list(folder);
}
