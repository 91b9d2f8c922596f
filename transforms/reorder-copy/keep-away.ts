/** What the programs of a RUN in front of the sources must not touch. */

import { imagePathOf } from '../../src/project/copies.ts';
import { isBelow } from '../../src/project/paths.ts';
import { contextAt, finalPathOf, overlap } from '../../src/project/placed.ts';
import type { Project } from '../../src/project/project.ts';
import type { Place } from './inert.ts';
import { type Call, isNeed, type RunReading } from './run.ts';
import type { Survey } from './survey.ts';

/**
 * What a program of a RUN has to keep away from.
 * @param known files that are there by then.
 */
export function placeFor(
  project: Project,
  survey: Survey,
  { folder }: Call,
  { calls, state }: RunReading,
  known: readonly string[],
): Place {
  const needs = calls.map(({ answer }) => answer).filter(isNeed);
  const writes = needs.flatMap((need) => need.writes).flatMap((path) => finalOrPlace(project, survey, path));
  return {
    folder,
    variable: (name) => state.env.get(name),
    touches: (path) => survey.places.some((place) => overlap(place, path)),
    isOutput: (path) => writes.includes(path),
    isThere: (path) =>
      path === state.workdir ||
      [...survey.reads.map(({ place }) => place), ...survey.held.map(({ to }) => to)].some((to) => isBelow(to, path)),
    isTarget: (path) => survey.places.some((place) => isBelow(place, path)),
    isCopied: (path) => {
      const from = contextAt(project, survey.carriedCopied, path);
      if (from === null || project.statOf(from) === null) return false;
      return !known.some((read) => isBelow(from, read)) && contextAt(project, survey.held, path) !== from;
    },
  };
}

function finalOrPlace(project: Project, { copied }: Survey, path: string): readonly string[] {
  const place = finalPathOf(project, copied, path) ?? imagePathOf(copied, path);
  return place === null ? [] : [place];
}
