/** The build contexts of the Dockerfiles of one run, and what the files before have left for the ones to come. */
import path from 'node:path';
import { type Context, createContexts, type Place as Where } from '../project/contexts.ts';
import { gitRoot } from './git-root.ts';
import type { Job } from './one-file.ts';
import { isInside, pathFrom } from './paths.ts';
import type { Target } from './targets.ts';

/** It can be handed to a thread. */
export interface Known {
  /** Side files that will be written, by context: text by path. With `--write` they are on disk by then. */
  readonly pending: Map<string, Map<string, string>>;
  /** Notes on contexts that were given; one is enough. */
  readonly noted: Set<string>;
}

export interface BatchContexts {
  /**
   * Null with `--no-context`.
   * @param known what `whereIs` has said.
   */
  of(target: Target, known?: Where): Context | null;
  /** Where it is built, nothing of it opened. */
  whereIs(target: Target): Where | null;
  /** What the user should know of a context, once it has been looked at. */
  notes(context: Context, isNamed: boolean): readonly string[];
  /** Side files that come with a change, for the Dockerfiles behind it. */
  keep(context: Context, files: readonly { readonly path: string; readonly after: string }[]): void;
}

export function createKnown(): Known {
  return { pending: new Map(), noted: new Set() };
}

interface Place {
  readonly flags: Pick<Job['flags'], 'context'>;
  readonly cwd: string;
}

export function createBatchContexts({ flags, cwd }: Place, { pending, noted }: Known): BatchContexts {
  const given = typeof flags.context === 'string' ? path.resolve(cwd, flags.context) : null;
  const contexts = createContexts(given, pending);
  const none = flags.context === false;
  return {
    of: (target, known) => (none ? null : contexts.contextOf(target.absolute, rootOf(target, cwd), known)),
    whereIs: (target) => (none ? null : contexts.placeOf(target.absolute, rootOf(target, cwd))),
    notes: (context, isNamed) => notesOn(context, cwd, noted, isNamed),
    keep({ real }, files) {
      if (files.length === 0) return;
      const before = pending.get(real) ?? new Map<string, string>();
      for (const file of files) before.set(file.path, file.after);
      pending.set(real, before);
    },
  };
}

/** Nothing above it is asked for the context: the repository, else the folder that the command works in. */
export function rootOf({ absolute, within }: Target, cwd: string): string {
  const home = path.dirname(absolute);
  return gitRoot(home) ?? (isInside(cwd, absolute) ? cwd : within);
}

function notesOn(context: Context, cwd: string, noted: Set<string>, isNamed: boolean): string[] {
  const { project } = context;
  // Nothing rests on a context that nobody has asked for.
  if (!project.isOpened) return [];
  const { refused, real, doubt } = context;
  const notes: string[] = [];
  if (refused !== null) {
    const place = refused.line === null ? refused.file : `${refused.file}:${refused.line}`;
    const folder = refused.folder;
    const instead = doubt === null ? 'its own folder is taken as the context' : DOUBTS.outside;
    notes.push(`${place} builds it from ${folder}, outside of the repository; ${instead}`);
  } else if (doubt === 'several') notes.push(severalOf(context, cwd));
  // Of samples and fixtures that a search finds, this would be a line each.
  else if (doubt === 'outside' || (doubt === 'sources' && isNamed)) notes.push(DOUBTS[doubt]);
  if (project.problem !== null && !noted.has(real)) {
    noted.add(real);
    notes.push(`${pathFrom(cwd, real) || '.'}: ${project.problem}`);
  }
  for (const { path: file, line, why } of context.broken) {
    if (noted.has(file)) continue;
    noted.add(file);
    const place = `${pathFrom(cwd, file)}${line === null ? '' : `:${line}`}`;
    notes.push(`${place} cannot be read (${why}), so what it says of its services is not known`);
  }
  return notes;
}

const DOUBTS = {
  outside: 'no context is looked at; --context names one',
  sources: 'what it copies is in no folder that could be its context, so none is looked at; --context names one',
} as const;

function severalOf({ folder, others }: Context, cwd: string): string {
  const folders = [folder, ...others].map((each) => pathFrom(cwd, each) || '.');
  return `it is built from several folders (${folders.join(', ')}), so none is looked at; --context names one`;
}
