/** What a build is given besides its context, target and arguments, as files of a repository write it. */
import type { BuildGiven, BuildSecret, NamedContext } from '../uses.ts';
import { relativeTo, resolveIn } from './written-paths.ts';

export const NOTHING_GIVEN: BuildGiven = {
  contexts: new Map(),
  platform: null,
  network: null,
  hosts: [],
  shmSize: null,
  secrets: [],
};

/** Source: compose-go, paths/context.go, and the bake file reference, target.contexts; both as of 2026. */
const FETCHED = /^(?:docker-image:\/\/|https?:\/\/|git:\/\/|ssh:\/\/|github\.com\/|git@)/;
/** Another service of compose, another target of bake. */
const RESULT = /^(?:service|target):/;
/** A path that only the machine knows where the build is started. */
const OF_MACHINE = /^~(?:[\w.-]*)(?:\/|$)/;

/**
 * @param known null when a part of it is known at build time only.
 * @param folder that paths are relative to, absolute: of the compose file, which is Compose's unless it is told another
 * one. Bake takes the folder that it is started in, and that mostly is the bake file's.
 */
export function contextFrom(written: string, known: string | null, folder: string): NamedContext {
  if (known === null || known === '') return { kind: 'unknown', written };
  if (FETCHED.test(known)) return { kind: 'fetched', reference: known };
  if (RESULT.test(known)) return { kind: 'result', written: known };
  if (OF_MACHINE.test(known)) return { kind: 'outside', written: known };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(known)) return { kind: 'other', written: known };
  return { kind: 'folder', folder: resolveIn(folder, known) };
}

/** The path of a secret. @param folder as above. */
export function secretPath(known: string | null, folder: string): string | null {
  if (known === null || known === '' || OF_MACHINE.test(known)) return known || null;
  return resolveIn(folder, known);
}

/** `name=address` or `name:address`; brackets of an IPv6 address are taken off. Several stand with a comma between. */
export function hostsFrom(text: string): readonly string[] {
  const [, name = '', addresses = ''] = /^([^=:]+)[=:](.+)$/s.exec(text.trim()) ?? [];
  return hostAt(name, addresses);
}

export function hostAt(name: string, addresses: string): readonly string[] {
  const all = addresses.split(',').map((each) => each.trim().replace(/^\[(.*)\]$/, '$1'));
  return name.trim() === '' ? [] : all.flatMap((each) => (each === '' ? [] : [`${name.trim()}:${each}`]));
}

/** What a second file, or what inherits, says is laid over what the first one says. */
export function layGiven(base: BuildGiven, over: BuildGiven): BuildGiven {
  return {
    contexts: new Map([...base.contexts, ...over.contexts]),
    platform: over.platform ?? base.platform,
    network: over.network ?? base.network,
    hosts: [...new Set([...base.hosts, ...over.hosts])],
    shmSize: over.shmSize ?? base.shmSize,
    secrets: [...base.secrets.filter((each) => !over.secrets.some((other) => isSame(each, other))), ...over.secrets],
  };
}

function isSame(one: BuildSecret, two: BuildSecret): boolean {
  return one.kind === two.kind && one.id === two.id;
}

/** With paths relative to the root of the repository. */
export function withinRepository(base: string, given: BuildGiven): BuildGiven {
  const contexts = [...given.contexts].map(([name, context]) => [name, contextWithin(base, context)] as const);
  const secrets = given.secrets.map((each) =>
    each.path === null ? each : { ...each, path: relativeTo(base, each.path) ?? each.path },
  );
  return { ...given, contexts: new Map(contexts), secrets };
}

function contextWithin(base: string, context: NamedContext): NamedContext {
  if (context.kind !== 'folder') return context;
  const folder = relativeTo(base, context.folder);
  return folder === null ? { kind: 'outside', written: context.folder } : { kind: 'folder', folder };
}
