/** Orders source files: those that a day's work would change first. */

/** Where sources lie, by custom. Own knowledge of the usual names. */
const SOURCES: ReadonlySet<string> = new Set(
  'src app apps lib cmd internal pkg server api backend source sources'.split(' '),
);
/** Where programs for those lie that write the app, and what is seldom changed. */
const ASIDE: ReadonlySet<string> = new Set(
  (
    'scripts script tools tool hack bin ci docs doc examples example samples sample demo config configs conf db ' +
    'database infra deploy deployment docker types typings utils public static assets locales i18n benchmarks plugins'
  ).split(' '),
);
/** Declarations that much else is made again for, files without code, and programs that make the app. */
const SELDOM = /\.(?:h|hh|hpp)$|(?:^|\/)(?:__init__\.py|doc\.go|package-info\.java|build\.[cm]?[jt]s|manage\.py)$/;

/** Of two paths, the one that is nearer to where sources lie comes first; of two as near, the shorter way, then the name. */
export function nearestFirst(a: string, b: string): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  const difference = x.findIndex((value, i) => value !== y[i]);
  return difference < 0 ? (a < b ? -1 : 1) : x[difference]! - y[difference]!;
}

function rankOf(path: string): readonly number[] {
  const folders = path.toLowerCase().split('/').slice(0, -1);
  const aside = folders.filter((folder) => ASIDE.has(folder)).length + (SELDOM.test(path) ? 1 : 0);
  const isSource = folders.some((folder) => SOURCES.has(folder));
  return [aside, isSource ? 0 : folders.length === 0 ? 1 : 2, folders.length];
}
