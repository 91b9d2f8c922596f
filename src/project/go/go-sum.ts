/** go.sum: hashes of modules and of their go.mod. Source: go.dev/ref/mod, "go.sum files". */

/** @returns `path version` for a module, `path version/go.mod` for its go.mod. */
export function readGoSum(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    const [path, version, hash] = line.trim().split(/\s+/);
    if (path !== undefined && version !== undefined && hash !== undefined) found.add(`${path} ${version}`);
  }
  return found;
}
