/** Additional contexts that take the place of what a Dockerfile names. */
import type { Document } from '../dockerfile/document.ts';
import { baseOf, parentOf } from '../dockerfile/state.ts';
import { contextName } from '../project/context-name.ts';
import type { Use } from '../project/project.ts';

/** One that whoever builds the file gives it. */
export interface Replacing {
  readonly name: string;
  readonly file: string;
}

/** The context that is taken for this image or stage; null for none. */
export function contextCalled(uses: readonly Use[], name: string): Replacing | null {
  const wanted = contextName(name);
  // These two are never looked up.
  if (wanted === 'scratch' || wanted === 'context') return null;
  for (const { build, file } of uses) {
    const found = [...build.contexts.keys()].find((each) => contextName(each) === wanted);
    if (found !== undefined) return { name: found, file };
  }
  return null;
}

/**
 * The first stage, or image below one, that is not what the file says it is: a stage of that name is not built, an image
 * not fetched. Source: docs.docker.com, named contexts; moby/buildkit, dockerfile2llb/convert.go.
 */
export function replacedIn(doc: Document, uses: readonly Use[]): Replacing | null {
  if (uses.every(({ build }) => build.contexts.size === 0)) return null;
  for (const stage of doc.stages) {
    const names = [stage.name, parentOf(doc, stage) === null ? baseOf(doc, stage).reference : null];
    for (const name of names) {
      const found = name === null ? null : contextCalled(uses, name);
      if (found !== null) return found;
    }
  }
  return null;
}
