/** What is built again once a source file has changed. */
import { readDockerignore } from '../project/dockerignore.ts';
import { type Around, build, type Variant } from './attempt.ts';
import { contextArchive } from './context/archive.ts';
import { UnreadableContext } from './context/unreadable.ts';
import { countMissed } from './rebuilt/missed.ts';
import { alone, beside } from './sharing.ts';
import type { Rebuilt } from './verified.ts';

/**
 * Measured once more, and with no other build beside it, when the builder did not find in its cache what is there.
 *
 * @param file of the context, which changes: to something else each time.
 * @param onStep null is the beginning.
 * @returns null when that cannot be found out: there is no such file, or it cannot be built.
 * @throws Stopped
 */
export async function rebuilt(
  variant: Variant,
  file: string | null,
  around: Around,
  onStep: (step: string | null) => void,
): Promise<Rebuilt | null> {
  if (file === null) return null;
  const measure = (): Promise<Rebuilt | null> => rebuiltOnce(variant, file, around, onStep);
  const first = await beside(around, measure);
  if (first === null || first.missed === 0) return first;
  const again = await alone(around, measure);
  return again !== null && again.missed < first.missed ? again : first;
}

async function rebuiltOnce(
  { dockerfile, ignore }: Variant,
  file: string,
  around: Around,
  onStep: (step: string | null) => void,
): Promise<Rebuilt | null> {
  const { context, project, build: asked } = around.subject;
  const rules = readDockerignore(ignore ?? '');
  const isInBuild = (path: string): boolean => !rules.isIgnored(path);
  const open = contextArchive(context, isInBuild, file, rules.mayTakeInBelow);
  onStep(null);
  try {
    const archive = { kind: 'archive', open } as const;
    const result = await build(around.nextTag(), { dockerfile, ignore }, archive, false, around, onStep);
    if (!result.ok) return null;
    const { seconds, steps } = result;
    // Asked for without a cache, nothing can be missed.
    const isCached = !asked.options.some((option) => option.startsWith('--no-cache'));
    return { seconds, steps, missed: isCached ? countMissed(steps, file, project) : 0 };
  } catch (cause) {
    if (cause instanceof UnreadableContext) return null;
    throw cause;
  }
}
