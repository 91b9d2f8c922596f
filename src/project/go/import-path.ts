/** What import paths say by themselves. Source: cmd/go/internal/load, DefaultExecName; go.dev/ref/mod, "Major version suffixes". */

/** The name of the program that a main package gives: the last element that is no major version. */
export function programName(importPath: string): string {
  const parts = importPath.split('/');
  const last = parts.at(-1)!;
  return parts.length > 1 && isMajorVersion(last) ? parts.at(-2)! : last;
}

function isMajorVersion(element: string): boolean {
  return /^v(?:[2-9]|[1-9]\d+)$/.test(element);
}

/** Paths of the standard library have no dot in their first element, which is no host then. */
export function isStandard(importPath: string): boolean {
  return !importPath.split('/', 1)[0]!.includes('.');
}
