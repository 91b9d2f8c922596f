/**
 * Options of the engine's build for what a compose or bake file gives it. All engines have them, not all of their values.
 * Source: docker buildx build as of 0.13, podman build as of 4.3 and buildah build as of 1.28.
 */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { contextName } from '../../../project/context-name.ts';
import type { NamedContext, Use } from '../../../project/project.ts';
import type { EngineName } from '../../../verify/container-engine.ts';
import type { Wants } from '../../../verify/wants.ts';
import { isInside } from '../../paths.ts';
import { shellWord } from '../../shell-word.ts';
import type { DeclaredBuild } from './declared-build.ts';
import { type OwnFlag, readOwnFlags, valuesOf } from './own-flags.ts';

export interface GivenOptions {
  readonly options: readonly string[];
  /** What cannot be given, and why: one line each. */
  readonly notes: readonly string[];
}

/** A stage or an image, with a platform behind it or not. Another `=` in it would have the option say something else. */
const NAME = /^\w[\w.:/@+-]*$/;
const PLATFORM = /^\w+(?:\/\w+){1,2}$/;
/** Source: containers/buildah, pkg/parse, GetAdditionalBuildContext. */
const FETCHED_BY_ALL = /^(?:docker-image|https?):\/\//;
const SIZE = /^\d+(?:\.\d+)?\s*(?:[kmgt]i?)?b?$/i;

export interface Asked {
  /** What the Dockerfile wants. */
  readonly wants: Wants;
  /** The user's build options: what they say is not said twice. */
  readonly own: readonly string[];
  readonly engine: EngineName;
}

export function givenOptions({ use, base }: Pick<DeclaredBuild, 'use' | 'base'>, asked: Asked): GivenOptions {
  if (use === null) return { options: [], notes: [] };
  const flags = readOwnFlags(asked.own);
  const contexts = contextOptions(use, base, asked, flags);
  const network = networkOption(use, flags);
  const hosts = hostOptions(use, asked.engine, flags);
  const platform = platformOption(use, flags);
  const { shmSize } = use.build;
  const isSized = valuesOf(flags, '--shm-size').length > 0;
  return {
    options: [
      ...contexts.options,
      ...platform.options,
      ...network.options,
      ...hosts.options,
      ...(shmSize !== null && SIZE.test(shmSize) && !isSized ? [`--shm-size=${shmSize.replaceAll(' ', '')}`] : []),
    ],
    notes: [...contexts.notes, ...platform.notes, ...network.notes, ...hosts.notes],
  };
}

/** Where it stands. */
export function placeOf({ file, line }: Use): string {
  return line === null ? file : `${file}:${line}`;
}

function contextOptions(use: Use, base: string, { wants, engine }: Asked, flags: readonly OwnFlag[]): GivenOptions {
  const own = new Set(valuesOf(flags, '--build-context').map((each) => contextName(each.replace(/=.*$/s, ''))));
  const options: string[] = [];
  const notes: string[] = [];
  for (const [name, context] of use.build.contexts) {
    if (own.has(contextName(name))) continue;
    const found = NAME.test(name) ? valueOf(context, base, engine) : { why: 'that is no name for one' };
    if ('value' in found) options.push(`--build-context=${name}=${found.value}`);
    else if (wants.mayUse(name)) notes.push(leftContext(name, use, found));
  }
  return { options, notes };
}

function leftContext(name: string, use: Use, { why, like = '<folder>' }: Left): string {
  const option = shellWord(`--build-option=--build-context=${name}=`);
  return `its additional context ${name} (${placeOf(use)}) is not given: ${why}; ${option}${like} gives it`;
}

interface Left {
  readonly why: string;
  /** What the user may give instead; left out: a folder. */
  readonly like?: string;
}

/** A folder has to be inside of the repository, links followed: what lies elsewhere on this machine is not the repository's. */
function valueOf(context: NamedContext, base: string, engine: EngineName): { readonly value: string } | Left {
  switch (context.kind) {
    case 'fetched':
      return engine === 'docker' || FETCHED_BY_ALL.test(context.reference)
        ? { value: context.reference }
        : { why: `${engine} would take ${context.reference} for a folder` };
    case 'folder': {
      const folder = folderAt(path.join(base, context.folder));
      if (folder === null) return { why: `${context.folder || '.'} is no folder` };
      return isInside(base, folder)
        ? { value: folder }
        : { why: `${context.folder} leads out of the repository, to ${folder}` };
    }
    case 'outside':
      return { why: `${context.written} lies outside of the repository` };
    case 'result':
      return { why: `${context.written} is what another build makes`, like: 'docker-image://<image>' };
    case 'unknown':
      return { why: 'what it is, is known at build time only' };
    case 'other':
      return { why: `${context.written} is neither a folder of the repository nor fetched` };
  }
}

/** Links followed; null for none. */
function folderAt(folder: string): string | null {
  try {
    return statSync(folder).isDirectory() ? realpathSync.native(folder) : null;
  } catch {
    return null;
  }
}

/** Source: containers/buildah, CHANGELOG: builds know `host-gateway` from 1.41 on; before that none goes on with it. */
function hostOptions(use: Use, engine: EngineName, flags: readonly OwnFlag[]): GivenOptions {
  const own = new Set(valuesOf(flags, '--add-host').map(hostName));
  const hosts = use.build.hosts.filter((host) => !own.has(hostName(host)));
  const isLeft = (host: string): boolean => engine !== 'docker' && host.endsWith(':host-gateway');
  return {
    options: hosts.filter((host) => !isLeft(host)).map((host) => `--add-host=${host}`),
    notes: hosts
      .filter(isLeft)
      .map((host) => `its extra host ${host} (${placeOf(use)}) is not given: not every ${engine} knows it for a build`),
  };
}

function hostName(text: string): string {
  return text.replace(/[=:].*$/s, '');
}

/**
 * Also one that is not this machine's: whoever writes it down builds it so, mostly with an emulator, and what is built
 * for another one is another image. Where there is none, what is on disk does not build or start either.
 */
function platformOption(use: Use, flags: readonly OwnFlag[]): GivenOptions {
  const { platform } = use.build;
  const isOwn = valuesOf(flags, '--platform', '--os', '--arch', '--variant').length > 0;
  if (platform === null || !PLATFORM.test(platform) || isOwn) return { options: [], notes: [] };
  const here = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const note = `it is built for ${platform}, as ${placeOf(use)} says; --build-option=--platform=${here} builds it for this machine`;
  const isHere = `${platform}/`.startsWith(`${here}/`);
  return { options: [`--platform=${platform}`], notes: isHere ? [] : [note] };
}

/**
 * Bake itself asks before it lets a build use the machine's network: what listens on this machine only is in reach
 * there. Networks with a name are the engine's own; BuildKit knows none.
 * Source: Docker's bake file reference, target.network.
 */
function networkOption(use: Use, flags: readonly OwnFlag[]): GivenOptions {
  const { network } = use.build;
  if (network === null || valuesOf(flags, '--network').length > 0) return { options: [], notes: [] };
  if (network === 'none') return { options: ['--network=none'], notes: [] };
  if (network === 'default' || network === 'bridge' || network === '') return { options: [], notes: [] };
  const where = `its network ${network} (${placeOf(use)}) is not given`;
  const why =
    network === 'host'
      ? 'what listens on this machine would be in reach; --build-option=--network=host gives it'
      : 'a builder has none of that name';
  return { options: [], notes: [`${where}: ${why}`] };
}
