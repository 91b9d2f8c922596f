/** Versions as numbers with dots between them. */

/** Whether a version is another one or a newer one; what is no number counts as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const own = numbersOf(version);
  for (const [i, part] of numbersOf(least).entries()) if ((own[i] ?? 0) !== part) return (own[i] ?? 0) > part;
  return true;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
