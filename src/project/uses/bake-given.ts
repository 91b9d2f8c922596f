/** What a bake target is given besides its context, target and arguments. Source: Docker's bake file reference. */
import type { BuildGiven, BuildSecret, NamedContext } from '../uses.ts';
import { contextFrom, hostAt, secretPath } from './given.ts';
import type { HclValue } from './hcl.ts';

/** @param folder what paths are relative to, absolute. */
export function readBakeGiven(attributes: ReadonlyMap<string, HclValue>, folder: string): BuildGiven {
  const platforms = listOf(attributes.get('platforms'));
  const platform = platforms.length === 1 ? textOf(platforms[0]) : null;
  return {
    contexts: new Map(entriesOf(attributes.get('contexts')).map(([name, each]) => [name, contextOf(each, folder)])),
    // `local` is the machine's own.
    platform: platform === 'local' ? null : platform,
    network: textOf(attributes.get('network')),
    hosts: entriesOf(attributes.get('extra-hosts')).flatMap(([name, each]) => hostAt(name, textOf(each) ?? '')),
    shmSize: textOf(attributes.get('shm-size')),
    secrets: [
      ...listOf(attributes.get('secret')).map((each) => secretOf(each, folder)),
      ...listOf(attributes.get('ssh')).map((each) => sshOf(each, folder)),
    ],
  };
}

function contextOf(value: HclValue, folder: string): NamedContext {
  return contextFrom('a variable', textOf(value), folder);
}

/** `id=npm,src=.npmrc`, `type=env,id=TOKEN`, or the same as a map. Without a source it is the variable of that name. */
function secretOf(value: HclValue, folder: string): BuildSecret {
  const fields = value instanceof Map ? value : fieldsOf(textOf(value) ?? '');
  const id = textOf(fields.get('id'));
  const source = textOf(fields.get('src') ?? fields.get('source'));
  const isUnknown = fields.get('src') === null || fields.get('source') === null;
  const isVariable = textOf(fields.get('type')) === 'env' || (source === null && !isUnknown);
  const variable = textOf(fields.get('env')) ?? (isVariable ? (source ?? id) : null);
  return { kind: 'secret', id, variable, path: variable === null ? secretPath(source, folder) : null };
}

/** `default`, `id=path`, or `{ id, paths }`. */
function sshOf(value: HclValue, folder: string): BuildSecret {
  const [id, path] =
    value instanceof Map
      ? [textOf(value.get('id')), textOf(listOf(value.get('paths'))[0])]
      : (textOf(value) ?? '').split(/=(.*)/s, 2);
  return { kind: 'ssh', id: id || null, path: secretPath(path ?? null, folder), variable: null };
}

function fieldsOf(text: string): ReadonlyMap<string, HclValue> {
  const found = new Map<string, HclValue>();
  for (const each of text.split(',')) {
    const at = each.indexOf('=');
    if (at > 0) found.set(each.slice(0, at).trim(), each.slice(at + 1));
  }
  return found;
}

function textOf(value: HclValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function listOf(value: HclValue | undefined): readonly HclValue[] {
  return Array.isArray(value) ? value : [];
}

function entriesOf(value: HclValue | undefined): readonly (readonly [string, HclValue])[] {
  return value instanceof Map ? [...value] : [];
}
