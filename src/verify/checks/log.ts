import type { Container } from '../container-engine.ts';
import { tail } from '../process/last-lines.ts';

const LINES = 40;

export function endOf(lines: readonly string[]): readonly string[] {
  return tail(lines.join('\n'), LINES);
}

/** A log that cannot be read takes nothing away from what was found out. */
export async function logOf(container: Container): Promise<readonly string[]> {
  try {
    return endOf(await container.logs());
  } catch {
    return [];
  }
}
