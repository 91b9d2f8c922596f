/** Programs among the sources that are run by hand or by the build: they count when something else names them. */
import { nameOf } from '../../project/paths.ts';
import type { SourceFile } from './sources.ts';

/** Own knowledge of the usual names; `bin` and `tools` hold the program itself too often. */
const FOLDERS =
  /^(.*\/)?(scripts|hack|extra|benchmarks?|e2e|ci|\.storybook|stories|__tests__|integration[_-]tests?|test-utils)\//;
const FILES =
  /^(?:.*\/)?(?:build|release|deploy|gulpfile|Gruntfile|webpack[\w.]*|rollup[\w.]*|esbuild[\w.]*|vite[\w.]*)\.[cm]?[jt]s$/;
/** Tests that lie beside the sources, by more names than usual. */
const TESTS =
  /(?:^|\/)(?:tests?|tests?_utils?|testing|conftest)\.(?:rs|py)$|_tests?\.(?:rs|go|py|cc|cpp)$|[._-](?:clienttest|servertest|test|spec)\.[cm]?[jt]sx?$/;

/** Paths into such a folder, and names of such files, wherever they stand. */
const NAMED =
  /\b(?:scripts|hack|extra|benchmarks?|e2e|ci|stories|integration[_-]tests?|test-utils)\/[\w./-]*|\b(?:build|release|deploy|gulpfile|Gruntfile|webpack|rollup|esbuild|vite)[\w.]*\.[cm]?[jt]s\b/g;
/** What tools call each other. */
const BESIDE = /["'`/\s]([\w-]+)(?:\.\w+)?(?=["'`\s)]|$)/g;

/** @param started what is started, scripts of package.json included. */
export function withoutTools(files: readonly SourceFile[], started: readonly string[]): readonly SourceFile[] {
  const own = files.filter(({ path }) => !TESTS.test(path));
  let tools = own.filter(({ path }) => FOLDERS.test(path) || FILES.test(path));
  const others = own.filter((file) => !tools.includes(file));
  // With nothing else there, they are the app.
  if (others.length === 0) return files;
  const kept = new Set(others);
  const named = new Set<string>();
  if (tools.length > 0)
    for (const text of [...started, ...others.map((file) => file.text)])
      for (const [name] of text.matchAll(NAMED)) named.add(name);
  let found = tools.filter((file) => isNamed(file, named));
  // Tools that are named may name others.
  while (found.length > 0) {
    for (const file of found) kept.add(file);
    const names = new Set(found.flatMap(({ text }) => [...text.matchAll(BESIDE)].map(([, name = '']) => name)));
    tools = tools.filter((file) => !kept.has(file));
    found = tools.filter(({ path }) =>
      path
        .replace(/\.\w+$/, '')
        .split('/')
        .slice(-2)
        .some((part) => names.has(part)),
    );
  }
  return files.filter((file) => kept.has(file));
}

/** By its path from the folder of tools on, by a folder above it, or by its own name. */
function isNamed({ path }: SourceFile, named: ReadonlySet<string>): boolean {
  const head = FOLDERS.exec(path)?.[1] ?? '';
  const inside = FOLDERS.test(path) ? path.slice(head.length) : nameOf(path);
  const plain = inside.replace(/\.\w+$/, '');
  for (const name of named) {
    const bare = name.replace(/\.(?:[cm]?[jt]sx?|py|rb|php|go|sh)$/, '').replace(/\/$/, '');
    if (name === inside || bare === plain) return true;
    if (bare.includes('/') && plain.startsWith(`${bare}/`)) return true;
  }
  return false;
}
