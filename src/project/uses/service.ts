/** One service of a compose file. Source: the Compose specification, services and build. */
import { absolute } from '../absolute.ts';
import type { BuildGiven, UseMount } from '../uses.ts';
import { field, isMapping, listOf } from '../value.ts';
import type { Running } from './declared.ts';
import { layGiven } from './given.ts';
import type { Variables } from './interpolate.ts';
import { Reader } from './reader.ts';
import { readServiceGiven } from './service-given.ts';
import { isRemote, resolveIn } from './written-paths.ts';

/** How a service is built. Null: not said here. */
export interface ServiceBuild {
  /** Absolute. */
  readonly context: string | null;
  /** As written: it is relative to the context. */
  readonly dockerfile: string | null;
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string | null>;
  /** It is not built from a Dockerfile that lies here, or nobody can say from which. */
  readonly isElsewhere: boolean;
}

export interface Service {
  readonly build: ServiceBuild | null;
  /** With absolute paths. */
  readonly given: BuildGiven;
  /** The image that it runs, or that its build is named; null when not said. */
  readonly image: string | null;
  readonly running: Running;
}

/** What its file, and those beside it, say for all services. */
interface Around {
  readonly variables: Variables;
  /** Of its env files. */
  readonly environment: ReadonlyMap<string, string | null>;
  /** Under `secrets`, as written. */
  readonly secrets: unknown;
}

/** More ports than that are a range that nobody publishes one by one. */
const MAX_RANGE = 100;

/**
 * @param folder what its paths are relative to, absolute.
 */
export function readService(value: unknown, folder: string, { variables, environment, secrets }: Around): Service {
  const reader = new Reader(variables);
  return {
    build: readBuild(value, folder, reader),
    given: readServiceGiven(value, secrets, folder, reader),
    image: reader.text(field(value, 'image')),
    running: {
      command: reader.words(field(value, 'command')),
      entrypoint: reader.words(field(value, 'entrypoint')),
      health: readHealth(field(value, 'healthcheck'), reader),
      user: reader.text(field(value, 'user')),
      workdir: reader.text(field(value, 'working_dir')),
      environment: new Map([...environment, ...reader.pairs(field(value, 'environment'))]),
      mounts: readMounts(value, reader),
      syncs: readSyncs(value, reader),
      ports: readPorts(value, reader),
      rights: readRights(value, reader),
    },
  };
}

function readBuild(service: unknown, folder: string, reader: Reader): ServiceBuild | null {
  const value = field(service, 'build');
  if (value === undefined || value === null) return null;
  const isMap = isMapping(value);
  const written = isMap ? field(value, 'context') : value;
  const context = reader.known(written);
  // In the first format of the file it stood beside `build`.
  const file = isMap ? field(value, 'dockerfile') : field(service, 'dockerfile');
  const dockerfile = reader.known(file);
  const isUnknown = (written !== undefined && context === null) || (file !== undefined && dockerfile === null);
  return {
    context: context === null ? null : resolveIn(folder, context),
    dockerfile,
    target: reader.text(field(value, 'target')),
    args: reader.pairs(field(value, 'args')),
    isElsewhere:
      isUnknown || field(value, 'dockerfile_inline') !== undefined || (context !== null && isRemote(context)),
  };
}

/** Source: the Compose specification, healthcheck: one text is for a shell, a list says in front what it is. */
function readHealth(value: unknown, reader: Reader): readonly string[] | null {
  const test = reader.words(field(value, 'test'));
  if (test === null || reader.text(field(value, 'disable')) === 'true') return null;
  if (typeof test === 'string') return ['sh', '-c', test];
  const [kind, ...words] = test;
  if (kind === 'CMD') return words;
  return kind === 'CMD-SHELL' ? ['sh', '-c', words.join(' ')] : null;
}

/** Source: the Compose Develop specification, watch: sync, sync+restart and sync+exec. */
function readSyncs(service: unknown, reader: Reader): readonly string[] {
  return listOf(field(field(service, 'develop'), 'watch')).flatMap((each) => {
    const target = reader.known(field(each, 'target'));
    const isSync = reader.text(field(each, 'action'))?.startsWith('sync') === true;
    return isSync && target?.startsWith('/') === true ? [absolute(target)] : [];
  });
}

function readMounts(service: unknown, reader: Reader): readonly UseMount[] {
  const written = listOf(field(service, 'volumes')).flatMap((each) =>
    isMapping(each) ? longMount(each, reader) : shortMount(reader.text(each)),
  );
  const tmpfs = reader.texts(field(service, 'tmpfs')).map((text) => ({
    type: 'tmpfs' as const,
    source: null,
    target: text.split(':')[0]!,
  }));
  return [...written, ...tmpfs].map((mount) => ({ ...mount, target: cleanTarget(mount.target) }));
}

/** `/app/` is `/app`. What is known at build time only, and what is no path of Linux, stays as written. */
function cleanTarget(target: string): string {
  return target.startsWith('/') && !target.includes('$') ? absolute(target) : target;
}

function longMount(value: unknown, reader: Reader): readonly UseMount[] {
  const target = reader.text(field(value, 'target'));
  const type = reader.text(field(value, 'type')) ?? 'volume';
  if (target === null || (type !== 'bind' && type !== 'volume' && type !== 'tmpfs')) return [];
  return [{ type, source: reader.text(field(value, 'source')) ?? reader.text(field(value, 'src')), target }];
}

/** `source:target:mode`, `source:target`, or `target` alone. */
function shortMount(text: string | null): readonly UseMount[] {
  const match = /^((?:[A-Za-z]:[\\/])?[^:]*):([^:]+)(?::[^:]*)?$/.exec(text ?? '');
  if (match === null) return text === null || text === '' || text.includes(':') ? [] : [anonymous(text)];
  const [, source = '', target = ''] = match;
  // What has no slash is the name of a volume.
  return [{ type: /^[.~/$]|[\\/]/.test(source) ? 'bind' : 'volume', source, target }];
}

function anonymous(target: string): UseMount {
  return { type: 'volume', source: null, target };
}

function readPorts(service: unknown, reader: Reader): readonly number[] {
  const found = new Set<number>();
  for (const each of [...listOf(field(service, 'ports')), ...listOf(field(service, 'expose'))]) {
    const written = reader.known(isMapping(each) ? field(each, 'target') : each);
    const [from, to] = /^(\d+)(?:-(\d+))?$/.exec(inContainer(written ?? ''))?.slice(1) ?? [];
    if (from === undefined) continue;
    const last = Math.min(Number(to ?? from), Number(from) + MAX_RANGE);
    for (let port = Number(from); port <= last; port++) if (port > 0 && port < 65536) found.add(port);
  }
  return [...found];
}

/** The part for the container: `127.0.0.1:8080:80/tcp` publishes 80. */
function inContainer(text: string): string {
  return text.replace(/\/\w+$/, '').replace(/^.*:/s, '');
}

function readRights(service: unknown, reader: Reader): readonly string[] {
  const rights: string[] = [];
  if (reader.text(field(service, 'privileged')) === 'true') rights.push('privileged');
  for (const key of ['cap_add', 'devices', 'device_cgroup_rules']) {
    for (const each of listOf(field(service, key))) {
      const text = reader.text(isMapping(each) ? field(each, 'source') : each);
      if (text !== null) rights.push(`${key}: ${text}`);
    }
  }
  for (const key of ['network_mode', 'pid', 'ipc', 'cgroup']) {
    if (reader.text(field(service, key)) === 'host') rights.push(`${key}: host`);
  }
  return rights;
}

/** What a second file says of a service is laid over what the first one says. Source: the Compose specification, merge. */
export function mergeServices(base: Service, over: Service): Service {
  const [one, two] = [base.running, over.running];
  const covered = new Set(two.mounts.map(({ target }) => target));
  return {
    build: mergeBuilds(base.build, over.build),
    given: layGiven(base.given, over.given),
    image: over.image ?? base.image,
    running: {
      // Another entrypoint takes the command along.
      command: two.command ?? (two.entrypoint === null ? one.command : null),
      entrypoint: two.entrypoint ?? one.entrypoint,
      health: two.health ?? one.health,
      user: two.user ?? one.user,
      workdir: two.workdir ?? one.workdir,
      environment: new Map([...one.environment, ...two.environment]),
      syncs: [...one.syncs, ...two.syncs],
      mounts: [...one.mounts.filter(({ target }) => !covered.has(target)), ...two.mounts],
      ports: [...new Set([...one.ports, ...two.ports])],
      rights: [...new Set([...one.rights, ...two.rights])],
    },
  };
}

function mergeBuilds(base: ServiceBuild | null, over: ServiceBuild | null): ServiceBuild | null {
  if (base === null || over === null) return over ?? base;
  return {
    context: over.context ?? base.context,
    dockerfile: over.dockerfile ?? base.dockerfile,
    target: over.target ?? base.target,
    args: new Map([...base.args, ...over.args]),
    isElsewhere: base.isElsewhere || over.isElsewhere,
  };
}
