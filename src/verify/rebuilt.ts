/** What is built again once a source file has changed. */
import { readDockerignore } from '../project/dockerignore.ts';
import { type Around, build, type Variant } from './attempt.ts';
import { contextArchive } from './context/archive.ts';
import { UnreadableContext } from './context/unreadable.ts';
import type { Rebuilt } from './verified.ts';

/**
 * @param file of the context, which changes.
 * @param onStep null is the beginning.
 * @returns null when that cannot be found out: there is no such file, or it cannot be built.
 * @throws Stopped
 */
export async function rebuilt(
  { dockerfile, ignore }: Variant,
  file: string | null,
  around: Around,
  onStep: (step: string | null) => void,
): Promise<Rebuilt | null> {
  if (file === null) return null;
  const rules = readDockerignore(ignore ?? '');
  const isInBuild = (path: string): boolean => !rules.isIgnored(path);
  const open = contextArchive(around.subject.context, isInBuild, file, rules.mayTakeInBelow);
  onStep(null);
  try {
    const result = await build(
      around.nextTag(),
      { dockerfile, ignore },
      { kind: 'archive', open },
      false,
      around,
      onStep,
    );
    return result.ok ? { seconds: result.seconds, steps: result.steps } : null;
  } catch (cause) {
    if (cause instanceof UnreadableContext) return null;
    throw cause;
  }
}
