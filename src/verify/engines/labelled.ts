import type { Labelled } from '../container-engine.ts';

export function idsOf(found: readonly Labelled[], kind: Labelled['kind']): readonly string[] {
  return found.filter((one) => one.kind === kind).map(({ id }) => id);
}
