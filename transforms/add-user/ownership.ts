/** What the app must own so that it can still write where it writes. */

import { history, originOf, pathsOf } from '../../src/app/lineage.ts';
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import { baseOf, stateAfter } from '../../src/dockerfile/state.ts';
import { isBelow } from '../../src/project/paths.ts';
import { isSystem } from './judge.ts';
import { buildsIn, filledByRun, findMade, madeFolders } from './made.ts';
import { chownedCopies, copiesInto, givenAway, isGiven, type OwnedCopies } from './owned-copies.ts';
import { type Refused, refuse, type Subject } from './subject.ts';
import { findVolume } from './volumes.ts';

/** Who makes more folders than this lays out a build. */
const MOST_DUG = 3;

/** Working directories of base images that are meant for an app. */
const FOR_APPS = /^\/(?:app|workspace|home\/bun\/app|var\/www\/html)$/;
/** Folders that builds of common frameworks make, and that their apps write to; others the app makes by itself. */
const RESULT =
  /^\/(?:\.next|\.nuxt|\.output|\.cache|_build|bin|build|cache|dist|lib|log|logs|node_modules|obj|out|priv|public|static|staticfiles|storage|target|tmp|var|wwwroot)(?:\/|$)/;
/** Why the writes of an app are not known, when its sources are there. */
const OPEN: ReadonlySet<string> = new Set(['not-literal', 'too-much']);
const SOURCE = /\.(?:[cm]?[jt]s|py|rb|php|pl|jar|dll)$/;

export interface Ownership extends OwnedCopies {
  /** Folders that a RUN gives away: those that are there, and those that it has to make. */
  readonly there: readonly string[];
  readonly made: readonly string[];
  readonly assumption: string;
}

export function planOwnership(subject: Subject): Ownership | Refused {
  const plan = plannedFor(subject);
  if ('reason' in plan) return plan;
  const { doc, stage, owner } = subject;
  return { ...plan, there: plan.there.filter((path) => !isGiven(doc, stage, path, owner)) };
}

function plannedFor(subject: Subject): Ownership | Refused {
  const { doc, stage, writes, scripts } = subject;
  const folders = [...writes.folders.map(({ path }) => path), ...scripts];
  const system = writes.folders.find(({ path }) => isSystem(path));
  if (system !== undefined) {
    const { path, evidence } = system;
    return refuse({ code: 'writes-system', path, file: evidence.file, line: evidence.line });
  }
  const { workdir } = stateAfter(doc, stage);
  const dug = madeFolders(doc, stage, workdir);
  const volume = findVolume(subject, [...folders, ...dug]);
  if (volume !== null) return volume;
  const { family } = baseOf(doc, stage);
  if (family === 'scratch' || family === 'distroless') return withoutShell(subject, folders);
  // Of what a build makes, the app mostly changes nothing.
  const isResult = (path: string): boolean =>
    workdir !== null && isBelow(path, workdir) && RESULT.test(path.slice(workdir.length));
  const own = folders.filter((path) => !isResult(path) && (workdir === null || !isBelow(workdir, path)));
  const filled = filledByRun(doc, stage, own);
  if (filled !== null) return refuse({ code: 'made-as-root', ...filled.command }, filled.at);
  if (writes.kind === 'read' && !folders.some((path) => needsTree(path, workdir, dug))) {
    const copies = copiesInto(subject, folders);
    return 'reason' in copies ? copies : { ...elsewhere(folders, dug.length > MOST_DUG ? [] : dug), ...copies };
  }
  if (workdir === null || isSystem(workdir) || !isOwnFolder(doc, stage, workdir))
    return refuse({ code: 'no-app-folder' });
  return tree(subject, workdir, folders, dug);
}

/** Whether a folder is the app's own, or is made there by the app. */
function needsTree(path: string, workdir: string | null, dug: readonly string[]): boolean {
  return workdir !== null && isBelow(path, workdir) && !dug.some((folder) => isBelow(path, folder));
}

/** Whether the app is copied to the folder, or to one that it lies in. */
function isOwnFolder(doc: Document, stage: Stage, workdir: string): boolean {
  const own = history(doc, stage);
  // The base image's own may hold more than the app, as /go does.
  if (!own.some(({ keyword }) => keyword === 'WORKDIR') && !FOR_APPS.test(workdir)) return false;
  return own.some((each) => {
    const target = each.keyword === 'COPY' || each.keyword === 'ADD' ? (pathsOf(doc, each)?.at(-1) ?? '/') : '/';
    return target !== '/' && (isBelow(target, workdir) || isBelow(workdir, target));
  });
}

/** Nothing has to be given away. */
export function plain(assumption: string): Ownership {
  return { copies: [], there: [], made: [], owned: new Set(), assumption };
}

/** Folders that a RUN has made are given away, others are made as well. */
function elsewhere(folders: readonly string[], dug: readonly string[]): Ownership {
  const all = topmost([...dug, ...folders]);
  if (all.length === 0) return plain('the app writes nothing outside /tmp');
  const there = all.filter((path) => dug.includes(path));
  return { ...plain(onlyBelow(all)), there, made: all.filter((path) => !there.includes(path)) };
}

function onlyBelow(folders: readonly string[]): string {
  const all = [...folders, '/tmp'];
  return `the app writes only below ${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** Without those that lie in another of them. */
function topmost(folders: readonly string[]): readonly string[] {
  const unique = [...new Set(folders)];
  return unique.filter((path) => !unique.some((other) => other !== path && isBelow(path, other)));
}

/** Nothing can be given away there but by COPY; a program of one file mostly writes nothing at all. */
function withoutShell(subject: Subject, folders: readonly string[]): Ownership | Refused {
  const { doc, stage, writes } = subject;
  const isOpen = writes.kind === 'unknown' && (OPEN.has(writes.why) || bringsBinary(subject));
  if (folders[0] !== undefined) return refuse({ code: 'no-shell', path: folders[0] });
  if (isOpen) return refuse({ code: 'no-shell', path: stateAfter(doc, stage).workdir ?? 'a folder of its own' });
  const isBare = baseOf(doc, stage).family === 'scratch';
  return plain(isBare ? 'the app writes nothing to disk' : 'the app writes nothing outside /tmp');
}

/** A program that lies in the context as a binary: nobody can say what it does. */
function bringsBinary({ start }: Subject): boolean {
  return start.calls.some(({ name, origin }) => name !== '' && origin?.kind === 'context' && !SOURCE.test(origin.path));
}

/** The app's own folder: its files are copied as the user's, and the folder itself is the user's too. */
function tree(
  subject: Subject,
  workdir: string,
  folders: readonly string[],
  dug: readonly string[],
): Ownership | Refused {
  const { doc, project, stage, owner, writes } = subject;
  const given = givenAway(doc, stage, workdir, owner);
  const made = given === null ? findMade(doc, stage, workdir) : null;
  if (made !== null) {
    const line = made.at.startLine;
    return refuse({ code: 'made-as-root', command: made.command, line }, made.at);
  }
  const files = chownedCopies(subject, workdir, given);
  if ('reason' in files) return files;
  // What a build may have made as root is given away by name.
  const isBuilt = given === null && buildsIn(doc, stage, workdir, false);
  const isCopied = (path: string): boolean => originOf(doc, project, stage, path)?.kind === 'context';
  const mayBeBuilt = (path: string): boolean =>
    path !== workdir && isBelow(path, workdir) && RESULT.test(path.slice(workdir.length)) && !isCopied(path);
  const inside = isBuilt ? folders.filter(mayBeBuilt) : [];
  const outside = folders.filter((path) => !isBelow(path, workdir));
  const mine = topmost([...outside, ...inside, ...dug]).filter((path) => given === null || !isBelow(path, workdir));
  const below = onlyBelow([workdir, ...mine.filter((path) => !isBelow(path, workdir))]);
  const isVague = isBuilt || (writes.kind === 'unknown' && given === null && buildsIn(doc, stage, workdir, true));
  return {
    ...files,
    there: [...(given === null ? [workdir] : []), ...mine.filter((path) => dug.includes(path))],
    made: mine.filter((path) => !dug.includes(path)),
    assumption: isVague ? `${below}, and to nothing there that a RUN made` : below,
  };
}
