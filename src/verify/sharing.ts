/**
 * Who builds at the same time as others. BuildKit keeps one graph for all builds that run: a step that another build has
 * in hand, such as the same FROM and WORKDIR, is not done twice. But as long as that other build runs, what has been built
 * on top of such a step is not looked for in the cache, so that steps are run again in which nothing has changed.
 *
 * Source: moby/buildkit, solver/jobs.go (a step asked for with --no-cache serves those without it as well) and issue 4674;
 * since BuildKit 0.32 (commit 12d4b637) only what --no-cache has made is affected.
 */
import { Semaphore } from 'async-mutex';
import type { ContainerEngine } from './container-engine.ts';

/** More builds than anybody runs at once. */
const ALL = 1_000_000;

/** Who wants to build. */
export interface Waiting {
  readonly engine: ContainerEngine;
  /** It is not its turn yet. Not called where it is. */
  readonly onWait: () => void;
}

const builders = new WeakMap<ContainerEngine, Semaphore>();

/** Builds at the same time as others of this run, except for one that has to be alone. */
export function beside<T>(waiting: Waiting, build: () => Promise<T>): Promise<T> {
  return inTurn(waiting, build, 1);
}

/** Builds once those of this run that have begun are done, and before any other begins. */
export function alone<T>(waiting: Waiting, build: () => Promise<T>): Promise<T> {
  return inTurn(waiting, build, ALL);
}

function inTurn<T>({ engine, onWait }: Waiting, build: () => Promise<T>, share: number): Promise<T> {
  const builder = builderOf(engine);
  const free = builder.getValue();
  const done = builder.runExclusive(build, share);
  // What may begin has taken its share at once.
  if (builder.getValue() === free) onWait();
  return done;
}

function builderOf(engine: ContainerEngine): Semaphore {
  const builder = builders.get(engine) ?? new Semaphore(ALL);
  builders.set(engine, builder);
  return builder;
}
