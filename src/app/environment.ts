/** Variables that the app sees when it runs. */
import type { Document, Stage } from '../dockerfile/document.ts';
import { expandWord } from '../dockerfile/expand.ts';
import { stateBefore } from '../dockerfile/state.ts';
import type { Project } from '../project/project.ts';
import { history } from './lineage.ts';

/**
 * What ENV sets, and what the services that run this image set; not ARG, which is gone when the container runs.
 * @param given what the base image sets, where that counts.
 * @returns null for a value that is not known, or not the same everywhere.
 */
export function environmentOf(
  doc: Document,
  project: Project,
  stage: Stage,
  given: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string | null> {
  const env = new Map<string, string | null>(Object.entries(given));
  for (const instruction of history(doc, stage)) {
    if (instruction.keyword !== 'ENV') continue;
    const before = stateBefore(doc, instruction).env;
    for (const { key, value } of instruction.arguments.pairs)
      env.set(
        key,
        expandWord(value, (name) => before.get(name) ?? null, doc.escape),
      );
  }
  for (const { environment } of project.uses)
    for (const [key, value] of environment) if (env.get(key) !== value) env.set(key, env.has(key) ? null : value);
  return env;
}
