// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is unknown is written as a variable
/** Targets of bake files. Source: Docker's bake file reference. */

import { asText, entriesOf, field, isMapping, listOf, readJson } from '../value.ts';
import { readBakeGiven } from './bake-given.ts';
import { absoluteIn, type Declared, declare, type Repository, readShort } from './declared.ts';
import { type HclValue, readHcl } from './hcl.ts';
import { isRemote, resolveIn } from './written-paths.ts';

const NAME = /^docker-bake(?:[._-].*)?\.(?:hcl|json)$/i;
const MAX_TARGETS = 300;
const MAX_DEPTH = 8;

/** Attributes by name; null is known at build time only. */
interface Target {
  readonly line: number | null;
  readonly attributes: ReadonlyMap<string, HclValue>;
}

export function isBakeName(name: string): boolean {
  return NAME.test(name);
}

/** All targets of a bake file that are built from a Dockerfile that can be told. */
export function readBake(repository: Repository, folder: string, name: string): Declared[] {
  const file = folder === '' ? name : `${folder}/${name}`;
  const text = readShort(repository.files, file);
  if (text === null) return [];
  const targets = name.toLowerCase().endsWith('.json') ? jsonTargets(text) : hclTargets(text);
  const home = absoluteIn(repository, folder);
  return [...targets].slice(0, MAX_TARGETS).flatMap(([target, own]) => {
    const attributes = inherited(own, targets, 0);
    return attributes === null ? [] : declareTarget(repository, { file, home, target, line: own.line }, attributes);
  });
}

function declareTarget(
  repository: Repository,
  { file, home, target: name, line }: { file: string; home: string; target: string; line: number | null },
  attributes: ReadonlyMap<string, HclValue>,
): readonly Declared[] {
  const written = attributes.has('context') ? attributes.get('context') : '.';
  const dockerfile = attributes.has('dockerfile') ? attributes.get('dockerfile') : 'Dockerfile';
  if (typeof written !== 'string' || typeof dockerfile !== 'string' || isRemote(written)) return [];
  // One block for many targets; a Dockerfile that stands in the file itself.
  if (['matrix', 'name', 'dockerfile-inline'].some((key) => attributes.has(key))) return [];
  const target = attributes.get('target');
  const args = new Map<string, string | null>();
  const given = attributes.get('args');
  if (given instanceof Map) {
    for (const [key, value] of given) args.set(key, typeof value === 'string' ? value : null);
  }
  const context = resolveIn(home, written);
  return declare(repository, {
    kind: 'bake',
    file,
    line,
    name,
    context,
    dockerfile: resolveIn(context, dockerfile),
    // A stage that is known at build time only is some stage, and need not be the last one.
    target: typeof target === 'string' ? target : attributes.has('target') ? '${target}' : null,
    args,
    build: readBakeGiven(attributes, home),
  });
}

/** The attributes with those of the targets that it inherits from; null when one of them cannot be told. */
function inherited(
  { attributes }: Target,
  targets: ReadonlyMap<string, Target>,
  depth: number,
): ReadonlyMap<string, HclValue> | null {
  const parents = attributes.get('inherits');
  if (parents === undefined) return attributes;
  if (!Array.isArray(parents) || depth > MAX_DEPTH) return null;
  const all = new Map<string, HclValue>();
  for (const name of parents) {
    const parent = typeof name === 'string' ? targets.get(name) : undefined;
    const above = parent === undefined ? null : inherited(parent, targets, depth + 1);
    if (above === null) return null;
    lay(all, above);
  }
  return lay(all, attributes);
}

function lay(under: Map<string, HclValue>, over: ReadonlyMap<string, HclValue>): Map<string, HclValue> {
  for (const [key, value] of over) {
    under.set(key, laid(key, under.get(key), value));
  }
  return under;
}

/** Maps are laid over each other name by name, secrets are joined; of all else the last one counts. Source: buildx, bake/bake.go. */
function laid(key: string, below: HclValue | undefined, value: HclValue): HclValue {
  if (MAPS.has(key) && below instanceof Map && value instanceof Map) return new Map([...below, ...value]);
  return LISTS.has(key) && Array.isArray(below) && Array.isArray(value) ? [...below, ...value] : value;
}

const MAPS: ReadonlySet<string> = new Set(['args', 'contexts', 'extra-hosts']);
const LISTS: ReadonlySet<string> = new Set(['secret', 'ssh']);

function hclTargets(text: string): ReadonlyMap<string, Target> {
  const found = new Map<string, Target>();
  for (const { type, labels, line, attributes } of readHcl(text)) {
    if (type === 'target' && labels.length === 1) found.set(labels[0]!, { line, attributes });
  }
  return found;
}

function jsonTargets(text: string): ReadonlyMap<string, Target> {
  return new Map(
    entriesOf(field(readJson(text), 'target')).map(([name, value]) => {
      const attributes = new Map(entriesOf(value).map(([key, each]) => [key, jsonValue(each, 0)]));
      return [name, { line: null, attributes }];
    }),
  );
}

function jsonValue(value: unknown, depth: number): HclValue {
  const text = asText(value);
  if (text !== null) return /[$%]\{/.test(text) ? null : text;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return listOf(value).map((each) => jsonValue(each, depth + 1));
  if (!isMapping(value)) return null;
  return new Map(entriesOf(value).map(([key, each]) => [key, jsonValue(each, depth + 1)]));
}
