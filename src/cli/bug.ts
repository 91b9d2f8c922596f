/** What is printed where the fault is ours. */

export function bugText(cause: unknown, version: string): string {
  const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return `${what}\n${pleaseReport(version)}`;
}

export function pleaseReport(version: string): string {
  return `This is a bug in slimify ${version}; please report it`;
}
