/** A program that a compiler linked. */
import { absolute } from '../../../../src/project/copies.ts';
import type { App, Step } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { commandOf, placeOf, textOf } from '../native/words.ts';
import { type Link, readCompile } from './compile.ts';

export interface Built {
  /** Absolute, in the builder. */
  readonly path: string;
  readonly link: Link;
  readonly step: Step;
}

/** Refuses a step of which nobody can tell what it makes. */
export function unclear(step: Step): Refusal {
  return refuse({ code: 'artefact-not-known', command: commandOf(step), line: step.run.startLine }, step.run);
}

/** What a call of a compiler makes; none when it only compiles, null when the place cannot be told. */
export function byCompiler(step: Step): readonly Built[] | Refusal | null {
  const read = readCompile(step.call, (word) => textOf(word, step));
  if (read.kind === 'nothing') return [];
  if (read.kind === 'unclear')
    return refuse({ code: 'option-not-known', tool: step.call.name ?? '', option: read.option }, step.run);
  const path = placeOf(read.link.output, step.cwd);
  return path === null ? null : [{ path, link: read.link, step }];
}

/** The path in the context of a file of the image; null when no COPY brings one. */
export function fileAt(app: App, path: string): string | null {
  const found = app.toContext(absolute(path));
  return found !== null && app.project.statOf(found)?.kind === 'file' ? found : null;
}
