/** Other Dockerfiles that may be built from the same context. */
import { isDockerfileName } from '../dockerfile-names.ts';
import type { Files } from '../files.ts';
import type { Sibling } from '../uses.ts';
import type { Uses } from './find.ts';

/** Folders of dependencies and build results: what lies there is not ours to build. Own knowledge of the usual names. */
const NOT_ENTERED: ReadonlySet<string> = new Set([
  ...['.git', 'node_modules', 'vendor', 'bower_components', '.venv', 'venv', 'site-packages', '__pycache__'],
  ...['target', 'dist', 'obj', '.gradle', '.next', '.nuxt', '.cache', '.terraform', '.yarn', '.idea', '.vscode'],
]);
/** Endings of names that are no folder's: they need not be asked for. */
const PLAIN_FILE =
  /\.(?:[cm]?[jt]sx?|json|map|md|txt|ya?ml|toml|lock|py|go|rs|java|kt|rb|php|cs|css|s[ac]ss|html?|svg|png|jpe?g|gif|ico|sql|sh|xml)$/i;
const MAX_DEPTH = 6;
const MAX_NAMES = 5000;
const MAX_FOUND = 200;

export interface SiblingSearch {
  readonly uses: Uses;
  /** Of the repository. */
  readonly files: Files;
  /** Both relative to the repository. */
  readonly context: string;
  readonly dockerfile: string;
}

/**
 * Dockerfiles below the context, and those that a compose file or the like builds from it. One that is only ever built
 * from another context is none.
 * @param below paths of the Dockerfiles below the context, relative to it; see `dockerfilesBelow`.
 */
export function findSiblings(
  { uses, files, context, dockerfile }: SiblingSearch,
  below: readonly string[],
): readonly Sibling[] {
  const inContext = below.map((path) => (context === '' ? path : `${context}/${path}`));
  const named = uses.builtFrom(context, dockerfile);
  const all = new Set([...named, ...inContext.filter((path) => mayBeBuiltFrom(context, path, uses))]);
  all.delete(dockerfile);
  return [...all].slice(0, MAX_FOUND).flatMap((path) => {
    const text = files.readText(path);
    return text === null ? [] : [{ path: wayFrom(context, path), text }];
  });
}

function mayBeBuiltFrom(context: string, path: string, uses: Uses): boolean {
  const declared = uses.declared(path);
  return declared.length === 0 || declared.some(({ use }) => use.context === context);
}

/** Relative to the context, with `..` for what lies outside of it. */
function wayFrom(context: string, path: string): string {
  const from = context === '' ? [] : context.split('/');
  const to = path.split('/');
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}

/** Paths of files that are called like a Dockerfile, nearest to the root first; of a huge folder not all. */
export function dockerfilesBelow(files: Files): readonly string[] {
  const found: string[] = [];
  let folders = [''];
  let seen = 0;
  for (let depth = 0; depth <= MAX_DEPTH && folders.length > 0; depth++) {
    const deeper: string[] = [];
    for (const folder of folders) {
      for (const name of files.list(folder)) {
        if (++seen > MAX_NAMES || found.length >= MAX_FOUND) return found;
        const path = folder === '' ? name : `${folder}/${name}`;
        if (NOT_ENTERED.has(name) || PLAIN_FILE.test(name)) continue;
        const kind = files.statOf(path)?.kind;
        if (kind === 'folder') deeper.push(path);
        else if (kind === 'file' && isDockerfileName(name)) found.push(path);
      }
    }
    folders = deeper;
  }
  return found;
}
