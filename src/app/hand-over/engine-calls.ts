/** What a call of docker, podman or nerdctl asks for. Source: the command line references of docker and podman. */
import type { Invocation } from '../../dockerfile/commands.ts';
import type { Word } from '../../dockerfile/shell.ts';
import { ENGINE_VALUED, readBuildArguments } from '../../project/uses/build-arguments.ts';

/** Words with what is known put in; one that is not known holds a `$`. */
export type EngineCall =
  | { readonly kind: 'build'; readonly build: Build }
  | { readonly kind: 'create' | 'run'; readonly container: Container }
  | { readonly kind: 'cp'; readonly from: string; readonly to: string }
  | { readonly kind: 'exec'; readonly container: string }
  | { readonly kind: 'other' };

export interface Build {
  readonly context: string | null;
  readonly dockerfile: string | null;
  readonly target: string | null;
  readonly tags: readonly string[];
  /** As written: `VERSION=1`, `VERSION=${TAG}`, `TOKEN`. */
  readonly args: ReadonlyMap<string, string>;
  readonly platform: string;
  /** What else a build may need to succeed, with its value: `--secret id=token`. */
  readonly needs: readonly string[];
}

export interface Container {
  readonly image: string;
  readonly name: string | null;
  readonly entrypoint: string | null;
  /** `host:container[:options]` of bind mounts. */
  readonly volumes: readonly string[];
  /** Behind the image. */
  readonly command: readonly string[];
}

const ENGINES: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl']);
const GROUPS: ReadonlySet<string> = new Set(['container', 'image', 'buildx', 'builder']);
/** Options of create, run and exec whose value is the next word. */
const VALUED: ReadonlySet<string> = new Set([
  ...['-a', '--attach', '--add-host', '--cap-add', '--cap-drop', '--cidfile', '--cpus', '--device', '--dns', '-e'],
  ...['--env', '--env-file', '--entrypoint', '--expose', '--gpus', '--group-add', '-h', '--hostname', '--ip', '--ipc'],
  ...['-l', '--label', '--link', '--log-driver', '--log-opt', '-m', '--memory', '--mount', '--name', '--net'],
  ...['--network', '--network-alias', '--pid', '--platform', '-p', '--publish', '--pull', '--restart', '--runtime'],
  ...['--security-opt', '--shm-size', '--stop-signal', '--stop-timeout', '--tmpfs', '-u', '--user', '--ulimit'],
  ...['--userns', '-v', '--volume', '--volumes-from', '-w', '--workdir'],
]);

const NEEDED = ['--secret', '--ssh', '--network', '--add-host', '--build-context', '--platform'];

/** @returns null for a call of something else. @param values of its arguments. */
export function readEngineCall({ name, args }: Invocation, values: readonly string[]): EngineCall | null {
  if (name === null || !ENGINES.has(name)) return null;
  let at = 0;
  for (; at < values.length && values[at]!.startsWith('-'); at++) if (ENGINE_VALUED.has(values[at]!)) at++;
  if (GROUPS.has(values[at] ?? '')) at++;
  const verb = values[at];
  const rest = values.slice(at + 1);
  if (verb === 'build') return readBuild(args.slice(at + 1), rest, name === 'podman');
  if (verb === 'create' || verb === 'run') {
    const container = readContainer(rest);
    return container === null ? { kind: 'other' } : { kind: verb, container };
  }
  if (verb === 'cp') {
    const [from, to, ...more] = rest.filter((word) => word === '-' || !word.startsWith('-'));
    return from === undefined || to === undefined || more.length > 0 ? { kind: 'other' } : { kind: 'cp', from, to };
  }
  if (verb === 'exec') return { kind: 'exec', container: readContainer(rest)?.image ?? '' };
  return { kind: 'other' };
}

function readBuild(words: readonly Word[], values: readonly string[], isPodman: boolean): EngineCall {
  const known = words.map((word, i) => {
    const text = values[i]!;
    return { ...word, text, value: text.includes('$') ? null : text };
  });
  const build = readBuildArguments(known, isPodman);
  if (build === null) return { kind: 'other' };
  const tags = flagValues(values, ['-t', '--tag']);
  const args = flagValues(values, ['--build-arg']).map((pair) => [pair.split('=')[0]!, pair] as const);
  const platform = flagValues(values, ['--platform']).join(' ');
  const needs = NEEDED.flatMap((name) => flagValues(values, [name]).map((value) => `${name} ${value}`));
  const { context, dockerfile, target } = build;
  return { kind: 'build', build: { context, dockerfile, target, tags, args: new Map(args), platform, needs } };
}

function flagValues(values: readonly string[], names: readonly string[]): readonly string[] {
  return values.flatMap((value, i) => {
    if (names.includes(value)) return values[i + 1] ?? [];
    const inline = names.find((name) => value.startsWith(`${name}=`));
    return inline === undefined ? [] : value.slice(inline.length + 1);
  });
}

function readContainer(values: readonly string[]): Container | null {
  const options: [string, string][] = [];
  let at = 0;
  for (; at < values.length && values[at]!.startsWith('-'); at++) {
    const word = values[at]!;
    const equals = word.indexOf('=');
    if (word.startsWith('--') && equals > 0) options.push([word.slice(0, equals), word.slice(equals + 1)]);
    else if (VALUED.has(word)) options.push([word, values[++at] ?? '']);
    else if (/^-v./.test(word)) options.push(['-v', word.slice(2)]);
  }
  const image = values[at];
  if (image === undefined) return null;
  const last = (...names: readonly string[]): string | null =>
    options.findLast(([name]) => names.includes(name))?.[1] ?? null;
  const mounts = options.flatMap(([name, value]) => {
    if (name === '-v' || name === '--volume') return [value];
    return name === '--mount' ? (bindOf(value) ?? []) : [];
  });
  return {
    image,
    name: last('--name'),
    entrypoint: last('--entrypoint'),
    volumes: mounts,
    command: values.slice(at + 1),
  };
}

/** `type=bind,source=/a,target=/b` as `/a:/b`. */
function bindOf(mount: string): string[] | null {
  const fields = new Map(mount.split(',').map((field) => [field.split('=')[0]!, field.split('=')[1] ?? 'true']));
  const source = fields.get('source') ?? fields.get('src');
  const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination');
  if (fields.get('type') !== 'bind' || source === undefined || target === undefined) return null;
  return [`${source}:${target}${fields.has('readonly') || fields.has('ro') ? ':ro' : ''}`];
}
