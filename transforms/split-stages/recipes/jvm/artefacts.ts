/** Where what Java is started with comes from: the build, a RUN that copies what was built, or the context. */

import { callText } from '../../../../src/app/call-words.ts';
import { originOf, pathsOf } from '../../../../src/app/lineage.ts';
import { pathOf } from '../../../../src/app/runs.ts';
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import { mountsOf } from '../../../../src/dockerfile/state.ts';
import { absolute, absoluteFrom } from '../../../../src/project/absolute.ts';
import { globToRegex } from '../../../../src/project/dockerignore.ts';
import { isBelow, nameOf } from '../../../../src/project/paths.ts';
import { parentFolder } from '../../../../src/project/placed.ts';
import type { App } from '../../app.ts';
import { type Carry, isRefusal, type Refusal, refuse } from '../../recipe.ts';
import { type Build, type Outputs, outputsAt } from './builds.ts';
import type { Want } from './launch.ts';
import { type Move, readMoves } from './moves.ts';

export interface Found {
  readonly carries: readonly Carry[];
  /** Calls of cp and mv that brought them there. */
  readonly claims: readonly Invocation[];
  /** Programs that come along. */
  readonly brings: readonly string[];
  /** It is made here, not copied from the context. */
  readonly isBuilt: boolean;
}

interface Search {
  readonly app: App;
  readonly builds: readonly Build[];
  readonly moves: readonly Move[];
}

/** @returns what it takes to have there what is wanted, by exact paths; null when nothing of this file puts it there. */
export function findWanted(app: App, builds: readonly Build[], want: Want): Found | Refusal | null {
  const search: Search = { app, builds, moves: readMoves(app) };
  const { path, isPattern, kind, call } = want;
  const notKnown = refuse(
    { code: 'artefact-not-known', command: callText(builds[0]!.step.call), line: builds[0]!.step.run.startLine },
    call.at ?? undefined,
  );
  const exact = isPattern ? onlyMatch(search, path) : path;
  if (exact === null) return notKnown;
  if (/[*?[]/.test(exact)) return notKnown;
  // A class path that takes in the whole folder has the sources in it, and who knows what else.
  if (kind === 'entry' && isBelow(app.final.workdir, exact)) return notKnown;
  const found = placeOf(search, exact, 0);
  if (found === null && (kind === 'file' || kind === 'entry') && isFetched(app, exact)) return ELSEWHERE;
  if (found === null) return kind === 'program' && !isMadeHere(builds, exact) ? null : notKnown;
  if (isRefusal(found)) return found;
  const covered = found.carries.map((carry) => cacheOver(app, carry.path)).find((each) => each !== null);
  if (covered !== undefined && covered !== null) return covered;
  const classes = kind === 'jar' ? classPathOf(search, exact, found) : [];
  if (classes === null) return notKnown;
  return { ...found, carries: [...found.carries, ...classes] };
}

/** Whether a path lies where Maven or Gradle put what they make, by plugins of which nothing is known. */
function isMadeHere(builds: readonly Build[], path: string): boolean {
  return builds.some(
    ({ folder, words }) =>
      isBelow(path, folder) &&
      (words.tool === 'Maven' ? /\/target\// : /\/build\//).test(path.slice(folder === '/' ? 0 : folder.length)),
  );
}

/** It is not made here, and comes along with what RUNs and COPYs leave beside the app. */
const ELSEWHERE: Found = { carries: [], claims: [], brings: [], isBuilt: false };

/** An agent that the file downloads by its exact name. */
function isFetched({ doc, steps, instructions, final }: App, path: string): boolean {
  const isPath = (text: string | null, folder: string | null) => text !== null && absoluteFrom(folder, text) === path;
  const isAdded = instructions.some(
    (each) => each.keyword === 'ADD' && /https?:/.test(each.arguments.rest) && pathsOf(doc, each)?.at(-1) === path,
  );
  return (
    isAdded ||
    steps.some(
      ({ call, cwd, state }) =>
        /^(?:curl|wget)$/.test(call.name ?? '') &&
        !call.conditional &&
        call.args.some(
          (word, at) =>
            /^-[a-zA-Z]*[oO]$|^--output(?:-document)?$/.test(call.args[at - 1]?.text ?? '') &&
            isPath(pathOf(word, { ...state, workdir: cwd ?? final.workdir }), cwd),
        ),
    )
  );
}

interface Place extends Found {
  /** What made it; null for the context. */
  readonly outputs: Outputs | null;
  /** The path that the build gave it; null when only its folder is known. */
  readonly built: string | null;
}

function placeOf(search: Search, path: string, depth: number): Place | Refusal | null {
  const built = builtAt(search, path);
  if (built !== null) return built;
  const moved = depth < 4 ? movedTo(search, path, depth) : null;
  return moved ?? givenAt(search.app, path);
}

/** By the name that the build gives it. */
function builtAt({ app, builds }: Search, path: string): Place | Refusal | null {
  for (const build of builds.toReversed()) {
    const outputs = outputsAt(app, build, path);
    if (outputs === null) continue;
    if (isRefusal(outputs)) return outputs;
    const known = { claims: [], isBuilt: true, outputs };
    const folder = outputs.folders.find((each) => isBelow(path, each));
    const installed = outputs.installed.find((each) => isBelow(path, each.folder));
    if (installed !== undefined)
      return { ...known, carries: [folderAt(installed.folder)], brings: [installed.script], built: path };
    if (folder !== undefined) return { ...known, carries: [folderAt(folder)], brings: [nameOf(path)], built: path };
    if (path === `${outputs.folder}/classes`) return { ...known, carries: [folderAt(path)], brings: [], built: path };
    if ([...outputs.archives, ...outputs.others].includes(path))
      return { ...known, carries: [{ path, kind: 'file' }], brings: [], built: path };
  }
  return null;
}

function folderAt(path: string): Carry {
  return { path, kind: 'folder' };
}

/** By a RUN that copied or moved it there. */
function movedTo(search: Search, path: string, depth: number): Place | Refusal | null {
  for (const move of search.moves.toReversed()) {
    const found = followMove(search, move, path, depth);
    if (found === null) continue;
    if (isRefusal(found)) return found;
    const [first] = found.carries;
    return { ...found, claims: [...found.claims, move.call], carries: [{ path, kind: first?.kind ?? 'file' }] };
  }
  return null;
}

function followMove(
  search: Search,
  { from, to, isPattern }: Move,
  path: string,
  depth: number,
): Place | Refusal | null {
  if (isPattern && to === path && /\.[jw]ar$/.test(path)) {
    // Had the pattern more than one match, cp would have failed: the target is no folder.
    const outputs = search.builds.map((build) => outputsAt(search.app, build, from)).find((each) => each !== null);
    if (outputs === undefined || outputs === null || isRefusal(outputs)) return outputs ?? null;
    if (parentFolder(from) !== outputs.folder) return null;
    return { carries: [{ path, kind: 'file' }], claims: [], brings: [], isBuilt: true, outputs, built: null };
  }
  // `cp -r target/lib/* lib`: what is in the folder, whatever it is.
  if (isPattern) return to === path && nameOf(from) === '*' ? placeOf(search, parentFolder(from), depth + 1) : null;
  if (to === path) return placeOf(search, from, depth + 1);
  return `${to}/${nameOf(from)}` === path ? placeOf(search, from, depth + 1) : null;
}

/** By a COPY: of the context, of another stage, of another image. */
function givenAt(app: App, path: string): Place | null {
  const inContext = app.toContext(path);
  const stat = inContext === null ? null : app.project.statOf(inContext);
  const origin = stat === null ? originOf(app.doc, app.project, app.stage, path) : null;
  if (stat === null && (origin === null || origin.kind === 'context')) return null;
  const kind = stat?.kind === 'folder' || (stat === null && !/\.\w+$/.test(path)) ? 'folder' : 'file';
  return { carries: [{ path, kind }], claims: [], brings: [], isBuilt: false, outputs: null, built: path };
}

/** The one archive that the shell finds for a pattern; null when there may be another one. */
function onlyMatch({ app, builds }: Search, pattern: string): string | null {
  const matches = globToRegex(nameOf(pattern));
  for (const build of builds.toReversed()) {
    const outputs = outputsAt(app, build, pattern);
    if (outputs === null || isRefusal(outputs) || outputs.folder !== parentFolder(pattern)) continue;
    const found = outputs.archives.filter(
      (each) => parentFolder(each) === outputs.folder && matches.test(nameOf(each)),
    );
    return outputs.isComplete && found.length === 1 ? found[0]! : null;
  }
  return null;
}

/** The jars that the manifest of a jar names; null when that cannot be told. */
function classPathOf(search: Search, path: string, found: Found): readonly Carry[] | null {
  const place = placeOf(search, path, 0);
  if (place === null || isRefusal(place) || place.outputs === null) return [];
  const { outputs, built } = place;
  if (built !== null && path.endsWith('.war') && !outputs.isBoot) return null;
  const isWhole =
    built === null ? outputs.archives.every((each) => outputs.whole.includes(each)) : outputs.whole.includes(built);
  // What its manifest names besides is in it.
  if (isWhole || outputs.classPath === null) return [];
  if (outputs.classPath === 'unknown') return null;
  const folder = absolute(`${parentFolder(path)}/${outputs.classPath.prefix}`);
  if (found.carries.some((carry) => carry.kind === 'folder' && isBelow(folder, carry.path))) return [];
  const beside = placeOf(search, folder, 0);
  return beside === null || isRefusal(beside) || isBelow(path, folder) ? null : beside.carries;
}

/** What lies in a cache mount is in no layer. */
function cacheOver({ steps }: App, path: string): Refusal | null {
  for (const { run } of steps) {
    const mount = mountsOf(run).find(
      ({ target, type }) =>
        type !== 'secret' && type !== 'ssh' && target !== null && target !== '/' && isBelow(path, absolute(target)),
    );
    if (mount !== undefined) return refuse({ code: 'cache-mount', path }, run);
  }
  return null;
}
