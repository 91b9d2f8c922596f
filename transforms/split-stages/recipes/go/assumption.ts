/** The most important thing that is not proven of a split, in one sentence. */
import type { App } from '../../app.ts';
import type { Programs } from './plan.ts';

/** The most important thing that was not proven. */
export function assumptionOf({ base }: App, { unproven, reach, started, kind }: Programs, image: string): string {
  const modules = [...new Set(unproven.map((path) => moduleOf(started, path)))];
  if (modules.length === 1) return `${modules[0]} needs no cgo`;
  if (modules.length > 1) return 'none of the modules that the app imports needs cgo';
  if (kind === 'static' && reach.made.length > 0) return 'the Go code that is made during the build needs no cgo';
  return `the app uses no program of ${base.reference} that ${image} lacks`;
}

/** The module that a package is of; the package's own path when none is required. */
function moduleOf(started: Programs['started'], importPath: string): string {
  const requires = started.flatMap(
    ({ output: { tree } }) => tree?.modules.flatMap(({ mod }) => mod?.requires ?? []) ?? [],
  );
  const paths = requires
    .map(({ path }) => path)
    .filter((path) => importPath === path || importPath.startsWith(`${path}/`));
  return paths.sort((a, b) => b.length - a.length)[0] ?? importPath;
}
