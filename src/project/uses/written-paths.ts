/** Paths as files of a repository write them. */
import { absolute } from '../absolute.ts';

/** An absolute path below the root as one relative to it; null when it is not below. */
export function relativeTo(base: string, path: string): string | null {
  if (path === base) return '';
  const root = base === '/' ? '/' : `${base}/`;
  return path.startsWith(root) ? path.slice(root.length) : null;
}

/** A path as written in a file, seen from a folder. Both absolute in the end. */
export function resolveIn(folder: string, written: string): string {
  return absolute(/^(?:\/|[A-Za-z]:[\\/])/.test(written) ? written : `${folder}/${written}`);
}

/** Whether a context is fetched: what lies here is not what is built. */
export function isRemote(context: string): boolean {
  return context === '-' || /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\//i.test(context);
}
