import type { Container } from '../container-engine.ts';

const LINES = 40;

export function endOf(lines: readonly string[]): readonly string[] {
  return lines.slice(-LINES);
}

/** A log that cannot be read takes nothing away from what was found out. */
export async function logOf(container: Container): Promise<readonly string[]> {
  try {
    return endOf(await container.logs());
  } catch {
    return [];
  }
}
