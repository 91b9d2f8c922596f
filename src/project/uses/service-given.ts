/**
 * What a compose service's build is given besides its context, target and arguments.
 * Source: the Compose Build specification, and compose-go for the paths: those are relative to the compose file.
 */
import type { BuildGiven, BuildSecret, NamedContext } from '../uses.ts';
import { asText, entriesOf, field, isMapping, listOf } from '../value.ts';
import { contextFrom, hostAt, hostsFrom, secretPath } from './given.ts';
import type { Reader } from './reader.ts';

/**
 * @param declared what the file has under `secrets`.
 * @param folder what paths are relative to, absolute.
 */
export function readServiceGiven(service: unknown, declared: unknown, folder: string, reader: Reader): BuildGiven {
  const build = field(service, 'build');
  return {
    contexts: readContexts(field(build, 'additional_contexts'), folder, reader),
    platform: reader.known(field(service, 'platform')) ?? onlyPlatform(build, reader),
    network: reader.known(field(build, 'network')),
    hosts: readHosts(field(build, 'extra_hosts'), reader),
    shmSize: reader.known(field(build, 'shm_size')),
    secrets: [...readSecrets(build, declared, folder, reader), ...readSsh(field(build, 'ssh'), folder, reader)],
  };
}

/** Of several one image cannot be started: what is built is this machine's. */
function onlyPlatform(build: unknown, reader: Reader): string | null {
  const platforms = listOf(field(build, 'platforms'));
  return platforms.length === 1 ? reader.known(platforms[0]) : null;
}

/** `[name=value]` or `{ name: value }`. */
function readContexts(value: unknown, folder: string, reader: Reader): ReadonlyMap<string, NamedContext> {
  const written = [...listOf(value).map((each) => pairOf(asText(each) ?? '')), ...entriesOf(value)];
  const found = new Map<string, NamedContext>();
  for (const [name, each] of written) {
    const known = reader.known(name);
    if (known === null || known === '') continue;
    found.set(known, contextFrom(asText(each) ?? '', reader.known(each), folder));
  }
  return found;
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `[name=address, name:address]` or `{ name: address }`, where several addresses may be a list. */
function readHosts(value: unknown, reader: Reader): readonly string[] {
  const listed = listOf(value).flatMap((each) => hostsFrom(reader.known(each) ?? ''));
  const mapped = entriesOf(value).flatMap(([name, each]) =>
    (Array.isArray(each) ? each : [each]).flatMap((address) => hostAt(name, reader.known(address) ?? '')),
  );
  return [...listed, ...mapped];
}

/** The id is the name that the build has for it: `target`, else `source`. */
function readSecrets(build: unknown, declared: unknown, folder: string, reader: Reader): readonly BuildSecret[] {
  return listOf(field(build, 'secrets')).map((each) => {
    const source = reader.known(isMapping(each) ? field(each, 'source') : each);
    const target = reader.known(field(each, 'target'));
    const what = source === null ? undefined : field(declared, source);
    return {
      kind: 'secret',
      id: target ?? source,
      path: secretPath(reader.known(field(what, 'file')), folder),
      variable: reader.known(field(what, 'environment')),
    };
  });
}

/** `[default, id=path]`, `{ id: path }`, or one of them alone. */
function readSsh(value: unknown, folder: string, reader: Reader): readonly BuildSecret[] {
  const alone = asText(value);
  const listed = (alone === null ? listOf(value) : [alone]).map((each) => pairOf(reader.known(each) ?? ''));
  const mapped = entriesOf(value).map(([name, each]) => [name, reader.known(each) ?? ''] as const);
  return [...listed, ...mapped].map(([id, path]) => ({
    kind: 'ssh',
    id: id === '' ? null : id,
    path: secretPath(path, folder),
    variable: null,
  }));
}
