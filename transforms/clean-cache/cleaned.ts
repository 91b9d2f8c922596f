/** Whether a RUN already removes a cache, or has a mount over it. */
import type { Mount } from '../../src/dockerfile/state.ts';
import type { Manager } from '../../src/facts/package-managers.ts';
import type { Call } from './calls.ts';
import type { Run } from './run.ts';

/** Programs whose words are what they remove. */
const REMOVERS: ReadonlySet<string> = new Set(['rm', 'find', 'unlink', 'shred', 'rsync']);

/** Whether a call behind position `order` removes what the manager has cached. */
export function isCleaned(run: Run, manager: Manager, order: number): boolean {
  const paths = cachePathsOf(run, manager);
  return run.calls.some((call) => call.order > order && (cleans(call, manager) || removes(call, paths, manager)));
}

/** The folders of the manager's cache: the usual ones, and those that a variable names. */
function cachePathsOf({ state }: Run, { cachePaths, cacheVariables }: Manager): readonly string[] {
  const named = cacheVariables.flatMap((name) => state.env.get(name) ?? []).filter((path) => path.startsWith('/'));
  return [...cachePaths, ...named];
}

/** By its own verb, or by that of a sibling with the same cache: `mamba clean` for conda. */
function cleans({ use }: Call, manager: Manager): boolean {
  if (use === null || use.verb === null || !use.manager.cleanVerbs.includes(use.verb.text)) return false;
  return use.manager === manager || use.manager.cachePaths.some((path) => manager.cachePaths.includes(path));
}

function removes({ name, invocation }: Call, paths: readonly string[], { program }: Manager): boolean {
  if (name === null || !REMOVERS.has(name)) return false;
  return invocation.args.some(({ text, scripts }) => {
    // `rm -rf "$(yarn cache dir)"`
    if (scripts.length > 0) return /cache/.test(text) && text.split(/[^\w-]+/).some((word) => program.test(word));
    return bracesOf(text).some((path) => paths.some((cache) => isRemovedWith(cache, path)));
  });
}

/** Whether removing `path` removes the cache, or all that is in it. */
function isRemovedWith(cache: string, path: string): boolean {
  const removed = normalise(path).replace(/(?:\/\.?|\/\{?\*+\}?)+$/, '');
  if (removed === '' || removed === '~') return false;
  if (cache === removed || cache.startsWith(`${removed}/`)) return true;
  return removed.startsWith(`${cache}/`) && !/\/(?:partial|lock)$/.test(removed);
}

/** Without quotes, and with `~` for a home folder. */
function normalise(path: string): string {
  return path
    .replaceAll(/["'\\]/g, '')
    .replace(/^(?:\$HOME|\$\{HOME\}|\/root|\/home\/[^/]+)(?=\/|$)/, '~')
    .replaceAll(/\/{2,}/g, '/');
}

/** `/var/{lib/apt,log}/x` as its two paths; one level of braces is what people write. */
function bracesOf(text: string): readonly string[] {
  const match = /^([^{]*)\{([^{}]*,[^{}]*)\}(.*)$/.exec(text);
  if (match === null) return [text];
  const [, front = '', middle = '', back = ''] = match;
  return middle.split(',').flatMap((part) => bracesOf(front + part + back));
}

/** The mount that keeps the manager's cache out of the layer: its target, or null when there is none. */
export function mountOver(run: Run, manager: Manager, more: readonly string[] = []): string | null {
  const paths = [...cachePathsOf(run, manager), ...more];
  const found = run.mounts.find((mount) => covers(mount, paths, manager.id));
  return found === undefined ? null : (found.target ?? 'a variable');
}

function covers({ type, target }: Mount, paths: readonly string[], id: string): boolean {
  if (type === 'secret' || type === 'ssh') return false;
  // A cache mount whose place is known at build time only is taken for the one that matters.
  if (target === null) return type === 'cache';
  if (type === 'cache' && target.toLowerCase().includes(id.replace(/-.*/, ''))) return true;
  const place = normalise(target).replace(/\/+$/, '');
  return paths.some((path) => {
    const cache = normalise(path);
    if (cache === place || cache.startsWith(`${place}/`) || place.startsWith(`${cache}/`)) return true;
    // A home folder elsewhere: `/var/www/.cache/pip`.
    return cache.startsWith('~/') && place.endsWith(cache.slice(1));
  });
}

/** Programs that fail on a path that is not there. */
const INSIST: ReadonlySet<string> = new Set([
  'rm',
  'rmdir',
  'mv',
  'cp',
  'chown',
  'chmod',
  'ls',
  'cd',
  'find',
  'du',
  'tar',
]);

/** Whether the call fails when the folders are empty: `rm /var/cache/apk/*` without `-f`. */
export function failsOnEmpty(call: Call, folders: readonly string[]): boolean {
  return insists(call) && call.invocation.args.some(({ text }) => /[*?[]/.test(text) && liesIn(text, folders));
}

/** Whether the call fails when the folders, or what is in them, are not there: `chown -R app ~/.cache`. */
export function failsOnMissing(call: Call, folders: readonly string[]): boolean {
  return insists(call) && call.invocation.args.some(({ text }) => liesIn(text, folders));
}

/** Whether the call empties the folder on every way, and takes it well when there is nothing in it. */
export function removesForGood(call: Call, folder: string): boolean {
  const { name, invocation } = call;
  if (name !== 'rm' || invocation.conditional || insists(call)) return false;
  return invocation.args.some(({ text }) => bracesOf(text).some((path) => isRemovedWith(folder, path)));
}

/** Programs that hand on what they find at a path. */
const COPIERS: ReadonlySet<string> = new Set(['cp', 'mv', 'tar', 'rsync', 'cat', 'zcat', 'lz4cat']);

/** Whether the call takes along what is in the folders: `cp -r ~/.npm /opt`. */
export function copies({ name, invocation }: Call, folders: readonly string[]): boolean {
  return name !== null && COPIERS.has(name) && invocation.args.some(({ text }) => liesIn(text, folders));
}

function insists({ name, invocation }: Call): boolean {
  if (name === null || !INSIST.has(name)) return false;
  return !(name === 'rm' && invocation.args.some(({ text }) => /^-[a-zA-Z]*f/.test(text) || text === '--force'));
}

/** Whether a path, as somebody wrote it, is one of the folders or in one. */
export function liesIn(text: string, folders: readonly string[]): boolean {
  const path = normalise(text).replace(/\/+$/, '');
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
